"""A team founds its installation with the real commands: keys apart, one ceremony, one ledger."""

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest
import yaml
from tests.cli.asking import QUORATE

from quorate.authority.charter import genesis_digest
from quorate.database import embedded
from quorate.demo.people import gather
from quorate.demo.setting import free_ports, new_database
from quorate.effects.configuration import read_configuration
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import entry_hash
from quorate.ledger.keys import PrivateKey
from quorate.settings.reading import BadSettingError
from quorate.settings.serve import serve_settings
from quorate.settings.signer import signer_settings
from quorate.vocabulary.times import now

THREE = (("ann", "product", "board"), ("ben", "safety", "chair"), ("cleo", "law", "board"))
TWO = THREE[:2]
WHERE = (
    *("--server-name", "example.org", "--matrix-url", "http://127.0.0.1:9"),
    *("--signer", "https://sign.example.org"),
)
Done = subprocess.CompletedProcess[str]
Change = Callable[[dict[str, Any]], None]


def _said(**fields: object) -> Change:
    def change(content: dict[str, Any]) -> None:
        content.update(fields)

    return change


def _without_log(content: dict[str, Any]) -> None:
    del content["log"]


def _another_effector(content: dict[str, Any]) -> None:
    content["effectors"][0]["public"] = "cd" * 32


def _hostile(content: dict[str, Any]) -> None:
    content["founders"][2]["team"] = "\x1b[2J\u202e\u009b31m"


