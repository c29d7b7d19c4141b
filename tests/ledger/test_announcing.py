"""Checkpoints left outside, byte for byte; a place that fails is told and holds up nobody."""

import asyncio
import os
import resource
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest
from tests.ledger.oracle import CLOCK, LOG, make_log

from quorate.demo.sink import Sink
from quorate.effects.paging.pager import Pager
from quorate.ledger import announcing
from quorate.ledger.announcing import Announcing, Places
from quorate.ledger.checkpoint import open_checkpoint
from quorate.ledger.files import read_checkpoint
from quorate.settings.reading import BadSettingError
from quorate.settings.sequencer import PublishSettings, sequencer_settings

KEYS = (
    'database_url_file = "d"\nledger = "l"\norigin = "o"\nlog_key_file = "k"\n'
    'cosigner = "c"\ncosigner_key_file = "e"\n'
)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    (tmp_path / "log").mkdir()
    make_log(tmp_path / "log", 3)
    return tmp_path / "log"


async def leave(log: Path, places: Places, answer: int = 200) -> list[bytes]:
    posted: list[bytes] = []

    async def network(request: httpx2.Request) -> httpx2.Response:
        posted.append(await request.aread())
        return httpx2.Response(answer)

    async with httpx2.AsyncClient(transport=httpx2.MockTransport(network)) as http:
        await Announcing(log, places).once(http)
    return posted


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")
async def test_each_place_gets_the_newest_checkpoint(log: Path, tmp_path: Path) -> None:
    sink, file = Sink(), tmp_path / "kept"
    try:
        send = Pager([sink.address]).page
        posted = await leave(log, Places(60, file, "https://archive.example/in", send))
        page = sink.wait_for("checkpoint of ledger.example/quorate, 3 entries")
    finally:
        sink.close()
    served = read_checkpoint(log)
    assert posted == [served.encode()]
    assert file.read_text() == f"{served}\n"
    assert page is not None
    found = open_checkpoint(f"{page.body}\n", LOG.verifier, CLOCK.verifier)
    assert found.checkpoint.size == 3


async def test_a_file_only_grows(log: Path, tmp_path: Path) -> None:
    file = tmp_path / "kept"
    file.write_text("what stood there\n")
    for _ in range(2):
        await leave(log, Places(60, file))
    served = read_checkpoint(log)
    assert file.read_text() == f"what stood there\n{served}\n{served}\n"


@pytest.fixture
def small_disk(log: Path) -> Iterator[None]:
    """Room for one checkpoint and a part of the next."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    room = len(read_checkpoint(log)) + 20
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, heard)


@pytest.mark.usefixtures("small_disk")
async def test_a_full_disk_leaves_no_part_of_a_checkpoint(log: Path, tmp_path: Path) -> None:
    file = tmp_path / "kept"
    for _ in range(2):
        await leave(log, Places(60, file))
    assert file.read_text() == f"{read_checkpoint(log)}\n"


async def test_what_another_added_meanwhile_is_not_cut_off(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "kept"

    def fails(_: int) -> None:
        with file.open("a") as end:
            end.write("another's\n")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fails)
    await leave(log, Places(60, file))
    assert file.read_text() == f"{read_checkpoint(log)}\nanother's\n"


async def test_one_that_fails_is_told_and_the_others_get_it(
    log: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(announcing, "SECONDS", 0.2)

    async def hangs(_: str, __: str) -> bool:
        await asyncio.sleep(60)
        return True

    async def refuses(_: str, __: str) -> bool:
        await asyncio.sleep(0)
        return False

    file, nowhere = tmp_path / "kept", tmp_path / "none/kept"
    await leave(log, Places(60, file, "https://archive.example", hangs), 500)
    await leave(log, Places(60, nowhere, None, refuses))
    said = capsys.readouterr().out
    assert said.count("checkpoint:not_left") == 4
    for word in ("HTTPStatusError", "TimeoutError", "FileNotFoundError", "not taken"):
        assert word in said
    assert file.read_text() == f"{read_checkpoint(log)}\n"


@pytest.fixture
def hung(tmp_path: Path) -> Iterator[Path]:
    """A file on a mount that is away: whoever opens it waits."""
    place = tmp_path / "hung"
    os.mkfifo(place)
    yield place
    reader = os.open(place, os.O_RDONLY | os.O_NONBLOCK)
    time.sleep(0.2)  # whoever waited goes on, and ends
    os.close(reader)


async def test_a_file_that_hangs_keeps_one_thread_and_none_of_the_others(
    log: Path, hung: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcing, "SECONDS", 0.1)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    await asyncio.to_thread(int)
    before, kept = threading.active_count(), Announcing(log, Places(60, hung))
    async with httpx2.AsyncClient() as http:
        for _ in range(4):
            with suppress(TimeoutError):
                await asyncio.wait_for(kept.once(http), 2)
    assert threading.active_count() == before + 1
    await asyncio.wait_for(asyncio.to_thread(int), 2)
    said = capsys.readouterr().out
    assert said.count("checkpoint:not_left") == 4
    assert said.count("the last one is still on its way") == 3


async def test_before_the_first_entry_there_is_nothing_to_leave(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    make_log(tmp_path / "empty", 0)
    for folder in (tmp_path / "none", tmp_path / "empty"):
        assert await leave(folder, Places(60, tmp_path / "kept", "https://a.example")) == []
    assert not (tmp_path / "kept").exists()


def test_the_settings_say_where(tmp_path: Path) -> None:
    file = tmp_path / "sequencer.toml"
    file.write_text(KEYS)
    assert sequencer_settings(file).publish is None
    said = '[publish]\nevery_seconds = 60\nfile = "kept"\nurl = "https://a.example"\n'
    file.write_text(f'{KEYS}{said}addresses_file = "to"\n')
    found = sequencer_settings(file).publish
    assert found == PublishSettings(60, tmp_path / "kept", "https://a.example", tmp_path / "to")
    for wrong in ("", "every_seconds = 0\n", 'every_seconds = 1\nurl = "http://a.example"\n'):
        file.write_text(f"{KEYS}[publish]\n{wrong}")
        with pytest.raises(BadSettingError):
            sequencer_settings(file)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example:abc/in",
        "https://a.example:99999/in",
        "https://[::1/in",
        "https:///in",
        "https://a.example/\\u0007",
    ],
)
def test_an_address_that_is_none_is_refused_when_it_is_read(tmp_path: Path, url: str) -> None:
    file = tmp_path / "sequencer.toml"
    file.write_text(f'{KEYS}[publish]\nevery_seconds = 1\nurl = "{url}"\n')
    with pytest.raises(BadSettingError, match="url: no address of a server"):
        sequencer_settings(file)
