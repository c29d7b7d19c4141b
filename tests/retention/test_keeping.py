"""Nothing that is held or still needed is erased; what is neither goes, wherever it stands."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.casework import NOW, entries, rows, web_pool
from tests.retention.keeping import CANARY, DAYS, Kept, left, nobody, put, texts

from quorate.retention import erasing, store
from quorate.retention.erasing import Due
from quorate.retention.jobs import erase_day
from quorate.retention.model import DataKind, read_days
from quorate.retention.queries import figures
from quorate.retention.still import Connection
from quorate.vocabulary.events import Event

AGES = st.sampled_from([0, 30, 189, 364, 366, 731, 1200])


@pytest.fixture(autouse=True, scope="module")
def hurried() -> Iterator[None]:
    """No rest between batches: nobody else works on this database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("quorate.retention.jobs._BETWEEN", 0.0)
        yield


def _in_order(case: Kept) -> Kept:
    """Nothing is answered before it was asked."""
    if case.appealed is None or case.decided is None:
        return case
    return replace(case, decided=min(case.decided, case.appealed))


CASES = st.builds(
    Kept,
    closed=st.none() | AGES,
    appealed=st.none() | AGES,
    decided=st.none() | AGES,
    proposed=st.none() | AGES,
    told=st.none() | AGES,
    stated=st.booleans(),
    unrestored=st.booleans(),
    hold=st.sampled_from(["", "", "case", "account"]),
).map(_in_order)
SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


def needed(case: Kept, kind: DataKind, in_force: bool) -> bool:
    """The promise, said once more in plain words."""
    if case.hold or case.closed is None:
        return True
    if case.appealed is not None and (case.decided is None or case.unrestored):
        return True
    if case.proposed is not None and case.told is not None and not case.stated:
        return True
    if kind is DataKind.DECISION and in_force:
        return True
    last = [case.closed]
    if case.appealed is not None:
        last.append(case.decided or 0)
    if case.proposed is not None:
        last += [case.proposed, *([] if case.told is None else [case.told])]
    return min(last) <= DAYS[kind]


def there_at_all(case: Kept, kind: DataKind) -> bool:
    if kind is DataKind.APPEAL:
        return case.appealed is not None
    return kind not in (DataKind.DECISION, DataKind.QUESTION) or case.proposed is not None


@settings(max_examples=12, deadline=None, suppress_health_check=SLOW, phases=[Phase.generate])
@given(cases=st.lists(CASES, min_size=4, max_size=12), forces=st.booleans())
def test_nothing_held_or_needed_is_erased_and_all_else_is(
    database_url: str, cases: list[Kept], forces: bool
) -> None:
    put(database_url, NOW, *cases)
    in_force = {cases[0].proposal} if forces else set[str]()

    async def run() -> None:
        async with web_pool(database_url, 2) as pool:
            async with pool.connection() as conn:  # each example is a day of its own to the job
                await conn.execute("UPDATE retention_days SET done = false")
            await erase_day(pool, DAYS, in_force.intersection, NOW)

    asyncio.run(run())
    for case in cases:
        found = texts(database_url, case)
        for kind, there in found.items():
            wanted = there_at_all(case, kind) and needed(case, kind, case.proposal in in_force)
            assert there == wanted, (kind, case)


async def test_erased_text_is_nowhere_in_the_database(database_url: str) -> None:
    old = Kept(closed=1200, appealed=1300, decided=1250, proposed=1400, told=1390)
    put(database_url, NOW, old)
    before = left(database_url)
    assert {"reports.body", "reports.words", "subjects.native", "kept_values.value"} <= before
    assert {"notices.email", "inbox.payload", "reporters.reporter", "notes.text"} <= before
    whose = "SELECT report_id IS NOT NULL FROM appeals"
    assert rows(database_url, whose) == [(True,)]
    async with web_pool(database_url) as pool:
        done = await erase_day(pool, DAYS, nobody, NOW)
        assert left(database_url) == set()
        assert rows(database_url, whose) == [(False,)]
        assert done[DataKind.REPORT] == done[DataKind.ACCOUNT] == 1
        assert sum((await erase_day(pool, DAYS, nobody, NOW)).values()) == 0
    told = [e["data"] for e in entries(database_url) if e["event"] == Event.RETENTION_ERASED]
    assert {row["kind"]: row["rows"] for row in told} == {k: n for k, n in done.items() if n}
    assert all(row["by"] == "service:retention" for row in told)
    assert told[0]["before"] == "2025-11-24T00:00:00.000Z"


async def test_a_case_of_an_order_that_is_not_answered_yet_is_needed(database_url: str) -> None:
    ordered = Kept(closed=1200)
    put(database_url, NOW, ordered)
    before, order = left(database_url), uuid4()
    with psycopg.connect(database_url) as conn:
        conn.execute(
            "INSERT INTO legal_orders (id, number, kind, state, area, language, territory,"
            " deadline, received_at, taken_at, taken_by, content, items, missing, found)"
            " VALUES (%s, 1, 'act', 'DE', 'spam', 'de', 'DE', %s, %s, %s, 'lead', '', 1, '',"
            " 'checked')",
            (order, *[NOW - timedelta(days=1190)] * 3),
        )
        conn.execute("INSERT INTO legal_order_items VALUES (%s, 0, %s)", (order, ordered.id))
    async with web_pool(database_url) as pool:
        await erase_day(pool, DAYS, nobody, NOW)
        assert left(database_url) >= before - {"inbox.payload"}
        with psycopg.connect(database_url) as conn:
            conn.execute(
                "UPDATE legal_orders SET outcome = 'carried_out', answered_at = %s", (NOW,)
            )
        await erase_day(pool, DAYS, nobody, NOW + timedelta(days=1))
        assert left(database_url) >= before - {"inbox.payload"}  # a court may ask for it still
        later = NOW + timedelta(days=1200)
        await erase_day(pool, DAYS, nobody, later)
    assert left(database_url) == set()