def run(*words: object, typed: str = "", **environment: str) -> Done:
    known = {k: v for k, v in os.environ.items() if not k.startswith("QUORATE_")}
    return subprocess.run(
        [QUORATE, *map(str, words)],
        input=typed + "\n",
        env=known | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@dataclass(frozen=True)
class Team:
    """A prepared folder, its founding file, and a key a founder."""

    folder: Path
    keys: dict[str, Path]

    @property
    def file(self) -> Path:
        return self.folder / "founding.yaml"

    @property
    def sidecar(self) -> Path:
        return self.folder / "founding.yaml.signatures.json"

    def change(self, change: Change) -> None:
        content = yaml.safe_load(self.file.read_text())
        change(content)
        self.file.write_text(yaml.safe_dump(content, sort_keys=False))

    def genesis(self, who: str, typed: str, key: Path | None = None) -> Done:
        own = ("--key", key or self.keys[who], "--who", who)
        return run("genesis", self.file, *own, typed=typed)

    def sign(self, who: str) -> str:
        """Reads the digest off the screen and types what it asks for; what the screen says then."""
        words = ("genesis", str(self.file), "--key", str(self.keys[who]), "--who", who)
        ends = subprocess.PIPE
        with subprocess.Popen([QUORATE, *words], stdin=ends, stdout=ends, text=True) as process:
            assert process.stdin
            assert process.stdout
            shown = ""
            while not (found := re.search(r"Type ([0-9a-f]{8}) to sign: $", shown)):
                more = process.stdout.read(1)
                assert more, shown
                shown += more
            process.stdin.write(found[1] + "\n")
            process.stdin.flush()
            return process.stdout.read()

    def sign_all(self) -> None:
        """The same signatures, without the screens."""
        digest = genesis_digest(yaml.safe_load(self.file.read_text()))
        signed = {who: PrivateKey.load(key).sign(digest).hex() for who, key in self.keys.items()}
        self.sidecar.write_text(json.dumps(signed))

    def found(self, database: str) -> Done:
        return run("found", self.file, self.folder, QUORATE_DATABASE_URL=database)


def team_of(folder: Path, founders: tuple[tuple[str, str, str], ...] = THREE) -> Team:
    place, keys, rows = folder / "quorate", dict[str, Path](), list[dict[str, str]]()
    assert run("prepare", place, *WHERE).returncode == 0
    for who, team, manager in founders:
        keys[who] = folder / f"{who}.key"
        made = run("key", keys[who])
        public = made.stdout.split()[1]
        rows.append({"id": who, "team": team, "manager": manager, "public": public})
    made = Team(place, keys)
    made.change(_said(founders=rows))
    return made


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What every test takes a copy of."""
    folder = tmp_path_factory.mktemp("founding")
    team_of(folder)
    return folder


@pytest.fixture
def team(prepared: Path, tmp_path: Path) -> Team:
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return Team(tmp_path / "quorate", {who: tmp_path / f"{who}.key" for who, _, _ in THREE})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL of its own: founding gives its roles new passwords."""
    cluster = embedded.start(tmp_path_factory.mktemp("founding-postgres"))
    yield cluster.url
    embedded.stop(cluster)
    shutil.rmtree(cluster.folder)


@pytest.fixture
def database(server: str) -> str:
    return new_database(server, keep=True)


def entries(database: str) -> list[bytes]:
    with psycopg.connect(database) as conn:
        return [bytes(r[0]) for r in conn.execute("SELECT body FROM ledger_queue ORDER BY id")]


def on_free_ports(folder: Path) -> None:
    """As a team does where the usual ports are taken."""
    ports = free_ports("8440", "8441", "8442")
    for name in ("serve", "effector", "signer"):
        path = folder / name / f"{name}.toml"
        said = path.read_text()
        for usual, free in ports.items():
            said = said.replace(usual, str(free))
        path.write_text(said)


@contextmanager
def up(folder: Path) -> Generator[None]:
    process = subprocess.Popen([QUORATE, "up", str(folder)])
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def due(server: str) -> dict[str, Any]:
    """What change is due, once the installation answers."""
    for _ in range(600):
        with suppress(httpx2.HTTPError):
            answer = httpx2.get(f"{server}/v1/changes/next", trust_env=False)
            if answer.status_code == 200:
                return dict(answer.json())
        time.sleep(0.05)
    raise TimeoutError("it did not start")


def test_three_founders_found_start_and_staff_it(team: Team, database: str, tmp_path: Path) -> None:
    on_free_ports(team.folder)
    last = [team.sign(who) for who, _, _ in THREE][-1]
    assert "All have signed" in last
    done = team.found(database)
    assert done.returncode == 0, done.stderr
    body = entries(database)[0]
    pinned = entry_hash(body)
    assert f"Founded: genesis {pinned}\n" in done.stdout
    for name in ("serve", "effector", "signer"):
        settings = team.folder / name / f"{name}.toml"
        assert settings.read_text().startswith(f'genesis = "{pinned}"\n')
    profile = json.loads((team.folder / "profile.json").read_text())
    assert profile["genesis"] == pinned
    people = gather(tmp_path / "staff", now()).people
    with up(team.folder):
        assert due(profile["server"])["genesis"] == pinned
        for who, key in team.keys.items():
            where = ("--profile", team.folder / "profile.json")
            signed = run("apply", people, "--key", key, "--who", who, *where)
            assert signed.returncode == 0, signed.stderr
        for _ in range(200):
            if due(profile["server"])["number"] == 2:
                break
            time.sleep(0.05)
    assert next(iter(LogReader(team.folder / "ledger").entries(0, 1))) == body
    checked = run("ledger", "verify", team.folder / "ledger", "--genesis", pinned)
    assert "verified: 2 entries" in checked.stdout
    assert f"genesis {pinned} by ann, ben, cleo" in checked.stdout


def test_the_ceremony_says_who_founds_what(team: Team) -> None:
    shown = team.genesis("ann", "").stdout
    assert "founder    ben: team safety, manager chair, key " in shown
    assert "accounts of every tier" in shown
    assert "effector   effector-1, key " in shown
    assert "https://sign.example.org" in shown
    assert "at tier 2 and above by passkey, nothing else" in shown
    assert "the rules shipped with this Quorate" in shown
    assert "signed by  nobody yet" in shown
    team.sign("ann")
    assert "signed by  ann" in team.genesis("ben", "").stdout


@pytest.mark.long
def test_two_founders_are_told_that_they_never_reach_above_tier_1(
    tmp_path: Path, database: str
) -> None:
    team = team_of(tmp_path, TWO)
    shown = team.genesis("ann", "").stdout
    assert "TWO FOUNDERS: nothing above tier 1 is ever silenced here" in shown
    assert "by files of both founders" in shown
    team.sign("ann")
    team.sign("ben")
    assert team.found(database).returncode == 0


@pytest.mark.parametrize("typed", ["", "yes", "00000000"])
def test_anything_else_typed_signs_nothing(team: Team, typed: str) -> None:
    done = team.genesis("ann", typed)
    assert (done.returncode, done.stderr) == (1, "Not signed.\n")
    assert not team.sidecar.exists()


def test_said_again_it_founds_nothing_anew(team: Team, database: str) -> None:
    team.sign_all()
    first, pinned = team.found(database), (team.folder / "effector/effector.toml").read_text()
    secret = (team.folder / "serve/database_url").read_text()
    again = team.found(database)
    assert (again.returncode, again.stdout) == (0, first.stdout)
    assert len(entries(database)) == 1
    assert (team.folder / "effector/effector.toml").read_text() == pinned
    assert (team.folder / "serve/database_url").read_text() == secret


@pytest.mark.long
def test_what_was_cut_off_after_the_first_entry_is_finished(team: Team, database: str) -> None:
    team.sign_all()
    settings = team.folder / "signer/signer.toml"
    before = settings.read_text()
    team.found(database)
    pinned = settings.read_text()
    settings.write_text(before)
    (team.folder / "profile.json").unlink()
    assert team.found(database).returncode == 0
    assert settings.read_text() == pinned
    assert (team.folder / "profile.json").exists()
    assert len(entries(database)) == 1


@pytest.mark.long
def test_a_database_or_a_log_of_another_founding_is_refused(
    team: Team, database: str, server: str, tmp_path: Path
) -> None:
    team.sign_all()
    assert team.found(database).returncode == 0
    other = team_of(tmp_path / "other")
    other.sign_all()
    refused(
        other.found(database), "genesis: this database was founded with another", "new database"
    )
    assert len(entries(database)) == 1
    (other.folder / "ledger/checkpoint").write_text("a log")
    empty = new_database(server, keep=True)
    refused(other.found(empty), "ledger: ", "the log's own database")
    assert entries(empty) == []
    assert not (other.folder / "profile.json").exists()


def refused(done: Done, *words: str) -> None:
    """In one line that names the field and the way out."""
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1
    for word in words:
        assert word in done.stderr, done.stderr


def test_a_missing_signature_founds_nothing(team: Team, database: str) -> None:
    team.sign("ann")
    refused(team.found(database), "signatures: missing of ben, cleo", "`quorate genesis ")
    with psycopg.connect(database) as conn:
        assert conn.execute("SELECT to_regclass('ledger_queue')").fetchone() == (None,)


@pytest.mark.long
def test_a_signature_over_another_file_founds_and_counts_nothing(team: Team, database: str) -> None:
    team.sign("ann")
    team.change(_said(cli_approves=True))
    wrong = ("signatures.ann: ", "remove founding.yaml.signatures.json")
    refused(team.genesis("ben", ""), *wrong)
    refused(team.found(database), *wrong)


def test_a_signature_by_another_key_founds_nothing(team: Team, database: str) -> None:
    team.sign_all()
    gathered = json.loads(team.sidecar.read_text())
    gathered["cleo"] = gathered["ben"]
    team.sidecar.write_text(json.dumps(gathered))
    refused(team.found(database), "signatures.cleo: ", "sign again")


def test_a_key_that_is_not_the_founders_signs_nothing(team: Team) -> None:
    refused(team.genesis("ann", "", team.keys["ben"]), "founders.ann.public: ", "Take the key that")
    assert not team.sidecar.exists()


def test_somebody_who_is_no_founder_signs_nothing(team: Team) -> None:
    refused(
        team.genesis("dan", "", team.keys["ben"]),
        "founders: nobody has the id dan",
        "ann, ben, cleo",
    )


def _one_key_for_two(content: dict[str, Any]) -> None:
    content["founders"][1]["public"] = content["founders"][0]["public"]


def _one_team(content: dict[str, Any]) -> None:
    for founder in content["founders"]:
        founder["team"] = "safety"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_one_team, ("founders: two teams under different managers", "At least two people")),
        (_one_key_for_two, ("founders: one key cannot serve two", "on their own machine")),
        (_without_log, ("log: a text is needed", "quorate prepare")),
    ],
)
def test_a_founding_file_that_cannot_stand_is_refused(
    team: Team, change: Change, words: tuple[str, ...]
) -> None:
    """Each other mistake: tests/authority/test_founding.py."""
    team.change(change)
    refused(team.genesis("ann", ""), *words)
    assert not team.sidecar.exists()


