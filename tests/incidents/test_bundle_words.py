"""Every word that somebody signs by themselves is checked in the bundle, by what they signed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.incidents.test_bundle import Files, bundled, checked, hiding

from quorate.appeals.deciding import Ruling
from quorate.cases.deciding import Decision, Spoken
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.world import World
from quorate.ledger.entry import Json
from quorate.orders.saying import OrderWord
from quorate.people.keys import key_id
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested

WHO, HASH, OTHER = "employee", "ab" * 32, "cd" * 32
Data = dict[str, Json]
Said = tuple[Spoken, Data]


def _appeal(genesis: str) -> Said:
    said = Ruling(genesis, Event.APPEAL_DECIDED, "appeal-1", "case-1/2", WHO, "upheld", HASH)
    data: Data = {"appeal": "appeal-1", "decision": "case-1/2", "outcome": "upheld", "answer": HASH}
    return said, data


def _settled(genesis: str) -> Said:
    outcome, on = "upheld", "2026-11-25"
    event = Event.APPEAL_SETTLED
    said = Ruling(genesis, event, "appeal-1", "case-1/2", WHO, f"{outcome} {on}", HASH)
    named: Data = {"appeal": "appeal-1", "decision": "case-1/2", "outcome": outcome}
    return said, {**named, "on": on, "body": HASH}


def _suspended(genesis: str) -> Said:
    said = Decision(genesis, Event.NOTIFIER_SUSPENDED, "notifier-1", 2, WHO, "7")
    return said, {"notifier": "notifier-1", "version": 2, "days": "7", "until": "-"}


def _warned(genesis: str) -> Said:
    said = Decision(genesis, Event.NOTIFIER_WARNED, "notifier-1", 2, WHO, "")
    return said, {"notifier": "notifier-1", "version": 2}


def _vouched(genesis: str) -> Said:
    said = OrderWord(genesis, Event.ORDER_VOUCHED, "order-1", HASH, WHO, "list")
    return said, {"order": "order-1", "content": HASH, "how": "list", "checked": False}


def _rejected(genesis: str) -> Said:
    said = OrderWord(genesis, Event.ORDER_REJECTED, "order-1", HASH, WHO, "list")
    return said, {"order": "order-1", "content": HASH, "how": "list"}


def _answered(genesis: str) -> Said:
    about = "effected - now login_email"
    said = OrderWord(genesis, Event.ORDER_ANSWERED, "order-1", HASH, WHO, about, OTHER)
    named: Data = {"order": "order-1", "content": HASH, "outcome": "effected", "ground": None}
    return said, {**named, "effected": "now", "given": ["login_email"], "answer": OTHER}


WORDS = [_appeal, _settled, _suspended, _warned, _vouched, _rejected, _answered]
FIELDS = [
    *((_appeal, name) for name in ("appeal", "decision", "outcome", "answer")),
    *((_settled, name) for name in ("outcome", "on", "body")),
    *((_suspended, name) for name in ("notifier", "days")),
    *((_vouched, name) for name in ("order", "content", "how")),
    *((_answered, name) for name in ("outcome", "ground", "effected", "answer")),
]


def _bundle(folder: Path, word: Callable[[str], Said], **changed: str) -> Files:
    """Of a world in which somebody signed this word; `changed` was written instead of it."""
    world = World(folder / "world").found()
    world.approve(world.propose(1), WHO)  # so that the bundle holds whose key it is
    said, data = word(world.genesis)
    key = seeded(WHO)
    sig = key.sign(said.digest()).hex()
    data = {**data, **changed, "by": WHO, "key": key_id(key.public), "sig": sig}
    event: Event = said.event  # pyright: ignore
    world.publish(
        world.entry(event, data, Attested.PERSON, WHO, str(data["key"])).canonical()  # pyright: ignore
    )
    return hiding(bundled(world, WHO))


@pytest.mark.parametrize("word", WORDS)
def test_a_word_that_was_signed_is_vouched_for(tmp_path: Path, word: Callable[[str], Said]) -> None:
    status, told = checked(tmp_path / "out", _bundle(tmp_path, word))
    assert status == 0, told


@pytest.mark.parametrize(("word", "field"), FIELDS)
def test_a_word_that_was_changed_is_found(
    tmp_path: Path, word: Callable[[str], Said], field: str
) -> None:
    status, told = checked(tmp_path / "out", _bundle(tmp_path, word, **{field: "other"}))
    assert (status, "the signature does not hold" in told) == (1, True), told
