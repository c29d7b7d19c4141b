"""One writer and a standby: killed, cut off from the database, or given an older copy."""

import asyncio
import itertools
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from tests.installed import wait_until
from tests.ledger.oracle import CLOCK, LOG
from tests.ledger.test_sequencer import logged, queue, sequence

from quorate.ledger import standby
from quorate.ledger.checkpoint import Checkpoint, read_body
from quorate.ledger.directory import LogReader
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.files import read_checkpoint
from quorate.ledger.keys import PrivateKey
from quorate.ledger.sequencer import GROUP, Sequencer
from quorate.ledger.signers import Signers
from quorate.ledger.standby import LOCK, NAME, stand_by
from quorate.telemetry import jobs

KILLS = 3


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Path:
    """Settings of a sequencer, with keys of its own, as `quorate found` leaves them."""
    (tmp_path / "database.url").write_text(database_url)
    (tmp_path / "database.url").chmod(0o600)
    for name in ("log", "clock"):
        PrivateKey.generate().save(tmp_path / f"{name}.key")
    made = tmp_path / "sequencer.toml"
    made.write_text(
        'database_url_file = "database.url"\nledger = "ledger"\n'
        'origin = "here.example/log"\nlog_key_file = "log.key"\n'
        'cosigner = "here.example/clock"\ncosigner_key_file = "clock.key"\n'
    )
    return made


