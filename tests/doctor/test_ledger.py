"""Faults of the ledger's folder, its keys, the effector's memory, the worker and the backups."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.backups.small import small_installation
from tests.doctor.examining import Patient, of, rewritten

from quorate.backups.noting import NOTE
from quorate.doctor import examining
from quorate.doctor.examining import examine
from quorate.doctor.installation import read_installation
from quorate.doctor.ledgers import Log, read_log, witnesses
from quorate.doctor.model import Check, Finding, Verdict
from quorate.ledger.checkpoint import read_body
from quorate.ledger.files import WITNESSED, read_checkpoint
from quorate.ledger.keys import KeyKind, PrivateKey, SignerKey
from quorate.ledger.note import parse_note, sign_note, signature_lines
from quorate.retention.model import DataKind
from quorate.vocabulary.times import now, stamp


def _of(patient: Patient, check: Check, at: datetime | None = None) -> Finding:
    (found,) = of(patient.found(at or now()), check)
    return found


def _kept(path: Path, change: Callable[[Path], None]) -> Callable[[], None]:
    """Changes a file; what is given back puts it as it was."""
    before = path.read_bytes()
    change(path)

    def back() -> None:
        path.write_bytes(before)

    return back


def _another_key(path: Path) -> None:
    path.write_bytes(PrivateKey.generate().pem())


def test_a_tile_that_is_missing(patient: Patient) -> None:
    tile = next((patient.small.ledger / "tile/0").rglob("1"))
    back = _kept(tile, Path.unlink)
    fault = _of(patient, Check.LEDGER)
    assert fault.says == f"{tile} is missing"
    assert fault.mending == "bring back a newer copy of the folder: docs/how-to/back-up.md"
    back()
    assert patient.is_as_before()


def test_an_older_copy_of_the_folder(patient: Patient) -> None:
    older = patient.folder.parent / "older"
    shutil.copytree(patient.small.ledger, older)
    size = read_body(read_checkpoint(older)).size
    patient.small.row("one")
    asyncio.run(patient.small.publish())
    newer = patient.small.ledger.rename(patient.folder.parent / "newer")
    older.rename(patient.small.ledger)
    fault = patient.fault()
    assert (fault.check, fault.verdict) == (Check.LEDGER, Verdict.WRONG)
    assert fault.says == (
        f"the folder ends at {size} entries, the database saw {size + 1} published"
    )
    shutil.rmtree(patient.small.ledger)
    newer.rename(patient.small.ledger)
    assert patient.is_as_before()


def test_another_history_than_the_database_saw(patient: Patient) -> None:
    patient.sql("UPDATE ledger_published SET root = sha256('')")
    fault = patient.fault()
    assert "are not those that the database saw published" in fault.says
    assert fault.mending.startswith("stop all processes; ")
    root = read_body(read_checkpoint(patient.small.ledger)).root.hex()
    patient.sql(f"UPDATE ledger_published SET root = '\\x{root}'")
    assert patient.is_as_before()


def test_a_folder_without_a_checkpoint(patient: Patient) -> None:
    back = _kept(patient.small.ledger / "checkpoint", Path.unlink)
    fault = _of(patient, Check.LEDGER)
    assert fault.says.endswith("has no checkpoint: nothing was ever published there")
    assert "quorate sequencer" in fault.mending
    back()


def test_a_checkpoint_that_another_key_signed(patient: Patient) -> None:
    def sign(path: Path) -> None:
        body = parse_note(path.read_text()).text
        keys = [
            SignerKey(f"small.example/{name}", kind, PrivateKey.generate())
            for name, kind in (("ledger", KeyKind.ED25519), ("clock", KeyKind.COSIGNATURE))
        ]
        path.write_text(sign_note(body, keys, int(now().timestamp())))

    back = _kept(patient.small.ledger / "checkpoint", sign)
    fault = patient.fault()
    assert fault.says.startswith("the checkpoint is not signed by the log's keys in force")
    assert fault.mending == (
        f"name the log's own key files in {patient.folder}/sequencer/sequencer.toml and restart it"
    )
    back()
    assert patient.is_as_before()


def test_a_checkpoint_that_is_old_or_ahead(patient: Patient) -> None:
    patient.small.row("fresh")
    asyncio.run(patient.small.publish())
    assert _of(patient, Check.CHECKPOINT).verdict is Verdict.OK
    fault = _of(patient, Check.CHECKPOINT, now() + timedelta(hours=3))
    assert fault.says.startswith("the newest checkpoint is 3 h old: ")
    start = f"quorate sequencer {patient.folder}/sequencer/sequencer.toml"
    assert fault.mending == f"start it: {start}"
    fault = _of(patient, Check.CHECKPOINT, now() - timedelta(minutes=10))
    assert fault.mending == "on both machines: timedatectl set-ntp true"


def test_waiting_for_what_is_down_ages_nothing_that_comes_after(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each check asks the clock itself: here the ports take a minute to be looked at."""
    waited = timedelta()

    def slow(_: object) -> list[Finding]:
        nonlocal waited
        waited = timedelta(minutes=1)
        return []

    monkeypatch.setattr(examining, "ports", slow)
    patient.small.row("meanwhile")
    asyncio.run(patient.small.publish())
    found = list(examine(patient.folder, lambda: now() - timedelta(minutes=1) + waited))
    assert {one.verdict for one in (*of(found, Check.CLOCK), *of(found, Check.CHECKPOINT))} == {
        Verdict.OK
    }


