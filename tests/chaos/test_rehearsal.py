"""The rehearsal: backed up while people work, destroyed, brought back elsewhere; work goes on."""

import copy
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from tests.chaos.agreeing import agrees
from tests.chaos.house import House, Stepped
from tests.chaos.load import Book, Load

from quorate.demo.setting import new_database
from quorate.supervisor import PROCESSES

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.timeout(1200)]


def quorate(database: str, *words: str) -> str:
    """A command of the operator's, who names the database as its owner."""
    done = subprocess.run(
        [sys.executable, "-m", "quorate", *words],
        env={**os.environ, "QUORATE_DATABASE_URL": database},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def destroy(house: House) -> None:
    """Every process at once, the database, what was in the folder."""
    house.stopped = True
    time.sleep(1.0)
    for name in PROCESSES:
        house.kill(name)
    name = house.database.rpartition("/")[2]
    with psycopg.connect(house.cluster.url, autocommit=True) as conn:
        conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    for path in house.setting.folder.iterdir():
        if path.name != "keys":  # people's own, which are not the installation's
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def come_back(house: House, backup: Path, folder: Path) -> str:
    """Into a new folder and database, and started; what the operator is told."""
    house.setting.supervisor.stop()
    house.database = new_database(house.cluster.url)
    told = quorate(house.database, "restore-backup", str(backup), str(folder))
    (folder / "steps").mkdir()
    house.setting = replace(house.setting, folder=folder, supervisor=Stepped(folder))
    house.stopped = False
    return told


def owed(before: Book, after: Book, house: House) -> Book:
    """What was acknowledged before the backup began. What went on after it stands on the platform
    and in no backup, so of these accounts nothing is claimed."""
    moved = set(after.restores) - set(before.restores)
    moved |= set(after.silenced) - set(before.silenced)
    before.proposals = {n: a for n, a in before.proposals.items() if n not in moved}
    known = set(before.proposals.values())
    house.platform.forwarded = [
        c for c in house.platform.forwarded if c.silences is None or c.silences in known
    ]
    return before


def test_a_backup_under_load_comes_back_and_casework_goes_on(installed: House) -> None:
    load = Load(installed)
    load.start()
    load.until_more(12, 240.0)
    before = copy.deepcopy(load.book)
    backup, folder = installed.folder / "backup", installed.folder / "back"
    taken = quorate(
        installed.database, "backup", str(installed.setting.folder), str(backup), "--with-keys"
    )
    print(taken)
    after = copy.deepcopy(load.end())
    print(quorate(installed.database, "backup", "--check", str(backup)))
    destroy(installed)
    print(come_back(installed, backup, folder))
    size = int(taken.partition(": ")[2].split()[0])
    installed.checkpoints = {n: r for n, r in installed.checkpoints.items() if n <= size}
    book = owed(before, after, installed)
    quorate(installed.database, "ledger", "verify", str(folder / "ledger"))
    agrees(installed, book)
    again = Load(installed)
    again.start()
    again.until_more(6, 240.0)
    new = again.end()
    log = agrees(installed, new)
    assert new.silenced
    assert len(log.bodies) > size
