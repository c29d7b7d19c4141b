"""The units of systemd start what there is, with every secret and no other process's."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.operate.telling import ROOT, commands

from quorate.cli import PROCESSES
from quorate.doctor.guarded import secret_files
from quorate.doctor.installation import read_installation
from quorate.effects.configuration import exposed, read_configuration
from quorate.ledger.exposure import CREDENTIALS
from quorate.ledger.keys import PrivateKey
from quorate.preparing import PINNED, Place, prepare, write_secret
from quorate.settings.reading import BadSettingError, secret

UNITS = ROOT / "examples/systemd"
SERVICES = sorted(UNITS.glob("*.service"))
PAGE = "docs/how-to/run-under-systemd.md"
HERE = "/srv/quorate"
SETTINGS_OF = {
    "sequencer": "sequencer",
    "effector": "effector",
    "firehose": "serve",
    "serve": "serve",
    "worker": "serve",
    "signer": "signer",
}


def told(unit: Path, name: str) -> list[str]:
    """The values of a setting, which may stand several times."""
    return re.findall(rf"^{name}=(.*)$", unit.read_text(), re.MULTILINE)


def process(unit: Path) -> str:
    return unit.stem.removeprefix("quorate-")


@pytest.mark.parametrize("unit", SERVICES, ids=process)
def test_a_unit_that_fails_at_once_is_started_again_for_ever(unit: Path) -> None:
    """Else five failures in ten seconds, as while a database is away, leave it down for good."""
    assert told(unit, "Restart") == ["always"]
    before, _ = unit.read_text().split("[Service]")
    assert "StartLimitIntervalSec=0" in before.splitlines()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An installation as founding leaves it, with whole paths as the page tells to write them."""
    made = tmp_path / "quorate"
    prepare(Place(made, "here.example", "http://127.0.0.1:9", "http://sign.localhost:1"))
    for name in PINNED:
        path = made / name
        path.write_text(f'genesis = "{"0" * 64}"\n{path.read_text()}')
    for name in ("sequencer", "effector", "serve"):
        write_secret(made / name / "database_url", "postgresql://")
    for command in commands(PAGE):
        if command.startswith("sed "):
            subprocess.run(command.replace(HERE, str(made)), shell=True, check=True)
    return made


@pytest.mark.parametrize("unit", SERVICES, ids=process)
def test_a_unit_hands_its_process_all_that_its_settings_name(unit: Path, folder: Path) -> None:
    name = SETTINGS_OF[process(unit)]
    given = folder.parent / "credentials" / name
    given.mkdir(parents=True)
    for one in told(unit, "LoadCredential"):
        credential, _, source = one.partition(":")
        path = Path(source.replace(HERE, str(folder)))
        assert path.parent.name == name, "another process's secret"
        (given / credential).write_bytes(path.read_bytes())
    (start,) = told(unit, "ExecStart")
    command, said, file = start.split()
    assert (command, said) == ("/opt/quorate/.venv/bin/quorate", process(unit))
    assert said in PROCESSES
    found = read_installation(given.parent)
    assert found.settings(name) == Path(file.replace("${CREDENTIALS_DIRECTORY}", str(given)))
    settings = getattr(found, name)
    assert settings is not None
    missing = [path for _, path in secret_files(found) if not path.is_file()]
    assert missing == []
    writes = {Path(path.replace(HERE, str(folder))) for path in told(unit, "ReadWritePaths")}
    assert all(path.is_dir() for path in writes)
    for attribute in ("ledger", "state", "incidents", "authority"):
        path = getattr(settings, attribute, None)
        assert path is None or path.is_relative_to(folder), attribute


def test_every_process_has_its_unit_and_the_target_starts_it() -> None:
    assert {process(unit) for unit in SERVICES} == {*PROCESSES} - {"witness"}
    wanted = " ".join(told(UNITS / "quorate.target", "Wants")).split()
    asked = [unit.name for unit in SERVICES if process(unit) != "firehose"]
    assert sorted(wanted) == asked
    users = {process(unit): told(unit, "User")[0] for unit in SERVICES}
    assert users["serve"] == users["worker"] == users["firehose"]
    assert len({*users.values()}) == 4
    made = re.findall(r"^u (\S+)", (UNITS / "quorate.sysusers").read_text(), re.MULTILINE)
    assert sorted(made) == sorted({*users.values()})


def test_the_page_tells_of_the_installation_as_it_is(folder: Path) -> None:
    """Whole paths change nothing for whoever reads the folder itself."""
    found = read_installation(folder)
    assert [one.says for one in found.findings if one.verdict != "OK"] == []
    assert found.effector is not None
    assert found.effector.state == folder / "effector/state.sqlite"
    files = [part for line in commands(PAGE) for part in line.split() if "examples/" in part]
    assert files
    assert all(list(ROOT.glob(name)) for name in files)


@pytest.fixture
def units(tmp_path: Path) -> list[str]:
    """Copies that name this checkout's command, since systemd looks whether it is there."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze here: apt-get install systemd")
    for unit in UNITS.glob("quorate*.[st]*"):
        quorate = str(Path(sys.executable).with_name("quorate"))
        text = unit.read_text().replace("/opt/quorate/.venv/bin/quorate", quorate)
        (tmp_path / unit.name).write_text(text)
    return [str(tmp_path / unit.name) for unit in [*SERVICES, UNITS / "quorate.target"]]


def _analyze(*words: str) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_systemd_understands_every_line(units: list[str]) -> None:
    done = _analyze("verify", "--man=no", *units)
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "quorate" in line]
    assert (done.returncode, ours) == (0, [])


def test_the_page_tells_how_closed_each_unit_is(units: list[str]) -> None:
    text = (ROOT / PAGE).read_text()
    for unit in units[:-1]:
        done = _analyze("security", "--offline=yes", "--no-pager", unit)
        found = re.search(r"exposure level for (\S+): ([\d.]+)", done.stdout)
        assert found, done.stderr
        name, level = found.groups()
        row = re.search(rf"^\| `{name}` \| ([\d.]+) \|$", text, re.MULTILINE)
        assert row, name
        # Another version of systemd judges a little otherwise.
        assert abs(float(row[1]) - float(level)) <= 0.3, name


def test_a_credential_s_access_list_is_no_exposure(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mask of an access list stands where the group's rights do: there, and nowhere else."""
    configuration = read_configuration(folder / "effector/effector.toml")
    key, word = folder / "effector/effector.key", folder / "effector/subject_key"
    for path in (key, word):
        path.chmod(0o440)
    refused = exposed(configuration)
    assert refused
    assert refused.problem == "secrets-exposed"
    with pytest.raises(BadSettingError):
        secret(word)
    monkeypatch.setenv(CREDENTIALS, str(folder / "serve"))
    with pytest.raises(BadSettingError):
        secret(word)
    monkeypatch.setenv(CREDENTIALS, str(folder / "effector"))
    assert len(secret(word)) == 64
    assert PrivateKey.load(key).public
    assert "one user" in str(exposed(configuration))
    key.chmod(0o444)
    refused = exposed(configuration)
    assert refused
    assert "effector.key" in refused.detail
