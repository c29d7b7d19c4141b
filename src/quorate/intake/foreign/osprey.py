"""What an output sink of Osprey (ROOST) hands on, the extracted features with the verdicts, as an
alarm. Pure."""

from collections.abc import Mapping
from typing import Final, cast

from quorate.accounts.subject import Subject
from quorate.intake.foreign.reading import WrongError, at, cut, fitted, said_in
from quorate.intake.model import Report, ReportKind
from quorate.intake.sources import Source
from quorate.vocabulary.kinds import SubjectKind

ACTION: Final = "__action_id"
VERDICTS: Final = "__verdicts"
FIELDS: Final[Mapping[str, str]] = {"key": ACTION, "category": VERDICTS, "evidence": "body"}
_CERTAIN: Final = 1.0
"""A verdict is a rule's yes; it has another score where the settings give it one."""


def read_alarm(source: Source, row: Mapping[str, object]) -> Report | None:
    """The alarm of the weightiest verdict that has an area here; None where none has.

    Raises WrongError.
    """
    verdicts = row.get(VERDICTS, [])
    if not isinstance(verdicts, list):
        raise WrongError(VERDICTS, "a list is needed")
    said = [str(verdict) for verdict in cast("list[object]", verdicts)]
    ours = [verdict for verdict in said if verdict in source.areas]
    if not ours:
        return None
    scores = {verdict: source.scores.get(verdict, _CERTAIN) for verdict in ours}
    gravest = max(ours, key=lambda verdict: scores[verdict])
    return Report(
        source=source.name,
        key=f"action-{_id(row, ACTION)}",
        kind=ReportKind.ALARM,
        subject=_subject(source, row),
        category=source.area(gravest),
        score=scores[gravest],
        evidence=fitted(
            [{"text": said_in(row), "data": row}, {"verdicts": cut(", ".join(said), 1_000)}]
        ),
    )


def _subject(source: Source, row: Mapping[str, object]) -> Subject:
    """The account, or the message where the settings say which feature has it."""
    account = _id(row, source.account)
    if not source.message or at(row, source.message) is None:
        return Subject(source.connector, SubjectKind.ACCOUNT, account)
    place = _id(row, source.place) if source.place else "message"
    for part, field in ((place, source.place), (_id(row, source.message), source.message)):
        if "/" in part:
            raise WrongError(field, "an id without a slash is needed")
    native = f"{place}/{_id(row, source.message)}/{account}"
    return Subject(source.connector, SubjectKind.MESSAGE, native)


def _id(row: Mapping[str, object], path: str) -> str:
    """Features have ids as numbers or as texts."""
    found = at(row, path)
    if isinstance(found, bool) or not isinstance(found, int | str) or found == "":
        raise WrongError(path, "an id is needed")
    return str(found)
