"""No room on the disk for whoever writes: sequencer, effector, PostgreSQL. Then there is room.

Every write of a process beyond the limit fails, as on a full disk: the ledger's tiles, the spool,
PostgreSQL's tables and its log ahead. It takes no root, and no disk of its own.
"""

import contextlib
import resource
import time
from pathlib import Path

import pytest
from tests.chaos.agreeing import agrees
from tests.chaos.house import House
from tests.chaos.load import Load

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.timeout(600)]
FULL_SECONDS = 6.0
_UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


def pids(house: House, name: str) -> list[int]:
    """The process, or PostgreSQL's first one with all its children."""
    if name != "postgres":
        return [house.setting.supervisor.pid(name)]
    first = int((house.cluster.folder / "data/postmaster.pid").read_text().split("\n")[0])
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    return [first, *map(int, children)]


def limit(house: House, name: str, size: int) -> None:
    """No file grows beyond so many bytes."""
    for pid in pids(house, name):
        with contextlib.suppress(OSError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@pytest.mark.parametrize("name", ["sequencer", "effector", "postgres"])
def test_a_full_disk_loses_nothing(installed: House, name: str) -> None:
    load = Load(installed)
    load.start()
    load.until_more(3)
    deadline = time.monotonic() + FULL_SECONDS
    while time.monotonic() < deadline:
        limit(installed, name, 0)
        time.sleep(0.05)
    for pid in pids(installed, name):
        with contextlib.suppress(OSError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, _UNLIMITED)
    installed.faults[f"disk full for {name}"] += 1
    if name == "postgres":
        installed.kill("postgres")
    load.until_more(2)
    agrees(installed, load.end())
