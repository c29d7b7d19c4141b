"""A backup is of one instant, whatever is written meanwhile; one that is not, is refused."""

import json
import os
import secrets
import shutil
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from tests.backups.small import Small, small_installation

from quorate.backups import moment
from quorate.backups.agreement import refuse_parted
from quorate.backups.checking import check
from quorate.backups.contents import MANIFEST, Manifest, digest_of
from quorate.backups.dumping import restore
from quorate.backups.errors import BackupError
from quorate.backups.noting import last_backup
from quorate.backups.restoring import bring_back
from quorate.backups.taking import take
from quorate.ledger.files import read_checkpoint
from quorate.vocabulary.times import instant

YOUNGEST = (
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    " ORDER BY backend_start DESC LIMIT 1"
)


@pytest.fixture
async def small(tmp_path: Path, database_url: str) -> Small:
    return await small_installation(tmp_path / "installation", database_url)


@pytest.fixture
def empties(database_url: str) -> Iterator[Callable[[], str]]:
    """More empty databases on the same server."""
    names, server = list[str](), database_url.rpartition("/")[0]

    def made() -> str:
        names.append(f"back_{secrets.token_hex(6)}")
        conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(names[-1])))
        return f"{server}/{names[-1]}"

    with psycopg.connect(database_url, autocommit=True) as conn:
        yield made
        for name in names:
            conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def another(empties: Callable[[], str]) -> str:
    return empties()


def taken(small: Small, name: str = "backup", *, with_keys: bool = True) -> Path:
    target = small.folder.parent / name
    take(small.folder, target, small.url, with_keys=with_keys)
    return target


async def grown(small: Small, *words: str) -> None:
    """Entries of web and effector, published and seen."""
    memory = small.memory()
    for word in words:
        small.row(word)
        small.row(f"{word} of the effector", memory)
    await small.publish()
    small.see(memory)
    memory.close()


def proved(target: Path, url: str) -> int:
    """What `check` proves, on a database that is there; the ledger's size."""
    restore(url, target / "database.dump")
    with psycopg.connect(url) as conn:
        return refuse_parted(target, Manifest.read(target).genesis, conn).size


def mixed(one: Path, other: Path, path: str) -> Path:
    """`one` with a file of `other`, and a list that calls it right."""
    shutil.copy(other / path, one / path)
    relist(one, path)
    return one


def relist(target: Path, path: str) -> None:
    """The list calls the file right."""
    row = json.loads((target / MANIFEST).read_text())
    row["files"][path] = digest_of(target / path)
    (target / MANIFEST).write_text(json.dumps(row))


async def test_what_comes_back_is_what_was_there_and_goes_on(small: Small, another: str) -> None:
    await grown(small, "one", "two")
    found = bring_back(taken(small), small.folder.parent / "back", another)
    assert (found.manifest.size, found.missing, found.newer) == (5, (), 0)
    back = Small(small.folder.parent / "back", another, small.genesis)
    assert read_checkpoint(back.ledger) == read_checkpoint(small.ledger)
    rights = {
        path.relative_to(back.folder).as_posix(): path.stat().st_mode & 0o777
        for path in back.folder.rglob("*")
        if path.is_file()
    }
    assert {rights[f"effector/{name}"] for name in ("effector.key", "subject_key")} == {0o600}
    assert {rights[name] for name in ("effector/effector.toml", "ledger/checkpoint")} == {0o644}
    assert "database.dump" not in rights
    with psycopg.connect((back.folder / "serve/database_url").read_text()) as conn:
        assert conn.info.user == "quorate_web"
    await grown(back, "three")
    assert [m.last_number() for m in (back.memory(), small.memory())] == [3, 2]


