"""`quorate effector`, wired: alone in having the platform's credentials."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import structlog
from psycopg_pool import AsyncConnectionPool

from quorate.api.door import create_door
from quorate.atproto.keys import read_private
from quorate.authority.laws import Laws
from quorate.database.pool import open_pool
from quorate.effects.chronicle import Chronicle
from quorate.effects.configuration import Configuration, exposed, read_configuration
from quorate.effects.connectors.atproto import AtprotoConnector
from quorate.effects.connectors.atproto_watch import AccountWatch
from quorate.effects.connectors.matrix import MatrixConnector
from quorate.effects.doors.identities import Identities
from quorate.effects.doors.media import MediaDoor
from quorate.effects.doors.objections import Objections
from quorate.effects.doors.outside import OutsideDoor
from quorate.effects.doors.resolution import Resolver
from quorate.effects.doors.reveals import Reveals
from quorate.effects.doors.staff import StaffDoor
from quorate.effects.effector import Effector
from quorate.effects.executor import Executor
from quorate.effects.holding import alone
from quorate.effects.labelling import Labels
from quorate.effects.memory import Memory
from quorate.effects.paging.pager import Pager
from quorate.effects.polling import Poller
from quorate.effects.telling import Rows, Telling
from quorate.effects.watching import watched_effector
from quorate.ledger.keys import PrivateKey
from quorate.processes.running import begun, listen, stopping, watched
from quorate.telemetry.logs import Own
from quorate.vocabulary.times import now

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


def effector(settings: Path) -> None:
    """Check signatures, act on the platform, read back; restore at once."""
    with begun("effector"):
        asyncio.run(run(settings))


async def run(path: Path) -> None:
    """`quorate effector`: the platform's credentials, and the check of every signature; or one
    that stands by, while another acts by the same memory."""
    configuration, stop = read_configuration(path), stopping()
    async with alone(configuration.state, stop) as leads:
        if leads:
            await _acting(configuration, stop)


async def _acting(configuration: Configuration, stop: asyncio.Event) -> None:
    # Vetoes and restores are taken while the database is away, also by one that starts just then.
    pool = await open_pool(_read(configuration.database_url), 4, wait=False)
    async with _executor(configuration) as executor:
        executor.labels = _labels(configuration, pool)
        loop = Effector(executor, pool, _telling(configuration, executor, pool))
        askers = configuration.askers
        reveals = Reveals(loop, askers)
        objections = Objections(loop)
        staff = StaffDoor(loop, objections)
        identities = Identities(loop, objections)
        outside = OutsideDoor(loop, objections)
        resolver, media = Resolver(executor), MediaDoor(executor)
        door = create_door(objections, staff, reveals, identities, outside, resolver, media, askers)
        if executor.chronicle.catch_up() and not executor.chronicle.asks_witnesses:
            _log.warning("no_witness", why=Own("the genesis pins `quorum none`"))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(loop.run(stop))
            if isinstance(executor.connector, MatrixConnector):
                poller = Poller(executor, executor.connector, pool)
                tasks.create_task(poller.run(stop))
            if isinstance(executor.connector, AtprotoConnector):
                watch = AccountWatch(executor.connector.base_url, loop.outside.hurry)
                tasks.create_task(watch.run(stop))
            tasks.create_task(watched(watched_effector(executor), stop))
            tasks.create_task(listen(door, configuration.port, stop))
    await pool.close()


def _read(path: Path) -> str:
    """A secret of the effector's. When others can read it too, silencing is refused and restoring
    goes on (`exposed`), so reading it does not fail."""
    return path.read_text().strip()


@asynccontextmanager
async def _executor(configuration: Configuration) -> AsyncGenerator[Executor]:
    memory = Memory(configuration.state)
    chronicle = Chronicle(
        configuration.ledger,
        configuration.genesis,
        memory,
        configuration.name,
        PrivateKey.from_pem(configuration.key.read_bytes(), configuration.key.name),
        now,
    )
    connector = configuration.platform.connect()
    pager = Pager(_read(configuration.pager).split())
    key = bytes.fromhex(_read(configuration.subject_key))
    laws = Laws(configuration.authority)
    executor = Executor(chronicle, connector, pager, configuration.limits, key, laws.pinned)
    executor.exposed = exposed(configuration)
    executor.settings = configuration.settings
    try:
        yield executor
    finally:
        await connector.close()
        memory.close()


def _labels(configuration: Configuration, pool: AsyncConnectionPool[Any]) -> Labels | None:
    told = configuration.labels
    return Labels(told.did, read_private(_read(told.key)), pool) if told else None


def _telling(
    configuration: Configuration, executor: Executor, pool: AsyncConnectionPool[Any]
) -> Telling | None:
    if not configuration.public_url:
        return None
    return Telling(executor, Rows(pool), configuration.public_url, configuration.further)
