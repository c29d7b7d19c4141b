"""Sequencer and witness as real processes: the genesis says who is asked, nothing else does."""

import asyncio
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from tests.installed import wait_until
from tests.ledger.oracle import make_log
from tests.ledger.test_sequencer import queue
from tests.ledger.witnessing import WitnessProcess

from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.world import World
from quorate.keeping import Errands
from quorate.ledger.announcing import Announcing, Places
from quorate.ledger.cosigning import Cosigning
from quorate.ledger.directory import LogReader
from quorate.ledger.files import read_witnessed
from quorate.ledger.policy import Policy
from quorate.ledger.witnessed import open_witnessed

SETTINGS = """\
database_url_file = "database.url"
ledger = "ledger"
origin = "here.example/log"
log_key_file = "log.key"
cosigner = "here.example/clock"
cosigner_key_file = "clock.key"
[publish]
every_seconds = 1
file = "outside"
"""


def test_what_is_published_is_witnessed_and_left_outside(database_url: str, tmp_path: Path) -> None:
    world = World(tmp_path / "stage")
    process = WitnessProcess(tmp_path / "witness", "w.example/1", [world.log_key])
    world.witness = f"witness W {process.key.vkey} {process.url}\nquorum W"
    world.found()
    queue(database_url, *LogReader(world.log).entries(0, 3))
    (tmp_path / "database.url").write_text(database_url)
    (tmp_path / "database.url").chmod(0o600)
    for name in ("log", "clock"):
        seeded(name).save(tmp_path / f"{name}.key")
    (tmp_path / "sequencer.toml").write_text(SETTINGS)
    command = [sys.executable, "-m", "quorate", "sequencer", str(tmp_path / "sequencer.toml")]
    sequencer = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    policy = Policy.parse(world.witness)

    def seen(size: int) -> bool:
        text = read_witnessed(tmp_path / "ledger")
        return bool(text) and open_witnessed(text, world.log_key, policy).mark.size == size

    try:
        process.start()
        wait_until(lambda: seen(3), 60)
        world.propose(1)
        queue(database_url, *LogReader(world.log).entries(3, 4))
        wait_until(lambda: seen(4), 60)
        outside = tmp_path / "outside"
        wait_until(lambda: outside.exists() and "\n4\n" in outside.read_text(), 60)
    finally:
        sequencer.kill()
        sequencer.wait()
        process.kill()


class Asking(Cosigning):
    """Asks nobody, and counts how often."""

    asked = 0

    async def run(self, http: httpx2.AsyncClient) -> None:
        """Until cancelled."""
        while True:
            self.asked += 1
            await asyncio.sleep(0.02)


async def test_witnesses_are_asked_whatever_becomes_of_what_is_left_outside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_log(tmp_path, 3)
    asking = Asking(tmp_path, lambda: Policy.parse("quorum none"))

    async def fails(_: str, __: str) -> bool:
        raise KeyError("a defect")

    task = asyncio.create_task(Errands(asking, Announcing(tmp_path, Places(1, send=fails))).run())
    said = ""
    async with asyncio.timeout(15):
        while said.count("job_begins_anew") < 2:
            await asyncio.sleep(0.05)
            said += capsys.readouterr().out
    asked = asking.asked
    await asyncio.sleep(0.2)
    assert asking.asked > asked
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
