"""Faults of the database, on a real one."""

import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from tests.doctor.examining import OWNER, Patient, of
from tests.installed import wait_until

from quorate.doctor import database
from quorate.doctor.model import Check, Verdict
from quorate.vocabulary.times import now


@pytest.fixture
def url(patient: Patient) -> Path:
    return patient.folder / "serve/database_url"


def _put(path: Path, **said: str | int) -> str:
    """Another address; what it was before."""
    before = path.read_text()
    path.write_text(make_conninfo(before, **said))
    return before


def _only(patient: Patient, check: Check) -> list[str]:
    found = of(patient.found(now()), check)
    return [one.mending for one in found if one.verdict is not Verdict.OK]


def test_a_server_that_is_away(patient: Patient, url: Path) -> None:
    before = _put(url, port=1)
    (mending,) = _only(patient, Check.DATABASE)
    assert mending.startswith("start PostgreSQL")
    assert str(url) in mending
    url.write_text(before)
    assert patient.is_as_before()


def test_a_password_that_is_another(patient: Patient, url: Path) -> None:
    before = _put(url, password="NEW")
    (mending,) = _only(patient, Check.DATABASE)
    alter, _, rest = mending.removeprefix(OWNER).partition("; ")
    assert rest == f"then put the same into {url} and restart serve"
    patient.sql(alter)
    assert patient.is_as_before()
    patient.sql(f"ALTER ROLE quorate_web PASSWORD '{conninfo_to_dict(before)['password']}'")
    url.write_text(before)


def test_a_database_that_is_not_there(patient: Patient, url: Path) -> None:
    before = _put(url, dbname="nothing")
    (mending,) = _only(patient, Check.DATABASE)
    assert mending == f"make that database or role anew from a backup, or correct {url}"
    url.write_text(before)


def test_a_server_that_is_too_old(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "OLDEST_SERVER", 99)
    assert set(_only(patient, Check.DATABASE)) == {"upgrade the server to 99 or newer"}


def test_a_migration_that_is_missing(patient: Patient) -> None:
    patient.sql("DELETE FROM quorate_migrations WHERE name = '0041_pre_doctor.sql'")
    fault = patient.fault()
    assert fault.says == "not applied: 0041_pre_doctor.sql"
    assert fault.mending == "QUORATE_DATABASE_URL=OWNER_URL quorate migrate"
    done = subprocess.run(
        [sys.executable, "-m", "quorate", "migrate"],
        env={**os.environ, "QUORATE_DATABASE_URL": patient.small.url},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("applied 0041_pre_doctor.sql\n1 applied")
    assert patient.is_as_before()


def test_a_database_from_before_it_could_be_looked_at(patient: Patient) -> None:
    patient.sql("REVOKE SELECT ON quorate_migrations FROM quorate_web")
    assert patient.fault().says == "the database is of an older Quorate, or of none"
    patient.sql("GRANT SELECT ON quorate_migrations TO quorate_web")


def test_a_database_of_a_newer_quorate(patient: Patient) -> None:
    patient.sql("INSERT INTO quorate_migrations VALUES ('9999_pre_next.sql', '')")
    fault = patient.fault()
    assert fault.says == "the database is of a newer Quorate: 9999_pre_next.sql"
    patient.sql("DELETE FROM quorate_migrations WHERE name = '9999_pre_next.sql'")
    assert patient.is_as_before()


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (
            "GRANT DELETE ON ledger_queue TO quorate_web",
            "quorate_web may DELETE on ledger_queue, which it must never",
        ),
        (
            "GRANT INSERT ON inbox TO quorate_web",
            "quorate_web may INSERT on inbox, which it must never",
        ),
        (
            "REVOKE INSERT ON inbox FROM quorate_effector",
            "quorate_effector may not INSERT on inbox",
        ),
        (
            "REVOKE UPDATE (leaf) ON ledger_queue FROM quorate_sequencer",
            "quorate_sequencer may not UPDATE on ledger_queue",
        ),
        ("ALTER ROLE quorate_effector CREATEROLE", "quorate_effector may do everything"),
    ],
)
def test_a_role_that_may_too_much_or_too_little(patient: Patient, fault: str, says: str) -> None:
    patient.sql(fault)
    found = patient.fault()
    assert (found.check, found.verdict, found.says) == (Check.ROLES, Verdict.WRONG, says)
    patient.mends(found)


def test_a_process_that_connects_as_another(patient: Patient, url: Path) -> None:
    before = url.read_text()
    url.write_text((patient.folder / "sequencer/database_url").read_text())
    (mending,) = _only(patient, Check.ROLES)
    assert mending == "name quorate_web and its password in serve/database_url"
    url.write_text(before)
    assert patient.is_as_before()


def test_clocks_that_are_apart(patient: Patient) -> None:
    assert _only(patient, Check.CLOCK) == []
    (fault,) = of(patient.found(now() - timedelta(seconds=7)), Check.CLOCK)
    assert fault.verdict is Verdict.WRONG
    assert fault.mending == "on both machines: timedatectl set-ntp true"


def test_somebody_who_waits_for_a_lock(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "WAITS", "0.1 s")

    def wait() -> None:
        with psycopg.connect(patient.small.url, autocommit=True) as conn:
            conn.execute("SELECT 1 FROM cases")

    with psycopg.connect(patient.small.url) as holder:
        holder.execute("LOCK TABLE cases")
        waiter = threading.Thread(target=wait)
        waiter.start()
        wait_until(lambda: bool(_only(patient, Check.LOCKS)))
        (mending,) = _only(patient, Check.LOCKS)
        assert mending == f"{OWNER}SELECT pg_terminate_backend({holder.info.backend_pid})"
        patient.sql(mending.removeprefix(OWNER))
        waiter.join()
        with pytest.raises(psycopg.OperationalError):
            holder.execute("SELECT 1")
    assert _only(patient, Check.LOCKS) == []


def test_a_table_full_of_dead_rows(patient: Patient) -> None:
    with psycopg.connect(patient.small.url, autocommit=True) as conn:
        conn.execute("CREATE TABLE swollen (n int) WITH (autovacuum_enabled = false)")
        conn.execute("INSERT INTO swollen SELECT generate_series(1, 20000)")
        conn.execute("DELETE FROM swollen")
        conn.execute("SELECT pg_stat_force_next_flush()")
        fault = patient.fault()
        assert (fault.check, fault.verdict) == (Check.VACUUM, Verdict.WARNING)
        assert fault.says == "swollen has 20000 dead rows beside 0 living ones"
        sql, _, _ = fault.mending.removeprefix(OWNER).partition(";")
        assert sql == "VACUUM swollen"
        patient.sql(sql)
        assert patient.is_as_before()
        conn.execute("DROP TABLE swollen")


def test_autovacuum_that_is_off(patient: Patient) -> None:
    patient.sql("ALTER SYSTEM SET autovacuum = off")
    patient.sql("SELECT pg_reload_conf()")
    wait_until(lambda: bool(_only(patient, Check.VACUUM)))
    (mending,) = _only(patient, Check.VACUUM)
    for one in mending.removeprefix("as a superuser: ").split("; "):
        patient.sql(one)
    wait_until(lambda: not _only(patient, Check.VACUUM))
