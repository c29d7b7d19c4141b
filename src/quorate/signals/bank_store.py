"""SQL of banks and of what is near a hash."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, LiteralString, cast

from psycopg.errors import UniqueViolation
from psycopg.rows import dict_row

from quorate.signals.banks import Bank, BankState
from quorate.signals.hashes import Algorithm, Hash, farthest
from quorate.signals.store import Connection

_BANK: Final[LiteralString] = cast("LiteralString", ", ".join(f.name for f in fields(Bank)))
# The pieces first, each by the index, whatever the planner thinks of the tables. Bits of different
# lengths cannot be compared.
_NEAR: Final[LiteralString] = (
    "WITH found AS MATERIALIZED (SELECT h.bank, bit_count(h.hash # %(bits)s::bit varying) AS away"
    "  FROM unnest(%(near)s::int[]) AS n (part) CROSS JOIN LATERAL"
    "  (SELECT bank, hash FROM signal_hashes WHERE parts @> ARRAY[n.part] OFFSET 0) h"
    "  WHERE CASE WHEN length(h.hash) = %(length)s"
    "   THEN bit_count(h.hash # %(bits)s::bit varying) END <= %(most)s)"
    " SELECT b.name, b.area, min(f.away) FROM found f JOIN signal_banks b ON b.name = f.bank"
    " WHERE b.state = 'live' AND f.away <= b.distance GROUP BY b.name"
)


@dataclass(frozen=True, slots=True)
class Match:
    """A live bank that has something near; `distance` of the nearest."""

    bank: str
    area: str
    distance: int


async def add(conn: Connection, bank: Bank, hashes: Sequence[Hash]) -> bool:
    """A new bank with its hashes; False where there is one of that name."""
    try:
        async with conn.transaction():
            await conn.execute(
                f"INSERT INTO signal_banks ({_BANK})"  # noqa: S608
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                (
                    *(bank.name, bank.algorithm, bank.distance, bank.area, bank.hashes),
                    *(bank.digest, bank.added_by, bank.added_at, bank.state),
                    *(bank.moved_by, bank.moved_at),
                ),
            )
    except UniqueViolation:
        return False
    async with conn.cursor() as cursor:
        await cursor.executemany(
            "INSERT INTO signal_hashes (bank, hash, parts) VALUES (%s, %s::bit varying, %s)",
            [(bank.name, one.bits, one.parts) for one in hashes],
        )
    return True


async def load_for_change(conn: Connection, name: str) -> Bank | None:
    """The bank, locked until the transaction ends."""
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(
        f"SELECT {_BANK} FROM signal_banks WHERE name = %s FOR UPDATE",  # noqa: S608
        (name,),
    )
    row = await cursor.fetchone()
    return _bank(row) if row else None


async def listed(conn: Connection) -> list[tuple[Bank, int]]:
    """All of them by name, with how many reports matched."""
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(f"SELECT {_BANK}, hits FROM signal_banks ORDER BY name")  # noqa: S608
    return [(_bank(row), int(row.pop("hits"))) for row in await cursor.fetchall()]


def _bank(row: dict[str, Any]) -> Bank:
    own = {f.name: row[f.name] for f in fields(Bank)}
    kinds = {"algorithm": Algorithm(own["algorithm"]), "state": BankState(own["state"])}
    return Bank(**{**own, **kinds})  # pyright: ignore[reportArgumentType]


async def save(conn: Connection, bank: Bank) -> None:
    """Writes another state."""
    await conn.execute(
        "UPDATE signal_banks SET state = %s, moved_by = %s, moved_at = %s WHERE name = %s",
        (bank.state, bank.moved_by, bank.moved_at, bank.name),
    )


async def live_count(conn: Connection) -> int:
    """How many banks are read."""
    rows = await conn.execute("SELECT count(*) FROM signal_banks WHERE state = 'live'")
    row = await rows.fetchone()
    return row[0] if row else 0


async def matches(conn: Connection, hashes: Sequence[Hash]) -> list[Match]:
    """Each live bank that has a hash within its own distance of one of these."""
    nearest: dict[str, Match] = {}
    for one in hashes:
        near, most = one.near(), farthest(one.algorithm)
        said = {"bits": one.bits, "length": len(one.bits), "near": near, "most": most}
        rows = await conn.execute(_NEAR, said)
        for name, area, distance in await rows.fetchall():
            known = nearest.get(name)
            if known is None or distance < known.distance:
                nearest[name] = Match(name, area, distance)
    return [nearest[name] for name in sorted(nearest)]


async def count_hits(conn: Connection, banks: Sequence[str]) -> None:
    """One more report for each of these, as often as it stands there."""
    await conn.execute(
        "UPDATE signal_banks b SET hits = hits + n.times FROM (SELECT name, count(*) AS times"
        " FROM unnest(%s::text[]) AS m (name) GROUP BY name) n WHERE b.name = n.name",
        (list(banks),),
    )
