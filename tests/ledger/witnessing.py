"""A witness's real process, and requests to it."""

import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2
from tests.installed import wait_until
from tests.ledger.oracle import sign

from quorate.cli.witnesses import prepare_witness
from quorate.demo.setting import free_ports
from quorate.ledger.checkpoint import Checkpoint
from quorate.ledger.directory import LogReader
from quorate.ledger.keys import KeyKind, PrivateKey, VerifierKey


def request(old: int, proof: Sequence[str], note: str) -> bytes:
    """The body of an add-checkpoint request."""
    return "".join([f"old {old}\n", *(f"{line}\n" for line in proof), "\n", note]).encode()


def note_at(reader: LogReader, origin: str, size: int) -> str:
    """The log's signed checkpoint at one of its sizes."""
    return sign(Checkpoint(origin, size, reader.root(size)))


class WitnessProcess:
    """`quorate witness` over a folder of its own; killed and started again at will."""

    def __init__(self, folder: Path, name: str, logs: Sequence[VerifierKey]) -> None:
        self.folder, self.port = folder, free_ports("witness")["witness"]
        self.url = f"http://127.0.0.1:{self.port}"
        prepare_witness(folder, name=name, log=tuple(k.vkey for k in logs), port=self.port)
        public = PrivateKey.load(folder / "witness.key").public
        self.key = VerifierKey(name, KeyKind.COSIGNATURE, public)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts, and waits until it answers."""
        command = [sys.executable, "-m", "quorate", "witness", str(self.folder / "witness.toml")]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(self._answers, 200)

    def _answers(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/add-checkpoint", trust_env=False).status_code == 405
        except httpx2.HTTPError:
            return False

    def kill(self) -> None:
        """Ends it as a crash does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def post(self, body: bytes) -> httpx2.Response:
        """One request."""
        return httpx2.post(f"{self.url}/add-checkpoint", content=body, trust_env=False, timeout=30)


@contextmanager
def running(folder: Path, name: str, *logs: VerifierKey) -> Generator[WitnessProcess]:
    """A witness that runs until the end."""
    found = WitnessProcess(folder, name, logs)
    try:
        found.start()
        yield found
    finally:
        found.kill()
