"""SQL of drafts, proposals and hands."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row

from quorate.decisions.facts import ToldFacts, kept_facts, read_facts
from quorate.decisions.interest import PublicInterest, kept_interest, read_interest
from quorate.decisions.model import Signature
from quorate.decisions.standing import About
from quorate.decisions.statement import Statement
from quorate.intake.store import ACCOUNT
from quorate.ledger.kept import kept
from quorate.people.hands import signature_bytes
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Kind

Connection: TypeAlias = AsyncConnection[Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A draft or a proposal: the proposer's statement and the effector's resolution, as JSON."""

    id: str
    case_id: UUID
    statement: Mapping[str, object]
    resolution: Mapping[str, object]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Draft(Row):
    """One that nobody has opened yet, with the answers and the facts that came with it."""

    interest: PublicInterest | None
    facts: ToldFacts | None


async def save_draft(
    conn: Connection,
    case: UUID,
    statement: Statement,
    resolution: Mapping[str, object],
    interest: PublicInterest | None,
    facts: ToldFacts | None,
    now: datetime,
) -> None:
    """What a signer is about to be shown."""
    answers = _json(interest.fields()) if interest else None
    told = _json(facts.fields()) if facts else None
    await conn.execute(
        "INSERT INTO drafts (proposal_id, case_id, statement, resolution, interest, facts, made_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (
            *(statement.proposal, case, _json(statement.fields()), _json(resolution)),
            *(answers, told, now),
        ),
    )


async def draft(conn: Connection, proposal: str) -> Draft | None:
    """A draft that nobody has opened yet."""
    rows = await conn.execute(
        "SELECT proposal_id, case_id, statement, resolution, made_at, interest, facts FROM drafts"
        " WHERE proposal_id = %s",
        (proposal,),
    )
    found = await rows.fetchone()
    if found is None:
        return None
    *row, interest, told = found
    return Draft(
        *row,
        interest=read_interest(interest) if interest else None,
        facts=read_facts(told) if told else None,
    )


async def open_proposal(conn: Connection, row: Row, signature: Signature, now: datetime) -> bool:
    """Turns a draft into a proposal with its first hand, once; False when it was opened before."""
    rows = await conn.execute(
        "WITH drafted AS (DELETE FROM drafts WHERE proposal_id = %(id)s"
        " RETURNING proposal_id, case_id, statement, resolution),"
        " opened AS (INSERT INTO proposals (id, case_id, subject_id, statement, resolution,"
        " proposed_by, proposed_at) SELECT d.proposal_id, d.case_id, c.subject_id, d.statement,"
        " d.resolution, %(signer)s, %(now)s FROM drafted d JOIN cases c ON c.id = d.case_id"
        " ON CONFLICT DO NOTHING RETURNING id)"
        " INSERT INTO hands (proposal_id, kind, signer, key, signature, given_at)"
        " SELECT id, %(kind)s, %(signer)s, %(key)s, %(signature)s, %(now)s FROM opened"
        " RETURNING true",
        {
            "id": row.id,
            "signer": row.statement["signer"],
            "now": now,
            "kind": Kind.PROPOSE,
            "key": signature.key,
            "signature": signature_bytes(signature.proof),
        },
    )
    return await rows.fetchone() is not None


async def proposal(conn: Connection, name: str) -> Row | None:
    """An opened proposal."""
    cursor = conn.cursor(row_factory=class_row(Row))
    await cursor.execute(
        "SELECT id, case_id, statement, resolution, proposed_at AS made_at FROM proposals"
        " WHERE id = %s",
        (name,),
    )
    return await cursor.fetchone()


async def proposals_named(conn: Connection, names: Sequence[str]) -> dict[str, Row]:
    """Opened proposals by their ids; an unknown one is missing."""
    cursor = conn.cursor(row_factory=class_row(Row))
    await cursor.execute(
        "SELECT id, case_id, statement, resolution, proposed_at AS made_at FROM proposals"
        " WHERE id = ANY(%s)",
        (list(names),),
    )
    return {row.id: row for row in await cursor.fetchall()}


async def proposals_of(conn: Connection, case: UUID) -> list[Row]:
    """The proposals of one case, oldest first; a case has few."""
    cursor = conn.cursor(row_factory=class_row(Row))
    await cursor.execute(
        "SELECT id, case_id, statement, resolution, proposed_at AS made_at FROM proposals"
        " WHERE case_id = %s ORDER BY proposed_at, id LIMIT 100",
        (case,),
    )
    return await cursor.fetchall()


