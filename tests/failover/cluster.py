"""PostgreSQL 15 under Patroni with etcd, all on the loopback address: three nodes, one of them a
synchronous standby. The configuration is the one that the how-to shows."""

import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import yaml

from quorate.demo.setting import free_ports

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/how-to/run-highly-available.md"
BINARIES = Path("/usr/lib/postgresql/15/bin")
VENV = ROOT / ".venv-patroni"
READY_SECONDS = 120.0
NEEDS = (
    (BINARIES / "postgres", "apt-get install postgresql-15"),
    (Path("/usr/bin/etcd"), "apt-get install etcd-server"),
    (VENV / "bin/patroni", "python3 tools/setup.py long"),
)


def missing() -> str:
    """What these tests need and this machine has not, with the command for it; else empty."""
    wanted = [f"no {path.name} here: {how}" for path, how in NEEDS if not path.exists()]
    return "; ".join(wanted)


@dataclass(slots=True)
class Node:
    """One machine: Patroni, and the PostgreSQL that it keeps in `folder`."""

    name: str
    folder: Path
    port: int
    rest: int
    process: subprocess.Popen[bytes] | None = None

    def is_leader(self) -> bool:
        """Whether its Patroni says that it takes writes."""
        with suppress(httpx2.HTTPError):
            return httpx2.get(f"http://127.0.0.1:{self.rest}/primary", timeout=2.0).is_success
        return False

    def is_synchronous(self) -> bool:
        """Whether everything acknowledged is on it, too."""
        with suppress(httpx2.HTTPError):
            return httpx2.get(f"http://127.0.0.1:{self.rest}/synchronous", timeout=2.0).is_success
        return False

    def streaming(self) -> set[str]:
        """The names of those who follow the leader at this moment, as this node has heard."""
        with suppress(httpx2.HTTPError):
            told = httpx2.get(f"http://127.0.0.1:{self.rest}/cluster", timeout=2.0).json()
            return {str(m["name"]) for m in told["members"] if m["state"] == "streaming"}
        return set()

    def kill(self) -> None:
        """SIGKILL to all of it, in one breath, as a machine loses its current."""
        process, self.process = self.process, None
        pids = [process.pid] if process else []
        with suppress(FileNotFoundError):
            server = int((self.folder / "data/postmaster.pid").read_text().split("\n")[0])
            pids += [server, *_children(server)]
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if process is not None:
            process.wait()


