"""The image's steps work, and each service of the compose file starts what there is."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from tests.operate.telling import ROOT, commands

from quorate.cli import COMMANDS, PROCESSES
from quorate.ledger.fields import as_object, texts
from quorate.preparing import Place, prepare

COMPOSE = ROOT / "examples/compose/compose.yaml"
PAGE = "docs/how-to/run-in-containers.md"
HERE = "/srv/quorate"


def services() -> dict[str, dict[str, object]]:
    found = as_object(yaml.safe_load(COMPOSE.read_text()), "compose")
    rows = as_object(found["services"], "services")
    return {name: dict(as_object(row, name)) for name, row in rows.items()}


def processes() -> dict[str, dict[str, object]]:
    return {name: row for name, row in services().items() if name in PROCESSES}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    prepare(Place(tmp_path, "here.example", "http://127.0.0.1:9", "http://sign.localhost:1"))
    return tmp_path


def mounts(row: dict[str, object]) -> dict[str, bool]:
    """The host's paths, and whether they may be written."""
    parts = [one.split(":") for one in texts(row, "volumes")]
    return {part[0]: part[-1] != "ro" for part in parts}


def test_every_process_is_a_service_and_reads_settings_that_there_are(folder: Path) -> None:
    assert processes().keys() == {*PROCESSES} - {"witness"}
    for name, row in processes().items():
        said, settings = texts(row, "command")
        assert said == name
        assert Path(settings.replace(HERE, str(folder))).is_file()
        seen = mounts(row)
        assert str(Path(settings).parent) in seen
        assert all(Path(path.replace(HERE, str(folder))).is_dir() for path in seen)


def test_no_service_sees_or_writes_what_is_anothers() -> None:
    own = {"worker": "serve", "firehose": "serve"}
    users = {name: str(row["user"]) for name, row in processes().items()}
    assert users["serve"] == users["worker"] == users["firehose"]
    assert len({*users.values()}) == len(users) - 2
    assert not any(user.startswith("0") for user in users.values())
    for name, row in processes().items():
        seen = mounts(row)
        private = {path for path in seen if Path(path).name not in ("ledger", "authority")}
        assert private == {f"{HERE}/{own.get(name, name)}"}
        writes = {Path(path).name for path, may in seen.items() if may}
        may = {"sequencer": "ledger", "effector": "effector", "worker": "serve", "serve": "serve"}
        assert writes == {may[name]} if name in may else writes == set()


def test_every_service_of_ours_is_closed() -> None:
    for name, row in {**processes(), "tool": services()["tool"]}.items():
        assert row["read_only"] is True, name
        assert row["cap_drop"] == ["ALL"], name
        assert row["security_opt"] == ["no-new-privileges:true"], name
        assert row["network_mode"] == "service:front", name
        assert "ports" not in row, name
        assert ("cap_add" in row) is (name == "tool"), name


def test_the_page_gives_each_folder_to_its_service() -> None:
    owners = dict[str, str]()
    for line in commands(PAGE):
        if found := re.match(r"chown -R (\d+:\d+) (.*)", line):
            owners |= dict.fromkeys(found[2].split(), found[1])
    for name, row in processes().items():
        _, settings = texts(row, "command")
        assert owners[str(Path(settings).parent)] == row["user"], name
    assert owners[f"{HERE}/ledger"] == services()["sequencer"]["user"]


def test_the_page_and_the_image_name_commands_that_there_are() -> None:
    known = {name for names in COMMANDS.values() for name in names}
    said = [line.split(" tool ")[1].split()[0] for line in commands(PAGE) if " tool " in line]
    assert said
    assert known >= {*said}
    text = (ROOT / "Containerfile").read_text()
    assert '["python", "-m", "quorate.doctor.alive"]' in text
    assert re.search(r"^USER (?!0)\d+:\d+$", text, re.MULTILINE)
    installs = [line for line in text.splitlines() if "pip install" in line]
    assert all("--require-hashes" in one or "--no-index" in one for one in installs)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_the_steps_of_the_image_make_a_command_that_runs(tmp_path: Path) -> None:
    """In plain folders, with this machine's Python in the place of the base's."""
    build, made = tmp_path / "build", tmp_path / "opt"
    build.mkdir()
    text = (ROOT / "Containerfile").read_text().replace("\\\n", "")
    stage = text.split("FROM ")[1]
    for line in stage.splitlines():
        what, _, words = line.partition(" ")
        if what == "COPY":
            *sources, target = words.split()
            _copied([ROOT / source for source in sources], build / target)
        if what == "RUN":
            command = words.replace("/opt/quorate", str(made))
            python = command.replace("python3 -m venv", f"{sys.executable} -m venv")
            subprocess.run(python, shell=True, cwd=build, check=True)
    quorate = subprocess.run(
        [made / "bin/quorate", "doctor", str(tmp_path / "nothing"), "--json"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin"},
    )
    assert '"check": "founding"' in quorate.stdout, quorate.stderr
    assert list(made.glob("lib/python3*/site-packages/quorate/console/static/htmx.min.js"))
    assert not list(made.glob("lib/python3*/site-packages/pip"))


def _copied(sources: list[Path], target: Path) -> None:
    for source in sources:
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            into = target / source.name if len(sources) > 1 or target.is_dir() else target
            into.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, into)
