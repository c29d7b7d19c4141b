"""A replaced checkpoint wakes who follows a log; without the kernel's word time does."""

import asyncio
import ctypes
from pathlib import Path

import pytest

from quorate.ledger.watching import Watch


def _published(folder: Path) -> None:
    (folder / "scratch").write_text("a checkpoint")
    (folder / "scratch").replace(folder / "checkpoint")


async def test_a_published_checkpoint_wakes(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    await watch.wait(0.0)
    waiting = asyncio.create_task(watch.wait(60.0))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    _published(tmp_path)
    await asyncio.wait_for(waiting, 10)
    watch.close()


async def test_what_was_published_between_two_waits_counts_once(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    await watch.wait(0.0)
    _published(tmp_path)
    _published(tmp_path)
    await asyncio.wait_for(watch.wait(60.0), 10)
    again = asyncio.create_task(watch.wait(60.0))
    await asyncio.sleep(0.1)
    assert not again.done()
    _published(tmp_path)
    await asyncio.wait_for(again, 10)
    watch.close()


async def test_a_folder_that_comes_later_is_waited_for_by_time(tmp_path: Path) -> None:
    watch = Watch(tmp_path / "ledger")
    await asyncio.wait_for(watch.wait(0.01), 10)
    (tmp_path / "ledger").mkdir()
    waiting = asyncio.create_task(watch.wait(60.0))
    await asyncio.sleep(0.05)
    _published(tmp_path / "ledger")
    await asyncio.wait_for(waiting, 10)
    watch.close()


async def test_where_the_kernel_tells_nothing_time_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object, **__: object) -> object:
        return object()

    monkeypatch.setattr(ctypes, "CDLL", none)
    watch = Watch(tmp_path)
    _published(tmp_path)
    await asyncio.wait_for(watch.wait(0.01), 10)
    watch.close()
