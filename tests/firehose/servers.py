"""Real NATS servers of Debian's package on this machine's loopback, alone or three together."""

import signal
import socket
import subprocess
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.installed import program

from quorate.demo.setting import free_ports

STARTS_SECONDS = 30.0


@dataclass
class Node:
    """One server; killed and started again it has the same port and folder."""

    name: str
    folder: Path
    port: int
    words: Sequence[str]
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Returns once it listens."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [program("nats-server", "nats-server"), *self.words],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        deadline = time.monotonic() + STARTS_SECONDS
        while not self._listens():
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < deadline, "nats-server does not listen"
            time.sleep(0.02)

    def kill(self) -> None:
        """SIGKILL; what it had not written is gone."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def one(folder: Path, *, config: str = "") -> Generator[Node]:
    """A node of its own; `config` is what else its file says."""
    node = _node("n1", folder, free_ports("n1")["n1"], config)
    node.start()
    try:
        yield node
    finally:
        node.kill()


@contextmanager
def three(folder: Path) -> Generator[list[Node]]:
    """A cluster."""
    found = list(
        free_ports(*(f"n{n}" for n in range(3)), *(f"route {n}" for n in range(3))).values()
    )
    ports, routes = found[:3], found[3:]
    shown = ", ".join(f'"nats://127.0.0.1:{port}"' for port in routes)
    nodes = [
        _node(
            f"n{n}",
            folder / f"n{n}",
            ports[n],
            f'cluster {{ name: "q", listen: "127.0.0.1:{routes[n]}", routes: [{shown}] }}',
        )
        for n in range(3)
    ]
    try:
        for node in nodes:
            node.start()
        yield nodes
    finally:
        for node in nodes:
            node.kill()


def _node(name: str, folder: Path, port: int, config: str) -> Node:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "nats.conf").write_text(
        f'server_name: {name}\nlisten: "127.0.0.1:{port}"\n'
        f'jetstream {{ store_dir: "{folder}/store", max_file_store: 9GB }}\n{config}\n'
    )
    return Node(name, folder, port, ["-c", str(folder / "nats.conf")])