def test_settings_that_pin_another_genesis(patient: Patient) -> None:
    path, own = patient.folder / "signer/signer.toml", patient.small.genesis
    before = rewritten(path, lambda text: text.replace(own, "0" * 64))
    fault = patient.fault()
    assert fault.check is Check.PINS
    assert fault.mending == f'set genesis = "{own}" in {path}, if that is your ledger'
    path.write_text(before)
    assert patient.is_as_before()


@pytest.mark.parametrize(
    ("name", "mending"),
    [
        ("sequencer/log.key", "bring back the log's own key files, or name them in "),
        ("effector/effector.key", "bring back that key file, or set name and key_file in "),
        ("serve/web.key", "under [askers] of "),
    ],
)
def test_a_key_that_others_do_not_know(patient: Patient, name: str, mending: str) -> None:
    path = patient.folder / name
    back = _kept(path, _another_key)
    fault = patient.fault()
    assert (fault.check, fault.verdict) == (Check.KEYS, Verdict.WRONG)
    assert fault.mending.startswith(mending)
    back()
    assert patient.is_as_before()


def test_a_signer_that_believes_other_effectors(patient: Patient) -> None:
    path = patient.folder / "signer/signer.toml"
    before = rewritten(path, lambda text: text.replace("effector-1", "effector-2"))
    fault = patient.fault()
    right = PrivateKey.load(patient.folder / "effector/effector.key").public.hex()
    assert fault.mending == f'under [effectors]: effector-1 = "{right}"'
    path.write_text(before)


def test_a_memory_that_is_missing_or_damaged(patient: Patient) -> None:
    path = patient.folder / "effector/state.sqlite"
    back = _kept(path, Path.unlink)
    fault = _of(patient, Check.MEMORY)
    assert fault.says.startswith(f"{path} is not there: ")
    assert "from the backup of the ledger" in fault.mending
    path.write_bytes(b"not a database at all" * 100)
    fault = _of(patient, Check.MEMORY)
    assert fault.says.startswith(f"{path} cannot be read: ")
    back()
    assert patient.is_as_before()


def test_a_memory_that_saw_more_than_the_ledger_has(patient: Patient) -> None:
    path = patient.folder / "effector/state.sqlite"
    with closing(sqlite3.connect(path)) as db:
        (size,) = db.execute("SELECT size FROM high_water").fetchone()
        db.execute("UPDATE high_water SET size = size + 1000")
        db.commit()
        fault = _of(patient, Check.MEMORY)
        assert f"the effector saw {size + 1000} entries, the ledger has " in fault.says
        assert fault.mending.endswith("#if-somebody-has-seen-more")
        db.execute("UPDATE high_water SET size = ?", (size,))
        db.commit()
    assert patient.is_as_before()


def test_an_effector_that_stands_still_and_what_waits_in_it(patient: Patient) -> None:
    memory = patient.small.memory()
    patient.small.see(memory)
    assert _of(patient, Check.MEMORY).verdict is Verdict.OK
    at = now()
    number = memory.spool(json.dumps({"at": stamp(at)}).encode(), "0" * 64)
    memory.keep_restore("prop_1", "on-call", now())
    since = f"{at:%Y-%m-%d %H:%M:%S} UTC"
    found = of(patient.found(now()), Check.MEMORY)
    assert [(one.verdict, one.says) for one in found[1:]] == [
        (
            Verdict.WARNING,
            f"1 entries of the effector wait for the database, the oldest since {since}",
        ),
        (Verdict.WARNING, "1 restores are accepted that the platform has not shown"),
    ]
    late = of(patient.found(at + timedelta(minutes=1, seconds=5)), Check.MEMORY)[1]
    assert late.verdict is Verdict.WRONG
    assert late.mending == "mend what is said of the database; if it is well, restart the effector"
    memory.sent(number)
    memory.restore_done("prop_1")
    memory.close()
    fault = _of(patient, Check.MEMORY, now() + timedelta(minutes=1))
    assert fault.says.startswith("the effector's last step was ")
    assert fault.mending.startswith("start it: quorate effector ")


