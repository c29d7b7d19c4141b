"""Statements of reasons are made once a silencing is done, each once, beside its case's reports."""

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from quorate.database.rounds import patient_round
from quorate.decisions.reasons import Done, OutOfCourt, Reported, reasons_of
from quorate.intake.model import OWN
from quorate.intake.notices import NOTICE, Ground
from quorate.vocabulary import times
from quorate.vocabulary.times import pause

AT_ONCE: Final = 100
EVIDENCE: Final = 100
"""Reports of a case whose evidence is looked at: a flood of them says the same."""
PAUSE_SECONDS: Final = 0.5
# A notice under Article 16 as its report has it: one about the terms alone is none.
_ILLEGAL: Final = json.dumps([{"kind": NOTICE, "ground": Ground.ILLEGAL}])
# The silencings that were done since this was last asked; everything at first.
FindDone = Callable[[], Sequence[Done]]


async def state(
    pool: AsyncConnectionPool[Any],
    done: Sequence[Done],
    body: OutOfCourt | None,
    now: datetime,
) -> int:
    """Makes the statements that are not made yet, in one transaction; returns how many.

    A proposal that this database does not know, as one brought back from an older copy, has none.
    """
    made = 0
    async with pool.connection() as conn, conn.transaction():
        names = [one.statement.proposal for one in done]
        rows = await conn.execute(
            "SELECT p.id, p.case_id FROM proposals p LEFT JOIN statements_of_reasons s"
            " ON s.proposal_id = p.id WHERE p.id = ANY(%s) AND s.proposal_id IS NULL",
            (names,),
        )
        cases = dict(await rows.fetchall())
        for one in done:
            name = one.statement.proposal
            if name in cases:
                reported = await _reported(conn, cases[name], one.opened_at)
                content = json.dumps(reasons_of(one, reported, body))
                await conn.execute(
                    "INSERT INTO statements_of_reasons (proposal_id, case_id, made_at, content)"
                    " VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
                    (name, cases[name], now, content),
                )
                made += 1
    return made


async def _reported(conn: AsyncConnection[Any], case: object, before: datetime) -> Reported:
    rows = await conn.execute(
        "SELECT count(*) FILTER (WHERE r.kind = 'report'),"
        " count(*) FILTER (WHERE r.kind = 'alarm' AND r.source <> %(own)s),"
        " min(r.received_at), (SELECT language FROM cases WHERE id = %(case)s),"
        " count(n.id) FILTER (WHERE r.evidence @> %(illegal)s),"
        " count(n.id) FILTER (WHERE r.evidence @> %(illegal)s AND n.trusted),"
        " count(*) FILTER (WHERE r.source = %(own)s)"
        " FROM reports r LEFT JOIN notices n ON n.report_id = r.id"
        " WHERE r.case_id = %(case)s AND r.received_at <= %(before)s",
        {"case": case, "before": before, "illegal": _ILLEGAL, "own": OWN},
    )
    counted = await rows.fetchone()
    rows = await conn.execute(
        "SELECT evidence FROM reports WHERE case_id = %s AND received_at <= %s"
        " ORDER BY received_at, id LIMIT %s",
        (case, before, EVIDENCE),
    )
    evidence = [item for (items,) in await rows.fetchall() for item in items]
    reports, alarms, first_at, language, notices, flagged, own = counted or (
        0,
        0,
        None,
        None,
        0,
        0,
        0,
    )
    ordered = await _ordered(conn, case, before)
    return Reported(reports, alarms, first_at, language, evidence, notices, flagged, ordered, own)


async def _ordered(conn: AsyncConnection[Any], case: object, before: datetime) -> str | None:
    """Where the newest order to act about this case is to have effect; None where none was."""
    rows = await conn.execute(
        "SELECT o.territory FROM legal_order_items i JOIN legal_orders o ON o.id = i.order_id"
        " WHERE i.case_id = %s AND o.kind = 'act' AND o.found_at <= %s"
        " ORDER BY o.found_at DESC LIMIT 1",
        (case, before),
    )
    row = await rows.fetchone()
    return row[0] if row else None


async def run_stating(
    pool: AsyncConnectionPool[Any],
    stop: asyncio.Event,
    find: FindDone,
    body: OutOfCourt | None,
    clock: Callable[[], datetime] = times.now,
) -> None:
    """Makes them until `stop` is set; when the database goes away it tries the same again."""
    waiting: list[Done] = []
    while not stop.is_set():
        waiting += find()
        with patient_round("statements", "stating_tries_again"):
            if waiting:
                await state(pool, waiting[:AT_ONCE], body, clock())
            del waiting[:AT_ONCE]
        if len(waiting) < AT_ONCE:
            await pause(stop, PAUSE_SECONDS)
