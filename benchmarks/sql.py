"""The report's figures by plain SQL in PostgreSQL, as whoever wants them fast would write them.

Each record is one row; words of closed lists are enums, but for the categories, of which one is too
long. Counts are taken by the finest place first, in parallel, and summed from there. Medians are
PostgreSQL's percentile_cont.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, cast

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from quorate.transparency import parquet
from quorate.transparency.figures import Figures, Table, Value
from quorate.transparency.records import (
    RESTRICTIONS,
    About,
    Ground,
    Kind,
    Origin,
    Outcome,
    counted_from,
)
from quorate.transparency.template import (
    CATEGORIES,
    ILLEGAL,
    LINES,
    NOTICES,
    SHEETS,
    TERMS,
    TOTAL,
    Place,
)
from quorate.transparency.values import VALUES

_KEYWORDS: Final = {k for category in CATEGORIES.values() for k in category.keywords}
_LISTS: Final[Mapping[str, Iterable[str]]] = {
    "about": About,
    "automated": VALUES["automated_decision"],
    "ground": Ground,
    "keyword": _KEYWORDS,
    "origin": Origin,
    "outcome": Outcome,
    "restriction": RESTRICTIONS,
}
_TYPES: Final = {"TIMESTAMP": "timestamp", "BOOLEAN": "bool", "INTEGER": "int4"}
_INDEXED: Final = {
    Kind.COMPLAINTS: ("received", "decided"),
    Kind.MEASURES: ("applied",),
    Kind.NOTICES: ("received", "decided"),
}
_COLUMNS: Final = (
    *(("VISIBILITY_CONTENT_" + name,) for name in ("REMOVED", "DISABLED", "DEMOTED")),
    *(("VISIBILITY_CONTENT_" + name,) for name in ("AGE_RESTRICTED", "INTERACTION_RESTRICTED")),
    ("VISIBILITY_CONTENT_LABELLED",),
    ("VISIBILITY_OTHER",),
    *(("MONETARY_" + name,) for name in ("SUSPENSION", "TERMINATION", "OTHER")),
    ("PROVISION_PARTIAL_SUSPENSION", "PROVISION_TOTAL_SUSPENSION"),
    ("PROVISION_PARTIAL_TERMINATION", "PROVISION_TOTAL_TERMINATION"),
    ("ACCOUNT_SUSPENDED",),
    ("ACCOUNT_TERMINATED",),
)
_BY_PLACE: Final = "GROUPING SETS ((), (category), (category, keyword))"
_HOURS: Final = (
    "percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM decided - received)::float8)"
    " FILTER (WHERE {}) / 3600"
)
_CAME: Final = "received >= %(since)s AND received < %(until)s"
_DONE: Final = "decided >= %(since)s AND decided < %(until)s"


def load(url: str, made: Mapping[Kind, Path]) -> float:
    """Tables with the same records, indexed and analysed; the seconds that it took."""
    began = time.perf_counter()
    with psycopg.connect(url, autocommit=True) as conn, parquet.database() as opened:
        for name, words in _LISTS.items():
            listed = SQL(", ").join(Literal(str(word)) for word in sorted(words))
            conn.execute(SQL("CREATE TYPE {} AS ENUM ({})").format(Identifier(name), listed))
        for kind, path in made.items():
            csv = path.with_suffix(".csv")
            opened.execute(f"COPY (FROM read_parquet('{path}')) TO '{csv}' (HEADER false)")
            _filled(conn, kind, csv)
            csv.unlink()
        conn.execute("VACUUM ANALYZE")
    return time.perf_counter() - began


def _filled(conn: psycopg.Connection[Any], kind: Kind, csv: Path) -> None:
    columns = SQL(", ").join(
        SQL("{} {}").format(Identifier(name), Identifier(_type(name, said)))
        for name, said in parquet.columns(kind).items()
    )
    table = Identifier(kind)
    conn.execute(SQL("CREATE TABLE {} ({})").format(table, columns))
    copy = SQL("COPY {} FROM STDIN (FORMAT csv)").format(table)
    with csv.open("rb") as file, conn.cursor().copy(copy) as sink:
        while block := file.read(1 << 20):
            sink.write(block)
    for name in _INDEXED[kind]:
        conn.execute(SQL("CREATE INDEX ON {} ({})").format(table, Identifier(name)))


def _type(name: str, said: str) -> str:
    return name if name in _LISTS else _TYPES.get(said, "text")


def count(url: str, since: datetime, until: datetime) -> Figures:
    """All figures of a span, of kinds of which there are records; nothing is unknown here."""
    span = {"since": since.replace(tzinfo=None), "until": until.replace(tzinfo=None)}
    with psycopg.connect(url) as conn:
        conn.execute("SET work_mem = '512MB'")
        conn.execute("SET max_parallel_workers_per_gather = 2")

        def asked(query: str) -> list[tuple[Any, ...]]:
            return conn.execute(cast("Any", query), span).fetchall()

        tables = {NOTICES: _table(asked(_notices()), SHEETS[NOTICES].figures, (4, 5))}
        rows = asked(_measures())
        for part, ground in ((ILLEGAL, Ground.ILLEGAL), (TERMS, Ground.TERMS)):
            tables[part] = _table([r[1:] for r in rows if r[0] == ground], 16, ())
        single = {**_nothing(), **_complaints(asked), **_automated(asked)}
    orders = Table({}, (0, 0, None, None, 0, None, None))
    return Figures({**tables, "3_member_states_orders": orders}, single)


def _nothing() -> dict[str, Value]:
    """What stands where there is no record."""
    names = [line.figure for lines in LINES.values() for line in lines]
    of_nothing = (".median", ".implemented")
    return {n: None if n.endswith(of_nothing) else 0 for n in names if counted_from(n) is not None}


def _table(rows: Sequence[tuple[Any, ...]], figures: int, medians: Sequence[int]) -> Table:
    found = {(TOTAL, Place(c or "", k or "")): tuple(values) for c, k, *values in rows}
    return Table(found, tuple(None if at in medians else 0 for at in range(figures)))


def _measures() -> str:
    own = "origin = 'own'"
    tests = [own, f"{own} AND detected"]
    for names in _COLUMNS:
        listed = ", ".join(f"'DECISION_{name}'" for name in names)
        tests.append(f"{own} AND restriction IN ({listed})")
    counts = ", ".join(f"count(*) FILTER (WHERE {t}) AS c{at}" for at, t in enumerate(tests))
    sums = ", ".join(f"sum(c{at})::bigint" for at in range(len(tests)))
    return (
        f"WITH fine AS (SELECT ground, category, keyword, {counts} FROM measures"
        " WHERE applied >= %(since)s AND applied < %(until)s GROUP BY ground, category, keyword)"
        f" SELECT ground, category, keyword, {sums} FROM fine"
        " GROUP BY GROUPING SETS ((ground), (ground, category), (ground, category, keyword))"
    )


def _notices() -> str:
    acted = f"{_DONE} AND by_law + by_terms > 0"
    trusted = "trusted"
    figures = [
        f"count(*) FILTER (WHERE {_CAME})",
        f"count(*) FILTER (WHERE {_CAME} AND {trusted})",
        _sum("items", _CAME),
        _sum("items", f"{_CAME} AND {trusted}"),
        _HOURS.format(acted),
        _HOURS.format(f"{acted} AND {trusted}"),
        _sum("by_law", _DONE),
        _sum("by_law", f"{_DONE} AND {trusted}"),
        _sum("by_terms", _DONE),
        _sum("by_terms", f"{_DONE} AND {trusted}"),
    ]
    return f"SELECT category, keyword, {', '.join(figures)} FROM notices GROUP BY {_BY_PLACE}"


def _sum(amount: str, test: str) -> str:
    return f"coalesce(sum({amount}) FILTER (WHERE {test}), 0)"


def _complaints(asked: Any) -> dict[str, Value]:
    figures = {
        "total": f"count(*) FILTER (WHERE {_CAME})",
        **{o.value: f"count(*) FILTER (WHERE {_DONE} AND outcome = '{o}')" for o in Outcome},
        "median": _HOURS.format(f"{_DONE} AND outcome <> 'omitted'"),
    }
    counts = ", ".join(figures.values())
    rows = [
        *asked(f"SELECT about, {counts} FROM complaints GROUP BY GROUPING SETS ((), (about))"),
        *asked(f"SELECT 'trusted', {counts} FROM complaints WHERE about = 'notice' AND trusted"),
    ]
    found: dict[str, Value] = {}
    for about, *values in rows:
        name = f"complaints_{about}" if about else "complaints"
        found |= {f"{name}.{figure}": v for figure, v in zip(figures, values, strict=True)}
    anew = f"SELECT count(*) FROM complaints WHERE {_DONE} AND restricted"
    return {**found, "new_restrictions.total": asked(anew)[0][0]}


def _automated(asked: Any) -> dict[str, Value]:
    hows = {"automated": "FULLY", "by_people": "NOT_AUTOMATED"}
    tests = [f"automated = 'AUTOMATED_DECISION_{how}'" for how in hows.values()]
    own = [f"{test} AND origin = 'own'" for test in tests]
    counts = ", ".join(
        f"count(*) FILTER (WHERE {t}) AS c{at}" for at, t in enumerate([*tests, *own])
    )
    rows = asked(
        f"WITH fine AS (SELECT language, {counts} FROM measures WHERE applied >= %(since)s"
        " AND applied < %(until)s GROUP BY language)"
        " SELECT language, sum(c0)::bigint, sum(c1)::bigint, sum(c2)::bigint, sum(c3)::bigint"
        " FROM fine GROUP BY GROUPING SETS ((), (language))"
    )
    found: dict[str, Value] = {}
    for language, first, second, own_first, own_second in rows:
        scope = language or "total"
        found |= {f"measures_automated.{scope}": first, f"measures_by_people.{scope}": second}
        if language is None:
            found |= {"measures_automated.own": own_first, "measures_by_people.own": own_second}
    flags = [*tests, *(f"{test} AND trusted" for test in tests)]
    counts = ", ".join(f"count(*) FILTER (WHERE {test})" for test in flags)
    ((one, two, three, four),) = asked(f"SELECT {counts} FROM notices WHERE {_DONE}")
    return found | {
        "notices_automated.notices": one,
        "notices_by_people.notices": two,
        "notices_automated.trusted": three,
        "notices_by_people.trusted": four,
    }
