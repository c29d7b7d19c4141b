"""What an answer of the Transparency Database means for the statements that were sent. Pure.

A batch is taken whole or not at all. A puid that the Database says it has may be one of ours whose
answer was lost, or one that it is just about to take for us: which it is, it has to be asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from quorate.ledger.fields import as_object, items

FIRST_REST: Final = timedelta(seconds=2)
LONGEST_REST: Final = timedelta(hours=1)
LOCKED_FOR: Final = timedelta(seconds=30)
"""How long the Database keeps a puid to itself while it takes a statement."""
CREATED: Final = 201
INVALID: Final = 422
AGAIN: Final = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status (0 where nothing did), the JSON, and the seconds of a
    Retry-After."""

    status: int
    body: Mapping[str, object] = field(default_factory=dict[str, object])
    rest: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of the puids of a batch.

    `filed` with the Database's own uuid; `refused` with the errors by field; `asked` are to be
    looked up there one by one; all others are sent again, at once or after `rest`.
    """

    filed: Mapping[str, str] = field(default_factory=dict[str, str])
    refused: Mapping[str, Mapping[str, object]] = field(
        default_factory=dict[str, Mapping[str, object]]
    )
    asked: Sequence[str] = ()
    rest: timedelta = timedelta()


def judge(puids: Sequence[str], answer: Answer, tries: int) -> Verdict:
    """The meaning of an answer to a batch; `tries` is how often it was sent before."""
    if answer.status == CREATED:
        return _taken(puids, answer)
    if answer.status == INVALID:
        return _refused(puids, answer, tries)
    return Verdict(rest=_rest(answer, tries))


def _taken(puids: Sequence[str], answer: Answer) -> Verdict:
    """The statements come back in the order in which they were sent."""
    try:
        found = [str(row.get("uuid", "")) for row in items(answer.body, "statements")]
    except ValueError:
        found = []
    told = found if len(found) == len(puids) else [""] * len(puids)
    return Verdict(filed=dict(zip(puids, told, strict=True)))


def _refused(puids: Sequence[str], answer: Answer, tries: int) -> Verdict:
    try:
        errors = as_object(answer.body.get("errors"), "errors")
    except ValueError:
        return Verdict(rest=_rest(answer, tries))
    existing = errors.get("existing_puids")
    if isinstance(existing, list):
        known = {str(one) for one in existing}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        asked = [puid for puid in puids if puid in known]
        return Verdict(asked=asked, rest=timedelta() if asked else _rest(answer, tries))
    wrong = {
        puid: as_object(errors[name], name)
        for at, puid in enumerate(puids)
        if (name := f"statement_{at}") in errors
    }
    return Verdict(refused=wrong, rest=timedelta() if wrong else _rest(answer, tries))


def _rest(answer: Answer, tries: int) -> timedelta:
    """Doubled from try to try up to an hour, and never less than the Database asks for."""
    doubled = min(FIRST_REST * 2 ** min(tries, 20), LONGEST_REST)
    return max(doubled, min(timedelta(seconds=answer.rest), LONGEST_REST))
