"""Migrations are applied once each, in order, whole or not at all."""

import threading
from pathlib import Path

import psycopg
import pytest
from psycopg_pool import PoolTimeout

from quorate.database.migrate import MIGRATIONS, BadMigration, migrate
from quorate.database.pool import open_pool


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "9001_pre_notes.sql").write_text(
        "CREATE TABLE slips (note text); INSERT INTO slips VALUES ('100 %s sure');"
    )
    (tmp_path / "9003_post_notes.sql").write_text("ALTER TABLE slips ADD COLUMN at timestamptz;")
    (tmp_path / "9002_pre_more.sql").write_text("CREATE TABLE more (note text);")
    return tmp_path


ALL = ["9001_pre_notes.sql", "9002_pre_more.sql", "9003_post_notes.sql"]


@pytest.mark.both_postgres
def test_each_file_is_applied_once_in_order(database_url: str, folder: Path) -> None:
    assert migrate(database_url, folder) == ALL
    assert migrate(database_url, folder) == []
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT note FROM slips").fetchall() == [("100 %s sure",)]


@pytest.mark.both_postgres
def test_two_at_once_apply_each_file_once(database_url: str, folder: Path) -> None:
    applied: list[str] = []
    threads = [
        threading.Thread(target=lambda: applied.extend(migrate(database_url, folder)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert applied == ALL


@pytest.mark.both_postgres
def test_a_changed_file_is_refused_before_anything_is_applied(
    database_url: str, folder: Path
) -> None:
    (folder / ALL[2]).rename(folder / "later")
    migrate(database_url, folder)
    (folder / "later").rename(folder / ALL[2])
    (folder / ALL[0]).write_text("SELECT 1")
    with pytest.raises(BadMigration, match=ALL[0]):
        migrate(database_url, folder)
    (folder / ALL[0]).unlink()
    assert migrate(database_url, folder) == [ALL[2]]


@pytest.mark.both_postgres
def test_a_failing_file_leaves_nothing(database_url: str, folder: Path) -> None:
    (folder / ALL[1]).write_text("CREATE TABLE more (note text); SELECT 1 / 0;")
    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(database_url, folder)
    (folder / ALL[1]).write_text("CREATE TABLE more (note text);")
    assert migrate(database_url, folder) == ALL[1:]


def test_a_file_does_not_wait_for_a_lock_for_ever(
    database_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quorate.database.migrate.TRIES", 2)
    with psycopg.connect(database_url) as connection:
        connection.execute("CREATE TABLE busy (note text)")
        connection.commit()
        connection.execute("SELECT * FROM busy")
        (folder / "9004_pre_busy.sql").write_text("ALTER TABLE busy ADD COLUMN at date;")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            migrate(database_url, folder)


@pytest.mark.parametrize("name", ["0001_base.sql", "1_pre_base.sql", "0001_pre_Base.sql"])
def test_a_misnamed_file_is_refused(database_url: str, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("SELECT 1")
    with pytest.raises(BadMigration, match=name):
        migrate(database_url, tmp_path)


async def test_the_pool_speaks_utc(database_url: str) -> None:
    pool = await open_pool(database_url)
    async with pool, pool.connection() as connection:
        cursor = await connection.execute("SHOW timezone")
        assert await cursor.fetchone() == ("UTC",)


async def test_a_pool_may_be_opened_while_the_database_is_away() -> None:
    away = "postgresql://nobody@127.0.0.1:9/nothing"
    pool = await open_pool(away, wait=False)
    with pytest.raises(PoolTimeout):
        async with pool.connection(timeout=0.2):
            pass
    await pool.close()


def test_each_number_is_given_once() -> None:
    """Two files of one number would be ordered by their names, which nobody chose for that."""
    numbers = [path.name[:4] for path in MIGRATIONS.glob("*.sql")]
    assert sorted(numbers) == sorted(set(numbers))
