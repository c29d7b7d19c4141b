"""Whoever upgrades is not held up: each released schema is migrated while its old code serves."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql
from tests.database.holding_up import HOT, complaints

from quorate.database.migrate import MIGRATIONS, migrate

RELEASED = Path(__file__).parent / "released"
LAST = {"0.1.0": "0039_pre_media.sql"}
"""The last file of each released version; what comes after is applied while it serves."""
RELEASES = sorted(RELEASED.glob("*.sql"))
LATER = sorted(p for p in MIGRATIONS.glob("*.sql") if p.name > LAST["0.1.0"])
_SCHEMA: dict[str, LiteralString] = {
    "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
    " FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'",
    "grants": "SELECT table_name, grantee, privilege_type FROM information_schema.table_privileges"
    " WHERE table_schema = 'public' AND grantee LIKE 'quorate%'",
    "columns' grants": "SELECT table_name, column_name, grantee, privilege_type"
    " FROM information_schema.column_privileges"
    " WHERE table_schema = 'public' AND grantee LIKE 'quorate%'",
}


@pytest.fixture
def empty_url(database_url: str) -> Iterator[str]:
    """An empty database beside the migrated one, whose server knows the roles."""
    server, _, name = database_url.rpartition("/")
    own = f"{name}_old"
    with psycopg.connect(database_url, autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(own)))
    yield f"{server}/{own}"
    with psycopg.connect(database_url, autocommit=True) as conn:
        conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(own)))


def brought_back(url: str, release: Path) -> None:
    with psycopg.connect(url) as conn:
        conn.execute(release.read_bytes())


def schema_of(url: str) -> dict[str, set[tuple[object, ...]]]:
    with psycopg.connect(url) as conn:
        return {what: set(conn.execute(query).fetchall()) for what, query in _SCHEMA.items()}


def rows_of(url: str) -> dict[str, int]:
    with psycopg.connect(url) as conn:
        names = conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        count = sql.SQL("SELECT count(*) FROM {}")
        found: dict[str, int] = {}
        for (name,) in names.fetchall():
            row = conn.execute(count.format(sql.Identifier("public", name))).fetchone()
            found[name] = int(row[0]) if row else 0
        return found


def test_each_release_is_kept_here() -> None:
    assert {path.stem for path in RELEASES} == LAST.keys()


@pytest.mark.both_postgres
@pytest.mark.parametrize("release", RELEASES, ids=lambda p: p.stem)
def test_a_released_schema_with_its_rows_becomes_today_s(
    database_url: str, empty_url: str, release: Path
) -> None:
    """And no file that was released has changed since: that would be refused here."""
    brought_back(empty_url, release)
    before = rows_of(empty_url)
    assert before["reports"], "a snapshot without rows proves little"
    assert migrate(empty_url) == [p.name for p in LATER if p.name > LAST[release.stem]]
    after = rows_of(empty_url)
    assert {name: after.get(name) for name in before if name != "quorate_migrations"} == {
        name: rows for name, rows in before.items() if name != "quorate_migrations"
    }
    old, new = schema_of(empty_url), schema_of(database_url)
    for what in _SCHEMA:
        assert old[what] == new[what], what


def test_every_hot_table_is_one(database_url: str) -> None:
    assert rows_of(database_url).keys() >= HOT


def test_no_later_file_holds_up_who_works(empty_url: str, tmp_path: Path) -> None:
    brought_back(empty_url, RELEASES[0])
    with psycopg.connect(empty_url) as conn:
        for file in LATER:
            assert not complaints(conn, file), file.name
            shutil.copy(file, tmp_path)
            migrate(empty_url, tmp_path)


HOLDS_UP = {
    "ALTER TABLE subjects ALTER COLUMN native TYPE varchar(300);": "subjects: is written anew",
    "ALTER TABLE cases ADD COLUMN at timestamptz NOT NULL DEFAULT clock_timestamp();": "cases: is",
    "ALTER TABLE cases ALTER COLUMN closed_at SET NOT NULL;": "cases: is read whole",
    "ALTER TABLE reports ADD CONSTRAINT short CHECK (length(category) < 90);": "reports: is read",
    "CREATE INDEX reports_by_more ON reports (category, received_at);": "reports: is read whole",
    "UPDATE cases SET area = area;": "cases: is read whole",
    "CREATE INDEX CONCURRENTLY a ON cases (area); SELECT 1;": "CONCURRENTLY: a file of its own",
}
HOLDS_NOBODY_UP = (
    "ALTER TABLE cases ADD COLUMN more text;",
    "ALTER TABLE cases ADD COLUMN more text NOT NULL DEFAULT '';",
    "ALTER TABLE reports ADD CONSTRAINT short CHECK (length(category) < 90) NOT VALID;",
    "-- Why it is needed.\nCREATE INDEX CONCURRENTLY cases_by_more ON cases (area, due_at);\n",
    "CREATE TABLE more (note text); CREATE INDEX ON more (note);",
    "CREATE INDEX ON templates (policy);",
)


@pytest.mark.parametrize("text", HOLDS_UP)
def test_a_file_that_holds_up_who_works_is_told(
    database_url: str, tmp_path: Path, text: str
) -> None:
    (tmp_path / "file.sql").write_text(text)
    with psycopg.connect(database_url) as conn:
        found = complaints(conn, tmp_path / "file.sql")
    assert [one for one in found if one.startswith(HOLDS_UP[text])], found


@pytest.mark.parametrize("text", HOLDS_NOBODY_UP)
def test_a_file_that_holds_nobody_up_passes(database_url: str, tmp_path: Path, text: str) -> None:
    (tmp_path / "file.sql").write_text(text)
    with psycopg.connect(database_url) as conn:
        assert not complaints(conn, tmp_path / "file.sql")


def test_an_index_is_made_while_others_write(database_url: str, tmp_path: Path) -> None:
    """Also after an earlier try that left half of it, and with a second one who migrates."""
    half = "CREATE UNIQUE INDEX CONCURRENTLY slips_once ON slips (note)"
    with psycopg.connect(database_url, autocommit=True) as conn:
        conn.execute("CREATE TABLE slips (note text)")
        conn.execute("INSERT INTO slips VALUES ('same'), ('same')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            conn.execute(half)
        conn.execute("DELETE FROM slips")
        (tmp_path / "9001_pre_slips.sql").write_text(f"-- Each once.\n{half};\n")
        applied: list[str] = []
        both = [
            threading.Thread(target=lambda: applied.extend(migrate(database_url, tmp_path)))
            for _ in range(2)
        ]
        for one in both:
            one.start()
        conn.execute("INSERT INTO slips VALUES ('while it is made')")
        for one in both:
            one.join()
        whole = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'slips_once'::regclass"
        assert conn.execute(whole).fetchone() == (True,)
    assert applied == ["9001_pre_slips.sql"]


def test_a_deploy_s_first_half_stops_before_what_old_code_would_miss(
    database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "9001_pre_more.sql").write_text("ALTER TABLE cases ADD COLUMN more text;")
    (tmp_path / "9002_post_more.sql").write_text("ALTER TABLE cases DROP COLUMN more;")
    assert migrate(database_url, tmp_path, before_deploy=True) == ["9001_pre_more.sql"]
    assert migrate(database_url, tmp_path, before_deploy=True) == []
    assert migrate(database_url, tmp_path) == ["9002_post_more.sql"]
