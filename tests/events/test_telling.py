"""Events out: in the ledger's order, at least once, whatever fails; ids and no person."""

import asyncio
import json
import tempfile
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from psycopg_pool import AsyncConnectionPool
from tests.casework import web_pool

from quorate.effects.onlooker import Onlooker
from quorate.events import jobs, store
from quorate.events.jobs import Endpoint, Events
from quorate.events.model import public_of
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import TROLL, World
from quorate.ledger.entry import process_entry
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.keys import PrivateKey
from quorate.outbound.transport import outbound
from quorate.settings.reading import BadSettingError
from quorate.settings.serve import serve_settings
from quorate.telemetry import jobs as telemetry
from quorate.vocabulary.addresses import LOOPBACK
from quorate.vocabulary.events import Event as Entry
from quorate.vocabulary.kinds import Attested, Kind
from quorate_client import Event, verified

EARLIER = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Ear:
    """An endpoint: it believes what is signed, keeps it, and answers as it is told."""

    key: PrivateKey = field(default_factory=PrivateKey.generate)
    heard: list[Event] = field(default_factory=list[Event])
    status: int = 204
    hangs: bool = False
    url: str = ""

    @asynccontextmanager
    async def listening(self) -> AsyncGenerator["Ear"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
        try:
            yield self
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[1:-2]
        headers = dict(line.split(": ", 1) for line in head)
        lower = {name.lower(): value for name, value in headers.items()}
        body = await reader.readexactly(int(lower["content-length"]))
        self.heard.append(verified(headers, body, [public_of(self.key)]))
        if self.hangs:
            await asyncio.sleep(1)
            writer.close()
            return
        writer.write(f"HTTP/1.1 {self.status} X\r\nContent-Length: 0\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    def types(self) -> list[str]:
        return [event.type for event in self.heard]


@pytest.fixture
def world() -> Iterator[World]:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield World(Path(name)).found()


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[AsyncConnectionPool]:
    async with web_pool(database_url) as made:
        yield made


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    async with Ear().listening() as made:
        yield made


class Clock:
    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


@asynccontextmanager
async def worker(
    world: World, pool: AsyncConnectionPool, *ears: Ear, clock: Clock | None = None
) -> AsyncGenerator[tuple[Events, list[Endpoint]]]:
    """One that is told from the genesis on."""
    ends = [Endpoint(f"ear {n}", one.url, one.key) for n, one in enumerate(ears)]
    async with outbound(LOOPBACK) as http, pool.connection() as conn:
        for one in ends:
            await store.take(conn, one.name, 0, EARLIER, EARLIER)
        await conn.commit()
        onlooker = Onlooker(world.log, world.genesis)
        yield Events(pool, onlooker, ends, http, clock or Clock()), ends


async def all_of(events: Events, end: Endpoint) -> None:
    while await events.tell(end):
        pass


def opens(world: World, case: str) -> None:
    data = {"case": case, "subject": "s", "area": "spam", "language": None, "by": "app"}
    world.publish(process_entry(Entry.CASE_OPENED, world.now, "service:intake", data).canonical())


async def happens(world: World) -> str:
    """A case is opened, an effect done and undone; the proposal."""
    station: Station = world.station()
    opens(world, "case_1")
    said = world.propose(0)
    await station.step()
    await station.door.restore(world.spoken(said, Kind.RESTORE, "on-call"))
    await station.step()
    return said.proposal


async def test_what_happens_is_told_in_order_once_and_names_nobody(
    world: World, pool: AsyncConnectionPool, ear: Ear
) -> None:
    proposal = await happens(world)
    async with worker(world, pool, ear) as (events, (end,)):
        for _ in range(2):
            await all_of(events, end)
    assert ear.types() == ["case.opened", "effect.done", "effect.undone"]
    opened, done, undone = (dict(event.data) for event in ear.heard)
    places = [data.pop("entry") for data in (opened, done, undone)]
    assert places == sorted(places)  # pyright: ignore
    assert opened == {"case": "case_1", "area": "spam"}
    assert done == undone == {"proposal": proposal, "case": "case-1", "action": "suspend"}
    assert len({event.id for event in ear.heard}) == 3
    told = json.dumps([dict(event.data) for event in ear.heard])
    for who in ("on-call", "proposer", TROLL, "service:intake"):
        assert who not in told


async def test_what_an_endpoint_does_not_take_waits_and_holds_up_nobody_else(
    world: World, pool: AsyncConnectionPool, ear: Ear
) -> None:
    await happens(world)
    clock = Clock()
    async with (
        Ear(status=500).listening() as broken,
        worker(world, pool, broken, ear, clock=clock) as (events, (bad, good)),
    ):
        await all_of(events, bad)
        await all_of(events, good)
        assert broken.types() == ["case.opened"]
        assert len(ear.heard) == 3
        async with pool.connection() as conn:
            (place,) = await store.failing(conn)
        assert (place.endpoint, place.answer, place.tries) == ("ear 0", "status 500", 1)
        assert place.failing_since == clock.now
        await all_of(events, bad)  # it rests
        assert len(broken.heard) == 1
        broken.status = 200
        clock.now += timedelta(seconds=1.1)
        await all_of(events, bad)
        assert broken.types() == ["case.opened", "case.opened", "effect.done", "effect.undone"]
        assert broken.heard[0].id == broken.heard[1].id
        async with pool.connection() as conn:
            assert await store.failing(conn) == []


async def test_an_entry_that_cannot_be_read_holds_up_who_is_there_and_nobody_else(
    world: World, pool: AsyncConnectionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telemetry, "FIRST_SECONDS", 0.05)
    stop, asked = asyncio.Event(), Counter[str]()
    async with worker(world, pool, Ear(), Ear()) as (events, ends):

        async def tell(end: Endpoint) -> bool:
            await asyncio.sleep(0)
            asked[end.name] += 1
            if end is ends[0]:
                raise LedgerError(LedgerReason.BAD_TILE, "a damaged sector")
            return False

        monkeypatch.setattr(events, "tell", tell)
        monkeypatch.setattr(jobs, "PAUSE_SECONDS", 0.05)
        task = asyncio.create_task(events.run(stop))
        async with asyncio.timeout(5):
            while min(asked[end.name] for end in ends) < 3 and not task.done():
                await asyncio.sleep(0.02)
        stop.set()
        await asyncio.wait_for(task, 5)
    assert asked["ear 0"] >= 3
    assert asked["ear 1"] >= 3


@pytest.mark.parametrize("status", [301, 302, 400, 410, 429, 503])
async def test_no_other_status_is_a_yes(
    world: World, pool: AsyncConnectionPool, ear: Ear, status: int
) -> None:
    await happens(world)
    ear.status = status
    async with worker(world, pool, ear) as (events, (end,)):
        await all_of(events, end)
    assert ear.types() == ["case.opened"]


async def test_a_worker_that_dies_before_it_remembers_tells_again_under_the_same_id(
    world: World, pool: AsyncConnectionPool, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    await happens(world)
    clock = Clock()

    async def dies(*_: object) -> None:
        raise asyncio.CancelledError

    async with worker(world, pool, ear, clock=clock) as (events, (end,)):
        with monkeypatch.context() as patched:
            patched.setattr(store, "told", dies)
            with pytest.raises(asyncio.CancelledError):
                await events.tell(end)
        await all_of(events, end)
        assert len(ear.heard) == 1  # somebody may be at it still
        clock.now += jobs.LEASE
        await all_of(events, end)
    assert ear.types() == ["case.opened", "case.opened", "effect.done", "effect.undone"]
    assert ear.heard[0] == ear.heard[1]


async def test_who_hangs_is_left_and_tried_again(
    world: World, pool: AsyncConnectionPool, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    await happens(world)
    ear.hangs = True
    monkeypatch.setattr(jobs, "_TIMEOUT", 0.2)
    async with worker(world, pool, ear) as (events, (end,)):
        await all_of(events, end)
    await asyncio.sleep(1)
    async with pool.connection() as conn:
        (place,) = await store.failing(conn)
    assert place.answer == "no answer: TimeoutError"


async def test_a_forged_entry_is_told_to_nobody(
    world: World, pool: AsyncConnectionPool, ear: Ear
) -> None:
    data = {"appeal": "appeal_1", "case": "case_1", "proposal": "x", "outcome": "reversed"}
    forged = world.entry(Entry.APPEAL_DECIDED, data, Attested.PERSON, "reviewer").canonical()
    world.publish(forged)
    async with worker(world, pool, ear) as (events, (end,)):
        await all_of(events, end)
    assert ear.heard == []


async def test_a_new_endpoint_is_told_from_now_on(
    world: World, pool: AsyncConnectionPool, ear: Ear
) -> None:
    await happens(world)
    end = Endpoint("new", ear.url, ear.key)
    async with outbound(LOOPBACK) as http:
        events = Events(pool, Onlooker(world.log, world.genesis), [end], http)
        await all_of(events, end)
        assert ear.heard == []
        opens(world, "case_2")
        await all_of(events, end)
    assert [event.data["case"] for event in ear.heard] == ["case_2"]


async def test_a_worker_by_older_settings_takes_no_place_of_anothers_away(
    world: World, pool: AsyncConnectionPool, ear: Ear
) -> None:
    opens(world, "case_1")
    async with worker(world, pool, ear, Ear()) as (events, (new, old)):
        await all_of(events, new)
        opens(world, "case_2")
        async with worker(world, pool) as (yesterdays, _):
            await all_of(yesterdays, old)
    async with worker(world, pool, ear) as (restarted, (new,)):
        await all_of(restarted, new)
    assert [event.data["case"] for event in ear.heard] == ["case_1", "case_2"]


async def test_a_place_that_is_gone_is_made_anew_where_it_was(
    world: World, pool: AsyncConnectionPool, ear: Ear
) -> None:
    opens(world, "case_1")
    async with worker(world, pool, ear) as (events, (end,)), pool.connection() as conn:
        await all_of(events, end)
        await conn.execute("DELETE FROM event_cursors")
        await conn.commit()
        opens(world, "case_2")
        await all_of(events, end)
    assert [event.data["case"] for event in ear.heard] == ["case_1", "case_2"]


async def test_a_place_that_nobody_asks_for_is_of_no_endpoint_and_forgotten_after_a_month(
    world: World, pool: AsyncConnectionPool, ear: Ear
) -> None:
    opens(world, "case_1")
    clock = Clock()
    async with pool.connection() as conn:
        for name, days in (("dropped", 31), ("another worker's", 29), ("ear 0", 31)):
            at = clock.now - timedelta(days=days)
            await store.take(conn, name, 0, at, at)
            await store.failed(conn, name, "status 500", at, at)
    async with worker(world, pool, ear, clock=clock) as (events, (end,)):
        await all_of(events, end)
        async with pool.connection() as conn:
            left = await (await conn.execute("SELECT endpoint FROM event_cursors")).fetchall()
            assert await store.failing(conn) == []
    assert sorted(left) == [("another worker's",), ("ear 0",)]
    assert ear.types() == ["case.opened"]


@pytest.mark.parametrize("host", ["10.1.2.3", "169.254.169.254", "127.0.0.2", "[fd00::1]"])
async def test_a_private_address_is_not_called_and_says_so(
    world: World, pool: AsyncConnectionPool, ear: Ear, host: str
) -> None:
    await happens(world)
    ear.url = f"https://{host}/x"
    async with worker(world, pool, ear) as (events, (end,)), pool.connection() as conn:
        assert not await events.tell(end)
        (place,) = await store.failing(conn)
    assert place.answer == "a private address"


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ('url = "http://here.example/x"\nkey_file = "k"', "url"),
        ('url = "https://u:p@here.example/x"\nkey_file = "k"', "url"),
        ('url = "https:///x"\nkey_file = "k"', "url"),
        ('url = "https://here.example/x"', "key_file"),
    ],
)
def test_an_endpoint_that_cannot_be_is_refused(tmp_path: Path, table: str, named: str) -> None:
    texts = ("database_url_file", "ledger", "genesis", "door", "key_file", "authority")
    rows = [f'{name} = "x"' for name in (*texts, "intake_tokens_file", "invites_file")]
    file = tmp_path / "serve.toml"
    file.write_text("\n".join([*rows, "port = 1", "[events.ops]", table]))
    with pytest.raises(BadSettingError, match=named):
        serve_settings(file)
