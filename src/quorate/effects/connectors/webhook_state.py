"""What a platform behind webhooks says of a subject: strictly read, since effects rest on it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from quorate.accounts.register import Reading
from quorate.accounts.subject import Subject
from quorate.ledger.fields import as_object, integer, text
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.kinds import SubjectKind

_SEGMENT: Final = r"(?!\.{1,2}(?:/|$))[!-.0-~]{1,250}"
_FORMS: Final[Mapping[SubjectKind, re.Pattern[str]]] = {
    SubjectKind.ACCOUNT: re.compile(_SEGMENT),
    SubjectKind.MESSAGE: re.compile("/".join([_SEGMENT] * 3)),
}
_MOST_DEPENDANTS: Final = 50


@dataclass(frozen=True, slots=True)
class State:
    """The state document of one subject. `in_force` is of the actions that work on this kind of
    subject, `dependants` how much of each kind hangs on the account."""

    in_force: Mapping[Action, bool]
    reading: Reading | None
    dependants: Mapping[str, int]


def is_canonical(subject: Subject) -> bool:
    """An account's id is one segment of visible ASCII without a slash; a message's is
    `place/id/author`."""
    return _FORMS[subject.kind].fullmatch(subject.native) is not None


def account_of(subject: Subject) -> str:
    """The account itself, or a message's author."""
    return subject.native.rsplit("/", 1)[-1]


def read_state(value: object, subject: Subject, offered: frozenset[Action]) -> State:
    """Of exactly this subject, echoed byte for byte, with every offered silencing that works on it.
    Raises ValueError naming the field."""
    row = as_object(value, "state")
    echoed = as_object(row.get("subject"), "subject")
    wanted = {"kind": subject.kind, "id": subject.native, "account": account_of(subject)}
    for name, expected in wanted.items():
        if text(echoed, name) != expected:
            raise ValueError(f"subject.{name}: another than was asked about")
    shown = as_object(row.get("in_force"), "in_force")
    of_content = subject.kind is SubjectKind.MESSAGE
    own = [a for a in sorted(offered) if FACTS[a].silencing and FACTS[a].content is of_content]
    return State({a: _truth(shown, a) for a in own}, _reading(row), _dependants(row))


def _truth(row: Mapping[str, object], name: str) -> bool:
    """Absent is unknown, which is neither."""
    found = row.get(name)
    if not isinstance(found, bool):
        raise ValueError(f"in_force.{name}: true or false is needed")
    return found


def _reading(row: Mapping[str, object]) -> Reading | None:
    if "facts" not in row:
        return None
    facts = as_object(row["facts"], "facts")
    reach = integer(facts, "reach")
    if reach < 0:
        raise ValueError("facts.reach: not below zero")
    verified, office = (facts.get(name) for name in ("verified", "office"))
    if not isinstance(verified, bool) or not isinstance(office, bool):
        raise ValueError("facts: verified and office are true or false")
    return Reading(reach, verified=verified, office=office)


def _dependants(row: Mapping[str, object]) -> dict[str, int]:
    found = as_object(row.get("dependants", {}), "dependants")
    if len(found) > _MOST_DEPENDANTS:
        raise ValueError("dependants: too many kinds")
    return {name: integer(found, name) for name in found}