async def test_days_that_a_kill_cut_off_are_told_by_the_next_and_nothing_twice(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before a batch commits, between two batches, and before the day's entry."""
    monkeypatch.setattr(erasing, "BATCH", 3)
    cases = [Kept(closed=1200) for _ in range(10)]
    put(database_url, NOW, *cases)
    real_count, real_close, left_to_live = store.count, store.close, 1

    async def dying(conn: Connection, due: Due, rows: int) -> None:
        nonlocal left_to_live
        await real_count(conn, due, rows)
        left_to_live -= 1
        if left_to_live < 0:
            raise KeyboardInterrupt

    async def never(*_: object) -> list[tuple[datetime, int]]:
        raise KeyboardInterrupt

    async with web_pool(database_url) as pool:
        monkeypatch.setattr(store, "count", dying)
        for lives in (0, 1, 2):
            left_to_live = lives
            with pytest.raises(KeyboardInterrupt):
                await erase_day(pool, DAYS, nobody, NOW)
        monkeypatch.setattr(store, "count", real_count)
        monkeypatch.setattr(store, "close", never)
        with pytest.raises(KeyboardInterrupt):
            await erase_day(pool, DAYS, nobody, NOW)
        monkeypatch.setattr(store, "close", real_close)
        assert not any(e["event"] == Event.RETENTION_ERASED for e in entries(database_url))
        await erase_day(pool, DAYS, nobody, NOW + timedelta(days=1))
        await erase_day(pool, DAYS, nobody, NOW + timedelta(days=1))
    assert left(database_url) == set()
    told = [e["data"] for e in entries(database_url) if e["event"] == Event.RETENTION_ERASED]
    reports = [(row["rows"], row["before"][:10]) for row in told if row["kind"] == "report"]
    assert reports == [(10, "2025-11-24")]
    assert sum(row["rows"] for row in told if row["kind"] == "note") == 10


async def test_two_workers_take_each_row_once(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "BATCH", 2)
    put(database_url, NOW, *(Kept(closed=1200) for _ in range(8)))
    async with web_pool(database_url) as pool:
        await asyncio.gather(*(erase_day(pool, DAYS, nobody, NOW) for _ in range(2)))
        await erase_day(pool, DAYS, nobody, NOW + timedelta(days=1))
    told = [e["data"] for e in entries(database_url) if e["event"] == Event.RETENTION_ERASED]
    for kind in (DataKind.REPORT, DataKind.NOTE, DataKind.NOTICE, DataKind.ACCOUNT):
        assert sum(row["rows"] for row in told if row["kind"] == kind) == 8, kind
    assert left(database_url) == set()


async def test_rows_of_their_own_time_go_and_a_held_case_s_stay(database_url: str) -> None:
    held, free = Kept(closed=None, hold="case"), Kept(closed=None)
    put(database_url, NOW, held, free)
    old, new = NOW - timedelta(days=800), NOW
    with psycopg.connect(database_url) as conn:
        for name, at in (("old", old), ("new", new)):
            conn.execute(
                "INSERT INTO saved_searches VALUES (%s, 'ada', null, %s, %s, %s)",
                (uuid4(), name, CANARY, at),
            )
            conn.execute(
                "INSERT INTO mail_outbox VALUES (%s, %s, '', '', %s, %s)", (uuid4(), CANARY, at, at)
            )
            conn.execute(
                "INSERT INTO callbacks VALUES (%s, 'coop', 'appeal', %s, %s, %s, %s)",
                (uuid4(), name, CANARY, at, at),
            )
            conn.execute("INSERT INTO exposure VALUES ('ada', %s, 'spam', 1)", (at.date(),))
            conn.execute("INSERT INTO left_open VALUES (%s, 'x', 'y', %s)", (name, at))
            conn.execute("INSERT INTO notifiers VALUES (%s, sha256(%s), %s)", (uuid4(), name, at))
            for case in (held, free):
                conn.execute(
                    "INSERT INTO drafts VALUES (%s, %s, '{}', '{}', %s)",
                    (f"{name}{case.id.hex}", case.id, at),
                )
    async with web_pool(database_url) as pool:
        async with pool.connection() as conn:
            due = await figures(conn, DAYS, NOW)
        done = await erase_day(pool, DAYS, nobody, NOW)
    assert {k: row.due for k, row in due.items() if row.due} == {k: n for k, n in done.items() if n}
    assert (due[DataKind.DRAFT].held, due[DataKind.INBOX].held) == (1, 1)
    assert due[DataKind.SEARCH].oldest == old
    kinds = (DataKind.SEARCH, DataKind.LETTER, DataKind.EXPOSURE, DataKind.HANDOVER)
    assert [done[k] for k in kinds] == [1, 2, 1, 1]
    assert (done[DataKind.DRAFT], done[DataKind.INBOX], done[DataKind.NOTIFIER]) == (1, 1, 1)


def test_no_kind_may_go_before_the_law_s_own_duties_end() -> None:
    assert read_days({"report": 190, "session": 1})[DataKind.REPORT] == 190
    for wrong in ({"report": 189}, {"notice": True}, {"note": "9"}, {"session": 0}, {"cats": 9}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            read_days(wrong)


KILLED = """
import asyncio, sys
from datetime import datetime
from quorate.database.pool import open_pool
from quorate.retention import erasing
from quorate.retention.jobs import erase_day
from quorate.retention.model import SHIPPED

async def run():
    pool = await open_pool(sys.argv[1], 2)
    await erase_day(pool, SHIPPED, lambda _: [], datetime.fromisoformat(sys.argv[2]))

erasing.BATCH = 2
asyncio.run(run())
"""


async def test_a_killed_worker_leaves_whole_batches_and_a_true_count(database_url: str) -> None:
    """By SIGKILL, wherever it is once something was erased."""
    put(database_url, NOW, *(Kept(closed=1200) for _ in range(60)))
    with subprocess.Popen([sys.executable, "-c", KILLED, database_url, NOW.isoformat()]) as worker:
        while not rows(database_url, "SELECT 1 FROM retention_days WHERE rows >= 10"):
            assert worker.poll() is None
            await asyncio.sleep(0.02)
        worker.send_signal(signal.SIGKILL)
    (gone,) = rows(database_url, "SELECT count(*) FROM reports WHERE erased_at IS NOT NULL")
    (counted,) = rows(database_url, "SELECT rows FROM retention_days WHERE kind = 'report'")
    assert gone == counted
    assert 10 <= gone[0] < 60
    bare = rows(database_url, "SELECT count(*) FROM inbox WHERE payload = '{}'")
    assert bare == [gone]
    async with web_pool(database_url) as pool:
        await erase_day(pool, DAYS, nobody, NOW)
    assert left(database_url) == set()
    told = [e["data"] for e in entries(database_url) if e["event"] == Event.RETENTION_ERASED]
    assert [row["rows"] for row in told if row["kind"] == "report"] == [60]