@pytest.mark.parametrize("content", [b"founders: [}", b"[]", b"\xff", b"a: &a [*a]", b""])
def test_a_file_that_cannot_be_read_is_refused(team: Team, content: bytes) -> None:
    team.file.write_bytes(content)
    refused(team.genesis("ann", ""), ". ")


def test_an_absent_file_and_unreadable_signatures_are_refused(team: Team) -> None:
    team.sidecar.write_text("[]")
    refused(team.genesis("ann", ""), "signatures: ", "Remove it and let everybody sign again")
    team.file.unlink()
    refused(team.genesis("ann", ""), "cannot be read", "`quorate prepare`")


def test_hostile_names_do_not_steer_the_terminal(team: Team) -> None:
    team.change(_hostile)
    shown = team.genesis("ann", "").stdout
    assert all(c.isprintable() or c == "\n" for c in shown)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (_said(origins=["https://other.example.org"]), "origins"),
        (_said(connectors=["matrix:other.example.org"]), "connectors"),
        (_said(authority="ab" * 32), "authority"),
        (_another_effector, "effectors"),
    ],
)
def test_what_was_signed_has_to_be_what_stands_in_the_folder(
    team: Team, database: str, change: Change, field: str
) -> None:
    team.change(change)
    team.sign_all()
    refused(team.found(database), f"{field}: not what stands in ", "sign anew")
    assert not (team.folder / "serve/database_url").exists()


