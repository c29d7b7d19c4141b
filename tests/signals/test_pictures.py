"""Pictures of the platform's reports against banks: a real database, and the child that hashes."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import psycopg
import pytest
from psycopg import sql
from structlog.testing import capture_logs
from tests.casework import CONNECTOR, JOIN, SOURCE, report, rows, source_leave
from tests.picturing import copied, drawn, saved
from tests.playing import Play, playing
from tests.signalling import bank, set_bank, work

from quorate.accounts.subject import Subject
from quorate.database.bell import Bell
from quorate.incidents.stage.world import World
from quorate.intake.actions import file_reports
from quorate.intake.model import OWN, Filed
from quorate.signals import bank_store, jobs, media_jobs, media_store
from quorate.signals.banks import Bank, BankState
from quorate.signals.hash_child import hashed
from quorate.signals.hasher import Hasher
from quorate.signals.jobs import PATIENCE
from quorate.signals.media import LEASE, MOST_TRIES, Outcome
from quorate.signals.media_jobs import Pictures
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem, Refusal

KNOWN, OTHER = "mxc://example.org/known", "mxc://example.org/other"
BYTES = {KNOWN: copied(1), OTHER: saved(drawn(2))}
ALARMS = "SELECT key, category, evidence->0->>'bank' FROM reports WHERE source = %s"
WAITING = "SELECT count(*) FROM signal_media_queue"
COUNTS = "SELECT outcome, reports FROM signal_media_counts ORDER BY outcome"
HITS = "SELECT hits FROM signal_banks"
AWAY = Refusal(Problem.PLATFORM_UNAVAILABLE, "not now")
WITHHELD = Refusal(Problem.MEDIA_NOT_SHOWN, "the platform answered 404")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("world")).found()


@pytest.fixture
async def play(world: World, database_url: str) -> AsyncGenerator[Play]:
    async with playing(world, database_url) as found:
        yield found


class Door:
    """Gives what is named; `refuses` first, one refusal after the other; keeps what was asked."""

    def __init__(self, *refuses: Refusal) -> None:
        self.refuses, self.asked = list(refuses), list[str]()

    async def media(self, address: str) -> bytes | Refusal:
        self.asked.append(address)
        return self.refuses.pop(0) if self.refuses else BYTES[address]


class Here:
    """The child's own code in this process, where no test is about the child: it takes a second to
    start."""

    pid = None

    async def ask(self, _: bytes, data: bytes) -> bytes:
        return hashed(data).encode()

    async def close(self) -> None: ...


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> Hasher:
    made = Hasher()
    monkeypatch.setattr(made, "_child", Here())
    return made


@pytest.fixture
async def child() -> AsyncGenerator[Hasher]:
    made = Hasher()
    yield made
    await made.close()


def looking(
    play: Play, hasher: Hasher, fetch: Callable[[str], Awaitable[bytes | Refusal]]
) -> Pictures:
    # `work` reads at an instant at which nobody waits for the platform's word any more.
    return Pictures(play.pool, fetch, hasher, JOIN, Bell(), lambda: play.world.now + PATIENCE)


def lives(hasher: Hasher) -> bool:
    return hasher.pid is not None


async def finish(pictures: Pictures) -> int:
    """Until nothing is due."""
    done = 0
    while await pictures.compare():
        done += 1
    return done


def event(address: str, message: str = "m.image") -> dict[str, object]:
    content = {"msgtype": message, "url": address, "body": "a.png"}
    return {"kind": "event_report", "content": {"type": "m.room.message", "content": content}}


async def reported(
    play: Play, native: str, address: str = KNOWN, source: str = CONNECTOR, message: str = "m.image"
) -> Filed:
    """As the effector's inbox has it, read by the rules' job."""
    made = report(
        secrets.token_hex(8),
        source=source,
        subject=Subject(CONNECTOR, SubjectKind.ACCOUNT, native),
        evidence=[event(address, message)],
        category="harassment",
    )
    async with play.pool.connection() as conn:
        leave = source_leave(source)
        (found,) = await file_reports(conn, leave, [made], play.world.now, JOIN)
    assert isinstance(found, Filed)
    await work(play)
    return found


async def known(play: Play, hasher: Hasher) -> None:
    """A live bank that has the picture's whole form, but for two bits."""
    found = await hasher.hash(saved(drawn(1)))
    assert isinstance(found, list)
    made = await bank(play, "known", [f"{found[0].value ^ 3:016x}"], "phash", 7)
    assert isinstance(made, Bank), made
    assert isinstance(await set_bank(play, BankState.LIVE), Bank)


