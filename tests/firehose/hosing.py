"""Members in this process on real servers, and what a test publishes and sees."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

from nats.aio.client import Client
from nats.js import JetStreamContext
from tests.casework import CONNECTOR, JOIN, rows, web_pool

from quorate.firehose.filing import Filer
from quorate.firehose.jobs import Firehose
from quorate.firehose.model import partitions
from quorate.firehose.streams import Size, make_streams
from quorate.vocabulary import times
from quorate_client.firehose import Firehose as Publisher
from quorate_client.types import AlarmItem, ReportItem

SMALL = Size(1, 1 << 20)


def item(key: str, native: str = "@spam:example.org", **changes: Any) -> ReportItem:
    plain: Any = {
        "key": key,
        "subject": {"connector": CONNECTOR, "kind": "account", "id": native},
        "category": "spam",
        "body": "buy now",
    }
    return cast("ReportItem", {**plain, **changes})


def alarm(key: str, native: str = "@spam:example.org") -> AlarmItem:
    return {**item(key, native), "score": 0.5}


@asynccontextmanager
async def connected(url: str | list[str], **words: Any) -> AsyncGenerator[Client]:
    client = Client()
    await client.connect(url, **words)
    try:
        yield client
    finally:
        await client.close()


@asynccontextmanager
async def hose(
    url: str, database: str, *sources: str, members: int = 1
) -> AsyncGenerator[JetStreamContext]:
    """Its streams are there, and its members run until the block ends."""
    async with connected(url) as client, web_pool(database, members) as pool:
        js, stop = JetStreamContext(client), asyncio.Event()
        await make_streams(js, sources, SMALL)
        house = Firehose(pool, js, partitions(sources), Filer(JOIN, times.now))
        running = [asyncio.create_task(house.run(stop)) for _ in range(members)]
        try:
            yield js
        finally:
            stop.set()
            await asyncio.wait_for(asyncio.gather(*running), 20)


@asynccontextmanager
async def publisher(url: str, source: str) -> AsyncGenerator[Publisher]:
    async with connected(url, inbox_prefix=f"_INBOX.{source}") as client:
        yield Publisher(client, source)


async def waiting(js: JetStreamContext, source: str) -> int:
    """How much is in the source's stream, not acknowledged."""
    return (await js.stream_info(f"quorate-{source}")).state.messages


async def emptied(js: JetStreamContext, source: str, seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while await waiting(js, source):
            await asyncio.sleep(0.02)


async def until(holds: Callable[[], bool], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not await asyncio.to_thread(holds):
            await asyncio.sleep(0.05)


def keys(database: str, source: str) -> list[str]:
    """Those filed, in the order in which they were written."""
    found = rows(database, "SELECT key FROM reports WHERE source = %s ORDER BY id", source)
    return [key for (key,) in found]


async def set_aside(js: JetStreamContext, source: str) -> list[tuple[dict[str, str], bytes]]:
    """Headers and body of each, oldest first."""
    found: list[tuple[dict[str, str], bytes]] = []
    last = (await js.stream_info("quorate-aside")).state.last_seq
    for number in range(1, last + 1):
        message = await js.get_msg("quorate-aside", number)
        if message.subject == f"quorate.aside.{source}":
            headers = cast("dict[str, str]", message.headers or {})  # pyright: ignore[reportUnknownMemberType]
            found.append((headers, message.data or b""))
    return found
