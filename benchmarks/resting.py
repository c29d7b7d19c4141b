"""What an installation takes: to start with data, of memory after a minute of casework, at rest.

As `quorate up` runs it, with the embedded PostgreSQL beside it, whose share is counted in. Memory
is PSS: a page that several processes share counts once.
"""

import os
import secrets
import signal
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx2

from benchmarks.filling import Filling, fill
from benchmarks.house import House, house
from benchmarks.undo import PROPOSERS, Desk
from quorate.database import embedded
from quorate.demo.people import ON_CALL, REVIEWER
from quorate.demo.seating import sit_down
from quorate.demo.setting import door_is_open, intake_token
from quorate.vocabulary.kinds import Kind

CASES: Final = 100_000
BEFORE: Final = 60
"""Silencings and their undoing that stand in the log before the starts that are measured."""
STARTS: Final = 7
WORK_SECONDS: Final = 60.0
SETTLE_SECONDS: Final = 10.0
REST_SECONDS: Final = 30.0
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Running:
    """`quorate up` and the database's server; what is measured is all that they began."""

    up: subprocess.Popen[bytes]
    postmaster: int

    def processes(self) -> Mapping[str, list[int]]:
        """The numbers of all processes, by what they are."""
        begun: defaultdict[int, list[int]] = defaultdict(list)
        for stat in Path("/proc").glob("[0-9]*/stat"):
            fields = _stat(int(stat.parent.name))
            if fields:
                begun[int(fields[1])].append(int(stat.parent.name))
        found: defaultdict[str, list[int]] = defaultdict(list)
        waiting = [(self.up.pid, ""), (self.postmaster, "postgres")]
        while waiting:
            pid, name = waiting.pop()
            name = name or _name(pid)
            found[name].append(pid)
            waiting += [(one, name if name == "postgres" else "") for one in begun[pid]]
        return found


def _stat(pid: int) -> list[str]:
    """The fields of a process after its name, from its state on; none where it is over."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _name(pid: int) -> str:
    """What a process says that it is: serve, worker, …; `python` are those that it has no name for,
    which are the supervisor, the zygote and children that parse."""
    return Path(f"/proc/{pid}/comm").read_text().strip()


def _mb(pid: int) -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kib = next(line for line in rollup.split("\n") if line.startswith("Pss:")).split()[1]
    return int(kib) * 1024 / 1e6


def _cpu(pid: int) -> float:
    """Seconds of a processor that it has taken, its ended children's with it."""
    fields = _stat(pid)
    return sum(map(int, fields[11:15])) / _TICKS if fields else 0.0


def _postmaster(measured: House) -> int:
    cluster = embedded.start(measured.folder / "postgres")  # which runs, and says where
    return int((cluster.folder / "data/postmaster.pid").read_text().split("\n")[0])


def _ready(measured: House) -> bool:
    profile = measured.setting.profile
    try:
        serves = httpx2.get(profile.server + "/v1/changes/next").status_code == 200
    except httpx2.HTTPError:
        return False
    return serves and door_is_open(profile)


@contextmanager
def _up(measured: House) -> Generator[tuple[subprocess.Popen[bytes], float]]:
    """`quorate up`, and the seconds from the command until the API has its view of the ledger and
    the effector's door answers, which it opens once it follows."""
    command = [sys.executable, "-m", "quorate", "up", str(measured.setting.folder)]
    began = time.perf_counter()
    process = subprocess.Popen(command)
    try:
        while not _ready(measured):
            time.sleep(0.01)
        yield process, time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _decide(measured: House, times: int) -> None:
    desks = [Desk(measured.setting, who) for who in PROPOSERS]
    on_call = measured.setting.client(ON_CALL)
    for number in range(times):
        desk = desks[number % len(desks)]
        on_call.say(desk.silence(), Kind.RESTORE, ON_CALL)


def _casework(measured: House, browser: httpx2.Client) -> None:
    """A minute of it: reports, pages, silencings and their undoing, as a few people make them."""
    setting, over = measured.setting, time.monotonic() + WORK_SECONDS
    headers = {"Authorization": f"Bearer {intake_token(setting)}"}
    instance = f"matrix:{setting.synapse.homeserver.server_name}"
    while time.monotonic() < over:
        for _ in range(5):
            native = f"@work-{secrets.token_hex(6)}:bench.localhost"
            about = {"connector": instance, "kind": "account", "id": native}
            once = headers | {"Idempotency-Key": secrets.token_hex(8)}
            body = {"subject": about, "category": "spam"}
            httpx2.post(setting.profile.server + "/v1/reports", json=body, headers=once)
        for page in ("queue", "approvals", "search?text=bulk"):
            browser.get(f"/console/{page}").raise_for_status()
        _decide(measured, 3)
        time.sleep(0.5)


def _rest(running: Running) -> dict[str, float]:
    """Shares of one processor that it takes with nothing to do."""
    time.sleep(SETTLE_SECONDS)
    processes = running.processes()
    before = {name: sum(map(_cpu, pids)) for name, pids in processes.items()}
    time.sleep(REST_SECONDS)
    shares = {
        name: (sum(map(_cpu, pids)) - before[name]) / REST_SECONDS
        for name, pids in processes.items()
    }
    return _told(shares, "idle_cpu_share")


def _told(by_process: Mapping[str, float], figure: str) -> dict[str, float]:
    each = {f"resting_{name}_{figure}": value for name, value in by_process.items()}
    return {figure: sum(by_process.values()), **each}


def run() -> dict[str, float]:
    """`start_seconds` is the median of the starts; the rest is of the last one."""
    found: dict[str, float] = {}
    with house() as measured:
        setting = measured.setting
        fill(measured.database, Filling("matrix:bench.localhost", "@filled-", 1), 0, CASES)
        _decide(measured, BEFORE)
        browser = sit_down(setting, REVIEWER)
        setting.supervisor.stop()
        starts: list[float] = []
        for _ in range(STARTS - 1):
            with _up(measured) as (_, seconds):
                starts.append(seconds)
        with _up(measured) as (process, seconds):
            running = Running(process, _postmaster(measured))
            starts.append(seconds)
            found |= _rest(running)
            _casework(measured, browser)
            memory = {n: sum(map(_mb, pids)) for n, pids in running.processes().items()}
            found |= _told(memory, "memory_mb")
    return {"start_seconds": statistics.median(starts), **found}
