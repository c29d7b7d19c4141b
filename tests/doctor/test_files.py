"""Faults of the machine, of settings, secrets, users and ports."""

import os
import subprocess
import sys
import zoneinfo
from pathlib import Path

import pytest
from tests.doctor.examining import Patient, of, rewritten
from tests.installed import wait_until

from quorate.doctor import machine
from quorate.doctor.installation import read_installation
from quorate.doctor.machine import disk, libraries, python, zones
from quorate.doctor.model import Check, Finding, Verdict
from quorate.doctor.ports import listener
from quorate.preparing import Place, prepare
from quorate.settings.serve import serve_settings
from quorate.vocabulary.times import now

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away: sudo make test")


def test_a_setting_that_cannot_be_used(patient: Patient) -> None:
    path = patient.folder / "serve/serve.toml"
    before = rewritten(path, lambda text: "second_reviews = 7\n" + text.replace("second", "#"))
    found = of(patient.found(), Check.SETTINGS)
    bad = [one for one in found if one.verdict is Verdict.WRONG]
    assert [one.says for one in bad] == [
        f"{path}: second_reviews: a share from 0 to 1, such as 0.05"
    ]
    assert bad[0].mending == "mend that setting (docs/reference/configuration.md, serve.toml)"
    path.write_text(before)
    assert patient.is_as_before()


def test_a_file_that_settings_name_and_that_is_not_there(patient: Patient) -> None:
    pager = patient.folder / "effector/pager"
    pager.unlink()
    found = of(patient.found(), Check.SETTINGS)
    assert (
        Finding(
            Check.SETTINGS,
            Verdict.WRONG,
            f"{patient.folder}/effector/effector.toml names {pager}, which is not there",
            f"make {pager}, or name another in {patient.folder}/effector/effector.toml",
        )
        in found
    )
    pager.touch(0o600)
    assert patient.is_as_before()


def test_a_process_of_another_host(patient: Patient) -> None:
    path = patient.folder / "signer/signer.toml"
    path.rename(path.with_suffix(".away"))
    fault = patient.fault()
    assert (fault.check, fault.verdict) == (Check.SETTINGS, Verdict.WARNING)
    assert fault.mending == "if signer runs on another host, run quorate doctor there, too"
    path.with_suffix(".away").rename(path)
    assert patient.is_as_before()


def test_a_secret_that_others_may_read(patient: Patient) -> None:
    key = patient.folder / "sequencer/log.key"
    key.chmod(0o644)
    fault = patient.fault()
    assert fault == Finding(
        Check.SECRETS, Verdict.WRONG, f"{key} has mode 0644", f"chmod 600 {key}"
    )
    patient.mends(fault)


@AS_ROOT
def test_a_secret_that_is_somebody_elses(patient: Patient) -> None:
    key = patient.folder / "serve/web.key"
    os.chown(key, 65534, -1)
    fault = patient.fault()
    assert fault.says == f"{key} belongs to nobody, serve is root"
    assert fault.mending == f"chown root {key}"
    patient.mends(fault)


def test_a_secret_that_is_gone(patient: Patient) -> None:
    path = patient.folder / "serve/invites"
    path.rename(path.with_suffix(".away"))
    fault = patient.fault()
    assert fault.says == f"{path} is missing"
    assert str(patient.folder / "serve/serve.toml") in fault.mending
    path.with_suffix(".away").rename(path)
    assert patient.is_as_before()


@AS_ROOT
def test_one_user_for_effector_and_sequencer(patient: Patient) -> None:
    toml = patient.folder / "effector/effector.toml"
    (fault,) = of(patient.found(), Check.USERS)
    assert fault.verdict is Verdict.WRONG
    assert fault.says == "effector and sequencer are both root: nothing is silenced"
    before = rewritten(toml, lambda t: t.replace("shared_user = false", "shared_user = true"))
    (fault,) = of(patient.found(), Check.USERS)
    assert fault.verdict is Verdict.WARNING
    toml.write_text(before)
    os.chown(patient.folder / "ledger", 65534, -1)
    assert [f.verdict for f in of(patient.found(), Check.USERS)] == [Verdict.OK]
    os.chown(patient.folder / "ledger", 0, -1)


def test_a_port_that_a_stranger_took(patient: Patient) -> None:
    toml = patient.folder / "serve/serve.toml"
    port = serve_settings(toml).port
    code = "import socket, sys; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); input()"
    command = [sys.executable, "-c", code, str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as stranger:
        wait_until(lambda: listener(port) is not None)
        fault = patient.fault()
        assert fault.check is Check.PORTS
        assert f"{port}, where serve belongs, is taken by process {stranger.pid}: " in fault.says
        assert fault.mending == f"end that process, or change port in {toml}"
        stranger.communicate(b"\n")
    assert patient.is_as_before()


def test_nothing_runs_and_the_command_that_starts_it_is_told(patient: Patient) -> None:
    found = of(patient.found(), Check.PORTS)
    assert [one.verdict for one in found] == [Verdict.WRONG] * 3
    serve = patient.folder / "serve/serve.toml"
    assert found[0].mending == f"start it: quorate serve {serve}"


def test_a_folder_without_an_installation(tmp_path: Path) -> None:
    (fault,) = read_installation(tmp_path).findings
    assert (fault.check, fault.verdict) == (Check.FOUNDING, Verdict.WRONG)
    assert fault.mending.startswith(f"quorate prepare {tmp_path} ")


def test_a_folder_that_is_prepared_and_not_founded(tmp_path: Path) -> None:
    prepare(Place(tmp_path, "new.example", "http://127.0.0.1:9", "http://sign.localhost:1"))
    first, *_ = read_installation(tmp_path).findings
    assert first.says == "prepared and not founded: serve, effector, signer pin no genesis"
    assert f"quorate found FOUNDING_FILE {tmp_path}" in first.mending


def test_another_version_of_a_library(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("rich==0.1 \\\n    --hash=sha256:00\nnot-here==1.0 ; sys_platform == 'win32'\n")
    (fault,) = libraries(lock)
    assert fault.verdict is Verdict.WRONG
    assert fault.says.startswith("rich is ")
    assert fault.says.endswith(", not 0.1")
    assert f"pip install --require-hashes --only-binary :all: -r {lock}" in fault.mending
    lock.unlink()
    assert [one.verdict for one in libraries(lock)] == [Verdict.OK]


def test_a_python_that_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [one.verdict for one in python()] == [Verdict.OK]
    monkeypatch.setattr(machine, "OLDEST_PYTHON", (9, 0))
    assert [one.verdict for one in python()] == [Verdict.WRONG]


def test_no_time_zone_data(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [one.verdict for one in zones()] == [Verdict.OK]
    monkeypatch.setitem(sys.modules, "tzdata", None)
    zoneinfo.reset_tzpath([])
    try:
        (fault,) = zones()
    finally:
        zoneinfo.reset_tzpath()
    assert fault.verdict is Verdict.WRONG
    assert "pip install tzdata" in fault.mending


def test_a_disk_that_is_nearly_full(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    installation = read_installation(patient.folder)
    monkeypatch.setattr(machine, "SCARCE_FREE", 1 << 62)
    assert {one.verdict for one in disk(installation)} == {Verdict.WARNING}
    monkeypatch.setattr(machine, "LEAST_FREE", 1 << 62)
    first, *_ = disk(installation)
    assert (first.check, first.verdict) == (Check.DISK, Verdict.WRONG)
    assert f"(df {patient.folder})" in first.mending


def test_no_secret_is_ever_printed(patient: Patient) -> None:
    for process in ("serve", "sequencer", "effector"):
        path = patient.folder / process / "database_url"
        (path.parent / "kept").write_text(path.read_text())
        path.write_text("hunter2-is-no-address")
    said = " ".join(f"{f.says} {f.mending}" for f in patient.found(now()))
    assert "holds no database's address" in said
    for process in ("serve", "sequencer", "effector"):
        path = patient.folder / process / "database_url"
        path.write_text((path.parent / "kept").read_text())
        (path.parent / "kept").unlink()
    said += " ".join(f"{f.says} {f.mending}" for f in patient.found(now()))
    private = [p for p in patient.folder.glob("*/*") if p.is_file() and p.suffix != ".toml"]
    kept = [p.read_text(errors="ignore") for p in private if "sqlite" not in p.name]
    words = {line for text in kept for line in text.split() if len(line) > 6}
    assert "hunter2" not in said
    assert not [word for word in words if word in said]
    assert patient.is_as_before()
