"""Months close by themselves: some days after their end, each once, in order, whoever dies."""

import asyncio
import json
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.casework import web_pool
from tests.transparency.making import PROVIDER

from quorate.incidents.stage.world import World
from quorate.transparency import jobs
from quorate.transparency.closing import Taken, closed
from quorate.transparency.collecting import LedgerSource
from quorate.transparency.jobs import AFTER, Closing, close_ended, run_closing
from quorate.transparency.months import Month, MonthError
from quorate.transparency.providing import ProviderFileError
from quorate.transparency.versions import versions

NOVEMBER = Month(2026, 11)
DUE = NOVEMBER.end + AFTER


def wanted() -> bool:
    return True


@pytest.fixture
def closing(tmp_path: Path) -> Closing:
    """A ledger founded in November 2026 that goes on to March."""
    world = World(tmp_path / "world").found()
    world.now = Month(2027, 3).start
    world.resign()
    file = tmp_path / "provider.yaml"
    file.write_text(json.dumps(PROVIDER))
    return Closing(world.log, world.genesis, file, tmp_path / "months")


async def test_a_month_closes_days_after_its_end_and_once(
    closing: Closing, database_url: str
) -> None:
    async with web_pool(database_url) as pool:
        early = DUE - timedelta(milliseconds=1)
        assert await close_ended(pool, closing, early, wanted) == []
        assert not closing.months.exists()
        assert await close_ended(pool, closing, DUE, wanted) == [NOVEMBER]
        assert await close_ended(pool, closing, DUE, wanted) == []
    assert closed(NOVEMBER, closing.months).version == "v1"


async def test_a_late_start_closes_all_that_are_missing_in_order(
    closing: Closing, database_url: str
) -> None:
    asked = list[str]()
    async with web_pool(database_url) as pool:
        with pytest.MonkeyPatch.context() as patch:
            real = LedgerSource.take

            def take(source: LedgerSource, month: Month) -> Taken:
                asked.append(str(month))
                return real(source, month)

            patch.setattr(LedgerSource, "take", take)
            done = await close_ended(pool, closing, Month(2027, 3).start, wanted)
    assert [str(month) for month in done] == ["2026-11", "2026-12", "2027-01"]
    assert asked == ["2026-11"]
    assert sorted(path.name for path in closing.months.iterdir()) == [str(m) for m in done]


async def test_two_workers_at_once_close_it_once(
    closing: Closing, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = LedgerSource.take

    def slow(source: LedgerSource, month: Month) -> Taken:
        time.sleep(0.5)
        return real(source, month)

    monkeypatch.setattr(LedgerSource, "take", slow)
    async with web_pool(database_url) as one, web_pool(database_url) as other:
        done = await asyncio.gather(
            *(close_ended(pool, closing, DUE, wanted) for pool in (one, other))
        )
    assert sorted(done) == [[], [NOVEMBER]]
    assert [path.name for path in versions(closing.months / "2026-11")] == ["v1"]


KILLED = """
import asyncio, sys, time
from datetime import datetime
from pathlib import Path
from tests.casework import web_pool
from quorate.transparency import closing as room
from quorate.transparency.jobs import Closing, close_ended

def hang(*_):
    print("begun", flush=True)
    time.sleep(60)

async def run(url, ledger, genesis, provider, months, now):
    closing = Closing(Path(ledger), genesis, Path(provider), Path(months))
    room.parquet.write = hang
    async with web_pool(url) as pool:
        await close_ended(pool, closing, datetime.fromisoformat(now), lambda: True)

asyncio.run(run(*sys.argv[1:]))
"""


async def test_a_worker_that_is_killed_leaves_the_month_to_the_next(
    closing: Closing, database_url: str
) -> None:
    folders = [str(part) for part in (closing.ledger, closing.genesis, closing.provider)]
    arguments = [database_url, *folders, str(closing.months), DUE.isoformat()]
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, *arguments], stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "begun\n"
        async with web_pool(database_url) as pool:
            assert await close_ended(pool, closing, DUE, wanted) == []
        worker.kill()
    assert versions(closing.months / "2026-11") == []
    async with web_pool(database_url) as pool:
        async with asyncio.timeout(20):
            while not await close_ended(pool, closing, DUE, wanted):
                await asyncio.sleep(0.1)
    assert closed(NOVEMBER, closing.months).version == "v1"


async def test_what_went_wrong_is_tried_again(
    closing: Closing, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "PAUSE_SECONDS", 0.05)
    text = closing.provider.read_text()
    closing.provider.unlink()
    stop, tries = asyncio.Event(), 0

    def clock() -> datetime:
        nonlocal tries
        tries += 1
        if tries == 3:
            closing.provider.write_text(text)
        if versions(closing.months / "2026-11"):
            stop.set()
        return DUE

    async with web_pool(database_url) as pool:
        with pytest.raises(ProviderFileError, match=r"provider\.yaml"):
            await close_ended(pool, closing, DUE, wanted)
        async with asyncio.timeout(20):
            await run_closing(pool, stop, closing, clock)
    assert tries >= 4


async def test_a_ledger_that_is_not_past_the_month_waits(
    closing: Closing, database_url: str
) -> None:
    later = Month(2027, 4).end + AFTER
    async with web_pool(database_url) as pool:
        with pytest.raises(MonthError, match="2027-03 ends"):
            await close_ended(pool, closing, later, wanted)
    names = sorted(p.name for p in closing.months.iterdir() if versions(p))
    assert names == ["2026-11", "2026-12", "2027-01", "2027-02"]


async def test_whoever_is_about_to_stop_reads_no_further(
    closing: Closing, database_url: str
) -> None:
    stop = asyncio.Event()

    def clock() -> datetime:
        stop.set()
        return DUE

    async with web_pool(database_url) as pool:
        await run_closing(pool, stop, closing, clock)
    assert versions(closing.months / "2026-11") == []
