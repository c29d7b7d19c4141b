"""Real servers for the tests: PostgreSQL, a fresh database for each test, a Matrix homeserver."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from tests.databases import Databases
from tests.sharing import ByInstallation, house_of, place
from xdist.remote import Producer

from quorate.database import embedded
from quorate.demo.synapse import SynapseProcess

DEBIAN15 = Path("/usr/lib/postgresql/15/bin")
IN_CI = os.environ.get("CI") == "true"
MEMORY = Path("/dev/shm")
ROOMY = 8 << 30
TEMPORARY = "PYTEST_DEBUG_TEMPROOT"


def _is_roomy(folder: Path) -> bool:
    if not os.access(folder, os.W_OK):
        return False
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize > ROOMY and not found.f_flag & os.ST_NOEXEC


# No test plays a crash of the machine: what stands in memory need not wait for a disk.
if _is_roomy(MEMORY):
    os.environ.setdefault(TEMPORARY, str(MEMORY))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a test that could not run counts as failed: else nobody would notice."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and CI=true: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if IN_CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, and CI=true: {report.longrepr}"
    return report


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByInstallation:
    return ByInstallation(config, log)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """An installation ends with its last test in this process: idle it would slow all others."""
    if nextitem is not None and house_of(item.nodeid) != house_of(nextitem.nodeid):
        # pytest has no public way to end what is of the session before its end.
        item.session._setupstate.teardown_exact(None)  # pyright: ignore[reportPrivateUsage]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: place(item.nodeid))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what touches a database on the embedded server, and where a test is so marked on the
    other one, too: those of the database's own room always, all others among the long tests."""
    if "postgres_url" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("both_postgres") is not None
        own = metafunc.definition.nodeid.startswith("tests/database/")
        other = pytest.param("debian15", marks=[] if own else [pytest.mark.long])
        servers = ["embedded", other] if both else ["embedded"]
        metafunc.parametrize("postgres_url", servers, indirect=True, scope="session")


@pytest.fixture(scope="session")
def postgres_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The superuser's URL of a running, empty PostgreSQL."""
    if request.param == "debian15":
        for url in _debian15():
            _hurry(url)
            yield url
        return
    cluster = embedded.start(tmp_path_factory.mktemp("postgres"))
    _hurry(cluster.url)
    yield cluster.url
    embedded.stop(cluster)
    shutil.rmtree(cluster.folder)


def _hurry(url: str) -> None:
    """No test on these databases plays a crash of the machine, so nothing waits for the disk; and
    nobody guesses a password, so that proving it costs one round and not 4,096."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        if connection.info.server_version >= 160_000:
            connection.execute("ALTER SYSTEM SET scram_iterations = 1")
            connection.execute("SET scram_iterations = 1")
            own = sql.SQL("ALTER ROLE CURRENT_USER PASSWORD {}")
            connection.execute(own.format(sql.Literal(connection.info.password)))
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def databases(postgres_url: str) -> Databases:
    return Databases(postgres_url)


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """The URL of a migrated database that is this test's alone."""
    with databases.one() as url:
        yield url


@pytest.fixture(scope="session")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SynapseProcess]:
    """A running Matrix homeserver; a test that stops it starts it again."""
    with SynapseProcess(tmp_path_factory.mktemp("synapse")) as process:
        yield process


def _debian15() -> Iterator[str]:
    """A throwaway cluster of the machine's PostgreSQL 15."""
    if not DEBIAN15.is_dir():
        pytest.skip("no PostgreSQL 15 here: apt-get install postgresql-15")
    folder = Path(tempfile.mkdtemp(prefix="quorate-postgres15-", dir="/tmp"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    password = secrets.token_urlsafe(16)
    (folder / "password").write_text(password)
    if os.geteuid() == 0:
        for path in (folder, folder / "password"):
            shutil.chown(path, "postgres", "postgres")
    data, access = f"--pgdata={folder}/data", ("-U", "postgres", "-A", "scram-sha-256")
    _postgres15("initdb", data, *access, f"--pwfile={folder}/password", "--locale=C.UTF-8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
    _postgres15("pg_ctl", "start", data, "--wait", "-l", f"{folder}/log", "-o", options)
    yield f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
    _postgres15("pg_ctl", "stop", data, "--mode", "immediate")
    shutil.rmtree(folder)


def _postgres15(program: str, *arguments: str) -> None:
    user = "postgres" if os.geteuid() == 0 else None
    extra_groups: list[str] | None = [] if os.geteuid() == 0 else None
    subprocess.run(
        [DEBIAN15 / program, *arguments],
        cwd="/",
        user=user,
        group=user,
        extra_groups=extra_groups,
        stdout=subprocess.DEVNULL,
        check=True,
    )