async def test_closed_months_and_published_reports_come_back(small: Small, another: str) -> None:
    """Each finished version, and neither what is just being written nor what only lies there."""
    settings = small.folder / "serve/serve.toml"
    told = 'provider_file = "../provider.yaml"\nmonths = "../months"\nreports = "../reports"\n'
    settings.write_text(settings.read_text() + "\n[transparency]\n" + told)
    (small.folder / "provider.yaml").write_text("name: Example\n")
    kept = ("months/2026-10/v1/a.parquet", "months/2026-10/v2/a.parquet", "reports/x_y/v1/1.csv")
    for path in (*kept, "months/2026-11/.new/a.parquet", "months/2026-10/.lock"):
        (small.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (small.folder / path).write_text(path)
    back = small.folder.parent / "back"
    bring_back(taken(small), back, another)
    assert {path for path in kept if (back / path).read_text() == path} == set(kept)
    assert (back / "provider.yaml").read_text() == "name: Example\n"
    found = {p.relative_to(back).as_posix() for p in (back / "months").rglob("*") if p.is_file()}
    assert found == set(kept[:2])
    settings.write_text(settings.read_text().replace('"../months"', '"/elsewhere"'))
    with pytest.raises(BackupError, match=r"/elsewhere, not .*months: back that up by itself"):
        taken(small, "other")


async def test_keys_stay_out_unless_they_are_asked_for(small: Small, another: str) -> None:
    target = taken(small, with_keys=False)
    inside = {path.name for path in target.rglob("*") if path.is_file()}
    assert not inside & {"log.key", "clock.key", "effector.key", "web.key", "token", "subject_key"}
    assert "database_url" not in {p.name for p in taken(small, "whole").rglob("*")}
    found = bring_back(target, small.folder.parent / "back", another)
    assert {"sequencer/log.key", "effector/subject_key", "effector/token"} <= set(found.missing)


async def test_a_backup_lets_nobody_else_read_it(small: Small) -> None:
    assert last_backup(small.folder) is None
    target = taken(small)
    assert last_backup(small.folder) == instant(Manifest.read(target).at)
    assert target.stat().st_mode & 0o077 == 0
    assert (target / "database.dump").stat().st_mode & 0o077 == 0
    assert (target / "sequencer/log.key").stat().st_mode & 0o077 == 0


async def test_an_entry_published_between_the_looks_is_waited_out(
    small: Small, another: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = read_checkpoint(small.ledger)
    await grown(small, "one")
    looks = iter([older, older.replace("\n1\n", "\n2\n")])

    def look(ledger: Path) -> str:
        return next(looks, None) or read_checkpoint(ledger)

    monkeypatch.setattr(moment, "read_checkpoint", look)
    assert proved(taken(small), another) == 3


async def test_writing_that_never_rests_is_told(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, sizes = read_checkpoint(small.ledger), iter(range(2, 99))

    def look(_: Path) -> str:
        return older.replace("\n1\n", f"\n{next(sizes)}\n")

    monkeypatch.setattr(moment, "read_checkpoint", look)
    monkeypatch.setattr(moment, "TRIES", 3)
    with pytest.raises(BackupError, match="calmer minute"):
        taken(small)
    with pytest.raises(BackupError, match="no finished backup"):
        check(small.folder.parent / "backup")


async def test_a_database_that_stalls_does_not_hold_up_the_effector(
    small: Small, another: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server's process behind the backup's connection stands still, and stays so."""
    stalled = threading.Event()
    stopped = list[int]()

    def look(ledger: Path) -> str:
        if not stopped:
            with psycopg.connect(small.url) as conn:
                [(pid,)] = conn.execute(YOUNGEST).fetchall()
            os.kill(pid, signal.SIGSTOP)
            stopped.append(pid)
            stalled.set()
        return read_checkpoint(ledger)

    monkeypatch.setattr(moment, "read_checkpoint", look)
    backup = threading.Thread(target=taken, args=(small,))
    backup.start()
    try:
        assert stalled.wait(10)
        time.sleep(0.2)
        with closing(small.memory()) as memory:
            memory.spool(b"{}", "0" * 64)
        backup.join(20)
        assert not backup.is_alive()
    finally:
        os.kill(stopped[0], signal.SIGCONT)
        backup.join()
    assert proved(small.folder.parent / "backup", another) == 1


async def test_a_database_that_stalls_again_and_again_is_told(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moment, "STANDS_STILL_SECONDS", 0.0)
    monkeypatch.setattr(moment, "STALL_PAUSE_SECONDS", 0.0)
    with pytest.raises(BackupError, match="did not answer"):
        taken(small)
    with closing(small.memory()) as memory:
        memory.spool(b"{}", "0" * 64)


async def test_backups_under_load_are_each_of_one_instant(
    small: Small, empties: Callable[[], str]
) -> None:
    """An effector that spools and sends without pause, and a sequencer that publishes it."""
    over = threading.Event()

    def spool() -> None:
        memory, number = small.memory(), 0
        while not over.is_set():
            number += 1
            small.row(f"row {number}", memory)
        memory.close()

    writing = threading.Thread(target=spool)
    writing.start()
    try:
        targets = list[Path]()
        for number in range(4):
            targets.append(taken(small, f"backup {number}"))
            await small.publish()
    finally:
        over.set()
        writing.join()
    sizes = [proved(target, empties()) for target in targets]
    assert sizes == sorted(sizes)


def _older_dump(one: Path, other: Path) -> Path:
    return mixed(other, one, "database.dump")


def _older_memory(one: Path, other: Path) -> Path:
    return mixed(other, one, "effector/state.sqlite")


def _newer_memory(one: Path, other: Path) -> Path:
    return mixed(one, other, "effector/state.sqlite")


def _newer_dump(one: Path, other: Path) -> Path:
    return mixed(one, other, "database.dump")


@pytest.mark.parametrize(
    ("mix", "told"),
    [
        (_newer_dump, "database saw 5 entries published that are not this ledger's 3"),
        (_older_dump, "Entry 3 of the ledger is not the database's"),
        (_older_memory, "memory ends at 1, its rows at 2"),
        (_newer_memory, "seen 5 entries that are not this ledger's 3"),
    ],
)
async def test_parts_of_different_instants_do_not_come_back(
    small: Small, another: str, mix: Callable[[Path, Path], Path], told: str
) -> None:
    await grown(small, "one")
    one = taken(small, "one")
    await grown(small, "two")
    target = mix(one, taken(small, "other"))
    with pytest.raises(BackupError, match=told):
        bring_back(target, small.folder.parent / "back", another)
    assert not (small.folder.parent / "back").exists()


async def test_another_root_at_what_the_effector_has_seen_is_refused(
    small: Small, another: str
) -> None:
    target = taken(small)
    with closing(sqlite3.connect(target / "effector/state.sqlite")) as memory:
        memory.execute("UPDATE high_water SET root = zeroblob(32)")
        memory.commit()
    relist(target, "effector/state.sqlite")
    with pytest.raises(BackupError, match="different histories"):
        proved(target, another)


@pytest.mark.parametrize(
    "path", ["ledger/checkpoint", "database.dump", "effector/state.sqlite", "profile.json"]
)
async def test_a_changed_or_lost_file_is_named(small: Small, path: str) -> None:
    target = taken(small)
    with (target / path).open("ab") as file:
        file.write(b"x")
    with pytest.raises(BackupError, match=path):
        check(target)
    (target / path).unlink()
    with pytest.raises(BackupError, match=path):
        check(target)


async def test_nothing_is_written_over(small: Small, another: str) -> None:
    target = taken(small)
    with pytest.raises(BackupError, match="not empty: name a new folder"):
        taken(small)
    with pytest.raises(BackupError, match="into a new folder only"):
        bring_back(target, small.folder, another)
    with pytest.raises(BackupError, match="database is not empty"):
        bring_back(target, small.folder.parent / "back", small.url)


async def test_nothing_comes_back_beside_what_lives(small: Small, another: str) -> None:
    """The roles' passwords are the server's: a second installation would lock the first out."""
    target, back = taken(small), small.folder.parent / "back"
    with (
        psycopg.connect((small.folder / "serve/database_url").read_text()),
        pytest.raises(BackupError, match="lives on this server as quorate_web"),
    ):
        bring_back(target, back, another)
    assert bring_back(target, back, another).manifest.size == 1


async def test_it_is_told_that_somebody_has_seen_more(small: Small, another: str) -> None:
    target = taken(small)
    await grown(small, "one", "two")
    seen = read_checkpoint(small.ledger)
    back = small.folder.parent / "back"
    assert bring_back(target, back, another, seen).newer == 4


async def test_what_was_seen_long_ago_is_no_loss(small: Small, another: str) -> None:
    seen = read_checkpoint(small.ledger)
    await grown(small, "one")
    assert bring_back(taken(small), small.folder.parent / "back", another, seen).newer == 0


async def test_a_place_that_no_row_has_is_refused(small: Small, another: str) -> None:
    small.row("ahead")
    with psycopg.connect(small.url) as conn:
        conn.execute("UPDATE ledger_queue SET leaf = 9 WHERE leaf IS NULL")
    with pytest.raises(BackupError, match="no row at place 1"):
        proved(taken(small), another)


async def test_another_format_and_a_broken_dump_are_told(small: Small, another: str) -> None:
    target = taken(small)
    row = json.loads((target / MANIFEST).read_text())
    (target / MANIFEST).write_text(json.dumps({**row, "format": 2}))
    with pytest.raises(BackupError, match="another Quorate's format"):
        Manifest.read(target)
    (target / "database.dump").write_bytes(b"x" * 99)
    with pytest.raises(BackupError, match="pg_restore"):
        restore(another, target / "database.dump")


async def test_another_history_than_was_seen_does_not_come_back(
    small: Small, another: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fork = small.folder.parent / "fork"
    shutil.copytree(small.ledger, fork)
    await grown(small, "one")
    seen = read_checkpoint(small.ledger)
    shutil.rmtree(small.ledger)
    shutil.copytree(fork, small.ledger)
    with psycopg.connect(small.url) as conn:
        conn.execute("DELETE FROM ledger_queue WHERE leaf > 0")
        conn.execute("UPDATE ledger_published SET size = 0, root = sha256('')")
    os.unlink(small.folder / "effector/state.sqlite")
    await grown(small, "another")
    with pytest.raises(BackupError, match="another history"):
        bring_back(taken(small), small.folder.parent / "back", another, seen)


async def test_parts_that_lie_elsewhere_are_not_left_out_unsaid(small: Small) -> None:
    toml = small.folder / "effector/effector.toml"
    toml.write_text(toml.read_text().replace("state.sqlite", "elsewhere.sqlite"))
    with pytest.raises(BackupError, match=r"elsewhere\.sqlite"):
        taken(small)


async def test_a_memory_that_was_not_there_is_no_obstacle(small: Small) -> None:
    os.unlink(small.folder / "effector/state.sqlite")
    target = taken(small)
    assert check(target).size == 1
    assert Manifest.read(target).size == 1


async def test_the_memory_stands_still_while_the_snapshot_is_taken(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else an entry could be a row of the snapshot and not in the memory's copy."""
    tried, state = list[str](), small.folder / "effector/state.sqlite"

    def execute(self: psycopg.Connection[Any], query: Any, *rest: Any) -> Any:
        if "pg_export_snapshot" in str(query):
            with closing(sqlite3.connect(state, timeout=0.1)) as effector:
                try:
                    effector.execute("INSERT INTO inverses VALUES ('proposal', 'inverse')")
                    tried.append("written")
                except sqlite3.OperationalError as problem:
                    tried.append(str(problem))
        return plain(self, query, *rest)

    plain = psycopg.Connection[Any].execute
    monkeypatch.setattr(psycopg.Connection, "execute", execute)
    taken(small)
    assert tried == ["database is locked"]
