"""Changes on the platform that Quorate did not make, and what people said to them."""

from quorate.authority.outside import Change, may_acknowledge, may_free
from quorate.effects.folds.orders import signed_order
from quorate.effects.folds.state import At, ForgedError, State, by_effector
from quorate.ledger.entry import Entry
from quorate.ledger.fields import integer, optional_text, text, truth
from quorate.vocabulary.actions import Action
from quorate.vocabulary.problems import Refusal

ACKNOWLEDGE, FREE = "acknowledge-change", "free-account"


def read_change(entry: Entry) -> Change:
    """What an effector says of an account. Raises ValueError naming the field."""
    data = entry.data
    return Change(
        text(data, "change"),
        text(data, "ref"),
        integer(data, "tier"),
        Action(text(data, "action")),
        truth(data, "in_force"),
        optional_text(data, "proposal") or "",
        entry.by,
        entry.instant,
    )


def note(view: State, change: Change) -> None:
    """One change an account and action: the newest stands, and none once both agree again."""
    view.outside.pop((change.ref, change.action), None)
    if change.differs:
        view.outside[change.ref, change.action] = change


def changed(view: State, at: At) -> None:
    """The platform shows something else than the ledger says, or no longer does."""
    by_effector(view, at.entry)
    note(view, read_change(at.entry))


def _named(view: State, name: str) -> Change:
    found = next((c for c in view.outside.values() if c.id == name), None)
    if found is None:
        raise ForgedError("no such change stands")
    return found


def _refuse(refused: Refusal | None) -> None:
    if refused:
        raise ForgedError(str(refused))


def acknowledged(view: State, at: At) -> None:
    """Somebody has taken it on."""
    by_effector(view, at.entry)
    person, order = signed_order(view, at.entry.data, ACKNOWLEDGE)
    _refuse(may_acknowledge(person, at.entry.instant))
    change = _named(view, order.about)
    change.acknowledged_by = change.acknowledged_by or person.id


def freed(view: State, at: At) -> None:
    """Somebody had the account freed; that it is free is told by a change of its own."""
    by_effector(view, at.entry)
    person, order = signed_order(view, at.entry.data, FREE)
    change, now = _named(view, order.about), at.entry.instant
    _refuse(may_free(person, change, now, glass=view.glass(person.id, now)))
    change.freed_by = person.id
