"""How each kind of a case's data is erased: the text and the identifiers go, with whatever was made
of them, in one transaction; figures and structure stay."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, LiteralString, TypeAlias
from uuid import UUID

from quorate.retention.model import SERVICE, DataKind
from quorate.retention.still import Connection

EMPTY_NOTICE: Final[LiteralString] = (
    "UPDATE notices SET name = NULL, email = NULL, location = '', explanation = NULL,"
    " request_digest = '', erased_at = %(now)s"
)
AGAIN: Final = timedelta(days=30)
"""When what is still in force is looked at again."""


@dataclass(frozen=True, slots=True)
class Part:
    """What may go now: the cases, locked, of which nobody needs it any more.

    `needed` names those of some proposals on which something in force rests. `only` narrows it to
    these rows: what one person asks for.
    """

    cases: list[UUID]
    before: datetime
    now: datetime
    needed: "Needed"
    only: list[UUID] | None = None

    def values(self) -> dict[str, object]:
        """For the statements below."""
        return {"cases": self.cases, "now": self.now, "only": self.only}


Needed: TypeAlias = Callable[[Collection[str]], Collection[str]]
Erase: TypeAlias = "Callable[[Connection, Part], Awaitable[int]]"


@dataclass(frozen=True, slots=True)
class OfCases:
    """A kind that hangs on cases: its rows `t` beside their case `c`, those not erased yet, and
    from when a row's time counts at the earliest."""

    rows: LiteralString
    live: LiteralString
    time: LiteralString
    erase: Erase


_BESIDE: Final[tuple[LiteralString, ...]] = (
    "DELETE FROM case_tags WHERE case_id = ANY(%(cases)s)",
    "DELETE FROM mutes WHERE case_id = ANY(%(cases)s)",
)
_OWN: Final[LiteralString] = " AND (%(only)s::uuid[] IS NULL OR id = ANY(%(only)s))"


async def _reports(conn: Connection, part: Part) -> int:
    """Text, evidence, reporter, the digest of what was sent, search words, likeness, track record,
    and the platform's raw report."""
    values = part.values()
    found = await conn.execute(
        "SELECT DISTINCT source, reporter, key FROM reports WHERE case_id = ANY(%(cases)s)"
        " AND erased_at IS NULL" + _OWN + " ORDER BY 1, 2, 3",
        values,
    )
    told = await found.fetchall()
    done = await conn.execute(
        "UPDATE reports SET body = NULL, evidence = '[]', reporter = NULL, request_digest = '',"
        " erased_at = %(now)s WHERE case_id = ANY(%(cases)s) AND erased_at IS NULL" + _OWN,
        values,
    )
    await conn.execute("DELETE FROM likeness WHERE case_id = ANY(%(cases)s)", values)
    sources, keys = [row[0] for row in told], [row[2] for row in told]
    await conn.execute(
        "UPDATE inbox SET payload = '{}' WHERE (connector, identity) IN"
        " (SELECT * FROM unnest(%s::text[], %s::text[])) AND payload <> '{}'",
        (sources, keys),
    )
    await conn.execute(
        "DELETE FROM reporters r USING unnest(%s::text[], %s::text[]) AS g (source, reporter)"
        " WHERE r.source = g.source AND r.reporter = g.reporter AND NOT EXISTS"
        " (SELECT FROM reports t WHERE t.source = g.source AND t.reporter = g.reporter)",
        (sources, [row[1] for row in told]),
    )
    return done.rowcount


async def _notices(conn: Connection, part: Part) -> int:
    done = await conn.execute(
        EMPTY_NOTICE + " WHERE case_id = ANY(%(cases)s) AND erased_at IS NULL" + _OWN,
        part.values(),
    )
    return done.rowcount


async def _notes(conn: Connection, part: Part) -> int:
    done = await conn.execute(
        "UPDATE notes SET text = NULL, erased_by = %(by)s, erased_at = %(now)s"
        " WHERE case_id = ANY(%(cases)s) AND text IS NOT NULL",
        {**part.values(), "by": SERVICE},
    )
    return done.rowcount


