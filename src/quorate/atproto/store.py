"""SQL of service tokens and labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString, TypeAlias

from psycopg import AsyncConnection
from psycopg.errors import QueryCanceled
from psycopg.rows import class_row

from quorate.atproto.labels import Label
from quorate.database.bounded import MOST_SECONDS, bounded
from quorate.vocabulary.problems import Problem, Refusal

Connection: TypeAlias = "AsyncConnection[Any]"
_IN_ORDER: Final = 0x6C6162656C
LOOKED_AT_ONCE: Final = 5_000
# A bitmap is made of a whole range before the first row of it is looked at.
_NO_BITMAPS: Final[LiteralString] = "SELECT set_config('enable_bitmapscan', 'off', true)"
# Without the limit inside, the planner may compare each label with each range.
_BY_ADDRESS: Final[LiteralString] = (
    "SELECT l.seq FROM unnest(%(lows)s::text[], %(highs)s::text[]) AS r (low, high)"
    " CROSS JOIN LATERAL (SELECT seq FROM labels"
    ' WHERE uri >= r.low COLLATE "C" AND uri < r.high COLLATE "C"'
    " LIMIT %(window)s + 1) l LIMIT %(window)s + 1"
)
_NEXT: Final[LiteralString] = (
    "SELECT seq FROM labels WHERE seq > %(seq)s ORDER BY seq LIMIT %(window)s"
)
_IN_FORCE: Final[LiteralString] = (
    "SELECT l.seq, l.src, l.uri, l.val, l.neg, l.cts, l.exp, l.sig FROM labels l"
    " WHERE l.seq = ANY(%(looked)s::bigint[]) AND l.seq > %(seq)s"
    " AND EXISTS (SELECT FROM unnest(%(lows)s::text[], %(highs)s::text[]) AS r (low, high)"
    ' WHERE l.uri >= r.low COLLATE "C" AND l.uri < r.high COLLATE "C")'
    " AND NOT l.neg AND (l.exp IS NULL OR l.exp > %(now)s)"
    " AND (%(sources)s::text[] IS NULL OR l.src = ANY(%(sources)s))"
    " AND NOT EXISTS (SELECT FROM labels n WHERE n.src = l.src AND n.uri = l.uri"
    " AND n.val = l.val AND n.seq > l.seq)"
    " ORDER BY l.seq LIMIT %(most)s"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its place in the stream."""

    seq: int
    src: str
    uri: str
    val: str
    neg: bool
    cts: str
    exp: str | None
    sig: bytes

    @property
    def label(self) -> Label:
        """The label itself."""
        return Label(self.src, self.uri, self.val, self.neg, self.cts, self.exp, self.sig)


@dataclass(frozen=True, slots=True)
class Page:
    """Labels in the order of the stream; `cursor` leads on, None at the end."""

    rows: Sequence[Row]
    cursor: int | None


async def use_tokens(conn: Connection, ends: Mapping[bytes, datetime], now: datetime) -> set[bytes]:
    """Keeps tokens' marks as long as they count, each with its end; those that were not used
    before. Rows are locked in the order of marks, so that two groups never wait in a ring."""
    await conn.execute(
        "DELETE FROM service_tokens WHERE mark IN (SELECT mark FROM service_tokens"
        " WHERE expires_at < %s ORDER BY expires_at LIMIT 100 FOR UPDATE SKIP LOCKED)",
        (now,),
    )
    marks = sorted(ends)
    cursor = await conn.execute(
        "INSERT INTO service_tokens (mark, expires_at)"
        " SELECT mark, expires_at FROM unnest(%s::bytea[], %s::timestamptz[])"
        " AS t (mark, expires_at) ON CONFLICT DO NOTHING RETURNING mark",
        (marks, [ends[mark] for mark in marks]),
    )
    return {bytes(mark) for (mark,) in await cursor.fetchall()}


async def give_back(conn: Connection, marks: Sequence[bytes]) -> None:
    """Lets tokens count again that this transaction used in vain."""
    if marks:
        await conn.execute("DELETE FROM service_tokens WHERE mark = ANY(%s)", (list(marks),))


async def add_label(conn: Connection, proposal: str, label: Label) -> None:
    """Puts a signed label at the end of the stream.

    One after the other: a reader that has seen a number has seen all below it.
    """
    await conn.execute("SELECT pg_advisory_xact_lock(%s)", (_IN_ORDER,))
    await conn.execute(
        "INSERT INTO labels (proposal, src, uri, val, neg, cts, exp, sig)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (
            *(proposal, label.src, label.uri, label.val, label.neg, label.cts, label.exp),
            label.sig,
        ),
    )
    await conn.execute("NOTIFY labels")


async def newest(conn: Connection, src: str, uri: str, val: str) -> Row | None:
    """What was said last of this value about this address."""
    cursor = conn.cursor(row_factory=class_row(Row))
    await cursor.execute(
        "SELECT seq, src, uri, val, neg, cts, exp, sig FROM labels"
        " WHERE src = %s AND uri = %s AND val = %s ORDER BY seq DESC LIMIT 1",
        (src, uri, val),
    )
    return await cursor.fetchone()


async def last_seq(conn: Connection) -> int:
    """The stream's end; 0 while it is empty."""
    cursor = await conn.execute("SELECT coalesce(max(seq), 0) FROM labels")
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def after(conn: Connection, seq: int, most: int) -> list[Row]:
    """The next of the stream."""
    cursor = conn.cursor(row_factory=class_row(Row))
    await cursor.execute(
        "SELECT seq, src, uri, val, neg, cts, exp, sig FROM labels WHERE seq > %s"
        " ORDER BY seq LIMIT %s",
        (seq, most),
    )
    return await cursor.fetchall()


async def in_force(
    conn: Connection,
    ranges: Sequence[tuple[str, str]],
    sources: Sequence[str] | None,
    seq: int,
    most: int,
    now: str,
) -> Page | Refusal:
    """The labels that hold now, of addresses from the first text of a range up to before its
    second, in the order of the stream; SEARCH_TOO_LONG where that takes more than 3 seconds.

    No answer costs more for more labels. A few are looked up by their addresses; any more are gone
    through in the order of the stream, so many at a time, and a page may be empty and lead on.
    """
    values = {
        "lows": [low for low, _ in ranges],
        "highs": [high for _, high in ranges],
        "sources": None if sources is None else list(sources),
        "seq": seq,
        "most": most,
        "now": now,
        "window": LOOKED_AT_ONCE,
    }
    try:
        async with bounded(conn, MOST_SECONDS):
            return await _page(conn, values, most)
    except QueryCanceled:
        detail = f"no answer within {MOST_SECONDS} s"
        return Refusal(Problem.SEARCH_TOO_LONG, detail, "uriPatterns")


async def _page(conn: Connection, values: Mapping[str, object], most: int) -> Page:
    await conn.execute(_NO_BITMAPS)
    looked, reached = await _seqs(conn, _BY_ADDRESS, values), None
    if len(looked) > LOOKED_AT_ONCE:
        looked = await _seqs(conn, _NEXT, values)
        reached = looked[-1] if len(looked) == LOOKED_AT_ONCE else None
    cursor = conn.cursor(row_factory=class_row(Row))
    await cursor.execute(_IN_FORCE, {**values, "looked": looked})
    rows = await cursor.fetchall()
    return Page(rows, rows[-1].seq if len(rows) == most else reached)


async def _seqs(
    conn: Connection, query: LiteralString, values: Mapping[str, object]
) -> Sequence[int]:
    cursor = await conn.execute(query, values)
    return [int(row[0]) for row in await cursor.fetchall()]
