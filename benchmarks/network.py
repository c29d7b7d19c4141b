"""Quorate beside Ozone on one network: a PLC directory, a PDS, one PostgreSQL server.

In turns, each with a database of its own. But for reading the queue only one of the two runs at a
time: what Ozone does on the PDS would be an incident to Quorate, and what Quorate still does with
what it took in would slow Ozone.
"""

import sys
import tempfile
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from cryptography.hazmat.primitives.asymmetric import ec
from tests.network.running import Network, real_network
from tools.setup import install_scripts

from benchmarks.beside import decisions, hung, intake, queue
from benchmarks.beside.measuring import Samples, told
from benchmarks.beside.ozone import FOLDER, Ozone, ozone
from benchmarks.beside.quorate import quorate
from benchmarks.beside.side import Side
from quorate.atproto.keys import key_of
from quorate.database import embedded
from quorate.demo.setting import free_ports, new_database

TURNS: Final = 4
TURNS_APART: Final = 3
_Opened: TypeAlias = Callable[[str], AbstractContextManager[Side]]


def _install() -> None:
    """Ozone, where it is not as its lock says."""
    lock, stamp = FOLDER / "package-lock.json", FOLDER / "node_modules/.package-lock.json"
    if not stamp.is_file() or stamp.stat().st_mtime < lock.stat().st_mtime:
        install_scripts(Path(sys.executable), FOLDER)


@dataclass(frozen=True, slots=True)
class Both:
    """How either is started on a database of its own."""

    network: Network
    server: str
    opened: Mapping[str, _Opened]

    @contextmanager
    def running(self, *names: str) -> Generator[dict[str, Side]]:
        with ExitStack() as stack:
            yield {
                name: stack.enter_context(self.opened[name](new_database(self.server, keep=True)))
                for name in names
            }

    def apart(self) -> dict[str, float]:
        """Decisions, intake, and the PDS that hangs: started anew for each turn."""
        found = {**self._each(decisions.turn), **self._each(intake.turn)}
        for name in self.opened:
            with self.running(name) as sides:
                found |= _named(name, hung.measure(sides[name], self.network))
        return found

    def _each(self, turn: Callable[[Side, Network], Samples]) -> dict[str, float]:
        turns = {name: list[Samples]() for name in self.opened}
        for _ in range(TURNS_APART):
            for name in self.opened:
                with self.running(name) as sides:
                    turns[name].append(turn(sides[name], self.network))
        return _all_named(turns)

    def queues(self) -> dict[str, float]:
        """At each size; Ozone's once more with the index that it lacks."""
        found: dict[str, float] = {}
        filled = 0
        with self.running(*self.opened) as sides:
            for size, count in queue.SIZES.items():
                for side in sides.values():
                    side.fill(filled, count)
                filled = count
                turns = _in_turns(sides, lambda side, size=size: queue.turn(side, size))
                found |= _all_named(turns)
            for name, side in sides.items():
                if isinstance(side, Ozone):
                    side.index()
                    found |= _named(
                        name, told([queue.turn(side, "100k_indexed") for _ in range(TURNS)])
                    )
        return found


def _in_turns(
    sides: Mapping[str, Side], work: Callable[[Side], Samples]
) -> dict[str, list[Samples]]:
    turns = {name: list[Samples]() for name in sides}
    for _ in range(TURNS):
        for name, side in sides.items():
            turns[name].append(work(side))
    return turns


def _all_named(turns: Mapping[str, Sequence[Samples]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, samples in turns.items():
        found |= _named(name, told(samples))
    return found


def _named(side: str, found: Mapping[str, float]) -> dict[str, float]:
    return {f"network_{side}_{name}": value for name, value in found.items()}


def _ratios(found: Mapping[str, float]) -> dict[str, float]:
    """Ours to Ozone's: rates the more the better, times the less the better."""

    def ratio(figure: str, other: str = "") -> float:
        return found[f"network_quorate_{figure}"] / found[f"network_ozone_{other or figure}"]

    return {
        "decision_vs_ozone": ratio("decisions_per_s"),
        "decision_drawn_vs_ozone": ratio("decisions_drawn_per_s", "decisions_per_s"),
        "decision_to_down_vs_ozone": ratio("decision_to_down_p50_ms"),
        "intake_vs_ozone": ratio("intake_per_s"),
        "intake_batched_vs_ozone": ratio("intake_batched_per_s", "intake_per_s"),
        "intake_by_pds_vs_ozone": ratio("intake_by_pds_per_s"),
        "memory_vs_ozone": ratio("memory_mib"),
        "queue_page_vs_ozone_100k": ratio("queue_100k_p50_ms"),
        "queue_page_vs_ozone_100k_indexed": ratio("queue_100k_p50_ms", "queue_100k_indexed_p50_ms"),
        "undo_to_back_vs_ozone": ratio("undo_to_back_p50_ms"),
    }


def run() -> dict[str, float]:
    """Each side's own figures and their ratios."""
    _install()
    key, port = ec.generate_private_key(ec.SECP256K1()), free_ports("ozone")["ozone"]
    with tempfile.TemporaryDirectory() as name:
        cluster = embedded.start(Path(name) / "postgres")
        known, endpoint = f"did:key:{key_of(key).multikey}", f"http://localhost:{port}"
        try:
            with real_network(key=known, endpoint=endpoint) as network:
                opened: dict[str, _Opened] = {
                    "ozone": lambda database: ozone(network, key, port, database),
                    "quorate": lambda database: quorate(network, key, database),
                }
                both = Both(network, cluster.url, opened)
                found = {**both.apart(), **both.queues()}
        finally:
            embedded.stop(cluster)
    return found | _ratios(found)
