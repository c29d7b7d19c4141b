"""kill -9 to everything on the way, under load: nothing lost, nothing double.

A cluster of three, two processes, PostgreSQL. What the cluster acknowledged is counted in the
database afterwards.
"""

import asyncio
import contextlib
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from nats.errors import Error
from nats.js import JetStreamContext
from nats.js.api import StreamInfo
from tests.firehose import servers
from tests.firehose.hosing import connected, item, publisher, until
from tests.firehose.running import House, Load, house
from tests.firehose.servers import Node

pytestmark = [pytest.mark.long, pytest.mark.timeout(580)]
SOURCE = "rules-engine"
ROUNDS = 3


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Node]]:
    with servers.three(tmp_path_factory.mktemp("nats")) as found:
        yield found


@pytest.fixture
def database(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as found:
        yield found


@asynccontextmanager
async def loaded(database: House, nodes: list[Node], source: str) -> AsyncGenerator[Load]:
    """Two processes and a load meanwhile. Afterwards all that was taken is filed, once each."""
    urls = [node.url for node in nodes]
    for name in ("one", "two"):
        database.start(name, urls, source, len(nodes))
    load, stop = Load(urls, source), asyncio.Event()
    publishing = asyncio.create_task(load.run(stop))
    await until(lambda: len(load.taken) > 0, 120)
    yield load
    stop.set()
    await asyncio.wait_for(publishing, 120)
    await until(lambda: len(database.keys(source)) >= len(load.taken), 180)
    twice = {key: n for key, n in Counter(database.keys(source)).items() if n > 1}
    assert not twice
    assert sorted(database.keys(source)) == sorted(load.taken)
    print(f"{source}: {len(load.taken)} taken, {load.again} published again, {load.full} refused")


async def state(nodes: list[Node], source: str) -> StreamInfo | None:
    """The stream, where it is there and has a leader."""
    urls = [node.url for node in nodes]
    with contextlib.suppress(Error, TimeoutError):
        async with connected(urls, error_cb=_quiet) as client:
            return await JetStreamContext(client, timeout=2).stream_info(f"quorate-{source}")
    return None


async def _quiet(_: Exception) -> None:
    pass


async def leader(nodes: list[Node], source: str) -> Node:
    """Who leads the stream; waits until somebody does and all follow."""
    async with asyncio.timeout(120):
        while True:
            found = await state(nodes, source)
            told = found.cluster if found else None
            if told and told.leader and all(peer.current for peer in told.replicas or []):
                return next(node for node in nodes if node.name == told.leader)
            await asyncio.sleep(0.3)


async def grown(count: Callable[[], int], by: int = 100) -> None:
    """Waits until there are so many more."""
    before = count()
    await until(lambda: count() > before + by, 120)


def in_order(keys: list[str]) -> bool:
    """Whether each lane's reports about each subject are in the order in which they were sent."""
    by_subject = defaultdict[tuple[str, int], list[int]](list)
    for key in keys:
        lane, _, number = key.split("-")
        by_subject[lane, int(number) % 40].append(int(number))
    return all(own == sorted(own) for own in by_subject.values())


async def test_the_leader_of_the_stream_is_killed(cluster: list[Node], database: House) -> None:
    async with loaded(database, cluster, "leaders") as load:
        for _ in range(ROUNDS):
            node = await leader(cluster, "leaders")
            node.kill()
            await grown(lambda: len(load.taken))
            node.start()


async def test_processes_are_killed(cluster: list[Node], database: House) -> None:
    urls = [node.url for node in cluster]
    async with loaded(database, cluster, "processes"):
        for n in range(2 * ROUNDS):
            await grown(lambda: len(database.keys("processes")))
            name = ("one", "two")[n % 2]
            database.kill(name)
            database.start(name, urls, "processes", 3)


async def test_postgres_is_away_and_comes_back(cluster: list[Node], database: House) -> None:
    async with loaded(database, cluster, "away") as load:
        for _ in range(ROUNDS):
            await grown(lambda: len(database.keys("away")))
            database.kill_postgres()
            await grown(lambda: len(load.taken))  # the cluster takes what comes all the same
            await asyncio.to_thread(database.start_postgres)
    assert in_order(database.keys("away"))


class Wire:
    """Between a process and its NATS server. Of what the process says nothing goes through from
    its first acknowledgement on."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.acknowledged = asyncio.Event()

    async def serve(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """One connection."""
        far, forth = await asyncio.open_connection("127.0.0.1", self._port)
        async with asyncio.TaskGroup() as both:
            both.create_task(self._pump(near, forth, deaf=True))
            both.create_task(self._pump(far, back, deaf=False))

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, deaf: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                if deaf and b"PUB $JS.ACK." in data:
                    self.acknowledged.set()
                if not (deaf and self.acknowledged.is_set()):
                    sink.write(data)
                    await sink.drain()
        sink.close()


async def test_a_process_is_killed_between_commit_and_acknowledgement(
    tmp_path: Path, database: House
) -> None:
    with servers.one(tmp_path / "nats") as node:
        wire = Wire(node.port)
        proxy = await asyncio.start_server(wire.serve, "127.0.0.1", 0)
        port = proxy.sockets[0].getsockname()[1]
        database.start("deaf", [f"nats://127.0.0.1:{port}"], SOURCE)
        sent = [f"r{n}" for n in range(50)]
        while await state([node], SOURCE) is None:
            await asyncio.sleep(0.2)
        async with publisher(node.url, SOURCE) as hand:
            await asyncio.gather(*(hand.report(item(key)) for key in sent))
        await asyncio.wait_for(wire.acknowledged.wait(), 60)
        database.kill("deaf")
        committed = database.keys(SOURCE)
        found = await state([node], SOURCE)
        assert committed
        assert found is not None
        assert found.state.messages == len(sent)  # it was committed, and nobody heard of it
        database.start("next", [node.url], SOURCE)
        while (found := await state([node], SOURCE)) is None or found.state.messages:
            await asyncio.sleep(0.2)
        assert database.keys(SOURCE) == sent
        proxy.close()
