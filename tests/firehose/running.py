"""Real `quorate firehose` processes on a PostgreSQL of their own, to be killed, and a load whose
every acknowledgement is remembered."""

import asyncio
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from nats.aio.client import Client
from tests.firehose.hosing import item

from quorate.bootstrap import give_passwords
from quorate.database import embedded
from quorate.database.migrate import migrate
from quorate.demo.setting import new_database
from quorate.preparing import Place, prepare
from quorate.settings import WATCH
from quorate_client.firehose import Firehose, FullError, NotPublishedError

AT_ONCE = 8
PAUSE_SECONDS = 0.05  # so that what is left at the end is filed soon
SUBJECTS = 40


@dataclass
class House:
    """`database` is the owner's URL; each process has settings of its own."""

    folder: Path
    cluster: embedded.Cluster
    database: str
    running: dict[str, subprocess.Popen[bytes]] = field(
        default_factory=dict[str, "subprocess.Popen[bytes]"]
    )

    def start(
        self,
        name: str,
        servers: Sequence[str],
        source: str,
        replicas: int = 1,
        *,
        own: str = "",
        watch: int | None = None,
    ) -> None:
        """A process by this name, or its successor; `own` is what else its table says, `watch` the
        port where it shows itself."""
        plain = (self.folder / "quorate/serve/serve.toml").read_text()
        shown = ", ".join(f'"{server}"' for server in servers)
        path = self.folder / f"quorate/serve/{name}.toml"
        path.write_text(
            f'genesis = "{"0" * 64}"\n{plain}\n[firehose]\nservers = [{shown}]\n'
            f'sources = ["{source}"]\nreplicas = {replicas}\n{own}'
        )
        environment = {**os.environ, WATCH: str(watch)} if watch else None
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", "quorate", "firehose", str(path)],
                stdout=log,
                stderr=log,
                env=environment,
            )

    def kill(self, name: str) -> None:
        """SIGKILL."""
        process = self.running.pop(name)
        process.kill()
        process.wait()

    def kill_postgres(self) -> None:
        """SIGKILL to the server; it stays away."""
        pid = int((self.cluster.folder / "data/postmaster.pid").read_text().split("\n")[0])
        os.kill(pid, signal.SIGKILL)

    def start_postgres(self) -> None:
        """It comes back on its port."""
        self.cluster = embedded.start(self.folder / "postgres")

    def keys(self, source: str) -> list[str]:
        """Those filed, in their order."""
        with psycopg.connect(self.database) as conn:
            found = conn.execute("SELECT key FROM reports WHERE source = %s ORDER BY id", [source])
            return [key for (key,) in found.fetchall()]


@contextmanager
def house(folder: Path) -> Generator[House]:
    """Prepared as an installation is; the processes are what a test starts."""
    cluster = embedded.start(folder / "postgres")
    database = new_database(cluster.url)
    migrate(database)
    prepare(Place(folder / "quorate", "here.example", "http://127.0.0.1:1", "https://x.example"))
    with psycopg.connect(database) as conn:
        give_passwords(conn, folder / "quorate", database)
    found = House(folder, cluster, database)
    try:
        yield found
    finally:
        for name in list(found.running):
            found.kill(name)
        embedded.stop(embedded.start(folder / "postgres"))


@dataclass
class Load:
    """Publishes until it is stopped; what the cluster did not acknowledge is published again."""

    urls: list[str]
    source: str
    taken: list[str] = field(default_factory=list[str])
    again: int = 0
    full: int = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Many at once, those about one subject one after the other."""
        client = Client()
        await client.connect(
            self.urls,
            max_reconnect_attempts=-1,
            reconnect_time_wait=1,
            error_cb=_quiet,
            inbox_prefix=f"_INBOX.{self.source}",
        )
        hand = Firehose(client, self.source)
        await asyncio.gather(*(self._one(hand, lane, stop) for lane in range(AT_ONCE)))
        await client.close()

    async def _one(self, hand: Firehose, lane: int, stop: asyncio.Event) -> None:
        number, run = 0, secrets.token_hex(2)
        while not stop.is_set():
            native = f"@u{lane}-{number % SUBJECTS}:example.org"
            await self._until_taken(hand, f"{lane}-{run}-{number}", native)
            number += 1
            await asyncio.sleep(PAUSE_SECONDS)

    async def _until_taken(self, hand: Firehose, key: str, native: str) -> None:
        while True:
            try:
                await hand.report(item(key, native))
                self.taken.append(key)
                return
            except FullError:
                self.full += 1
            except NotPublishedError:
                self.again += 1
            await asyncio.sleep(0.1)


async def _quiet(_: Exception) -> None:
    pass
