"""What one person may do to a colleague or in an emergency: only narrower, or only freeing."""

from dataclasses import replace

from quorate.authority.glass import Glass, may_break, may_lock, may_review
from quorate.effects.folds.orders import signed_order
from quorate.effects.folds.state import At, ForgedError, State, by_effector
from quorate.people.model import Person
from quorate.people.orders import Order
from quorate.vocabulary.problems import Refusal

BREAK, LOCK, REVIEW = "break-glass", "lock-person", "review-glass"


def glass_id(order: Order) -> str:
    """How the glass that this order broke is named: an order breaks it once."""
    return f"glass_{order.digest().hex()[:32]}"


def _ordered(view: State, at: At, wanted: str) -> tuple[Person, Order]:
    """An order that an effector took, and its living signer; both signatures hold."""
    by_effector(view, at.entry)
    return signed_order(view, at.entry.data, wanted)


def _refuse(refused: Refusal | None) -> None:
    if refused:
        raise ForgedError(str(refused))


def broken(view: State, at: At) -> None:
    """The glass is broken: from the effector's own instant on, for an hour."""
    person, order = _ordered(view, at, BREAK)
    _refuse(may_break(person, at.entry.instant))
    name = glass_id(order)
    view.glasses.setdefault(name, Glass(name, person.id, at.entry.instant))


def reviewed(view: State, at: At) -> None:
    """Another person has looked at what was done under a broken glass."""
    person, order = _ordered(view, at, REVIEW)
    glass = view.glasses.get(order.about)
    if glass is None:
        raise ForgedError("no such glass was broken")
    _refuse(may_review(person, glass, at.entry.instant))
    glass.reviewed_by = glass.reviewed_by or person.id


def locked(view: State, at: At) -> None:
    """A colleague is locked out; only an amendment brings them back.

    If it is one who could veto, every open proposal of tier >= 2 waits anew.
    """
    person, order = _ordered(view, at, LOCK)
    about = view.roster.people.get(order.about)
    if about is None:
        raise ForgedError("nobody of this id")
    now = at.entry.instant
    _refuse(may_lock(person, about, now, glass=view.glass(person.id, now)))
    view.roster = view.roster.with_person(replace(about, locked=True))
    if about.powers.veto:
        view.people_changed = at.seen
