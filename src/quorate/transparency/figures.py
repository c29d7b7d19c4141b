"""What was counted, before it stands in any table. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from quorate.transparency.template import Place

Value: TypeAlias = int | float | None
"""A number, or None where nobody knows it. Hours and shares are floats."""


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a part that goes by category: those of each scope and place, in the order of
    the part's columns. `empty` is what stands where nothing was counted."""

    rows: Mapping[tuple[str, Place], tuple[Value, ...]]
    empty: tuple[Value, ...]

    def at(self, scope: str, place: Place) -> tuple[Value, ...]:
        """The figures of one row."""
        return self.rows.get((scope, place), self.empty)

    @property
    def scopes(self) -> frozenset[str]:
        """Those of which something was counted."""
        return frozenset(scope for scope, _ in self.rows)


@dataclass(frozen=True, slots=True)
class Figures:
    """Tables by the name of their part, single figures by their own (`complaints.median`).

    What is in neither is not known.
    """

    tables: Mapping[str, Table] = field(default_factory=dict[str, Table])
    single: Mapping[str, Value] = field(default_factory=dict[str, Value])


def written(value: Value) -> str:
    """As a cell: nothing for what is not known, and at most four decimals."""
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.4f}".rstrip("0").rstrip(".")