async def test_a_copy_of_a_known_picture_is_an_alarm_and_no_more(play: Play, child: Hasher) -> None:
    await known(play, child)
    door = Door()
    near = await reported(play, "@near:example.org")
    await reported(play, "@far:example.org", OTHER)
    pictures = looking(play, child, door.media)
    assert await finish(pictures) == 2
    (alarm,) = rows(play.url, ALARMS, OWN)
    assert alarm == (f"bank/known/{near.report.hex}", "spam", "known")
    joined = rows(play.url, "SELECT case_id FROM reports WHERE source = %s", OWN)
    assert joined == [(near.case,)]
    assert rows(play.url, HITS) == [(1,)]
    assert rows(play.url, COUNTS) == [("compared", 2)]
    assert rows(play.url, "SELECT count(*) FROM proposals") == [(0,)]
    assert rows(play.url, WAITING) == [(0,)]
    assert await finish(pictures) == 0
    assert door.asked == [KNOWN, OTHER]


async def test_nothing_of_a_picture_is_kept(play: Play, hasher: Hasher) -> None:
    """The copy's own hash, which is another than the bank's, stands in no table."""
    await known(play, hasher)
    (own,) = [await hasher.hash(BYTES[KNOWN])]
    assert isinstance(own, list)
    await reported(play, "@near:example.org")
    await finish(looking(play, hasher, Door().media))
    assert len(rows(play.url, ALARMS, OWN)) == 1
    said = [f"%{text}%" for text in (own[0].bits, f"{own[0].value:x}", str(own[0].value))]
    with psycopg.connect(play.url) as conn:
        tables = conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in tables.fetchall():
            query = sql.SQL("SELECT FROM {} t WHERE t::text LIKE ANY(%s)")
            found = conn.execute(query.format(sql.Identifier(table)), (said,)).fetchall()
            assert found == [], table


async def test_without_a_bank_that_asks_nothing_is_fetched(play: Play, hasher: Hasher) -> None:
    door = Door()
    await reported(play, "@before:example.org")
    assert isinstance(await bank(play, "other", ["0f" * 32], "pdq", 31), Bank)
    assert isinstance(await set_bank(play, BankState.LIVE, "other"), Bank)
    await reported(play, "@pdq:example.org")
    assert rows(play.url, WAITING) == [(0,)]
    await known(play, hasher)
    await reported(play, "@waits:example.org")
    assert rows(play.url, WAITING) == [(1,)]
    assert isinstance(await set_bank(play, BankState.OFF, who="lead"), Bank)
    await finish(looking(play, hasher, door.media))
    assert rows(play.url, WAITING) == [(0,)]
    assert door.asked == []
    assert rows(play.url, COUNTS) == []


async def test_only_pictures_of_the_platform_s_own_reports_are_asked_for(
    play: Play, hasher: Hasher
) -> None:
    await known(play, hasher)
    await reported(play, "@api:example.org", source=SOURCE)
    await reported(play, "@film:example.org", message="m.video")
    await reported(play, "@elsewhere:example.org", "https://example.org/a.png")
    assert rows(play.url, WAITING) == [(0,)]


async def test_what_the_platform_withholds_is_asked_for_thrice_and_counted_once(
    play: Play, hasher: Hasher
) -> None:
    await known(play, hasher)
    door = Door(WITHHELD, WITHHELD, WITHHELD)
    await reported(play, "@near:example.org")
    pictures = looking(play, hasher, door.media)
    with capture_logs() as logs:
        for _ in range(20):
            await finish(pictures)
            play.world.later(minutes=1)
    assert len(door.asked) == 3
    assert rows(play.url, COUNTS) == [("not_given", 1)]
    assert [one["why"] for one in logs] == [Outcome.NOT_GIVEN]
    assert KNOWN not in str(logs)


async def test_a_platform_that_is_away_is_asked_again_and_given_up(
    play: Play, hasher: Hasher
) -> None:
    await known(play, hasher)
    door = Door(AWAY, AWAY)
    await reported(play, "@near:example.org")
    pictures = looking(play, hasher, door.media)
    assert await finish(pictures) == 1
    play.world.later(seconds=30)
    assert await finish(pictures) == 1
    play.world.later(seconds=59)
    assert await finish(pictures) == 0
    play.world.later(seconds=1)
    assert await finish(pictures) == 1
    assert len(rows(play.url, ALARMS, OWN)) == 1
    gone = Door(*[AWAY] * 99)
    await reported(play, "@late:example.org")
    pictures = looking(play, hasher, gone.media)
    while len(gone.asked) < MOST_TRIES:
        play.world.later(hours=1)
        assert await finish(pictures) == 1
    assert rows(play.url, COUNTS) == [("compared", 1), ("unreachable", 1)]
    assert rows(play.url, WAITING) == [(0,)]