@dataclass
class Cluster:
    """`url` is the superuser's with all nodes in it, for a database's name."""

    folder: Path
    nodes: list[Node]
    stores: list[int]
    password: str = field(default_factory=lambda: secrets.token_hex(12))
    _stores: list[subprocess.Popen[bytes]] = field(default_factory=list[subprocess.Popen[bytes]])

    def url(self, database: str) -> str:
        """As the how-to gives it to Quorate."""
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        wish = "target_session_attrs=read-write"
        return f"postgresql://postgres:{self.password}@{hosts}/{database}?{wish}"

    def leader(self) -> Node | None:
        """Who takes writes."""
        return next((node for node in self.nodes if node.process and node.is_leader()), None)

    def until_led(self) -> None:
        """Waits until somebody takes writes."""
        self._until(lambda: self.leader() is not None, "a leader")

    def until_safe(self) -> Node:
        """Waits until there are a leader and a synchronous standby; the leader."""
        found: list[Node] = []

        def safe() -> bool:
            living = [node for node in self.nodes if node.process]
            found[:] = [node for node in living if node.is_leader()]
            return bool(found) and any(node.is_synchronous() for node in living)

        self._until(safe, "a leader with a synchronous standby")
        return found[0]

    def until_whole(self) -> None:
        """Waits until all nodes run and follow the leader, so that the next death is alone."""
        names = {node.name for node in self.nodes}
        self._until(lambda: self._following() == names, "all nodes")

    def _following(self) -> set[str]:
        """Who leads, and who streams from it."""
        leader = self.leader()
        return leader.streaming() | {leader.name} if leader else set()

    def start(self, node: Node) -> None:
        """Starts a node, for the first time or after it was killed."""
        log = (node.folder / "node.log").open("ab")
        with log:
            node.process = _spawn(
                [_python(), "-P", "-m", "patroni", node.folder / "patroni.yml"],
                {"PYTHONPATH": str(self.folder / "patroni")},
                log.fileno(),
            )

    def _until(self, found: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not found():
            if time.monotonic() > deadline:
                logs = [(n.folder / "node.log").read_text()[-1500:] for n in self.nodes]
                raise TimeoutError(f"{what} did not come: {logs}")
            time.sleep(0.2)

    def start_stores(self) -> None:
        """The three etcd, which need no more than to be up."""
        peers = [store + 1 for store in self.stores]
        ports = free_ports(*(f"peer-{n}" for n in peers))
        every = ",".join(f"e{n}=http://127.0.0.1:{p}" for n, p in enumerate(ports.values()))
        for number, (client, peer) in enumerate(zip(self.stores, ports.values(), strict=True)):
            address, own = f"http://127.0.0.1:{client}", f"http://127.0.0.1:{peer}"
            with (self.folder / f"etcd-{number}.log").open("ab") as log:
                self._stores.append(
                    _spawn(
                        [
                            *("/usr/bin/etcd", "--name", f"e{number}"),
                            *("--data-dir", self.folder / f"etcd-{number}"),
                            *("--listen-client-urls", address, "--advertise-client-urls", address),
                            *("--listen-peer-urls", own, "--initial-advertise-peer-urls", own),
                            *("--initial-cluster", every, "--initial-cluster-state", "new"),
                        ],
                        {},
                        log.fileno(),
                    )
                )

    def end(self) -> None:
        """Nothing of it runs any more."""
        for node in self.nodes:
            if node.process:
                node.kill()
        for store in self._stores:
            store.kill()
            store.wait()


@contextmanager
def cluster(folder: Path, nodes: int = 3) -> Generator[Cluster]:
    """A running one with a leader and a synchronous standby; `folder` is for whoever runs it."""
    names = [f"db{number}" for number in range(1, nodes + 1)]
    ports = free_ports(*names, *(f"{n}-rest" for n in names), *(f"etcd-{n}" for n in range(3)))
    made = [Node(n, folder / n, ports[n], ports[f"{n}-rest"]) for n in names]
    found = Cluster(folder, made, [ports[f"etcd-{n}"] for n in range(3)])
    _furnish(found)
    try:
        found.start_stores()
        for node in found.nodes:
            found.start(node)
        found.until_safe()
        yield found
    finally:
        found.end()


def shown() -> dict[str, Any]:
    """The configuration of the how-to."""
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    found: dict[str, Any] = yaml.safe_load(blocks[0])
    return found


def _furnish(found: Cluster) -> None:
    """Folders of the unprivileged user's, with the programs: the checkout may be closed to it."""
    packages = next((VENV / "lib").glob("python3*/site-packages"))
    shutil.copytree(packages, found.folder / "patroni")
    for node in found.nodes:
        node.folder.mkdir(mode=0o700)
        (node.folder / "patroni.yml").write_text(yaml.safe_dump(_settings(found, node)))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        for path in [found.folder, *found.folder.rglob("*")]:
            os.chown(path, owner.pw_uid, owner.pw_gid)


def _settings(found: Cluster, node: Node) -> dict[str, Any]:
    """Those of the page, on this machine's ports; it has no watchdog that may be bitten."""
    told = shown()
    told["name"] = node.name
    told["restapi"] = dict.fromkeys(("listen", "connect_address"), f"127.0.0.1:{node.rest}")
    told["etcd3"]["hosts"] = [f"127.0.0.1:{port}" for port in found.stores]
    address = f"127.0.0.1:{node.port}"
    told["postgresql"] |= {
        "listen": address,
        "connect_address": address,
        "data_dir": str(node.folder / "data"),
        "pgpass": str(node.folder / "pgpass"),
        "pg_hba": [
            line.replace("10.0.0.0/24", "127.0.0.1/32") for line in told["postgresql"]["pg_hba"]
        ],
        "parameters": {"shared_buffers": "32MB", "unix_socket_directories": ""},
    }
    told["postgresql"]["authentication"]["superuser"]["password"] = found.password
    del told["watchdog"]
    return told


def _python() -> str:
    """The interpreter that the environment was made from; where only root may run that one, the
    machine's own, of the same version."""
    own = os.path.realpath(VENV / "bin/python")
    return own if os.geteuid() or not own.startswith("/root/") else "/usr/bin/python3"


def _spawn(
    command: Sequence[str | Path], variables: dict[str, str], log: int
) -> subprocess.Popen[bytes]:
    as_root = os.geteuid() == 0
    return subprocess.Popen(
        [str(part) for part in command],
        cwd="/",
        env={"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PATH": os.defpath, **variables},
        user="postgres" if as_root else None,
        group="postgres" if as_root else None,
        extra_groups=[] if as_root else None,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []
