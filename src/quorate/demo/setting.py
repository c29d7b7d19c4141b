"""Everything the demo stands on: a real PostgreSQL, a real Synapse, a sink, a new installation."""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import psycopg
import yaml
from psycopg import sql

from quorate.authority.charter import REPLACED_WHOLE, Change
from quorate.bootstrap import found
from quorate.client import Client
from quorate.database import embedded
from quorate.demo.people import FOUNDERS, STAFF, Cast, gather, signed_by_all
from quorate.demo.sink import Sink
from quorate.demo.synapse import SynapseProcess, end_leftover
from quorate.ledger.fields import as_object, integer
from quorate.ledger.keys import PrivateKey
from quorate.preparing import Place, prepare, write_secret
from quorate.profile import Profile
from quorate.settings import FILES
from quorate.settings.reading import secret
from quorate.settings.signer import signer_settings
from quorate.supervisor import Supervisor
from quorate.vocabulary.times import now

SERVER_NAME = "demo.localhost"
COOLING_OFF = (2, 4)
_START_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class House:
    """A running installation with its people and its sink, whatever its platform."""

    folder: Path
    cast: Cast
    profile: Profile
    sink: Sink
    supervisor: Supervisor
    closing: ExitStack
    clients: dict[str, Client] = field(default_factory=dict[str, Client])

    def client(self, who: str) -> Client:
        """A person at the API and the effector's door, with their own key."""
        if who not in self.clients:
            key = PrivateKey.load(self.cast.keys[who])
            self.clients[who] = self.closing.enter_context(closing(Client(self.profile, key)))
        return self.clients[who]

    def command(self, who: str, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """What a person types at the command line, and what is answered at its prompt."""
        return subprocess.run(
            [
                *(sys.executable, "-m", "quorate", *words),
                *("--key", str(self.cast.keys[who]), "--who", who),
                *("--profile", str(self.folder / "profile.json")),
            ],
            input=typed + "\n",
            capture_output=True,
            text=True,
            check=False,
        )


@dataclass(frozen=True, slots=True)
class Setting(House):
    """One on a Matrix homeserver."""

    synapse: SynapseProcess = field(kw_only=True)


def intake_token(setting: House) -> str:
    """The bearer token of the demo's platform backend."""
    tokens: dict[str, str] = json.loads(secret(setting.folder / "serve/intake_tokens"))
    return tokens["demo"]


def signer_of(setting: House) -> str:
    """The signer's origin, as founding named it."""
    return signer_settings(setting.folder / FILES["signer"]).origin


def free_ports(*names: str) -> dict[str, int]:
    """A free loopback port for each name."""
    with ExitStack() as stack:
        held = [stack.enter_context(socket.socket()) for _ in names]
        for one in held:
            one.bind(("127.0.0.1", 0))
        return {n: int(s.getsockname()[1]) for n, s in zip(names, held, strict=True)}


def new_database(server: str, *, keep: bool = False) -> str:
    """A database of this run's own; those of earlier runs are dropped, unless to `keep`."""
    name = f"quorate_demo_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as conn:
        rows = conn.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'quorate!_demo!_%%' ESCAPE '!'"
        )
        for (old,) in [] if keep else rows.fetchall():
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)")
            conn.execute(drop.format(sql.Identifier(old)))
        conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return f"{server.rpartition('/')[0]}/{name}"


def door_is_open(profile: Profile) -> bool:
    """Whether the effector answers."""
    try:
        return httpx2.get(profile.door + "/").status_code == 404
    except httpx2.HTTPError:
        return False


