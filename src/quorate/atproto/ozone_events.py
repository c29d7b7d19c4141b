"""A moderator's event as tools.ozone.moderation.emitEvent sends it. Pure.

What would have an effect that there is none of here is refused by its name, and not passed over: a
client that shows a strike nobody counted would tell an untruth. Source: lexicons
tools.ozone.moderation.emitEvent and tools.ozone.moderation.defs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from quorate.accounts.subject import Subject
from quorate.atproto.reasons import LONGEST as LONGEST_REASON
from quorate.atproto.reporting import read_about
from quorate.intake.wellformed import is_clean
from quorate.ledger.fields import as_object, integer, optional_text, text, texts
from quorate.vocabulary.kinds import EscalateReason

DEFS: Final = "tools.ozone.moderation.defs#"
LONGEST: Final = 4_000
"""Characters of a comment, which becomes a note of the case."""
MOST: Final = 20
"""Texts in one list."""
_LONGEST_TEXT: Final = 128
_ANYWHERE: Final = frozenset({"$type", "comment"})
_BODY: Final = frozenset({"event", "subject", "createdBy", "modTool"})


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Nothing more is to be done about the subject."""


@dataclass(frozen=True, slots=True)
class Comment:
    """Words for colleagues, and nothing else."""


@dataclass(frozen=True, slots=True)
class Escalate:
    """To the leads."""

    reason: EscalateReason


@dataclass(frozen=True, slots=True)
class Mark:
    """Labels put on, for so many hours where it says so, and labels taken off."""

    create: tuple[str, ...]
    negate: tuple[str, ...]
    hours: int | None


@dataclass(frozen=True, slots=True)
class Mute:
    """Nobody is offered it for so many hours."""

    hours: int


@dataclass(frozen=True, slots=True)
class Report:
    """The moderator reports it; the type is open text."""

    reason_type: str


@dataclass(frozen=True, slots=True)
class Tag:
    """Tags put on and taken off."""

    add: tuple[str, ...]
    remove: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Takedown:
    """The subject taken away, for so many hours where it says so, under the policies it names."""

    policies: tuple[str, ...]
    hours: int | None


@dataclass(frozen=True, slots=True)
class Unmute:
    """It is offered again."""


Event: TypeAlias = Acknowledge | Comment | Escalate | Mark | Mute | Report | Tag | Takedown | Unmute


@dataclass(frozen=True, slots=True)
class Emitted:
    """`about` is the subject as it was sent, `kept` the event without its comment."""

    kind: str
    event: Event
    comment: str
    about: Mapping[str, str]
    subject: Subject
    created_by: str
    kept: Mapping[str, object]


def read_emitted(connector: str, body: object) -> Emitted:
    """From a parsed body. Raises ValueError naming what does not fit, or is not taken."""
    row = as_object(body, "body")
    _nothing_else(row, _BODY)
    said = as_object(row.get("event"), "event")
    kind = (optional_text(said, "$type") or "").removeprefix(DEFS)
    if kind == "modEventReverseTakedown":
        raise ValueError(
            "event: nobody gives back by a key that a server keeps: restore it in the console, or"
            " with `quorate restore PROPOSAL`, by your own key"
        )
    reading = _KINDS.get(kind)
    if reading is None:
        raise ValueError(f"event: one of {', '.join(_KINDS)} is needed")
    _nothing_else(said, _ANYWHERE | reading.fields)
    comment = _comment(said)
    event = reading.read(said, comment)
    about, subject = read_about(connector, row.get("subject"))
    names = sorted(reading.fields & said.keys())
    kept = {name: said[name] for name in names if said[name] is not None}
    return Emitted(kind, event, comment, about, subject, text(row, "createdBy"), kept)


def _nothing_else(row: Mapping[str, object], known: frozenset[str]) -> None:
    """What is false or empty asks for nothing."""
    surplus = sorted(name for name in row.keys() - known if row[name])
    if surplus:
        raise ValueError(f"{surplus[0][:64]}: there is no such thing here, leave it out")