async def _network(conn: Connection, part: Part) -> int:
    """What moderators' clients of the network did to the case. Each tag and mute came with an
    event, so whatever there is of them hangs on one."""
    for table in _BESIDE:
        await conn.execute(table, part.values())
    done = await conn.execute(
        "DELETE FROM network_events WHERE case_id = ANY(%(cases)s)", part.values()
    )
    return done.rowcount


async def _questions(conn: Connection, part: Part) -> int:
    done = await conn.execute(
        "DELETE FROM questions WHERE proposal_id IN"
        " (SELECT id FROM proposals WHERE case_id = ANY(%(cases)s))",
        part.values(),
    )
    return done.rowcount


async def _appeals(conn: Connection, part: Part) -> int:
    """Words, answer, and the certified body, each with its salt, and whose appeal it was."""
    await conn.execute(
        "UPDATE handed_appeals SET asked = NULL, digest = '' WHERE appeal_id IN"
        " (SELECT id FROM appeals WHERE case_id = ANY(%(cases)s) AND erased_at IS NULL)",
        part.values(),
    )
    done = await conn.execute(
        "UPDATE appeals SET erased_at = %(now)s, report_id = NULL WHERE case_id = ANY(%(cases)s)"
        " AND erased_at IS NULL RETURNING words, answer, body",
        part.values(),
    )
    rows = await done.fetchall()
    await drop_values(conn, [name for row in rows for name in row if name])
    return len(rows)


async def _decisions(conn: Connection, part: Part) -> int:
    """The facts and the answers about the public interest with their salts, and whom the effector's
    word names. What is in force keeps them; it is looked at again."""
    found = await conn.execute(
        "SELECT id, statement->'parameters'->>'facts', statement->'parameters'->>'public_interest'"
        " FROM proposals WHERE case_id = ANY(%(cases)s) AND erased_at IS NULL ORDER BY id",
        part.values(),
    )
    rows = {row[0]: row[1:] for row in await found.fetchall()}
    needed = sorted(part.needed(list(rows)))
    free = [name for name in rows if name not in set(needed)]
    await conn.execute(
        "UPDATE proposals SET counts_from = %s WHERE id = ANY(%s)", (part.before + AGAIN, needed)
    )
    await conn.execute(
        "UPDATE proposals SET erased_at = %s,"
        " resolution = jsonb_set(resolution, '{resolution,native}', '\"erased\"', false)"
        " WHERE id = ANY(%s)",
        (part.now, free),
    )
    await drop_values(conn, [name for one in free for name in rows[one] if name])
    return len(free)


async def drop_values(conn: Connection, commitments: Collection[str]) -> None:
    """Values and salts that entries commit to."""
    await conn.execute("DELETE FROM kept_values WHERE commitment = ANY(%s)", (list(commitments),))


OF_CASES: Final[Mapping[DataKind, OfCases]] = {
    DataKind.REPORT: OfCases(
        "reports t JOIN cases c ON c.id = t.case_id",
        "t.erased_at IS NULL",
        "t.received_at",
        _reports,
    ),
    DataKind.NOTICE: OfCases(
        "notices t JOIN cases c ON c.id = t.case_id",
        "t.erased_at IS NULL",
        "t.received_at",
        _notices,
    ),
    DataKind.NOTE: OfCases(
        "notes t JOIN cases c ON c.id = t.case_id", "t.text IS NOT NULL", "t.written_at", _notes
    ),
    DataKind.NETWORK: OfCases(
        "network_events t JOIN cases c ON c.id = t.case_id", "true", "t.made_at", _network
    ),
    DataKind.QUESTION: OfCases(
        "questions t JOIN proposals q ON q.id = t.proposal_id JOIN cases c ON c.id = q.case_id",
        "true",
        "t.asked_at",
        _questions,
    ),
    DataKind.APPEAL: OfCases(
        "appeals t JOIN cases c ON c.id = t.case_id",
        "t.erased_at IS NULL",
        "t.filed_at",
        _appeals,
    ),
    DataKind.DECISION: OfCases(
        "proposals t JOIN cases c ON c.id = t.case_id",
        "t.erased_at IS NULL",
        "coalesce(t.counts_from, t.proposed_at)",
        _decisions,
    ),
}