def _until_ready(profile: Profile) -> None:
    """Waits for the API with its view of the ledger, and for the effector."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx2.HTTPError):
            ready = httpx2.get(profile.server + "/v1/changes/next").status_code == 200
            if ready and door_is_open(profile):
                return
        time.sleep(0.05)
    raise TimeoutError("the installation did not start; look into its log folder")


def founders_apply(setting: House, file: Path) -> None:
    """Three founders sign a file of people or policies; until it is in force."""
    content = as_object(yaml.safe_load(file.read_text()), file.name)
    charge = next(charge for charge in REPLACED_WHOLE if charge in content)
    client = setting.client(FOUNDERS[0][0])
    number = integer(client.call("GET", "/v1/changes/next"), "number")
    change = Change(setting.profile.genesis, charge, number, content)
    signatures = [
        {"person": founder.id, "sig": key.sign(change.digest()).hex()}
        for founder, key in setting.cast.founders
    ]
    client.call("POST", "/v1/changes", {"change": change.fields(), "signatures": signatures})
    for _ in range(500):
        if client.call("GET", "/v1/changes/next")["number"] != number:
            return
        time.sleep(0.01)
    raise TimeoutError(f"{file.name} did not take effect")


def place_of(
    folder: Path,
    server_name: str,
    platform_url: str,
    cooling: tuple[int, int],
    *,
    platform: str = "matrix",
) -> Place:
    """An installation on this machine, under ports of its own; `cooling` are the seconds in which
    an account of tier 2, of tier 3, cools off."""
    ports = free_ports("serve", "effector", "signer")
    return Place(
        folder,
        server_name,
        platform_url,
        f"http://sign.localhost:{ports['signer']}",
        ports,
        shared_user=True,
        limits={f"cooling_off_{tier}_seconds": s for tier, s in enumerate(cooling, 2)},
        second_reviews=1.0,
        public_url=f"http://localhost:{ports['serve']}",
        platform=platform,
    )


@contextmanager
def housed(
    place: Place,
    database: str,
    token: str,
    *,
    cli_approves: bool = True,
    prepared: Callable[[], None] = lambda: None,
) -> Generator[House]:
    """A new installation on a database and a running platform, whose secret is `token`; founded,
    staffed and started. `prepared` is called between its settings and its founding."""
    folder, sink = place.folder, Sink()
    cast = gather(folder / "keys", now())
    content = {**prepare(place), "cli_approves": cli_approves}
    write_secret(folder / "effector/token", token)
    write_secret(folder / "effector/pager", sink.address)
    write_secret(folder / "serve/intake_tokens", json.dumps({"demo": secrets.token_urlsafe(24)}))
    invites = {secrets.token_urlsafe(18): who for who in STAFF}
    write_secret(folder / "serve/invites", json.dumps(invites))
    prepared()
    profile = found(folder, database, signed_by_all(content, cast.founders))
    supervisor = Supervisor(folder)
    supervisor.start()
    stack = ExitStack()
    try:
        _until_ready(profile)
        house = House(folder, cast, profile, sink, supervisor, stack)
        for file in (cast.people, cast.policies):
            founders_apply(house, file)
        yield house
    finally:
        stack.close()
        supervisor.stop()
        sink.close()


@contextmanager
def installation(
    folder: Path,
    database: str,
    synapse: SynapseProcess,
    cooling_off: tuple[int, int],
    *,
    cli_approves: bool = True,
) -> Generator[Setting]:
    """One on a running Synapse."""
    home = synapse.homeserver
    place = place_of(folder, home.server_name, home.base_url, cooling_off)
    with housed(place, database, home.admin_token, cli_approves=cli_approves) as house:
        yield Setting(
            *(house.folder, house.cast, house.profile, house.sink),
            *(house.supervisor, house.closing, house.clients),
            synapse=synapse,
        )


def clean(folder: Path) -> None:
    """Leaves nothing of an earlier run but its PostgreSQL, which starts faster warm."""
    end_leftover(folder / "synapse")
    for name in (
        "authority",
        "keys",
        "ledger",
        "effector",
        "serve",
        "sequencer",
        "signer",
        "log",
        "synapse",
    ):
        shutil.rmtree(folder / name, ignore_errors=True)


@contextmanager
def opened(folder: Path) -> Generator[Setting]:
    """The demo's whole setting under one folder; everything stops at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit("A demo runs in this folder already; end it first.")
        clean(folder)
        with _opened(folder) as setting:
            yield setting


@contextmanager
def _opened(folder: Path) -> Generator[Setting]:
    with (
        _server(folder) as server,
        SynapseProcess(folder / "synapse", SERVER_NAME) as synapse,
        installation(folder, new_database(server), synapse, COOLING_OFF) as setting,
    ):
        yield setting


@contextmanager
def _server(folder: Path) -> Generator[str]:
    """The PostgreSQL of QUORATE_DATABASE_URL (a role that makes databases and roles), or ours."""
    given = os.environ.get("QUORATE_DATABASE_URL")
    if given:
        yield given
        return
    cluster = embedded.start(folder / "postgres")
    try:
        yield cluster.url
    finally:
        embedded.stop(cluster)
