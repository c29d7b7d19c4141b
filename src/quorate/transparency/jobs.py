"""Months close by themselves, some days after their end, each once and in order.

Five days: what was decided in the month is carried out or over by then (a proposal lives for two),
and what people recorded late has come in. Closing is the same as by hand: whole or not at all.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import structlog
from psycopg_pool import AsyncConnectionPool

from quorate.database.rounds import patient_round
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import read_entry
from quorate.ledger.errors import LedgerError
from quorate.telemetry.logs import Own
from quorate.transparency.closing import Taken, close
from quorate.transparency.collecting import LedgerSource, UnwantedError
from quorate.transparency.months import Month, MonthError
from quorate.transparency.providing import ProviderFileError, load_provider
from quorate.transparency.versions import versions
from quorate.vocabulary import times
from quorate.vocabulary.times import pause

AFTER: Final = timedelta(days=5)
PAUSE_SECONDS: Final = 3600.0
_LOCK: Final = "SELECT pg_try_advisory_xact_lock(hashtextextended('quorate/closing-months', 0))"
_log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Closing:
    """The ledger's folder and genesis (hex), the provider's file, and where closed months stand."""

    ledger: Path
    genesis: str
    provider: Path
    months: Path

    def missing(self, now: datetime) -> Iterator[Month]:
        """The months since the ledger's first entry that are over and not closed, oldest first.
        Raises LedgerError, OSError, ValueError."""
        for first in LogReader(self.ledger).entries(0, 1):
            at = read_entry(first).instant
            month = Month(at.year, at.month)
            while month.end + AFTER <= now:
                if not versions(self.months / str(month)):
                    yield month
                month = month.next

    def close(self, now: datetime, wanted: Callable[[], bool]) -> list[Month]:
        """Closes them; the ledger is read once for all. Raises what ends it before all are."""
        missing = list(self.missing(now))
        if not missing:
            return []
        source = LedgerSource(self.ledger, load_provider(self.provider), self.genesis, wanted)
        taken = _Once(source.take(missing[0]))
        for month in missing:
            close(taken, month, self.months, now)
        return missing


@dataclass(frozen=True, slots=True)
class _Once:
    """A source that was read before; a ledger tells of every month at once."""

    taken: Taken

    def take(self, month: Month) -> Taken:
        return self.taken


async def close_ended(
    pool: AsyncConnectionPool, closing: Closing, now: datetime, wanted: Callable[[], bool]
) -> list[Month]:
    """Closes what is missing; nothing while another worker does. Raises as `Closing.close`."""
    if not await asyncio.to_thread(lambda: any(closing.missing(now))):
        return []
    async with pool.connection() as conn:
        rows = await conn.execute(_LOCK)
        if await rows.fetchone() != (True,):
            return []
        return await asyncio.to_thread(closing.close, now, wanted)


async def run_closing(
    pool: AsyncConnectionPool,
    stop: asyncio.Event,
    closing: Closing,
    clock: Callable[[], datetime] = times.now,
) -> None:
    """Looks every hour until `stop` is set; what went wrong is told and tried again."""
    while not stop.is_set():
        try:
            with patient_round("closing", "closing_tries_again"):
                for month in await close_ended(pool, closing, clock(), lambda: not stop.is_set()):
                    _log.info("month_closed", month=str(month))
        except UnwantedError:
            return
        except (MonthError, ProviderFileError, LedgerError, OSError, ValueError) as problem:
            _log.error("month_not_closed", problem=Own(problem))
        await pause(stop, PAUSE_SECONDS)
