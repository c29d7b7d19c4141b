"""Quorate beside Ozone on one network: a PLC directory, a PDS, one PostgreSQL server.

Only one of the two runs at a time, in turns figure by figure, each with a database of its own: what
one does on the PDS would be an incident to the other.
"""

import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final, TypeAlias

from cryptography.hazmat.primitives.asymmetric import ec
from tests.network.running import Network, real_network
from tools.setup import install_scripts

from benchmarks.beside import decisions, hung, intake, queue
from benchmarks.beside.ozone import FOLDER, ozone
from benchmarks.beside.quorate import quorate
from benchmarks.beside.side import Side
from quorate.atproto.keys import key_of
from quorate.database import embedded
from quorate.demo.setting import free_ports, new_database

PARTS: Final = (decisions, hung, intake, queue)
_Opened: TypeAlias = Callable[[str], AbstractContextManager[Side]]


def _install() -> None:
    """Ozone, where it is not as its lock says."""
    lock, stamp = FOLDER / "package-lock.json", FOLDER / "node_modules/.package-lock.json"
    if not stamp.is_file() or stamp.stat().st_mtime < lock.stat().st_mtime:
        install_scripts(Path(sys.executable), FOLDER)


def _measured(network: Network, server: str, sides: Mapping[str, _Opened]) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in PARTS:
        for name, opened in sides.items():
            with opened(new_database(server, keep=True)) as side:
                said = part.measure(side, network)
            found |= {f"network_{name}_{figure}": value for figure, value in said.items()}
    return found


def _ratios(found: Mapping[str, float]) -> dict[str, float]:
    """Ours to Ozone's: rates the more the better, times the less the better."""

    def ratio(figure: str, other: str = "") -> float:
        return found[f"network_quorate_{figure}"] / found[f"network_ozone_{other or figure}"]

    return {
        "decision_vs_ozone": ratio("decisions_per_s"),
        "decision_drawn_vs_ozone": ratio("decisions_drawn_per_s", "decisions_per_s"),
        "decision_to_down_vs_ozone": ratio("decision_to_down_p50_ms"),
        "intake_vs_ozone": ratio("intake_per_s"),
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
        told, endpoint = f"did:key:{key_of(key).multikey}", f"http://localhost:{port}"
        try:
            with real_network(key=told, endpoint=endpoint) as network:
                sides: dict[str, _Opened] = {
                    "ozone": lambda database: ozone(network, key, port, database),
                    "quorate": lambda database: quorate(network, key, database),
                }
                found = _measured(network, cluster.url, sides)
        finally:
            embedded.stop(cluster)
    return found | _ratios(found)
