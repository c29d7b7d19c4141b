"""A person's signed wish to see a private field, with the serving process's word about the case."""

import hashlib
import itertools
from dataclasses import replace
from typing import Any, Final

from quorate.accounts.reveal import CaseWord, Reveal
from quorate.incidents.stage.roles import Row, seeded
from quorate.incidents.stage.world import TROLL, World
from quorate.ledger.keys import PrivateKey
from quorate.people.keys import key_id
from quorate.vocabulary.private import PrivateField, Purpose
from quorate.vocabulary.times import stamp

CASE: Final = "case-1"
_numbers = itertools.count(1)


def ordered(world: World, person: str, native: str = TROLL, **fields: Any) -> Reveal:
    """An order about a case that the queue gave; `fields` replaces any of it."""
    number = next(_numbers)
    made = Reveal(
        genesis=world.genesis,
        id=f"rev_{number:032x}",
        nonce=hashlib.sha256(f"look {number}".encode()).hexdigest(),
        case=CASE,
        ref=world.ref(native),
        field=PrivateField.EMAIL,
        purpose=Purpose.BAN_EVASION,
        signer=person,
        at=stamp(world.now),
    )
    return replace(made, **fields)


def word_about(world: World, order: Reveal, **said: Any) -> CaseWord:
    """The word about the order's case: open, from the queue, held by the signer."""
    made = CaseWord(
        genesis=world.genesis,
        case=order.case,
        ref=order.ref,
        state="open",
        creator="service:intake",
        assigner="service:queue",
        holder=order.signer,
        at=stamp(world.now),
    )
    return replace(made, **said)


def vouched(world: World, word: CaseWord, by: PrivateKey | None = None) -> Row:
    """The word under the serving process's key."""
    key = by or world.process_key("web")
    sig = key.sign(word.digest()).hex()
    return {"word": _fields(word), "key": key_id(key.public), "sig": sig}


def _fields(word: CaseWord) -> Row:
    return {name: getattr(word, name) for name in CaseWord.__dataclass_fields__}


def given(world: World, order: Reveal, key: PrivateKey | None = None, **said: Any) -> Row:
    """What the effector's door is given: the signed order, and the word."""
    signer = key or seeded(order.signer)
    return {
        "order": order.fields(),
        "key": key_id(signer.public),
        "sig": signer.sign(order.digest()).hex(),
        "word": vouched(world, word_about(world, order, **said)),
    }


def look(world: World, person: str, native: str = TROLL, **said: Any) -> Row:
    """A usual wish: the e-mail of an account, against ban evasion, in the person's own case."""
    return given(world, ordered(world, person, native), **said)
