"""Rung after rung on a real installation: so many reports a day, as `casework` makes them, each
sent when it comes, whether or not those before it were answered.

What a rung costs is counted in processor time of all its processes and PostgreSQL's; what it leaves
in bytes of tables, indexes and ledger.
"""

import asyncio
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import psycopg

from benchmarks.beside.intake import resident, tree
from benchmarks.casework import Arrival, arrivals
from benchmarks.house import House, house
from benchmarks.wire import CLIENTS, Sender, posted
from quorate.demo.setting import intake_token
from quorate.supervisor import PROCESSES

SEED: Final = 20171102
AFTERNOON: Final = 54_000.0
"""Three o'clock, when as many come as in the mean of a day."""
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Rung:
    """So many reports a day for so many seconds; what comes within `together` seconds goes in one
    batch, as a platform's backend sends it."""

    name: str
    a_day: float
    seconds: float
    together: float = 0.0


RUNGS: Final = (
    Rung("30k", 30_000, 120),
    Rung("1m3", 1_300_000, 60),
    Rung("50m", 50_000_000, 60, 0.1),
)


@dataclass(frozen=True, slots=True)
class Due:
    """A request, when it is sent, and how many reports are in it."""

    at: float
    request: bytes
    reports: int


@dataclass(frozen=True, slots=True)
class Spent:
    """Processor seconds and resident KiB of all processes, and bytes on disk."""

    cpu: float
    memory: int
    disk: int

    def since(self, before: "Spent") -> "Spent":
        """What came on top; memory as it is now."""
        return replace(self, cpu=self.cpu - before.cpu, disk=self.disk - before.disk)


def _gathered(found: Iterator[Arrival], together: float) -> Iterator[list[Arrival]]:
    """Of one book and one span each, at most 100."""
    open_ones: dict[str, list[Arrival]] = {}
    for one in found:
        for book, held in list(open_ones.items()):
            if one.at - held[0].at >= together or len(held) == MOST:
                yield open_ones.pop(book)
        open_ones.setdefault(one.book, []).append(one)
    yield from open_ones.values()


def due(rung: Rung, token: str, connector: str) -> list[Due]:
    """All requests of a rung in the order of their times; a batch goes out with its last one."""
    headers, made = {"Authorization": f"Bearer {token}"}, list[Due]()
    for lot in _gathered(
        arrivals(SEED, rung.a_day, rung.seconds, connector, AFTERNOON), rung.together
    ):
        items, path = [dict(one.item) for one in lot], f"/v1/{lot[0].book}"
        if rung.together:
            request = posted(f"{path}/batch", headers, {"items": items})
        else:
            key = str(items[0].pop("key"))
            request = posted(path, {**headers, "Idempotency-Key": key}, items[0])
        made.append(Due(lot[-1].at, request, len(lot)))
    return sorted(made, key=lambda one: one.at)


def _taken(head: bytes, body: bytes) -> bool:
    return head.startswith(b"HTTP/1.1 202") and b'"status":4' not in body


async def _sent(port: int, requests: Sequence[Due]) -> tuple[list[float], float]:
    """Seconds from each request's time to its answer, its wait for a free connection among them;
    and the seconds until the last was answered."""
    free: asyncio.Queue[Sender] = asyncio.Queue()
    for _ in range(CLIENTS):
        free.put_nowait(await Sender.open(port))
    began, took = time.perf_counter(), list[float]()

    async def send(one: Due) -> None:
        sender = await free.get()
        await sender.send(one.request, _taken)
        took.append(time.perf_counter() - began - one.at)
        free.put_nowait(sender)

    async with asyncio.TaskGroup() as tasks:
        for one in requests:
            await asyncio.sleep(max(0.0, one.at - (time.perf_counter() - began)))
            tasks.create_task(send(one))
    seconds = time.perf_counter() - began
    while not free.empty():
        await free.get_nowait().close()
    return took, seconds


def _ticks(pid: int) -> int:
    """Of the process and of those that it waited for; none of one that has ended, for which its
    parent has waited."""
    try:
        row = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(ticks) for ticks in row[11:15])


def _spent(running: House) -> Spent:
    """Of Quorate's processes and PostgreSQL's; what served this question has ended before."""
    with psycopg.connect(running.database) as conn:
        row = conn.execute("SELECT pg_database_size(current_database())").fetchone()
        stat = Path(f"/proc/{conn.info.backend_pid}/stat").read_text()
    postmaster = int(stat.rpartition(")")[2].split()[1])
    supervisor = running.setting.supervisor
    own = [supervisor.pid(name) for name in PROCESSES]
    pids = tree([*own, postmaster])
    ledger = sum(f.stat().st_size for f in _files(running.setting.folder / "ledger"))
    return Spent(
        sum(map(_ticks, pids)) / os.sysconf("SC_CLK_TCK"),
        sum(map(resident, tree(own))),
        int(row[0] if row else 0) + ledger,
    )


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*") if file.is_file())


def _climbed(running: House, rung: Rung) -> dict[str, float]:
    """One rung's figures."""
    setting = running.setting
    connector = f"matrix:{setting.synapse.homeserver.server_name}"
    requests = due(rung, intake_token(setting), connector)
    count, port = sum(r.reports for r in requests), int(setting.profile.server.rpartition(":")[2])
    before = _spent(running)
    took, seconds = asyncio.run(_sent(port, requests))
    spent = _spent(running).since(before)
    cuts = statistics.quantiles(took, n=100, method="inclusive")
    millions = count / 1_000_000
    return {
        f"load_{rung.name}_offered_per_s": count / rung.seconds,
        f"load_{rung.name}_accepted_per_s": count / seconds,
        f"load_{rung.name}_p50_ms": cuts[49] * 1000,
        f"load_{rung.name}_p99_ms": cuts[98] * 1000,
        f"load_{rung.name}_cpu_share": spent.cpu / seconds / (os.cpu_count() or 1),
        f"load_{rung.name}_cpu_s_per_million": spent.cpu / millions,
        f"load_{rung.name}_memory_mb": spent.memory / 1024,
        f"load_{rung.name}_disk_gb_per_million": spent.disk / millions / 1e9,
    }


def climbed(rungs: Sequence[Rung]) -> dict[str, float]:
    """One after the other, each on an installation of its own."""
    found: dict[str, float] = {}
    for rung in rungs:
        with house() as running:
            found |= _climbed(running, rung)
    return found


def run() -> dict[str, float]:
    """`_cpu_share` is of the whole machine, clients apart; latency is counted from when a report
    came, however late it could be sent."""
    return climbed(RUNGS)
