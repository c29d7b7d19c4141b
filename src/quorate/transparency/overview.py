"""What a month's page tells the public, from the same figures as the report. Pure.

Counts by category from 1 to 4 could name somebody: who was told that an account is gone, and looks
up why. So a count below 5 stands as 0 to 4, whatever it is, and a last row has all of them
together: nothing is taken away from the total, and nobody learns in which category the few were.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from quorate.transparency.figures import Figures, Value
from quorate.transparency.months import Month
from quorate.transparency.provider import Provider
from quorate.transparency.sheets import imposed
from quorate.transparency.template import (
    CATEGORIES,
    ILLEGAL,
    NOTICES,
    ORDERS,
    SHEETS,
    TERMS,
    TOTAL,
    Place,
)

FEWEST: Final = 5
"""From here on a count by category stands as it is."""
_SHEETS: Final[Mapping[str, Sequence[str]]] = {
    ORDERS: (
        *("orders.act", "orders.items", "orders.told", "orders.effected"),
        *("orders.inform", "orders.inform_told", "orders.inform_effected"),
    ),
    NOTICES: (
        *("notices.total", "notices.trusted", "notices.items", "notices.items_trusted"),
        *("notices.median", "notices.median_trusted", "notices.by_law", "notices.by_law_trusted"),
        *("notices.by_terms", "notices.by_terms_trusted"),
    ),
}
RESTRICTIONS: Final = (
    *("removed", "disabled", "demoted", "age_restricted", "interaction_restricted", "labelled"),
    *("visibility_other", "money_suspended", "money_terminated", "money_other"),
    *("service_suspended", "service_terminated", "account_suspended", "account_terminated"),
)
"""What the columns of the parts 5 and 6 count after the first two, in their order."""


@dataclass(frozen=True, slots=True)
class Few:
    """A count from 0 to 4, of which no more is said."""


@dataclass(frozen=True, slots=True)
class Category:
    """A row: measures of the provider's own against the law and the terms, and notices. `code` is
    empty in the last one, which has what the others leave out, together."""

    code: str
    cells: tuple[Value | Few, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """A closed month. A figure that is not in `figures`, or None there, is not known."""

    month: Month
    version: str
    figures: Mapping[str, Value]
    categories: Sequence[Category]

    def value(self, name: str) -> Value:
        """One figure by its name, as `complaints.median`."""
        return self.figures.get(name)


def overview(month: Month, version: str, figures: Figures, provider: Provider) -> Overview:
    """The page's figures; those that the provider says stand among them."""
    found: dict[str, Value] = {**figures.single, **provider.figures}
    for name, columns in _SHEETS.items():
        found |= dict(zip(columns, _whole(figures, name), strict=True))
    law, terms = (_own(figures, provider, name) for name in (ILLEGAL, TERMS))
    found |= {"own.law": law[0], "own.terms": terms[0]}
    both = [_sum(pair) for pair in zip(law, terms, strict=True)]
    names = ("own.total", "own.detected", *(f"restrictions.{name}" for name in RESTRICTIONS))
    found |= dict(zip(names, both, strict=True))
    found["complaints.share"] = _share(found)
    return Overview(month, version, found, _categories(figures))


def _whole(figures: Figures, name: str, category: str = "") -> tuple[Value, ...]:
    table = figures.tables.get(name)
    return table.at(TOTAL, Place(category)) if table else (None,) * SHEETS[name].figures


def _own(figures: Figures, provider: Provider, name: str) -> tuple[Value, ...]:
    return imposed(_whole(figures, name), provider)


def _sum(values: Sequence[Value]) -> Value:
    """None where one is not known."""
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _share(found: Mapping[str, Value]) -> Value:
    """Of the complaints that were decided in the month, those reversed wholly or partly, 0 to 1."""
    changed = _sum([found.get(f"complaints.{name}") for name in ("reversed", "partly_reversed")])
    decided = _sum([changed, found.get("complaints.upheld")])
    return changed / decided if changed is not None and decided else None


def _categories(figures: Figures) -> list[Category]:
    """Those with a count of five or more, then what is left of the total."""
    sheets = (ILLEGAL, TERMS, NOTICES)
    rows = {code: [_whole(figures, s, code)[0] for s in sheets] for code in CATEGORIES}
    shown = [Category(code, tuple(map(_cell, row))) for code, row in rows.items()]
    named = [row for row in shown if any(isinstance(cell, int) for cell in row.cells)]
    rest = [
        _sum([v for v, cell in zip(values, cells, strict=True) if isinstance(cell, Few)])
        for values, cells in zip(
            zip(*rows.values(), strict=True),
            zip(*(r.cells for r in shown), strict=True),
            strict=True,
        )
    ]
    known = [name in figures.tables for name in sheets]
    return [*named, Category("", tuple(v if k else None for v, k in zip(rest, known, strict=True)))]


def _cell(value: Value) -> Value | Few:
    return Few() if value is not None and value < FEWEST else value