def test_a_folder_is_prepared_once_and_its_keys_are_their_owners(team: Team) -> None:
    before = (team.folder / "sequencer/log.key").read_bytes()
    refused(run("prepare", team.folder, *WHERE), "prepared already", "founding file")
    assert (team.folder / "sequencer/log.key").read_bytes() == before
    for path in team.folder.rglob("*"):
        hidden = path.suffix == ".key" or path.name in ("token", "pager", "subject_key")
        assert not hidden or path.stat().st_mode & 0o077 == 0


def test_no_process_starts_before_it_is_founded(team: Team) -> None:
    missing = "genesis: a text is needed"
    with pytest.raises(BadSettingError, match=missing):
        serve_settings(team.folder / "serve/serve.toml")
    with pytest.raises(BadSettingError, match=missing):
        signer_settings(team.folder / "signer/signer.toml")
    with pytest.raises(ValueError, match=missing):
        read_configuration(team.folder / "effector/effector.toml")


@pytest.mark.long
def test_a_database_that_is_away_or_unnamed_is_refused(team: Team) -> None:
    team.sign_all()
    refused(run("found", team.file, team.folder), "QUORATE_DATABASE_URL: not set", "Name the new")
    away = "postgresql://nobody:secret@127.0.0.1:9/none"
    done = team.found(away)
    refused(done, "database: ", "Name one that runs")
    assert "secret" not in done.stderr
    unprepared = Path(team.folder.parent / "elsewhere")
    found = run("found", team.file, unprepared, QUORATE_DATABASE_URL=away)
    refused(found, "is not prepared", "`quorate prepare`")


@pytest.mark.long
def test_an_exposed_key_signs_nothing(team: Team) -> None:
    team.keys["ann"].chmod(0o644)
    refused(team.genesis("ann", ""), "open to others (mode 0644, not 0600)")
    assert PrivateKey.load(team.keys["ben"])
