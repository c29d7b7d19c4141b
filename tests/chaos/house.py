"""An installation under fault: kept running as `quorate up` keeps it, behind two proxies."""

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg
from tests.chaos.proxied import Platform
from tests.chaos.wire import Wire

from quorate.database import embedded
from quorate.demo.setting import Setting, installation, new_database
from quorate.demo.synapse import SynapseProcess
from quorate.settings import FILES, SUPERVISED
from quorate.supervisor import Supervisor

KEEP_SECONDS = 0.1
STEPPED = Path(__file__).parent / "stepped.py"
SEED = int(os.environ.get("QUORATE_CHAOS_SEED") or random.SystemRandom().randrange(1 << 32))


@dataclass
class Watched:
    """A running installation whose every fault and served checkpoint is remembered. `database` is
    the owner's URL."""

    folder: Path
    setting: Setting
    database: str
    platform: Platform
    faults: Counter[str] = field(default_factory=Counter[str])
    checkpoints: dict[int, str] = field(default_factory=dict[int, str])
    forked: list[int] = field(default_factory=list[int])
    stopped: bool = False

    def kill(self, name: str) -> bool:
        """SIGKILL to one of the processes; whether it lived."""
        lived = _end(self.setting, name)
        self.faults[f"kill {name}"] += lived
        return lived

    def keep(self) -> None:
        """Starts again whatever died, as `quorate up` does."""
        if not self.stopped:
            self.setting.supervisor.keep()

    def look(self) -> None:
        """The served checkpoint, remembered by its size."""
        try:
            text = (self.setting.folder / "ledger/checkpoint").read_text()
        except OSError:
            return
        _, size, root, *_ = text.split("\n")
        if self.checkpoints.setdefault(int(size), root) != root:
            self.forked.append(int(size))


@dataclass
class House(Watched):
    """One on an embedded PostgreSQL, straight to which `database` leads; processes go through
    `wire`."""

    cluster: embedded.Cluster = field(kw_only=True)
    wire: Wire = field(kw_only=True)

    def kill(self, name: str) -> bool:
        """SIGKILL to one of the processes, or to PostgreSQL; whether it lived."""
        if name != "postgres":
            return super().kill(name)
        pid = int((self.cluster.folder / "data/postmaster.pid").read_text().split("\n")[0])
        os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
        self.cluster = embedded.start(self.folder / "postgres")
        self.wire.port = self.cluster.port
        self.faults["kill postgres"] += 1
        return True

    def end_sessions(self) -> None:
        """The server ends the processes' sessions, whatever they do."""
        with psycopg.connect(self.database, autocommit=True) as conn:
            conn.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE usename LIKE 'quorate%'"
            )
        self.faults["sessions ended"] += 1

    def step(self, name: str, seconds: float) -> None:
        """The clock of a process is so far ahead of, or behind, what it was."""
        (self.setting.folder / "steps" / name).write_text(str(seconds))
        self.faults[f"step {name}"] += 1


class Stepped(Supervisor):
    """Starts the same processes with a clock that can be stepped (tests/chaos/stepped.py)."""

    def _spawn(self, name: str) -> subprocess.Popen[bytes]:
        step = self._folder / "steps" / name
        with (self._folder / "log" / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-P", STEPPED, step, name, self._folder / FILES[name]],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env={**os.environ, SUPERVISED: "1"},
                start_new_session=True,
            )


def _end(setting: Setting, name: str) -> bool:
    pid = setting.supervisor.pid(name)
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        os.kill(pid, signal.SIGKILL)
    except (OSError, ProcessLookupError):
        return False
    return state != "Z"


def _before_platform(setting: Setting, platform: Platform) -> None:
    """Puts the platform's proxy between, for an effector that starts from here on."""
    toml = setting.folder / "effector/effector.toml"
    home = setting.synapse.homeserver.base_url
    toml.write_text(toml.read_text().replace(home, platform.address))


@contextmanager
def stopped(folder: Path, name: str, database: str) -> Generator[tuple[Setting, Platform]]:
    """A new installation on a homeserver of that name, stopped once it was founded and staffed:
    started again, its effector reaches the platform through the proxy."""
    with (
        SynapseProcess(folder / "synapse", name) as synapse,
        installation(folder / "quorate", database, synapse, (1, 2)) as setting,
    ):
        platform = Platform(synapse.homeserver.base_url)
        setting.supervisor.stop()
        _before_platform(setting, platform)
        yield setting, platform


def _through(setting: Setting, wire: Wire) -> None:
    """Puts the database's proxy between, for processes that start from here on."""
    for process in ("serve", "sequencer", "effector"):
        url = setting.folder / process / "database_url"
        url.write_text(re.sub(r"port=\d+", f"port={wire.address}", url.read_text()))
    (setting.folder / "steps").mkdir(exist_ok=True)


@contextmanager
def house(folder: Path) -> Generator[House]:
    """A new installation of its own, with everything between it and its neighbours."""
    cluster = embedded.start(folder / "postgres")
    database = new_database(cluster.url)
    with stopped(folder, "chaos.localhost", database) as (plain, platform):
        wire = Wire(cluster.port)
        setting = replace(plain, supervisor=Stepped(plain.folder))
        _through(setting, wire)
        found = House(folder, setting, database, platform, cluster=cluster, wire=wire)
        with closing(wire), watched(found):
            yield found
    embedded.stop(found.cluster)


@contextmanager
def watched(found: Watched) -> Generator[None]:
    """Kept running and looked at while the block lasts; then its processes end."""
    over = threading.Event()
    keepers = [
        threading.Thread(target=_every, args=(over, KEEP_SECONDS, found.keep)),
        threading.Thread(target=_every, args=(over, 0.01, found.look)),
    ]
    for keeper in keepers:
        keeper.start()
    try:
        yield
    finally:
        over.set()
        for keeper in keepers:
            keeper.join()
        found.setting.supervisor.stop()
        found.platform.close()


def _every(over: threading.Event, seconds: float, work: Callable[[], None]) -> None:
    while not over.wait(seconds):
        work()