def started(settings: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "quorate", "sequencer", str(settings)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def pair(settings: Path) -> Iterator[list["subprocess.Popen[bytes]"]]:
    both = [started(settings)]
    wait_until((settings.parent / "ledger/checkpoint").exists, 60)
    both.append(started(settings))
    yield both
    for process in both:
        process.kill()
        process.wait()


class Watcher:
    """Somebody who keeps every checkpoint that was ever served."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._stop = folder, threading.Event()
        self.seen: dict[str, None] = {}
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        while not self._stop.wait(0.002):
            with suppress(LedgerError):
                self.seen.setdefault(read_checkpoint(self._folder))

    def stop(self) -> list[Checkpoint]:
        self._stop.set()
        self._thread.join()
        return [read_body(text) for text in self.seen]


def standing(url: str) -> int:
    """How many sequencers lead or stand by."""
    with psycopg.connect(url) as conn:
        row = conn.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE application_name = %s AND datname = current_database()",
            (NAME,),
        ).fetchone()
    return int(row[0]) if row else 0


def size_of(folder: Path) -> int:
    return int(read_checkpoint(folder).split("\n")[1])


@pytest.mark.long
def test_a_killed_writer_is_followed_and_no_two_checkpoints_disagree(
    database_url: str, settings: Path, pair: list["subprocess.Popen[bytes]"]
) -> None:
    folder, written, stop = settings.parent / "ledger", list[bytes](), threading.Event()

    def write() -> None:
        for n in itertools.count():
            if stop.is_set():
                return
            queue(database_url, f"entry {n}".encode())
            written.append(f"entry {n}".encode())

    load, watcher = threading.Thread(target=write), Watcher(folder)
    load.start()
    wait_until(lambda: standing(database_url) == 2, 60)
    gaps: list[float] = []
    for kill in range(KILLS):
        time.sleep(0.2 + 0.07 * kill)
        leader = pair.pop(0)
        leader.send_signal(signal.SIGKILL)
        leader.wait()
        before, began = size_of(folder), time.monotonic()
        wait_until(lambda before=before: size_of(folder) > before, 30)
        gaps.append(time.monotonic() - began)
        pair.append(started(settings))
        wait_until(lambda: standing(database_url) == 2, 60)
    stop.set()
    load.join()
    wait_until(lambda: size_of(folder) == len(written), 30)
    assert logged(folder) == written
    reader = LogReader(folder)
    seen = watcher.stop()
    assert len(seen) > KILLS
    assert all(reader.root(c.size) == c.root for c in seen)
    print(f"followed after {max(gaps):.2f} s at most, {KILLS} kills, {len(written)} entries")


async def leads(url: str, folder: Path, stop: asyncio.Event) -> None:
    await stand_by(url, lambda: Sequencer(folder, Signers([(LOG, CLOCK)])), stop)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(15):
        while not true():
            await asyncio.sleep(0.02)


def holders(url: str) -> list[int]:
    with psycopg.connect(url) as conn:
        rows = conn.execute(
            "SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE l.locktype = 'advisory' AND l.objid = %s AND l.granted"
            " AND d.datname = current_database()",
            (LOCK,),
        ).fetchall()
    return [int(pid) for (pid,) in rows]


async def test_a_writer_that_loses_its_database_begins_anew(
    database_url: str, tmp_path: Path
) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(leads(database_url, tmp_path, stop))
    for n in range(3):
        queue(database_url, f"entry {n}".encode())
        await until((tmp_path / "checkpoint").exists)
        await until(lambda n=n: size_of(tmp_path) == n + 1)
        with psycopg.connect(database_url) as conn:
            for pid in holders(database_url):
                conn.execute("SELECT pg_terminate_backend(%s)", (pid,))
    stop.set()
    await task
    assert logged(tmp_path) == [b"entry 0", b"entry 1", b"entry 2"]


async def test_a_standby_waits_for_the_folder_even_when_it_has_the_lock(
    database_url: str, tmp_path: Path
) -> None:
    """The writer before it lost its database, and may still be writing."""
    before = Sequencer(tmp_path, Signers([(LOG, CLOCK)]))
    before.publish([])
    queue(database_url, b"one")
    stop = asyncio.Event()
    task = asyncio.create_task(leads(database_url, tmp_path, stop))
    await until(lambda: bool(holders(database_url)))
    await asyncio.sleep(0.3)
    assert size_of(tmp_path) == 0
    before.publish([b"zero"])
    before.close()
    with pytest.raises(LedgerError) as refused:  # it opens what stands there now, not before
        await asyncio.wait_for(task, 15)
    assert refused.value.reason is LedgerReason.ROLLBACK


async def test_a_full_disk_is_waited_out(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, full = asyncio.Event(), [True]
    publish = Sequencer.publish

    def fails(sequencer: Sequencer, bodies: list[bytes]) -> None:
        if full[0]:
            raise OSError(28, "No space left on device")
        publish(sequencer, bodies)

    monkeypatch.setattr(Sequencer, "publish", fails)
    queue(database_url, b"one")
    task = asyncio.create_task(leads(database_url, tmp_path, stop))
    await asyncio.sleep(0.5)
    assert not task.done()
    full[0] = False
    await until(lambda: (tmp_path / "checkpoint").exists() and size_of(tmp_path) == 1)
    stop.set()
    await task


async def test_a_flood_shares_checkpoints_and_a_few_entries_wait_for_nobody(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standby, "FLOOD_SECONDS", 60.0)
    stop = asyncio.Event()
    few, flood = standby.FLOOD - 1, GROUP + standby.FLOOD
    queue(database_url, *[b"entry"] * few)
    task = asyncio.create_task(leads(database_url, tmp_path, stop))
    await until(lambda: (tmp_path / "checkpoint").exists() and size_of(tmp_path) == few)
    queue(database_url, *[b"entry"] * flood)  # more than one group: nothing waits between them
    await until(lambda: size_of(tmp_path) == few + flood)
    queue(database_url, b"late")
    await asyncio.sleep(1)
    assert size_of(tmp_path) == few + flood
    stop.set()
    await asyncio.wait_for(task, 15)


async def test_whatever_hangs_elsewhere_the_log_goes_on(database_url: str, tmp_path: Path) -> None:
    """All threads that the process shares are taken: names that are not found, a disk away."""
    stop, free, executor = asyncio.Event(), threading.Event(), ThreadPoolExecutor(1)
    asyncio.get_running_loop().set_default_executor(executor)
    task = asyncio.create_task(leads(database_url, tmp_path, stop))
    await until((tmp_path / "checkpoint").exists)
    hung = executor.submit(free.wait, 60)
    try:
        queue(database_url, b"one")
        await until(lambda: size_of(tmp_path) == 1)
        signed = (tmp_path / "checkpoint").stat().st_mtime_ns
        await until(lambda: (tmp_path / "checkpoint").stat().st_mtime_ns > signed)
        assert not hung.done()
    finally:
        free.set()
        stop.set()
        await task


async def test_an_errand_that_fails_is_told_begun_anew_and_ended_with_the_lead(
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(jobs, "FIRST_SECONDS", 0.05)
    stop, begun, ended = asyncio.Event(), list[int](), list[int]()

    async def errand() -> None:
        begun.append(len(begun))
        if len(begun) < 3:
            raise KeyError("a defect")
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.05)
            ended.append(len(begun))

    def opened() -> Sequencer:
        return Sequencer(tmp_path, Signers([(LOG, CLOCK)]))

    task = asyncio.create_task(stand_by(database_url, opened, stop, errand))
    await until(lambda: len(begun) == 3)
    stop.set()
    await task
    assert ended == [3]
    assert "job_begins_anew" in capsys.readouterr().out


def test_it_ends_when_asked_although_a_file_hangs(settings: Path, database_url: str) -> None:
    os.mkfifo(settings.parent / "mount")  # nobody reads there: whoever opens it waits
    told = settings.read_text()
    settings.write_text(f'{told}[publish]\nevery_seconds = 1\nfile = "mount"\n')
    folder, process = settings.parent / "ledger", started(settings)
    try:
        wait_until((folder / "checkpoint").exists, 60)
        queue(database_url, b"one")
        wait_until(lambda: size_of(folder) == 1)
        time.sleep(1.5)
        process.terminate()
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()


async def refused(url: str, folder: Path) -> LedgerReason | None:
    try:
        await sequence(url, folder)
    except LedgerError as problem:
        return problem.reason
    return None


async def test_an_older_copy_of_the_folder_stops_the_sequencer(
    database_url: str, tmp_path: Path
) -> None:
    folder, copy = tmp_path / "log", tmp_path / "copy"
    queue(database_url, b"one", b"two")
    await sequence(database_url, folder)
    shutil.copytree(folder, copy)
    queue(database_url, b"three")
    await sequence(database_url, folder)
    shutil.rmtree(folder)
    copy.rename(folder)
    assert await refused(database_url, folder) is LedgerReason.ROLLBACK
    assert logged(folder) == [b"one", b"two"]


async def test_another_history_of_the_same_length_stops_the_sequencer(
    database_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "log"
    queue(database_url, b"one", b"two")
    await sequence(database_url, folder)
    shutil.rmtree(folder)
    rewritten = Sequencer(folder, Signers([(LOG, CLOCK)]))
    rewritten.publish([b"one", b"another"])
    rewritten.close()
    assert await refused(database_url, folder) is LedgerReason.FORK


async def test_an_empty_folder_under_an_old_database_stops_the_sequencer(
    database_url: str, tmp_path: Path
) -> None:
    queue(database_url, b"one")
    await sequence(database_url, tmp_path / "log")
    assert await refused(database_url, tmp_path / "other") is LedgerReason.ROLLBACK