async def test_a_bad_picture_is_counted_once_and_the_next_compared(
    play: Play, hasher: Hasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    await known(play, hasher)
    monkeypatch.setitem(BYTES, OTHER, saved(drawn(2))[:500])
    await reported(play, "@broken:example.org", OTHER)
    near = await reported(play, "@near:example.org")
    await finish(looking(play, hasher, Door().media))
    assert [key for key, _, _ in rows(play.url, ALARMS, OWN)] == [f"bank/known/{near.report.hex}"]
    assert rows(play.url, COUNTS) == [("compared", 1), ("not_decoded", 1)]
    assert rows(play.url, "SELECT count(*) FROM reports WHERE source <> %s", OWN) == [(2,)]


async def test_killed_at_any_step_it_is_compared_once_by_the_next(
    play: Play, hasher: Hasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    await known(play, hasher)
    near = await reported(play, "@near:example.org")
    door = Door()
    steps: list[tuple[Any, str]] = [
        (media_store, "lease"),
        (door, "media"),
        (hasher, "hash"),
        (media_store, "take_off"),
        (media_store, "count"),
        (media_jobs, "file_alarms"),
        (bank_store, "count_hits"),
    ]
    for place, step in steps:
        whole = getattr(place, step)

        async def dies(*args: object, whole: object = whole) -> None:
            await whole(*args)  # pyright: ignore
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(place, step, dies)
            with pytest.raises(KeyboardInterrupt):
                await looking(play, hasher, door.media).compare()
        assert rows(play.url, WAITING) == [(1,)], step
        assert rows(play.url, ALARMS, OWN) == [], step
        assert rows(play.url, COUNTS) == [], step
        play.world.later(seconds=LEASE.total_seconds())
    pictures = looking(play, hasher, door.media)
    assert await finish(pictures) == 1
    assert [key for key, _, _ in rows(play.url, ALARMS, OWN)] == [f"bank/known/{near.report.hex}"]
    assert rows(play.url, HITS) == [(1,)]
    assert rows(play.url, COUNTS) == [("compared", 1)]


async def test_what_ends_each_worker_that_takes_it_is_taken_no_more(
    play: Play, hasher: Hasher
) -> None:
    await known(play, hasher)
    door = Door()
    await reported(play, "@near:example.org")
    with psycopg.connect(play.url) as conn:
        conn.execute("UPDATE signal_media_queue SET tries = %s", (MOST_TRIES,))
    await finish(looking(play, hasher, door.media))
    assert door.asked == []
    assert rows(play.url, COUNTS) == [("unreachable", 1)]


async def test_whoever_comes_after_the_lease_is_over_tells_and_the_first_does_not(
    play: Play, hasher: Hasher
) -> None:
    await known(play, hasher)
    await reported(play, "@near:example.org")
    began, goes_on = asyncio.Event(), asyncio.Event()

    async def slow(address: str) -> bytes | Refusal:
        began.set()
        await goes_on.wait()
        return BYTES[address]

    first = asyncio.create_task(looking(play, hasher, slow).compare())
    await began.wait()
    assert await finish(looking(play, hasher, Door().media)) == 0
    play.world.later(seconds=LEASE.total_seconds())
    assert await finish(looking(play, hasher, Door().media)) == 1
    goes_on.set()
    await first
    assert rows(play.url, HITS) == [(1,)]
    assert rows(play.url, COUNTS) == [("compared", 1)]


async def test_several_workers_compare_each_once(play: Play, hasher: Hasher) -> None:
    await known(play, hasher)
    for number in range(12):
        await reported(play, f"@near{number}:example.org", KNOWN if number % 3 else OTHER)
    others = [looking(play, hasher, Door().media) for _ in range(3)]
    assert sum(await asyncio.gather(*map(finish, others))) == 12
    assert len(rows(play.url, ALARMS, OWN)) == 8
    assert rows(play.url, HITS) == [(8,)]
    assert rows(play.url, COUNTS) == [("compared", 12)]


async def test_while_a_picture_takes_its_time_reports_are_filed_and_read(
    play: Play, hasher: Hasher
) -> None:
    await known(play, hasher)
    await reported(play, "@slow:example.org")
    began, goes_on = asyncio.Event(), asyncio.Event()

    async def slow(address: str) -> bytes | Refusal:
        began.set()
        await goes_on.wait()
        return BYTES[address]

    busy = asyncio.create_task(looking(play, hasher, slow).compare())
    await began.wait()
    await play.report("@sent:example.org", evidence=[{"media_hashes": {"phash": "0f" * 8}}])
    assert await work(play) == 1
    assert rows(play.url, "SELECT count(*) FROM signal_queue") == [(0,)]
    idle = rows(
        play.url,
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND state = 'idle in transaction'",
    )
    assert idle == [(0,)]
    goes_on.set()
    await busy


async def test_what_many_report_is_fetched_once_and_then_forgotten(
    play: Play, hasher: Hasher
) -> None:
    await known(play, hasher)
    door = Door()
    for number in range(5):
        await reported(play, f"@brigade{number}:example.org")
    pictures = looking(play, hasher, door.media)
    assert await finish(pictures) == 5
    assert door.asked == [KNOWN]
    assert rows(play.url, HITS) == [(5,)]
    await reported(play, "@later:example.org")
    await finish(pictures)
    assert door.asked == [KNOWN, KNOWN]


async def test_no_more_wait_than_may_and_the_rest_is_counted(
    play: Play, hasher: Hasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    await known(play, hasher)
    monkeypatch.setattr(jobs, "MOST_WAITING", 2)
    for number in range(5):
        await reported(play, f"@flood{number}:example.org")
    assert rows(play.url, WAITING) == [(2,)]
    assert rows(play.url, COUNTS) == [("left_out", 3)]


@pytest.mark.parametrize(
    "erased",
    [
        "UPDATE reports SET erased_at = now(), body = NULL, evidence = '[]' WHERE source <> %s",
        "UPDATE subjects SET erased_at = now() WHERE %s <> ''",
    ],
)
async def test_what_is_erased_meanwhile_makes_no_alarm(
    play: Play, hasher: Hasher, erased: str
) -> None:
    await known(play, hasher)
    await reported(play, "@near:example.org")
    door = Door()

    async def erases(address: str) -> bytes | Refusal:
        with psycopg.connect(play.url) as conn:
            conn.execute(erased.encode(), (OWN,))
        return await door.media(address)

    await finish(looking(play, hasher, erases))
    assert door.asked == [KNOWN]
    await finish(looking(play, hasher, door.media))
    assert door.asked == [KNOWN]
    assert rows(play.url, ALARMS, OWN) == []
    assert rows(play.url, WAITING) == [(0,)]


async def test_it_runs_until_it_is_stopped_and_rests_its_child_while_nothing_comes(
    play: Play, child: Hasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media_jobs, "IDLE_SECONDS", 0.2)
    monkeypatch.setattr(media_jobs, "PAUSE_SECONDS", 0.05)
    await known(play, child)
    assert lives(child)
    stop, hangs = asyncio.Event(), asyncio.Event()

    async def fetch(address: str) -> bytes | Refusal:
        if address == OTHER:
            hangs.set()
            await asyncio.sleep(600)
        return BYTES[address]

    running = asyncio.create_task(looking(play, child, fetch).run(stop))
    while lives(child):
        await asyncio.sleep(0.05)
    await reported(play, "@near:example.org")
    while not rows(play.url, ALARMS, OWN):
        await asyncio.sleep(0.05)
    await reported(play, "@hangs:example.org", OTHER)
    await hangs.wait()
    stop.set()
    await asyncio.wait_for(running, 5)
    assert not lives(child)
    assert rows(play.url, WAITING) == [(1,)]


async def test_fetching_keeps_a_pace(
    play: Play, hasher: Hasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told by what it waits for between two fetches, not by a clock."""
    slept = list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(media_jobs, "sleep", sleep)
    monkeypatch.setattr(media_jobs, "monotonic", lambda: 100.0)
    await known(play, hasher)
    await reported(play, "@near:example.org")
    await reported(play, "@far:example.org", OTHER)
    await finish(looking(play, hasher, Door().media))
    assert slept == [0.0, pytest.approx(media_jobs.PACE_SECONDS)]


async def test_it_ends_though_the_database_goes_away_as_it_is_asked_to(
    play: Play, child: Hasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that breaks as it is cancelled swallows that."""
    waiting, stop = asyncio.Event(), asyncio.Event()

    async def broken(_: Pictures) -> bool:
        waiting.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError as problem:
            raise psycopg.OperationalError from problem
        return False

    monkeypatch.setattr(Pictures, "compare", broken)

    async def fetch(address: str) -> bytes | Refusal:
        return BYTES[address]

    running = asyncio.create_task(looking(play, child, fetch).run(stop))
    await asyncio.wait_for(waiting.wait(), 10)
    stop.set()
    await asyncio.wait_for(running, 10)
