"""Reports and appeals as platforms hand them to Coop (ROOST): its fields, into ours. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from quorate.accounts.subject import Subject
from quorate.intake.foreign.reading import (
    WrongError,
    at,
    cut,
    fitted,
    found_at,
    key_of,
    optional,
    said_in,
    segment,
    table,
    tables,
    text,
)
from quorate.intake.model import Report, ReportKind
from quorate.intake.sources import Source
from quorate.vocabulary.kinds import SubjectKind

CSAM: Final = "csam"
NO_WORDS: Final = "No reason was given."
MOST_ID: Final = 255
# How our own fields are called there.
FIELDS: Final[Mapping[str, str]] = {
    "subject.id": "reportedItem.id",
    "reporter": "reporter.id",
    "category": "reportedForReason.policyId",
    "body": "reportedForReason.reason",
    "evidence": "reportedItem.data",
}


@dataclass(frozen=True, slots=True)
class Appealed:
    """An appeal: under the platform's id, about what was done to the author of `item` by one of
    `actions` (our names of them, or proposals; any where there is none), in their words."""

    id: str
    item: Subject
    author: str
    actions: tuple[str, ...]
    words: str
    asked: Mapping[str, object]


def read_report(source: Source, row: Mapping[str, object]) -> Report:
    """The report. Raises WrongError with the tool's own name of what is wrong."""
    if text(row, "reporter.kind") != "user":
        raise WrongError("reporter.kind", "user is needed")
    text(row, "reporter.typeId")
    text(row, "reportedAt")
    subject, _ = _subject(source, row, "reportedItem")
    return Report(
        source=source.name,
        key=key_of(source, row),
        kind=ReportKind.REPORT,
        subject=subject,
        category=_area(source, row),
        reporter=text(row, "reporter.id"),
        body=cut(optional(row, "reportedForReason.reason")),
        evidence=fitted(_evidence(row)),
    )


def read_appeal(source: Source, row: Mapping[str, object]) -> Appealed:
    """The appeal of the person concerned. Raises WrongError."""
    text(row, "appealedAt")
    item, author = _subject(source, row, "actionedItem")
    if text(row, "appealedBy.id") != author:
        raise WrongError("appealedBy.id", "only whom the decision concerns appeals here")
    actions = at(row, "actionsTaken")
    if not isinstance(actions, list):
        raise WrongError("actionsTaken", "a list is needed")
    names = [str(name) for name in actions]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    asked: Mapping[str, object] = {
        "item": {"id": text(row, "actionedItem.id"), "typeId": _type(row, "actionedItem")},
        "appealedBy": {"id": author, "typeId": text(row, "appealedBy.typeId")},
    }
    name = text(row, "appealId")
    if len(name) > MOST_ID:
        raise WrongError("appealId", f"at most {MOST_ID} characters are taken")
    words = cut(optional(row, "appealReason")) or NO_WORDS
    return Appealed(name, item, author, tuple(source.action_of(n) for n in names), words, asked)


def _type(row: Mapping[str, object], path: str) -> str:
    """The item's type, which has two spellings."""
    return optional(row, f"{path}.type.id") or segment(row, f"{path}.typeId")


def _subject(source: Source, row: Mapping[str, object], path: str) -> tuple[Subject, str]:
    """What the item is here, and the account that it is or that wrote it."""
    table(row, path)
    kind, data = _type(row, path), f"{path}.data"
    table(row, data)
    if kind in source.accounts:
        account = text(row, f"{path}.id")
        return Subject(source.connector, SubjectKind.ACCOUNT, account), account
    field = f"{data}.{source.account}"
    # A creator is an id, or an object that has one.
    author = optional(row, f"{field}.id") or text(row, field)
    native = f"{kind}/{segment(row, f'{path}.id')}/{author}"
    return Subject(source.connector, SubjectKind.MESSAGE, native), author


def _area(source: Source, row: Mapping[str, object]) -> str:
    if at(row, "reportedForReason.csam") is True:
        return source.area(CSAM, frozenset({CSAM}))
    return source.area(optional(row, "reportedForReason.policyId"))


def _evidence(row: Mapping[str, object]) -> list[Mapping[str, object]]:
    """The item first: what is decided is told under the name that it has there."""
    reported = table(row, "reportedItem")
    item = {"id": text(row, "reportedItem.id"), "typeId": _type(row, "reportedItem")}
    said = {
        "reportedAt": cut(text(row, "reportedAt"), 64),
        "policyId": cut(optional(row, "reportedForReason.policyId"), 255),
    }
    named = {
        (optional(i, "id"), optional(i, "typeId")) for i in tables(row, "reportedItemsInThread")
    }
    around = [*tables(row, "reportedItemThread"), *tables(row, "additionalItems")]
    return [
        {
            "coop": {"item": item},
            "text": said_in(table(row, "reportedItem.data")),
            "data": reported["data"],
        },
        said,
        *(_around(item, named) for item in around),
    ]


def _around(
    item: Mapping[str, object], named: set[tuple[str | None, str | None]]
) -> Mapping[str, object]:
    id, kind = optional(item, "id"), optional(item, "typeId")
    written = found_at(item, "data")
    return {
        "item": {"id": id, "typeId": kind},
        "reported": (id, kind) in named,
        "text": said_in(written),
        "data": written,
    }