async def proposals_about(conn: Connection, subjects: Sequence[UUID]) -> dict[UUID, list[About]]:
    """The newest proposals about each of several subjects, newest first, by the subjects' ids."""
    rows = await conn.execute(
        "SELECT w.id, p.id, p.statement->>'action', p.statement->'parameters'->>'label'"
        " FROM unnest(%s::uuid[]) AS w (id) CROSS JOIN LATERAL (SELECT id, statement, proposed_at"
        " FROM proposals WHERE subject_id = w.id ORDER BY proposed_at DESC, id DESC LIMIT 100) p",
        (list(subjects),),
    )
    found: dict[UUID, list[About]] = {subject: [] for subject in subjects}
    for subject, name, action, label in await rows.fetchall():
        found[subject].append(About(name, Action(action), label or ""))
    return found


async def save_hand(
    conn: Connection, proposal: str, kind: str, signer: str, signature: Signature, now: datetime
) -> bool:
    """One signature a person and proposal; False when that person has signed before."""
    done = await conn.execute(
        "INSERT INTO hands (proposal_id, kind, signer, key, signature, given_at)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (proposal, kind, signer, signature.key, signature_bytes(signature.proof), now),
    )
    return bool(done.rowcount)


async def denials(conn: Connection, proposal: str) -> dict[str, str]:
    """Who has signed a denial, with their key's id, also where the log does not have it yet."""
    rows = await conn.execute(
        "SELECT signer, key FROM hands WHERE proposal_id = %s AND kind = %s", (proposal, Kind.DENY)
    )
    return dict(await rows.fetchall())


async def facts(conn: Connection, commitments: Sequence[str]) -> dict[str, ToldFacts]:
    """The kept facts by what statements commit to; what was erased is missing."""
    found = await kept(conn, [one for one in commitments if one])
    return {name: kept_facts(value) for name, value in found.items()}


async def interest(conn: Connection, commitment: str) -> PublicInterest | None:
    """The kept answers, or None: none were given, or they were erased."""
    found = (await kept(conn, [commitment])).get(commitment)
    return kept_interest(found) if found else None


async def interests(conn: Connection, commitments: Sequence[str]) -> dict[str, PublicInterest]:
    """The kept answers by what statements commit to; what was erased is missing."""
    found = await kept(conn, commitments)
    return {name: kept_interest(value) for name, value in found.items()}


async def accounts_behind(conn: Connection, refs: Sequence[str]) -> dict[str, str]:
    """The ids behind pseudonyms, as far as proposals not erased have told the web; effectors signed
    them."""
    rows = await conn.execute(
        "SELECT DISTINCT resolution->'resolution'->>'ref', resolution->'resolution'->>'native'"
        " FROM proposals WHERE resolution->'resolution'->>'ref' = ANY(%s) AND erased_at IS NULL",
        (list(refs),),
    )
    return {ref: native for ref, native in await rows.fetchall()}


async def refs_of_account(conn: Connection, connector: str, account: str) -> list[str]:
    """The pseudonyms under which proposals are about an account or one of its messages."""
    rows = await conn.execute(
        "SELECT DISTINCT p.resolution->'resolution'->>'ref' FROM subjects s"  # noqa: S608
        f" JOIN proposals p ON p.subject_id = s.id WHERE s.connector = %s AND {ACCOUNT} = %s",
        (connector, account),
    )
    return [row[0] for row in await rows.fetchall()]


async def reporters(conn: Connection, case: UUID) -> list[str]:
    """Everybody who reported in this case."""
    rows = await conn.execute(
        "SELECT DISTINCT reporter FROM reports WHERE case_id = %s AND reporter IS NOT NULL", (case,)
    )
    return [row[0] for row in await rows.fetchall()]


async def report_digests(conn: Connection, case: UUID) -> list[str]:
    """What was reported, hex: the digest of each report under its own random id as the key.

    The id stands beside the log only, so that nobody can try out what somebody wrote.
    """
    rows = await conn.execute("SELECT id, request_digest FROM reports WHERE case_id = %s", (case,))
    return [
        hmac.digest(one.bytes, bytes(digest), hashlib.sha256).hex()
        for one, digest in await rows.fetchall()
    ]


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(dict(value))
