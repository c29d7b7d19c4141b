"""The figures of closed months, counted in DuckDB.

A record in two months' files, as a complaint of March decided in May, is counted by what happened
in the month of each file: once received, once decided. Medians are over all months at once.
"""

from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final, cast

import duckdb

from quorate.transparency import parquet, queries
from quorate.transparency.closing import Closed
from quorate.transparency.figures import Figures, Table, Value
from quorate.transparency.records import Ground, Kind, counted_from
from quorate.transparency.template import ILLEGAL, LINES, NOTICES, ORDERS, TERMS, Place

_TABLES: Final[Mapping[str, tuple[Kind, str, Mapping[str, str]]]] = {
    ORDERS: (Kind.ORDERS, queries.ORDERS, {}),
    NOTICES: (Kind.NOTICES, queries.NOTICES, {}),
    ILLEGAL: (Kind.MEASURES, queries.MEASURES, {"ground": Ground.ILLEGAL.value}),
    TERMS: (Kind.MEASURES, queries.MEASURES, {"ground": Ground.TERMS.value}),
}
_BY_SCOPE: Final = {
    queries.AUTOMATED_MEASURES: Kind.MEASURES,
    queries.AUTOMATED_NOTICES: Kind.NOTICES,
}
"""Questions whose rows are scopes and whose columns are figures; those of `_SINGLE` the other way
round."""
_SINGLE: Final = {
    queries.COMPLAINTS: Kind.COMPLAINTS,
    queries.NEW_RESTRICTIONS: Kind.COMPLAINTS,
    queries.DISPUTES: Kind.DISPUTES,
    queries.SUSPENSIONS: Kind.SUSPENSIONS,
}
_OF_NOTHING: Final = ("hours", "median", "implemented")
"""How the names of those figures begin that have no value where nothing was counted."""


@contextmanager
def opened(
    closed: Sequence[Closed], none: Collection[Kind] = ()
) -> Generator[tuple[duckdb.DuckDBPyConnection, frozenset[Kind]]]:
    """The tables of closed months, and the kinds that are known: those that every month has, or of
    which the provider says that there were `none`.

    Raises ValueError where there were some.
    """
    with parquet.database() as database:
        database.execute(queries.MACROS)
        taken = {kind for kind in Kind if all(kind in month.files for month in closed)}
        for kind in none:
            for month in closed:
                if kind in month.files and month.files[kind].records:
                    raise ValueError(f"none: {month.month} has {kind}")
        known = frozenset(taken | set(none))
        for kind in known:
            files = [month.file(kind) for month in closed] if kind in taken else []
            parquet.read(database, kind, files)
        yield database, known


def count(closed: Sequence[Closed], none: Collection[Kind] = ()) -> Figures:
    """All figures of the report. Raises ValueError as `opened` does."""
    with opened(closed, none) as (database, known):
        tables = {
            part: _table(database, query, values)
            for part, (kind, query, values) in _TABLES.items()
            if kind in known
        }
        single = _nothing(known)
        for query, kind in {**_SINGLE, **_BY_SCOPE}.items():
            if kind in known:
                found = figures(database, query)
                single |= {_turned(n): v for n, v in found.items()} if query in _BY_SCOPE else found
        return Figures(tables, single)


def _turned(name: str) -> str:
    first, _, second = name.partition(".")
    return f"{second}.{first}"


def figures(database: duckdb.DuckDBPyConnection, query: str) -> dict[str, Value]:
    """A question whose first column names its rows: `name.column`, each with its value."""
    names, rows = _asked(database, query, {})
    return {
        f"{row[0]}.{name}": cast("Value", value)
        for row in rows
        for name, value in zip(names[1:], row[1:], strict=True)
    }


def _table(database: duckdb.DuckDBPyConnection, query: str, values: Mapping[str, str]) -> Table:
    names, rows = _asked(database, query, values)
    empty = tuple(None if name.startswith(_OF_NOTHING) else 0 for name in names[3:])
    found: dict[tuple[str, Place], tuple[Value, ...]] = {}
    for scope, category, keyword, *rest in rows:
        place = Place(str(category or ""), str(keyword or ""))
        found[str(scope), place] = cast("tuple[Value, ...]", tuple(rest))
    return Table(found, empty)


def _asked(
    database: duckdb.DuckDBPyConnection, query: str, values: Mapping[str, str]
) -> tuple[list[str], list[tuple[object, ...]]]:
    asked = database.execute(query, dict(values))
    described = cast("list[tuple[object, ...]]", asked.description)
    names = [str(column[0]) for column in described]
    return names, cast("list[tuple[object, ...]]", asked.fetchall())


def _nothing(known: Collection[Kind]) -> dict[str, Value]:
    """Each figure of the template as it is where a known kind has no record."""
    names = [line.figure for lines in LINES.values() for line in lines]
    return {
        name: None if name.rpartition(".")[2].startswith(_OF_NOTHING) else 0
        for name in names
        if counted_from(name) in known
    }
