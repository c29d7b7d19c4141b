"""The firehose: reports a second that the cluster acknowledges, and that reach the database.

One node of nats-server with its files on the disk, `quorate firehose` as `quorate up` runs it,
beside the other processes, and one publisher with 256 on their way. `published` is a flood into the
stream with nobody at its other end; `filed` that flood from the stream into the database;
`through` a second one, from its first report published to its last one filed. Each report is about
another account. Beside it, in the same run, pgbench's bare insert.
"""

import asyncio
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from nats.aio.client import Client
from nats.js import JetStreamContext

from benchmarks.house import House, house
from benchmarks.intake import bare_rate
from quorate.demo.setting import free_ports, new_database
from quorate.firehose.streams import Size, make_streams
from quorate_client.firehose import Firehose
from quorate_client.types import ReportItem

REPORTS = 40_000
AT_ONCE = 256
SOURCE = "bench"


def _item(connector: str) -> ReportItem:
    native = f"@u{secrets.randbelow(1_000_000)}:{connector.partition(':')[2]}"
    return {
        "key": secrets.token_hex(8),
        "subject": {"connector": connector, "kind": "account", "id": native},
        "category": "spam",
        "body": "bulk messages",
    }


@contextmanager
def _node(folder: Path) -> Generator[str]:
    """The address of a server that listens while the block runs."""
    found = shutil.which("nats-server", path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        raise FileNotFoundError("nats-server: apt-get install nats-server")
    port = free_ports("nats")["nats"]
    words = ["-a", "127.0.0.1", "-p", str(port), "-js", "-sd", str(folder)]
    process = subprocess.Popen([found, *words], stderr=subprocess.DEVNULL)
    try:
        yield f"nats://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


async def _published(hand: Firehose, connector: str) -> float:
    """Reports a second, each acknowledged."""
    items = [_item(connector) for _ in range(REPORTS)]
    waiting, began = iter(items), time.monotonic()

    async def lane() -> None:
        for item in waiting:
            await hand.report(item)

    await asyncio.gather(*(lane() for _ in range(AT_ONCE)))
    return REPORTS / (time.monotonic() - began)


async def _stands(database: str, wanted: int) -> None:
    """Until so many reports are in the database."""
    while _count(database) < wanted:
        await asyncio.sleep(0.05)


def _count(database: str) -> int:
    with psycopg.connect(database) as conn:
        row = conn.execute("SELECT count(*) FROM reports WHERE source = %s", [SOURCE]).fetchone()
    return int(row[0]) if row else 0


def _turn_on(found: House, address: str) -> None:
    """The setting, and the process that it starts beside the others."""
    settings = found.setting.folder / "serve/serve.toml"
    told = f'\n[firehose]\nservers = ["{address}"]\nsources = ["{SOURCE}"]\n'
    settings.write_text(settings.read_text() + told)
    found.setting.supervisor.keep()


async def _measured(found: House, address: str) -> dict[str, float]:
    connector = f"matrix:{found.setting.synapse.homeserver.server_name}"
    client = Client()
    await client.connect(address, inbox_prefix=f"_INBOX.{SOURCE}")
    await make_streams(JetStreamContext(client), (SOURCE,), Size(1, 1 << 30))
    hand = Firehose(client, SOURCE)
    published = await _published(hand, connector)
    _turn_on(found, address)
    await _stands(found.database, 1)
    before, began = _count(found.database), time.monotonic()
    await _stands(found.database, REPORTS)
    filed = (REPORTS - before) / (time.monotonic() - began)
    began = time.monotonic()
    await _published(hand, connector)
    await _stands(found.database, 2 * REPORTS)
    through = REPORTS / (time.monotonic() - began)
    await client.close()
    return {
        "firehose_published_per_s": published,
        "firehose_filed_per_s": filed,
        "firehose_through_per_s": through,
    }


def run() -> dict[str, float]:
    """Rates, and the ratio of what is filed to the bare insert."""
    with house() as found, _node(found.folder / "nats") as address:
        rates = asyncio.run(_measured(found, address))
        bare = bare_rate(new_database(found.server, keep=True), found.folder)
    return rates | {"firehose_vs_pgbench": rates["firehose_filed_per_s"] / bare}