def test_a_worker_that_does_not_work(patient: Patient) -> None:
    fault = _of(patient, Check.WORKER)
    assert fault.says == "the worker has not counted the queues yet"
    assert fault.mending.startswith("start it: quorate worker ")
    patient.sql("INSERT INTO queue_figures VALUES ('all', '', 0, 0, now(), now(), now(), now())")
    assert _of(patient, Check.WORKER).verdict is Verdict.OK
    fault = _of(patient, Check.WORKER, now() + timedelta(minutes=11))
    assert fault.says.startswith("the worker has not counted the queues since ")
    patient.sql(
        "INSERT INTO inbox (connector, identity, payload, received_at)"
        " VALUES ('matrix:x', '1', '{}', now() - interval '2 min')"
    )
    assert _of(patient, Check.WORKER).says.startswith("1 reports wait to be taken, the oldest ")
    patient.sql("UPDATE inbox SET taken_at = now()")
    patient.sql(
        "INSERT INTO event_cursors (endpoint, next_entry, tries, failing_since, answer)"
        " VALUES ('desk', 1, 3, now(), 'status 500')"
    )
    first, _ = of(patient.found(now()), Check.WORKER)
    assert first.verdict is Verdict.WARNING
    assert first.mending.startswith("mend that endpoint, or [events.desk] in ")
    patient.sql("DELETE FROM event_cursors")
    assert _of(patient, Check.WORKER).verdict is Verdict.OK
    patient.sql("DELETE FROM queue_figures")


def test_data_that_is_not_erased(patient: Patient) -> None:
    assert _of(patient, Check.RETENTION).verdict is Verdict.WARNING
    for kind in DataKind:
        patient.sql(
            "INSERT INTO retention_days (kind, day, before, done)"
            f" VALUES ('{kind}', current_date, now(), true)"
        )
    assert _of(patient, Check.RETENTION).verdict is Verdict.OK
    patient.sql("UPDATE retention_days SET day = day - 3 WHERE kind = 'report'")
    fault = _of(patient, Check.RETENTION)
    assert fault.says == "not erased for two days: report"
    assert fault.mending.startswith("start it: quorate worker ")
    patient.sql("DELETE FROM retention_days")


def test_a_backup_that_is_old(patient: Patient) -> None:
    fault = _of(patient, Check.BACKUPS)
    assert fault.says == "no backup was ever taken"
    assert f"quorate backup {patient.folder} NEW_FOLDER" in fault.mending
    note = patient.folder / NOTE
    note.write_text(json.dumps({"at": stamp(now()), "size": 1}))
    assert _of(patient, Check.BACKUPS).verdict is Verdict.OK
    assert _of(patient, Check.BACKUPS, now() + timedelta(hours=26)).verdict is Verdict.WARNING
    note.unlink()


async def test_witnesses_that_have_not_seen_it(tmp_path: Path, database_url: str) -> None:
    key = SignerKey("w.example", KeyKind.COSIGNATURE, PrivateKey.generate())
    policy = f"witness w {key.verifier.vkey} http://127.0.0.1:9\nquorum w\n"
    small = await small_installation(tmp_path / "installation", database_url, policy)
    log = read_log(read_installation(small.folder))
    assert isinstance(log, Log)
    (fault,) = witnesses(log, now())
    assert fault.says == "no quorum of witnesses has cosigned yet"
    assert "http://127.0.0.1:9" in fault.mending
    body = parse_note(log.text).text
    text = log.text + signature_lines(body, [key], int(now().timestamp()))
    (small.ledger / WITNESSED).write_text(text)
    assert [one.verdict for one in witnesses(log, now())] == [Verdict.OK]
    (fault,) = witnesses(log, now() + timedelta(minutes=1))
    assert fault.verdict is Verdict.WRONG
    (small.ledger / WITNESSED).write_text(log.text)
    (fault,) = witnesses(log, now())
    assert fault.says.startswith("the witnessed checkpoint does not hold: ")
