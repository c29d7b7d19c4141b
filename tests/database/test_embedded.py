"""The embedded server: started twice, killed, restarted, and closed to strangers."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from quorate.database import embedded
from quorate.database.embedded import Cluster


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "database"


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    cluster = embedded.start(folder)
    yield cluster
    embedded.stop(cluster)
    shutil.rmtree(cluster.folder)


def test_it_is_version_18_on_the_loopback_address_in_utf8_with_fsync(cluster: Cluster) -> None:
    assert setting(cluster, "server_version").startswith("18.")
    assert setting(cluster, "listen_addresses") == "127.0.0.1"
    assert setting(cluster, "unix_socket_directories") == ""
    assert setting(cluster, "server_encoding") == "UTF8"
    assert setting(cluster, "fsync") == "on"


def test_a_second_start_gives_the_running_server(cluster: Cluster, folder: Path) -> None:
    before = postmaster(cluster)
    assert embedded.start(folder) == cluster
    assert postmaster(cluster) == before


def test_a_running_server_that_is_slow_to_answer_keeps_its_port(
    cluster: Cluster, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy machine: a new port would never be answered on, since the server runs."""
    before, late = postmaster(cluster), iter([False, False, False])

    def answers(_: Cluster) -> bool:
        return next(late, True)

    monkeypatch.setattr(embedded, "_answers", answers)
    assert embedded.start(folder) == cluster
    assert postmaster(cluster) == before


def test_data_survives_a_kill_and_the_next_start_works(cluster: Cluster, folder: Path) -> None:
    with psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE kept (it text)")
        connection.execute("INSERT INTO kept VALUES ('yes')")
    os.kill(postmaster(cluster), signal.SIGKILL)
    again = embedded.start(folder)
    with psycopg.connect(again.url) as connection:
        assert connection.execute("SELECT it FROM kept").fetchone() == ("yes",)


def test_it_may_be_stopped_twice_and_started_again(cluster: Cluster, folder: Path) -> None:
    embedded.stop(cluster)
    embedded.stop(cluster)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(cluster.url)
    assert embedded.start(folder) == cluster


def test_a_wrong_password_is_refused(cluster: Cluster) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(f"postgresql://postgres:wrong@127.0.0.1:{cluster.port}/postgres")


def test_only_the_owner_reads_the_password(cluster: Cluster) -> None:
    assert (cluster.folder / "password").stat().st_mode & 0o777 == 0o600
    assert (cluster.folder / "data").stat().st_mode & 0o777 == 0o700


def test_an_interrupted_first_start_is_begun_anew(folder: Path) -> None:
    cluster = embedded.start(folder)
    embedded.stop(cluster)
    (cluster.folder / "data").rename(cluster.folder / "data.unfinished")
    again = embedded.start(folder)
    assert setting(again, "server_encoding") == "UTF8"
    embedded.stop(again)
    shutil.rmtree(again.folder)


def setting(cluster: Cluster, name: str) -> str:
    with psycopg.connect(cluster.url) as connection:
        row = connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
    assert row is not None
    return str(row[0])


def postmaster(cluster: Cluster) -> int:
    return int((cluster.folder / "data/postmaster.pid").read_text().split()[0])
