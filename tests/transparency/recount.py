"""The same figures by plain loops over all records at once, without months' files or SQL."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from quorate.transparency.figures import Value
from quorate.transparency.records import (
    Complaint,
    Dispute,
    Ground,
    Kind,
    Measure,
    Misuse,
    Notice,
    Order,
    Origin,
    Outcome,
    Record,
    Suspension,
)
from quorate.transparency.template import LANGUAGES, Place

HOUR = 3600.0
DEEPFAKE = "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE"
COLUMNS = [
    ["VISIBILITY_CONTENT_REMOVED"],
    ["VISIBILITY_CONTENT_DISABLED"],
    ["VISIBILITY_CONTENT_DEMOTED"],
    ["VISIBILITY_CONTENT_AGE_RESTRICTED"],
    ["VISIBILITY_CONTENT_INTERACTION_RESTRICTED"],
    ["VISIBILITY_CONTENT_LABELLED"],
    ["VISIBILITY_OTHER"],
    ["MONETARY_SUSPENSION"],
    ["MONETARY_TERMINATION"],
    ["MONETARY_OTHER"],
    ["PROVISION_PARTIAL_SUSPENSION", "PROVISION_TOTAL_SUSPENSION"],
    ["PROVISION_PARTIAL_TERMINATION", "PROVISION_TOTAL_TERMINATION"],
    ["ACCOUNT_SUSPENDED"],
    ["ACCOUNT_TERMINATED"],
]
Span = tuple[datetime, datetime]


class UnknownError(Exception):
    """A field that the figure hangs on is not known."""


def sure(value: Any) -> Any:
    if value is None:
        raise UnknownError
    return value


def figure(count: Callable[[], Value]) -> Value:
    try:
        return count()
    except UnknownError:
        return None


def inside(instant: datetime | None, span: Span) -> bool:
    return instant is not None and span[0] <= instant < span[1]


def middle(pairs: Iterable[tuple[datetime, datetime | None]]) -> float | None:
    hours = [(end - begin).total_seconds() / HOUR for begin, end in pairs if end is not None]
    return statistics.median(hours) if hours else None


def stands(record: Any, place: Place) -> bool:
    return place.category in ("", record.category) and place.keyword in ("", record.keyword)


def notice_row(records: Sequence[Record], place: Place, span: Span) -> list[Value]:
    here = [r for r in records if isinstance(r, Notice) and stands(r, place)]
    came = [r for r in here if inside(r.received, span)]
    done = [r for r in here if inside(r.decided, span)]
    acted = [r for r in done if r.by_law + r.by_terms]
    return [
        len(came),
        figure(lambda: sum(sure(r.trusted) for r in came)),
        figure(lambda: sum(sure(r.items) for r in came)),
        figure(lambda: sum(sure(r.items) for r in came if sure(r.trusted))),
        middle((r.received, r.decided) for r in acted),
        figure(lambda: middle([(r.received, r.decided) for r in acted if sure(r.trusted)])),
        sum(r.by_law for r in done),
        figure(lambda: sum(r.by_law for r in done if r.by_law and sure(r.trusted))),
        sum(r.by_terms for r in done),
        figure(lambda: sum(r.by_terms for r in done if r.by_terms and sure(r.trusted))),
    ]


def own(measure: Measure) -> bool:
    return sure(measure.origin) is Origin.OWN


def measure_row(records: Sequence[Record], ground: Ground, place: Place, span: Span) -> list[Value]:
    here = [
        r
        for r in records
        if isinstance(r, Measure)
        and r.ground is ground
        and stands(r, place)
        and inside(r.applied, span)
    ]

    def imposed(names: list[str]) -> Callable[[], Value]:
        wanted = {f"DECISION_{name}" for name in names}
        return lambda: sum(own(r) for r in here if r.restriction in wanted)

    def detected() -> Value:
        # A measure that is not the provider's own is out, whatever is known of its detection, and
        # one that nothing detected by itself is out, whatever came before it.
        left = [r for r in here if r.origin in (None, Origin.OWN) and r.detected is not False]
        return sum(own(r) and sure(r.detected) for r in left)

    return [
        figure(lambda: sum(map(own, here))),
        figure(detected),
        *(figure(imposed(names)) for names in COLUMNS),
    ]


def order_row(records: Sequence[Record], state: str, place: Place, span: Span) -> list[Value]:
    here: list[Order] = []
    for r in records:
        if not isinstance(r, Order) or state not in ("TOTAL", r.state):
            continue
        child = r.keyword == DEEPFAKE and state != "TOTAL"
        keyword = r.keyword.removesuffix("_DEEPFAKE") if child else r.keyword
        if place.category in ("", r.category) and place.keyword in ("", keyword):
            here.append(r)
    found: list[Value] = []
    for kind in ("act", "inform"):
        of_kind = [r for r in here if r.kind == kind]
        came = [r for r in of_kind if inside(r.received, span)]
        found.append(len(came))
        if kind == "act":
            found.append(figure(lambda came=came: sum(sure(r.items) for r in came)))
        found.append(middle((r.received, r.told) for r in of_kind if inside(r.told, span)))
        found.append(middle((r.received, r.effected) for r in of_kind if inside(r.effected, span)))
    return found


def _outcomes(
    name: str, here: Sequence[Complaint | Dispute], span: Span, counted: Callable[[Any], bool]
) -> dict[str, Value]:
    def of(outcome: Outcome) -> Callable[[], Value]:
        def count() -> Value:
            done = [r for r in here if inside(r.decided, span) and r.outcome in (None, outcome)]
            return sum(counted(r) and sure(r.outcome) is outcome for r in done)

        return count

    return {f"{name}.{outcome}": figure(of(outcome)) for outcome in Outcome}


def _decisions(
    name: str, here: Sequence[Complaint], span: Span, counted: Callable[[Any], bool]
) -> dict[str, Value]:
    def hours() -> Value:
        done = [r for r in here if inside(r.decided, span) and r.outcome is not Outcome.OMITTED]
        return middle([(r.received, r.decided) for r in done if counted(r) and sure(r.outcome)])

    came = [r for r in here if inside(r.received, span)]
    return {
        f"{name}.total": figure(lambda: sum(counted(r) for r in came)),
        **_outcomes(name, here, span, counted),
        f"{name}.median": figure(hours),
    }


def complaint_figures(records: Sequence[Record], span: Span) -> dict[str, Value]:
    here = [r for r in records if isinstance(r, Complaint)]
    found = _decisions("complaints", here, span, lambda _: True)
    for about in ("account", "money", "notice", "service", "visibility"):
        part = [r for r in here if r.about == about]
        found |= _decisions(f"complaints_{about}", part, span, lambda _: True)
    part = [r for r in here if r.about == "notice"]
    found |= _decisions("complaints_trusted", part, span, lambda r: sure(r.trusted))
    done = [r for r in here if inside(r.decided, span)]
    found["new_restrictions.total"] = figure(lambda: sum(sure(r.restricted) for r in done))
    return found


def dispute_figures(records: Sequence[Record], span: Span) -> dict[str, Value]:
    here = [r for r in records if isinstance(r, Dispute)]
    turned = {Outcome.REVERSED, Outcome.PARTLY_REVERSED}

    def share() -> Value:
        done = [r for r in here if inside(r.decided, span)]
        if any(r.outcome is None for r in done):
            raise UnknownError
        won = [r for r in done if r.outcome in turned]
        return sum(sure(r.implemented) for r in won) / len(won) if won else None

    return {
        **_outcomes("disputes", here, span, lambda _: True),
        "disputes.implemented": figure(share),
    }


def suspension_figures(records: Sequence[Record], span: Span) -> dict[str, Value]:
    here = [r.misuse for r in records if isinstance(r, Suspension) and inside(r.enacted, span)]
    return {f"suspensions_{misuse}.total": here.count(misuse) for misuse in Misuse}


def automated_figures(records: Sequence[Record], span: Span) -> dict[str, Value]:
    found: dict[str, Value] = {}
    taken = [r for r in records if isinstance(r, Measure) and inside(r.applied, span)]
    done = [r for r in records if isinstance(r, Notice) and inside(r.decided, span)]
    for name, how in (("automated", "FULLY"), ("by_people", "NOT_AUTOMATED")):
        word = f"AUTOMATED_DECISION_{how}"
        found[f"measures_{name}.total"] = figure(
            lambda word=word: sum(sure(r.automated) == word for r in taken)
        )
        left = [r for r in taken if r.origin in (None, Origin.OWN) and r.automated in (None, word)]
        found[f"measures_{name}.own"] = figure(
            lambda left=left: sum(own(r) and bool(sure(r.automated)) for r in left)
        )
        for language in LANGUAGES:
            spoken = [r for r in taken if r.language == language]
            found[f"measures_{name}.{language}"] = figure(
                lambda spoken=spoken, word=word: sum(sure(r.automated) == word for r in spoken)
            )
        found[f"notices_{name}.notices"] = figure(
            lambda word=word: sum(sure(r.automated) == word for r in done)
        )
        flagged = [r for r in done if r.trusted is not False and r.automated in (None, word)]
        found[f"notices_{name}.trusted"] = figure(
            lambda flagged=flagged: sum(
                sure(r.trusted) and bool(sure(r.automated)) for r in flagged
            )
        )
    return found


SINGLE: dict[Kind, Callable[[Sequence[Record], Span], dict[str, Value]]] = {
    Kind.COMPLAINTS: complaint_figures,
    Kind.DISPUTES: dispute_figures,
    Kind.MEASURES: automated_figures,
    Kind.SUSPENSIONS: suspension_figures,
}
