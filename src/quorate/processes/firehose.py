"""`quorate firehose`, wired: reports and alarms from NATS, and nothing else."""

import asyncio
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
from quorate.settings.serve import serve_settings
from quorate.telemetry.door import Watched
from quorate.telemetry.readiness import Readiness
from quorate.vocabulary import times
from quorate.vocabulary.times import pause

MEMBERS: Final = 2
"""While one waits for its commit the other reads."""
_log: structlog.stdlib.BoundLogger = structlog.get_logger()


def firehose(settings: Path) -> None:
    """Turn what sources publish to NATS JetStream into reports and cases."""
    with begun("firehose"):
        asyncio.run(run(settings))


async def run(path: Path) -> None:
    """`quorate firehose`: any number of these share the partitions."""
    settings = serve_settings(path)
    if settings.firehose is None:
        raise BadSettingError(f"{path.name}: there is no [firehose]")
    stop = stopping()
    nats = await _connected(settings.firehose, stop)
    if nats is None:
        return
    pool = await open_pool(secret(settings.database_url), MEMBERS)
    try:
        js = JetStreamContext(nats)
        await _streams(js, settings.firehose, stop)
        known = severities(Onlooker(settings.ledger, settings.genesis))
        filer = Filer(AFTER[Stage.REPORT_FILED](known), times.now)
        house = Firehose(pool, js, partitions(settings.firehose.sources), filer)
        async with asyncio.TaskGroup() as tasks:
            readiness = Readiness(database_checks(pool))
            tasks.create_task(watched(Watched("firehose", readiness), stop))
            for _ in range(MEMBERS):
                tasks.create_task(house.run(stop))
    finally:
        await nats.close()
        await pool.close()


async def _connected(settings: FirehoseSettings, stop: asyncio.Event) -> Client | None:
    """None where it is asked to end before any server answered."""
    connecting, ending = asyncio.create_task(connect(settings)), asyncio.create_task(stop.wait())
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
