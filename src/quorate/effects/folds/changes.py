"""Changes that the founders sign, raises of protection, and revocations of keys."""

from dataclasses import replace
from datetime import date, timedelta

from quorate.accounts.raising import Raise, read_raise
from quorate.accounts.register import too_far
from quorate.authority.administrators import founders_wanted, living_founders, living_key
from quorate.authority.charter import (
    Charge,
    Signature,
    missing_founders,
    read_change,
    read_signatures,
)
from quorate.authority.rotating import keyring_of, read_turn
from quorate.decisions.catalogue import read_catalogue
from quorate.effects.folds.orders import said_order
from quorate.effects.folds.state import At, ForgedError, State, by_effector
from quorate.ledger.fields import text
from quorate.people.chain import declared
from quorate.people.keys import signature_holds
from quorate.people.model import Person, employed

REVOKE_KEY = "revoke-key"


def changed(view: State, at: At) -> None:
    """A founders' change of people, policies or register, in order, under their signatures."""
    change = read_change(at.entry.data)
    if change.genesis != view.genesis_hash or change.number != view.changes + 1:
        raise ForgedError("a change for another genesis, or out of its order")
    if at.entry.event != f"{change.charge}:changed":
        raise ForgedError("the entry is named for another kind of change")
    lacking = missing_founders(view.founded, change, *_founders(view, at))
    if lacking:
        raise ForgedError(lacking)
    view.changes = change.number
    if change.charge is Charge.PEOPLE:
        view.roster = view.roster.replaced(change.content)
        view.chains = declared(view.roster.sources, view.chains)
        view.people_changed = at.seen
    elif change.charge is Charge.POLICIES:
        view.catalogue = read_catalogue(change.content).succeeding(view.catalogue)
    else:
        view.register = view.register.replaced(change.content, _latest_today(at))


def _founders(view: State, at: At) -> tuple[list[Signature], int]:
    """The signatures of those who still count, and how many it takes.

    Nobody signed the entry's own instant: under an old date who left would count again. An instant
    that an effector signed before has passed, the same for every reader.
    """
    now = at.entry.instant
    later = max(now, view.vouched or now)
    signed = read_signatures(at.entry.data)
    living = living_founders(view.founded, view.roster, signed, later)
    wanted = [founders_wanted(view.founded, view.roster, t, view.more_hands) for t in (now, later)]
    return living, max(wanted)


def turned(view: State, at: At) -> None:
    """The founders' turn to other keys of the log: it counts as for those who read checkpoints."""
    keys = view.keys or keyring_of(view.founded, view.genesis_hash)
    turn = read_turn(view.founded, view.genesis_hash, keys, at.index, at.entry)
    view.keys = replace(keys, turns=(*keys.turns, turn))


def raised(view: State, at: At) -> None:
    """One person's raise of a subject's protection."""
    data = at.entry.data
    raised = read_raise(data)
    held = view.roster.living(text(data, "key"))
    if held is None or held.person.id != raised.signer or raised.genesis != view.genesis_hash:
        raise ForgedError("the key is not a living one of the signer")
    if not signature_holds(held.key.public, raised.digest(), bytes.fromhex(text(data, "sig"))):
        raise ForgedError("the signature does not hold")
    _refuse_raiser(held.person, raised, at)
    row = raised.listing()
    far = too_far(row, _latest_today(at))
    if far:
        raise ForgedError(far)
    view.register = view.register.raised(row)


def _refuse_raiser(person: Person, raised: Raise, at: At) -> None:
    """Whatever their role one person raises at once (I10): while employed, and not their own (I2).
    By the entry's instant, the same for every reader: a raise stays when its signer has left."""
    if not employed(person, at.entry.instant):
        raise ForgedError(f"{person.id}: not employed")
    if raised.ref in person.accounts:
        raise ForgedError("a raise of the signer's own account")


def _latest_today(at: At) -> date:
    """By the earlier of the entry's clock and ours, so that a view made anew judges no milder; with
    a day of grace, for clocks that pass midnight one after the other."""
    return min(at.seen, at.entry.instant).date() + timedelta(days=1)


def revoked(view: State, at: At) -> None:
    """A person's revocation of a key of their own, by their own signed order: no effector alone
    takes anybody's key. One that is revoked already, as whoever took the order has it, stays so."""
    by_effector(view, at.entry)
    name = text(at.entry.data, "revoked")
    if name in view.roster.revoked:
        return
    order = said_order(view, at.entry.data, REVOKE_KEY)
    key = living_key(view.founded, view.roster, name)
    if order.about != name or key is None or key.person != order.signer:
        raise ForgedError("the order is about another key, or nobody's of the signer")
    view.roster = view.roster.without_key(name)
