"""A real Matrix homeserver for the demo and the tests.

Synapse runs as a process of its own, in its own virtual environment, on the loopback address,
without federation. It is never imported.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import time
from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx2

from quorate.demo import synapse_config
from quorate.demo.matrix import MatrixClient, MatrixRefused, call, log_in, register
from quorate.demo.synapse_config import Identity

START_SECONDS = 60.0
STOP_SECONDS = 10.0
ADMIN = "quorate-admin"
PROJECT = Path(__file__).resolve().parents[3]


class SynapseDidNotStart(Exception):
    """The homeserver ended or stayed silent; the message is the end of its output."""


@dataclass(frozen=True)
class Homeserver:
    """A running homeserver; `admin_user` is a full Matrix id, `folder` holds its files."""

    base_url: str
    server_name: str
    admin_user: str
    admin_token: str
    folder: Path
    version: str


class SynapseProcess:
    """A homeserver on `folder`: a context manager that may also be stopped and started again.

    Users, rooms, tokens and, unless a stranger took it, the port outlive a restart. A process
    left over by a killed run on the same folder is ended first.
    """

    def __init__(self, folder: Path, server_name: str = "matrix.localhost") -> None:
        self._folder = folder.resolve()
        self._identity = _remembered(self._folder, server_name)
        self._process: subprocess.Popen[bytes] | None = None
        self._version = ""

    @property
    def homeserver(self) -> Homeserver:
        """The homeserver as of its last start."""
        identity = self._identity
        return Homeserver(
            base_url=f"http://127.0.0.1:{identity.port}",
            server_name=identity.server_name,
            admin_user=f"@{ADMIN}:{identity.server_name}",
            admin_token=identity.admin_token,
            folder=self._folder,
            version=self._version,
        )

    def start(self) -> Homeserver:
        """Start, wait until the homeserver is healthy (about 2 s), and make its administrator.

        Raises SynapseDidNotStart.
        """
        end_leftover(self._folder)
        self._identity = replace(self._identity, port=_free_port(self._identity.port))
        self._process = _spawn(synapse_config.write(self._folder, self._identity))
        base_url = self.homeserver.base_url
        self._await_health(base_url)
        if not self._identity.admin_token:
            self._identity = replace(self._identity, admin_token=_admin(base_url, self._identity))
        _remember(self._folder, self._identity)
        _, version = call("GET", f"{base_url}/_synapse/admin/v1/server_version")
        self._version = str(version["server_version"])
        return self.homeserver

    def stop(self) -> None:
        """End the homeserver in good order, by force after 10 s."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the homeserver as a crash would."""
        self._end(signal.SIGKILL)

    def register(self, user: str, password: str, *, admin: bool = False) -> str:
        """Make an account with the local name `user`; its access token. Raises MatrixRefused."""
        secret = self._identity.registration_secret
        return register(self.homeserver.base_url, secret, user, password, admin=admin).token

    def client(self, user: str) -> MatrixClient:
        """Make an account with the local name `user`, signed in. Raises MatrixRefused."""
        secret, password = self._identity.registration_secret, secrets.token_urlsafe(16)
        return register(self.homeserver.base_url, secret, user, password)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _await_health(self, base_url: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while self._process is not None and self._process.poll() is None:
            if _is_healthy(base_url):
                return
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
        self.kill()
        output = (self._folder / "output.log").read_text(errors="replace")
        raise SynapseDidNotStart(output[-2000:])

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        _signal_group(self._process.pid, number)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            _signal_group(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None


def _is_healthy(base_url: str) -> bool:
    try:
        status, _ = call("GET", f"{base_url}/health")
    except httpx2.TransportError:
        return False
    return status == HTTPStatus.OK


def _admin(base_url: str, identity: Identity) -> str:
    """The administrator's token; the account exists already if a first start was interrupted."""
    password = identity.admin_password
    try:
        client = log_in(base_url, ADMIN, password)
    except MatrixRefused:
        client = register(base_url, identity.registration_secret, ADMIN, password, admin=True)
    return client.token


def _remembered(folder: Path, server_name: str) -> Identity:
    path = folder / "identity.json"
    if path.exists():
        return Identity(**json.loads(path.read_text()))
    identity = Identity(server_name, 0, secrets.token_hex(32), secrets.token_hex(32), "")
    _remember(folder, identity)
    return identity


def _remember(folder: Path, identity: Identity) -> None:
    synapse_config.write_private(folder / "identity.json", json.dumps(asdict(identity)))


def _free_port(wanted: int) -> int:
    """`wanted` if it is free, else another; 0 wants any."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return _free_port(0)
        return int(probe.getsockname()[1])


def _spawn(config: Path) -> subprocess.Popen[bytes]:
    python = os.environ.get("QUORATE_SYNAPSE_PYTHON") or PROJECT / ".venv-synapse/bin/python"
    if not Path(python).exists():
        raise SynapseDidNotStart(f"no Synapse at {python}: run `make setup`")
    with (config.parent / "output.log").open("wb") as output:
        process = subprocess.Popen(
            [python, "-m", "synapse.app.homeserver", "-c", config],
            cwd=config.parent,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    (config.parent / "pid").write_text(str(process.pid))
    return process


def end_leftover(folder: Path) -> None:
    """End what a killed run left, if the process of that number still is our homeserver."""
    try:
        pid = int((folder / "pid").read_text())
    except (OSError, ValueError):
        return
    config = os.fsencode(folder / "homeserver.yaml")
    deadline = time.monotonic() + STOP_SECONDS
    while config in _arguments(pid) and time.monotonic() < deadline:
        _signal_group(pid, signal.SIGKILL)
        time.sleep(0.02)


def _arguments(pid: int) -> list[bytes]:
    """The command line of a process; empty for one that is gone, or dead and not yet reaped."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return []


def _signal_group(pid: int, number: signal.Signals) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return
