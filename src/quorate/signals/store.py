"""SQL of rules, their tests and their hits."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final, LiteralString, TypeAlias, cast
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row, dict_row

from quorate.signals.model import UNTESTED_SCORE, Backtest, Figures, Rule, State

Connection: TypeAlias = AsyncConnection[Any]
_RULE: Final[LiteralString] = cast("LiteralString", ", ".join(f.name for f in fields(Rule)))
_FIGURES: Final[LiteralString] = "reports, hits, failed, cases, decided, actioned"
_TESTED: Final[LiteralString] = "id, name, version, tested_by, tested_at, since, " + _FIGURES


@dataclass(frozen=True, slots=True)
class Running:
    """A version that reads reports. `asks` is its expression; `score` what its alarms say."""

    name: str
    version: int
    area: str
    live: bool
    expression: str
    asks: str
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A version hit a report."""

    name: str
    version: int
    report: UUID


async def lock(conn: Connection) -> None:
    """One step at a time, for one rule has one live version and few run at once."""
    await conn.execute("SELECT pg_advisory_xact_lock(hashtextextended('signal rules', 0))")


async def versions(conn: Connection, name: str) -> list[Rule]:
    """All of one rule, the newest first."""
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(
        f"SELECT {_RULE} FROM signal_rules WHERE name = %s ORDER BY version DESC",  # noqa: S608
        (name,),
    )
    return [_rule(row) for row in await cursor.fetchall()]


async def listed(conn: Connection, most: int) -> list[Rule]:
    """Up to `most` versions by name, the newest of each first."""
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(
        f"SELECT {_RULE} FROM signal_rules ORDER BY name, version DESC LIMIT %s",  # noqa: S608
        (most,),
    )
    return [_rule(row) for row in await cursor.fetchall()]


def _rule(row: dict[str, Any]) -> Rule:
    return Rule(**{**row, "state": State(row["state"])})  # pyright: ignore[reportArgumentType]


async def add(conn: Connection, rule: Rule) -> None:
    """A new version."""
    await conn.execute(
        f"INSERT INTO signal_rules ({_RULE}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",  # noqa: S608
        (
            *(rule.name, rule.version, rule.area, rule.expression, rule.written_by),
            *(rule.written_at, rule.state, rule.moved_by, rule.moved_at),
        ),
    )
    await conn.execute(
        "INSERT INTO signal_counts (name, version) VALUES (%s, %s)", (rule.name, rule.version)
    )


async def save(conn: Connection, rule: Rule) -> None:
    """Writes another state."""
    await conn.execute(
        "UPDATE signal_rules SET state = %s, moved_by = %s, moved_at = %s"
        " WHERE name = %s AND version = %s",
        (rule.state, rule.moved_by, rule.moved_at, rule.name, rule.version),
    )


async def running_count(conn: Connection) -> int:
    """How many versions are in shadow or live."""
    rows = await conn.execute("SELECT count(*) FROM signal_rules WHERE state IN ('shadow', 'live')")
    row = await rows.fetchone()
    return row[0] if row else 0


async def add_test(conn: Connection, tested: Backtest) -> None:
    """What a back-test found."""
    found = tested.figures
    await conn.execute(
        f"INSERT INTO signal_tests ({_TESTED})"  # noqa: S608
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            *(tested.id, tested.name, tested.version, tested.tested_by, tested.tested_at),
            *(tested.since, found.reports, found.hits, found.failed, found.cases),
            *(found.decided, found.actioned),
        ),
    )


async def newest_tests(
    conn: Connection, name: str | None = None
) -> dict[tuple[str, int], Backtest]:
    """The newest test of each version, of all rules or of one."""
    rows = await conn.execute(
        f"SELECT DISTINCT ON (name, version) {_TESTED} FROM signal_tests"  # noqa: S608
        " WHERE %(name)s::text IS NULL OR name = %(name)s ORDER BY name, version, tested_at DESC",
        {"name": name},
    )
    found = [Backtest(*row[:6], figures=Figures(*row[6:])) for row in await rows.fetchall()]
    return {(one.name, one.version): one for one in found}


async def running(conn: Connection) -> list[Running]:
    """The versions that read reports now; one whose words were erased reads none."""
    cursor = conn.cursor(row_factory=class_row(Running))
    await cursor.execute(
        "SELECT r.name, r.version, r.area, r.state = 'live' AS live, r.expression,"
        " k.value AS asks, coalesce(t.actioned::float8 / nullif(t.decided, 0), %s) AS score"
        " FROM signal_rules r JOIN kept_values k ON k.commitment = r.expression"
        " LEFT JOIN LATERAL (SELECT actioned, decided FROM signal_tests s WHERE s.name = r.name"
        "  AND s.version = r.version ORDER BY s.tested_at DESC LIMIT 1) t ON true"
        " WHERE r.state IN ('shadow', 'live') ORDER BY r.name, r.version",
        (UNTESTED_SCORE,),
    )
    return await cursor.fetchall()


async def add_hits(
    conn: Connection, hits: Sequence[Hit], cases: Sequence[UUID | None], now: datetime
) -> None:
    """Writes hits, each once; with the case that an alarm of it joined."""
    await conn.execute(
        "INSERT INTO signal_hits (name, version, report_id, hit_at, case_id)"
        " SELECT name, version, report, %s, case_id FROM unnest(%s::text[], %s::int[],"
        " %s::uuid[], %s::uuid[]) AS h (name, version, report, case_id) ON CONFLICT DO NOTHING",
        (
            *(now, [h.name for h in hits], [h.version for h in hits]),
            *([h.report for h in hits], list(cases)),
        ),
    )


async def add_counts(
    conn: Connection, name: str, version: int, hits: int, alarms: int, failed: int
) -> None:
    """Adds what a batch found of one version."""
    await conn.execute(
        "UPDATE signal_counts SET hits = hits + %s, alarms = alarms + %s, failed = failed + %s"
        " WHERE name = %s AND version = %s",
        (hits, alarms, failed, name, version),
    )


async def counts(conn: Connection) -> dict[tuple[str, int], tuple[int, int, int]]:
    """Hits, alarms and failures of each version."""
    rows = await conn.execute("SELECT name, version, hits, alarms, failed FROM signal_counts")
    return {(row[0], row[1]): (row[2], row[3], row[4]) for row in await rows.fetchall()}
