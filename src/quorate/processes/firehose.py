"""`quorate firehose`, wired: reports and alarms from NATS, and nothing else."""

import asyncio
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import nats.errors
import structlog
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.errors import APIError

from quorate.database.checks import database_checks
from quorate.database.pool import open_pool
from quorate.effects.onlooker import Onlooker
from quorate.firehose.connecting import connect
from quorate.firehose.filing import Filer
from quorate.firehose.jobs import AGAIN_SECONDS, Firehose
from quorate.firehose.model import partitions
from quorate.firehose.streams import Size, make_streams
from quorate.flow import AFTER, Stage, severities
from quorate.processes.running import begun, stopping, watched
from quorate.settings.firehose import FirehoseSettings
from quorate.settings.reading import BadSettingError, secret
from quorate.settings.serve import ServeSettings, serve_settings
from quorate.telemetry.door import Watched
from quorate.telemetry.logs import Own
from quorate.telemetry.readiness import Check, Readiness
from quorate.vocabulary import times
from quorate.vocabulary.times import pause

MEMBERS: Final = 2
"""While one waits for its commit the other reads."""
_log: structlog.stdlib.BoundLogger = structlog.get_logger()


def firehose(settings: Path) -> None:
    """Turn what sources publish to NATS JetStream into reports and cases."""
    with begun("firehose"):
        if not asyncio.run(run(settings)):
            sys.exit(1)


@dataclass(frozen=True, slots=True)
class _Life:
    """`stop` ends the process; `lost` is set where that is because of NATS."""

    stop: asyncio.Event
    lost: asyncio.Event = field(default_factory=asyncio.Event)

    def closed(self, why: Exception | None) -> None:
        """The client never connects again. Whoever starts the process anew gives it another, which
        reads its password again."""
        if not self.stop.is_set():
            _log.error("firehose_connection_closed", why=Own(why or ""))
            self.lost.set()
            self.stop.set()


async def run(path: Path) -> bool:
    """`quorate firehose`: any number of these share the partitions. Whether it ended as it was
    asked to."""
    settings = serve_settings(path)
    if settings.firehose is None:
        raise BadSettingError(f"{path.name}: there is no [firehose]")
    life = _Life(stopping())
    nats = await _connected(settings.firehose, life)
    if nats is not None:
        await _run(settings, settings.firehose, nats, life.stop)
    return not life.lost.is_set()


async def _run(
    settings: ServeSettings, own: FirehoseSettings, nats: Client, stop: asyncio.Event
) -> None:
    # The members keep theirs; whether all is there is asked on one more.
    pool = await open_pool(secret(settings.database_url), MEMBERS + 1)
    try:
        js = JetStreamContext(nats)
        await _streams(js, own, stop)
        known = severities(Onlooker(settings.ledger, settings.genesis))
        filer = Filer(AFTER[Stage.REPORT_FILED](known), times.now)
        house = Firehose(pool, js, partitions(own.sources), filer)
        async with asyncio.TaskGroup() as tasks:
            readiness = Readiness({**database_checks(pool), "nats": _is_there(nats)})
            tasks.create_task(watched(Watched("firehose", readiness), stop))
            for _ in range(MEMBERS):
                tasks.create_task(house.run(stop))
    finally:
        stop.set()
        await nats.close()
        await pool.close()


def _is_there(nats: Client) -> Check:
    async def answers() -> bool:
        return nats.is_connected

    return answers


async def _connected(settings: FirehoseSettings, life: _Life) -> Client | None:
    """None where it is asked to end before any server answered."""
    connecting = asyncio.create_task(connect(settings, life.closed))
    ending = asyncio.create_task(life.stop.wait())
    await asyncio.wait({connecting, ending}, return_when=asyncio.FIRST_COMPLETED)
    ending.cancel()
    if connecting.done():
        return connecting.result()
    connecting.cancel()
    return None


async def _streams(js: JetStreamContext, settings: FirehoseSettings, stop: asyncio.Event) -> None:
    """Until they are there: a cluster that just starts has no leader yet."""
    size = Size(settings.replicas, settings.stream_bytes)
    while not stop.is_set():
        try:
            return await make_streams(js, settings.sources, size)
        except (nats.errors.Error, TimeoutError) as error:
            why = error.description if isinstance(error, APIError) else None
            _log.warning("streams_try_again", error=type(error).__name__, why=why)
            await pause(stop, AGAIN_SECONDS)
