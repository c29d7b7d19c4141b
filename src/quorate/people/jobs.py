"""Holding people to what their sources still say, whenever the people in force change.

A founders' file or an amendment may bring somebody back who has left: the source's word narrows
again at once. It also finds people who came into force after their account did.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog
from psycopg_pool import AsyncConnectionPool

from quorate.database.rounds import patient_round
from quorate.people import directory
from quorate.people.actions import InForce, follows, hear
from quorate.people.chain import Speaker
from quorate.people.directory import Account, Waiting
from quorate.people.roster import Roster
from quorate.vocabulary import times
from quorate.vocabulary.times import pause

PAUSE_SECONDS = 0.5
AGAIN = timedelta(minutes=1)
_LOCK: Final = "SELECT pg_try_advisory_xact_lock(hashtextextended('quorate/holding-people', 0))"
_log: structlog.stdlib.BoundLogger = structlog.get_logger()


async def hold(
    pool: AsyncConnectionPool, speakers: Sequence[Speaker], known: InForce, now: datetime
) -> int:
    """Compares every account with the people in force; how many had to be heard.

    None while another worker does: both would say the same, each under a number of its own.
    """
    async with pool.connection() as alone, alone.transaction():
        rows = await alone.execute(_LOCK)
        if await rows.fetchone() != (True,):
            return 0
        return await _hold(pool, speakers, known, now)


async def _hold(
    pool: AsyncConnectionPool, speakers: Sequence[Speaker], known: InForce, now: datetime
) -> int:
    heard = 0
    for speaker in speakers:
        async with pool.connection() as conn:
            accounts = await directory.everybody(conn, speaker.name)
            waiting = {
                w.person: w for w in await directory.drafts(conn) if w.source == speaker.name
            }
        for account in accounts:
            # What no entry holds, or was written by other rules, keeps nobody else from being held.
            try:
                if not _news(known, speaker, account, waiting.get(account.person)):
                    continue
                await _hear(pool, speaker, known, account, now)
            except ValueError as error:
                _log.error("account_not_heard", account=account.id.hex, error=type(error).__name__)
            else:
                heard += 1
    return heard


async def _hear(
    pool: AsyncConnectionPool, speaker: Speaker, known: InForce, account: Account, now: datetime
) -> None:
    async with pool.connection() as conn, conn.transaction():
        current = await directory.find(conn, speaker.name, account.id, gone=True)
        if current:
            await hear(conn, speaker, known, current, now)


def _news(known: InForce, speaker: Speaker, account: Account, waiting: Waiting | None) -> bool:
    less, waits = follows(known, account)
    if less and known.declares(speaker):
        return True
    wanted = {k: list(v) for k, v in waits.differences.items()} if waits else {}
    return wanted != ({k: list(v) for k, v in waiting.differences.items()} if waiting else {})


async def run_people(
    pool: AsyncConnectionPool,
    stop: asyncio.Event,
    speakers: Sequence[Speaker],
    known: Callable[[], InForce],
    clock: Callable[[], datetime] = times.now,
) -> None:
    """Holds at each change of people and every minute until `stop` is set."""
    seen: Roster | None = None
    last: datetime | None = None
    while speakers and not stop.is_set():
        found, now = known(), clock()
        if found.roster.people and (
            found.roster is not seen or last is None or now - last >= AGAIN
        ):
            with patient_round("people", "people_tries_again"):
                await hold(pool, speakers, found, now)
                seen, last = found.roster, now
        await pause(stop, PAUSE_SECONDS)