def _comment(row: Mapping[str, object]) -> str:
    found = row.get("comment") or ""
    if not isinstance(found, str) or len(found) > LONGEST or not is_clean(found):
        raise ValueError(f"comment: at most {LONGEST} characters, none of them NUL")
    return found.strip()


def _texts(row: Mapping[str, object], name: str) -> tuple[str, ...]:
    found = texts(row, name)
    if len(found) > MOST or not all(
        1 <= len(t) <= _LONGEST_TEXT and t.isprintable() for t in found
    ):
        raise ValueError(f"{name}: at most {MOST} texts of 1 to {_LONGEST_TEXT} characters")
    return tuple(dict.fromkeys(found))


def _needed(row: Mapping[str, object], name: str) -> tuple[str, ...]:
    if name not in row:
        raise ValueError(f"{name}: a list is needed")
    return _texts(row, name)


def _hours(row: Mapping[str, object]) -> int | None:
    found = None if row.get("durationInHours") is None else integer(row, "durationInHours")
    if found is not None and not 1 <= found <= 24 * 366:
        raise ValueError("durationInHours: 1 to 8784")
    return found


def _said_comment(_: Mapping[str, object], comment: str) -> Comment:
    if not comment:
        raise ValueError("comment: words are needed; nothing is sticky here, so none is taken off")
    return Comment()


def _escalate(_: Mapping[str, object], comment: str) -> Escalate:
    """By the word with which the comment begins, such as `legal: a court asks`."""
    first = comment.partition(":")[0].strip().lower().replace(" ", "_")
    known = first in set(EscalateReason)
    return Escalate(EscalateReason(first) if known else EscalateReason.POLICY_UNCLEAR)


def _mark(row: Mapping[str, object], _: str) -> Mark:
    create, negate = _needed(row, "createLabelVals"), _needed(row, "negateLabelVals")
    found = Mark(create, negate, _hours(row))
    if not found.create and not found.negate:
        raise ValueError("createLabelVals: a label to put on or to take off is needed")
    if set(found.create) & set(found.negate):
        raise ValueError("negateLabelVals: one label is put on and taken off at once")
    return found


def _mute(row: Mapping[str, object], _: str) -> Mute:
    return Mute(integer(row, "durationInHours"))


def _report(row: Mapping[str, object], _: str) -> Report:
    found = text(row, "reportType")
    if len(found.encode()) > LONGEST_REASON or not is_clean(found):
        raise ValueError(f"reportType: at most {LONGEST_REASON} bytes, none of them NUL")
    return Report(found)


def _tag(row: Mapping[str, object], _: str) -> Tag:
    found = Tag(_needed(row, "add"), _needed(row, "remove"))
    if not found.add and not found.remove:
        raise ValueError("add: a tag to put on or to take off is needed")
    return found


def _takedown(row: Mapping[str, object], _: str) -> Takedown:
    return Takedown(_texts(row, "policies"), _hours(row))


@dataclass(frozen=True, slots=True)
class _Kind:
    """The fields of an event that have an effect here, and how it is read."""

    read: Callable[[Mapping[str, object], str], Event]
    fields: frozenset[str] = frozenset()


_HOURS: Final = "durationInHours"
_KINDS: Final = {
    "modEventAcknowledge": _Kind(lambda _, __: Acknowledge()),
    "modEventComment": _Kind(_said_comment),
    "modEventEscalate": _Kind(_escalate),
    "modEventLabel": _Kind(_mark, frozenset({"createLabelVals", "negateLabelVals", _HOURS})),
    "modEventMute": _Kind(_mute, frozenset({_HOURS})),
    "modEventReport": _Kind(_report, frozenset({"reportType"})),
    "modEventTag": _Kind(_tag, frozenset({"add", "remove"})),
    "modEventTakedown": _Kind(_takedown, frozenset({"policies", _HOURS})),
    "modEventUnmute": _Kind(lambda _, __: Unmute()),
}
REPORT: Final = "modEventReport"
