"""The rows of the eleven parts, from what was counted and what the provider says. Pure.

A row that does not apply to the service stays, with nothing in it; so does a figure that nobody
knows, and one of a restriction that the service never imposes. What was counted and is none is 0
(Annex II, part I, 1).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from quorate.transparency.figures import Figures, Table, Value, written
from quorate.transparency.months import Month
from quorate.transparency.provider import Provider
from quorate.transparency.template import (
    APPLIES,
    COLUMNS,
    ILLEGAL,
    LINES,
    NAMES,
    ORDERS,
    OTHER,
    SAID,
    SHEETS,
    STATES,
    SUMMARY,
    TERMS,
    TOTAL,
    Place,
    Sheet,
    labels,
)

Rows: TypeAlias = list[list[str]]
_PROVISION: Final = "DECISION_PROVISION"
_BY_COLUMN: Final = (
    *((f"DECISION_VISIBILITY_CONTENT_{name}",) for name in ("REMOVED", "DISABLED", "DEMOTED")),
    ("DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED",),
    ("DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED",),
    ("DECISION_VISIBILITY_CONTENT_LABELLED",),
    ("DECISION_VISIBILITY_OTHER",),
    *((f"DECISION_MONETARY_{name}",) for name in ("SUSPENSION", "TERMINATION", "OTHER")),
    (f"{_PROVISION}_PARTIAL_SUSPENSION", f"{_PROVISION}_TOTAL_SUSPENSION"),
    (f"{_PROVISION}_PARTIAL_TERMINATION", f"{_PROVISION}_TOTAL_TERMINATION"),
    *((f"DECISION_ACCOUNT_{name}",) for name in ("SUSPENDED", "TERMINATED")),
)
"""The restrictions of each column of the parts 5 and 6, after the two that count all of them."""
_ALL_OF_THEM: Final = 2


@dataclass(frozen=True, slots=True)
class Span:
    """The months of a reporting period, both counted."""

    since: Month
    until: Month

    def __str__(self) -> str:
        return f"{self.since.start.date()}/{self.until.last_day}"


@dataclass(frozen=True, slots=True)
class Report:
    """One report to fill in."""

    figures: Figures
    provider: Provider
    span: Span

    def parts(self) -> Mapping[str, Rows]:
        """The rows of each part below its columns. Raises ValueError where the provider says that
        the service never imposes what was counted, or a text has no row to stand in."""
        found: dict[str, Rows] = {}
        for name in COLUMNS:
            if name in SHEETS:
                found[name] = list(self._sheet(SHEETS[name]))
            elif name in LINES:
                found[name] = list(self._lines(name))
            else:
                found[name] = list(self._names() if name == NAMES else self._texts(name))
        self._put_context(found)
        return found

    def _head(self, applies: str) -> list[str]:
        return [APPLIES[applies], self.provider.service, str(self.span)]

    def _texts(self, part: str) -> Iterator[list[str]]:
        texts: dict[str, str] = {
            **self.provider.texts,
            "provider": self.provider.name,
            "published": self.provider.published,
            "previous": self.provider.previous,
            "begins": str(self.span.since.start.date()),
            "ends": str(self.span.until.last_day),
        }
        for said in SAID[part]:
            head = self._head(said.applies)[: 2 if part == SUMMARY else 3]
            value = texts.get(said.name, "") if self.provider.applies(said.applies) else ""
            yield [*head, said.indicator, value]

    def _names(self) -> Iterator[list[str]]:
        for label, row in labels().items():
            yield [*row, self.provider.categories.get(label, "")]

    def _lines(self, part: str) -> Iterator[list[str]]:
        values = {**self.figures.single, **self.provider.figures}
        for line in LINES[part]:
            value = values.get(line.figure) if self.provider.applies(line.applies) else None
            row = [*self._head(line.applies), line.section, line.indicator, line.scope]
            row.append(written(value))
            yield row + [""] * (len(COLUMNS[part]) - len(row))

    def _sheet(self, sheet: Sheet) -> Iterator[list[str]]:
        table = self.figures.tables.get(sheet.name)
        if not self.provider.applies(sheet.applies):
            table = None
        for place in sheet.places:
            yield self._row(sheet, table, TOTAL, place)
        if table is None:
            return
        for state in STATES:  # of orders alone
            if state in table.scopes:
                for place in sheet.places_by_state:
                    yield self._row(sheet, table, state, place)

    def _row(self, sheet: Sheet, table: Table | None, scope: str, place: Place) -> list[str]:
        values = table.at(scope, place) if table else (None,) * sheet.figures
        if sheet.name in (ILLEGAL, TERMS):
            values = imposed(values, self.provider)
        other = self.provider.others.get(place.category, "") if place.keyword == OTHER else ""
        scopes = [scope] if sheet.name == ORDERS else []
        head = [*self._head(sheet.applies), place.code, other, *scopes]
        return [*head, *map(written, values), *[""] * sheet.figures]

    def _put_context(self, parts: Mapping[str, Rows]) -> None:
        for said in self.provider.context:
            columns = [column.strip() for column in COLUMNS[said.part]]
            at = _context_column(columns, said.figure)
            rows = [
                row
                for row in parts[said.part]
                if all(row[columns.index(c)].strip() == v for c, v in said.where.items())
            ]
            if not rows or at is None:
                raise ValueError(f"context: {said.part} has no place for {said.text[:40]!r}")
            for row in rows:
                row[at] = said.text


def imposed(values: tuple[Value, ...], provider: Provider) -> tuple[Value, ...]:
    """The figures of a row of the parts 5 and 6 without those of restrictions that the service
    never imposes. Raises ValueError where it did."""
    found = list(values[:_ALL_OF_THEM])
    for value, restrictions in zip(values[_ALL_OF_THEM:], _BY_COLUMN, strict=True):
        never = provider.restrictions.isdisjoint(restrictions)
        if never and value:
            raise ValueError(f"restrictions: {', '.join(restrictions)} was imposed")
        found.append(None if never else value)
    return tuple(found)


def _context_column(columns: Sequence[str], figure: str) -> int | None:
    """Where a text about a figure stands: as many columns after the first for context as the figure
    comes after the first figure."""
    context = [i for i, column in enumerate(columns) if column.lower().startswith("contextual")]
    if not figure:
        return context[0] if len(context) == 1 else None
    first = context[0] - len(context) if context else 0
    found = [at for at in context if columns[at - context[0] + first] == figure]
    return found[0] if found else None
