"""Records by the hundred, a source that holds them, and closed months made from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from quorate.transparency.closing import Closed, Taken, Watermark, close
from quorate.transparency.months import Month
from quorate.transparency.provider import Provider, read_provider
from quorate.transparency.records import (
    RESTRICTIONS,
    TYPES,
    About,
    Complaint,
    Dispute,
    Ground,
    Kind,
    Measure,
    Misuse,
    Notice,
    Order,
    OrderKind,
    Origin,
    Outcome,
    Record,
    Suspension,
)
from quorate.transparency.template import ILLEGAL, NOTICES, ORDERS, SHEETS, STATES, TERMS

LATER = datetime(2030, 1, 1, tzinfo=UTC)
MARK = Watermark("ab" * 32, 7, "cd" * 32, LATER)
JANUARY = Month(2026, 1)
PROVIDER: dict[str, Any] = {
    "name": "Example Ltd",
    "service": "Example Chat",
    "type": "very_large_platform",
    "published": "2027-02-12",
    "restrictions": sorted(RESTRICTIONS),
}


def provider(**changes: object) -> Provider:
    return read_provider({**PROVIDER, **changes})


def kind_of(record: Record) -> Kind:
    return next(kind for kind, held in TYPES.items() if type(record) is held)


@dataclass
class Held:
    """A source of fixed records; `kinds` are those that it knows."""

    records: Sequence[Record] = ()
    kinds: Iterable[Kind] = tuple(Kind)
    mark: Watermark = MARK

    def take(self, month: Month) -> Taken:
        found: Mapping[Kind, list[Record]] = {kind: [] for kind in self.kinds}
        for record in self.records:
            found[kind_of(record)].append(record)
        return Taken(self.mark, found)


def close_all(source: Held, months: Sequence[Month], folder: Path) -> list[Closed]:
    return [close(source, month, folder, LATER)[0] for month in months]


def at(month: int, day: int = 1, hour: float = 0) -> datetime:
    return datetime(2026, month, day, tzinfo=UTC) + timedelta(hours=hour)


# From November before to April after the first quarter, by the second.
instants = st.integers(0, 15_000_000).map(
    lambda s: datetime(2025, 11, 10, tzinfo=UTC) + timedelta(seconds=s)
)
# Few categories, so that cells have more than one record.
_FEW = 12


def _places(sheet: str) -> st.SearchStrategy[tuple[str, str]]:
    whole = [
        p for p in SHEETS[sheet].places if p.keyword or p.category.endswith(("ORDER", "NOTICE"))
    ]
    return st.sampled_from([(p.category, p.keyword) for p in (*whole[:_FEW], *whole[-_FEW:])])


maybe = st.none() | st.booleans()
automation = st.none() | st.sampled_from(
    [f"AUTOMATED_DECISION_{how}" for how in ("FULLY", "NOT_AUTOMATED", "PARTIALLY")]
)


@st.composite
def notices(draw: st.DrawFn, unknown: bool = True) -> Notice:
    category, keyword = draw(_places(NOTICES))
    received = draw(instants)
    decided = draw(st.none() | instants)
    known = st.booleans() if not unknown else maybe
    return Notice(
        received,
        category,
        keyword,
        decided,
        draw(known),
        draw(st.integers(0, 9) if not unknown else st.none() | st.integers(0, 9)),
        draw(automation),
        draw(st.integers(0, 3)) if decided else 0,
        draw(st.integers(0, 3)) if decided else 0,
    )


@st.composite
def measures(draw: st.DrawFn, unknown: bool = True) -> Measure:
    ground = draw(st.sampled_from(Ground))
    category, keyword = draw(_places(ILLEGAL if ground is Ground.ILLEGAL else TERMS))
    origins = st.sampled_from(Origin)
    return Measure(
        draw(instants),
        ground,
        category,
        keyword,
        draw(st.sampled_from(sorted(RESTRICTIONS))),
        draw(st.none() | origins if unknown else origins),
        draw(maybe if unknown else st.booleans()),
        draw(automation),
        draw(st.none() | st.sampled_from(["de", "sv", "ja"])),
    )


@st.composite
def orders(draw: st.DrawFn) -> Order:
    category, keyword = draw(_places(ORDERS))
    return Order(
        draw(instants),
        draw(st.sampled_from(OrderKind)),
        draw(st.sampled_from(STATES[:3])),
        category,
        keyword,
        draw(st.none() | instants),
        draw(st.none() | instants),
        draw(st.none() | st.integers(0, 9)),
    )


outcomes = st.sampled_from(Outcome)
complaints = st.builds(
    Complaint,
    instants,
    st.sampled_from(About),
    st.none() | instants,
    st.none() | outcomes,
    maybe,
    maybe,
)
disputes = st.builds(Dispute, instants, st.none() | outcomes, maybe)
suspensions = st.builds(Suspension, instants, st.sampled_from(Misuse))


def anything() -> st.SearchStrategy[list[Record]]:
    one = st.one_of(
        notices(), measures(), orders(), complaints, disputes, suspensions, measures(), notices()
    )
    return st.lists(one, max_size=40)
