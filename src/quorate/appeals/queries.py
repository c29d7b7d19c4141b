"""Read models of appeals: the queue, one appeal, who has a part in it, and what leads look at."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, LiteralString
from uuid import UUID

from psycopg.rows import class_row, dict_row

from quorate.appeals import store
from quorate.appeals.involved import Involved
from quorate.appeals.model import Appeal
from quorate.appeals.store import COLUMNS, Connection, appeal_of
from quorate.authority.gate import Warrant
from quorate.decisions.docket import Docket
from quorate.ledger.kept import kept
from quorate.vocabulary.identifiers import APPEAL, edge
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

APPEALS: Final = "appeals"
SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """One open appeal in the queue; `policy` is the hash of the appealed proposal's policy."""

    appeal: Appeal
    native: str
    action: str | None
    policy: str | None


@dataclass(frozen=True, slots=True)
class AppealPage:
    """One appeal with its texts, as far as nobody erased them, and the statement of reasons that
    the person concerned was given."""

    appeal: Appeal
    words: str | None
    answer: str | None
    body: str | None
    reasons: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class ByPolicy:
    """Of the appeals decided under one policy (a hash; empty where no proposal was made)."""

    policy: str
    decided: int
    reversed: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Open ones and when the oldest was filed; of those decided since then, half took less than
    `half_seconds`; `unrestored` are reversed and not yet restored."""

    open: int
    oldest: datetime | None
    half_seconds: float | None
    unrestored: int
    policies: list[ByPolicy]


async def waiting(conn: Connection, warrant: Warrant) -> list[Waiting]:
    """Up to 100 open appeals, the oldest first."""
    warrant.require(Permission.CASE_READ, APPEALS)
    return await _listed(conn, "decided_at IS NULL", "filed_at")


async def unrestored(conn: Connection, warrant: Warrant) -> list[Waiting]:
    """Up to 100 reversed appeals whose effect is not known to be undone, the oldest first."""
    warrant.require(Permission.CASE_READ, APPEALS)
    return await _listed(conn, "unrestored", "decided_at")


async def _listed(conn: Connection, where: LiteralString, by: LiteralString) -> list[Waiting]:
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(
        "SELECT a.*, s.native, p.statement->>'action' AS action,"  # noqa: S608
        " p.statement->>'policy' AS policy"
        f" FROM (SELECT {COLUMNS} FROM appeals WHERE {where} ORDER BY {by}, id LIMIT %s) a"
        " JOIN cases c ON c.id = a.case_id JOIN subjects s ON s.id = c.subject_id"
        f" LEFT JOIN proposals p ON p.id = a.proposal_id ORDER BY a.{by}, a.id",
        (SHOWN,),
    )
    found: list[Waiting] = []
    for row in await cursor.fetchall():
        native, action, policy = row.pop("native"), row.pop("action"), row.pop("policy")
        found.append(Waiting(appeal_of(row), native, action, policy))
    return found


async def appeal_page(conn: Connection, warrant: Warrant, appeal: UUID) -> AppealPage | Refusal:
    """One appeal, or NOT_FOUND."""
    warrant.require(Permission.CASE_READ, edge(APPEAL, appeal))
    found = await store.load(conn, appeal)
    if found is None:
        return Refusal(Problem.NOT_FOUND, f"there is no {edge(APPEAL, appeal)}", "id")
    return await _page(conn, found)


async def of_person(conn: Connection, proposal: str) -> AppealPage | None:
    """The appeal of the person concerned against a proposal, for their eyes; None where there is
    none.

    Whoever shows it has asked for the address that only they were given.
    """
    found = await store.by_person(conn, proposal)
    return await _page(conn, found) if found else None


async def of_reporter(conn: Connection, case: UUID, report: UUID) -> list[AppealPage]:
    """The appeals of whoever gave a report, the newest first, however its case stands by now; as
    above."""
    return [await _page(conn, one) for one in await store.by_reporter(conn, case, report)]


async def _page(conn: Connection, found: Appeal) -> AppealPage:
    texts = await kept(conn, [c for c in (found.words, found.answer, found.body) if c])

    def text(commitment: str | None) -> str | None:
        value = texts.get(commitment or "")
        return value.value if value else None

    rows = await conn.execute(
        "SELECT content FROM statements_of_reasons WHERE proposal_id = %s", (found.proposal_id,)
    )
    row = await rows.fetchone()
    return AppealPage(
        found, text(found.words), text(found.answer), text(found.body), row[0] if row else None
    )


async def involved(
    conn: Connection, appeal: Appeal, docket: Docket, concerned: Collection[str]
) -> Involved:
    """Who has a part in the appealed case; `concerned` as the effector knows them."""
    rows = await conn.execute(
        "SELECT id, statement->'case'->>'creator', statement->'case'->>'assigner',"
        " statement->'target'->>'ref' FROM proposals WHERE case_id = %s",
        (appeal.case_id,),
    )
    proposals = await rows.fetchall()
    signed = await _people(
        conn,
        "SELECT DISTINCT h.signer FROM hands h JOIN proposals p ON p.id = h.proposal_id"
        " WHERE p.case_id = %s",
        appeal.case_id,
    )
    for name, _, _, _ in proposals:
        known = docket.proposals.get(name)
        if known:
            signed |= {known.opened.signer, *known.approvals, *known.denials, *known.vetoes}
    held = await _people(conn, "SELECT person FROM case_hands WHERE case_id = %s", appeal.case_id)
    brought = {who for _, creator, assigner, _ in proposals for who in (creator, assigner)}
    return Involved(
        frozenset(signed),
        frozenset(held | brought),
        frozenset(concerned),
        frozenset(ref for _, _, _, ref in proposals),
    )


async def _people(conn: Connection, query: LiteralString, case: UUID) -> set[str]:
    rows = await conn.execute(query, (case,))
    return {row[0] for row in await rows.fetchall()}


async def figures(conn: Connection, warrant: Warrant, since: datetime) -> Figures:
    """What leads look at; each part reads an index of its own."""
    warrant.require(Permission.CASE_ASSIGN, APPEALS)
    rows = await conn.execute(
        "SELECT (SELECT count(*) FROM appeals WHERE decided_at IS NULL),"
        " (SELECT min(filed_at) FROM appeals WHERE decided_at IS NULL),"
        " (SELECT percentile_cont(0.5) WITHIN GROUP"
        " (ORDER BY extract(epoch FROM decided_at - filed_at)) FROM appeals"
        " WHERE decided_at > %s),"
        " (SELECT count(*) FROM appeals WHERE unrestored)",
        (since,),
    )
    row = await rows.fetchone()
    if row is None:
        raise LookupError("an aggregate has one row")
    cursor = conn.cursor(row_factory=class_row(ByPolicy))
    await cursor.execute(
        "SELECT coalesce(p.statement->>'policy', '') AS policy, count(*) AS decided,"
        " count(*) FILTER (WHERE a.outcome <> 'upheld') AS reversed"
        " FROM appeals a LEFT JOIN proposals p ON p.id = a.proposal_id"
        " WHERE a.decided_at > %s GROUP BY 1 ORDER BY 3 DESC, 1",
        (since,),
    )
    waiting_now, oldest, half, still = row
    return Figures(waiting_now, oldest, half, still, await cursor.fetchall())
