"""`quorate key`, `apply` and `protect`: files of keys, files of changes, hostile reasons."""

import json
from pathlib import Path

import pytest
import yaml
from tests.cli.asking import THREE, account, given, plainly, quorate
from tests.cli.asking import ask as asked

from quorate.demo.people import APPROVER, ON_CALL, REVIEWER
from quorate.demo.setting import Setting
from quorate.ledger.keys import PrivateKey
from quorate.people.keys import key_id

pytest_plugins = ["tests.cli.running"]
HOSTILE = "\x1b[2J\u202e\u009b31m"


def test_a_new_key_is_its_owners_alone_and_its_private_half_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "own.key"
    done = plainly("key", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert path.stat().st_mode & 0o777 == 0o600
    made = PrivateKey.load(path)
    assert done.stdout == f"public {made.public.hex()}\nkey id {key_id(made.public)}\n"
    secret = "".join(made.pem().decode().splitlines()[1:-1])
    assert secret not in done.stdout.replace("\n", "")


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "own.key"
    plainly("key", str(path))
    before = path.read_bytes()
    done = plainly("key", str(path))
    assert done.returncode == 1
    assert "exists" in done.stderr
    assert "Traceback" not in done.stderr
    assert path.read_bytes() == before


def test_a_key_file_that_others_may_read_is_refused_in_words(
    house: Setting, tmp_path: Path
) -> None:
    path = tmp_path / "open.key"
    path.write_bytes(house.cast.keys[APPROVER].read_bytes())
    path.chmod(0o644)
    profile = str(house.folder / "profile.json")
    own = ("--key", str(path), "--who", APPROVER, "--profile", profile)
    done = plainly("approve", "prop_" + "0" * 32, *own)
    assert done.returncode == 1
    assert "open to others (mode 0644, not 0600)" in done.stderr
    assert "Traceback" not in done.stderr


def number(house: Setting) -> int:
    return int(given(asked(house, REVIEWER, "GET", "/v1/changes/next"))["number"])


def test_a_people_file_with_a_text_for_a_truth_is_refused_at_the_third_signature(
    house: Setting, tmp_path: Path
) -> None:
    before, path = number(house), tmp_path / "people.yaml"
    people = yaml.safe_load(house.cast.people.read_text())
    people["people"][0]["locked"] = "false"
    path.write_text(yaml.safe_dump(people))
    first, second, third = [quorate(house, who, "apply", str(path)) for who in THREE]
    assert (first.returncode, second.returncode, third.returncode) == (0, 0, 1)
    assert "1 of 3 founders' signatures" in first.stdout
    assert "2 of 3 founders' signatures" in second.stdout
    assert "locked: true or false is needed" in third.stderr
    assert number(house) == before
    held = path.with_name("people.yaml.signatures.json")
    assert set(json.loads(held.read_text())) <= set(THREE)


def test_a_hostile_owner_in_a_register_does_not_steer_the_terminal(
    house: Setting, tmp_path: Path
) -> None:
    path = tmp_path / "register.yaml"
    row = {"ref": "r", "tier": 1, "criterion": "brigaded", "owner": HOSTILE, "reason": HOSTILE}
    row |= {"review_by": "2027-01-01", "salt": "cd" * 32}
    path.write_text(yaml.safe_dump({"register": [row]}))
    done = quorate(house, THREE[0], "apply", str(path))
    assert done.returncode == 0, done.stderr
    assert '"reason_commitment":' in done.stdout
    assert all(c.isprintable() or c == "\n" for c in done.stdout)


@pytest.mark.parametrize(
    "content",
    ["people: [}", "[]", "people: []\npolicies: []", "nothing: 1", "people: .inf", "a: &a [*a]"],
)
def test_a_file_that_is_no_change_is_refused_in_words(
    house: Setting, tmp_path: Path, content: str
) -> None:
    path = tmp_path / "change.yaml"
    path.write_text(content)
    done = quorate(house, THREE[0], "apply", str(path))
    assert done.returncode == 1
    assert done.stderr
    assert "Traceback" not in done.stderr
    assert not path.with_name("change.yaml.signatures.json").exists()


def test_on_call_protects_alone_and_a_hostile_reason_stays_out_of_sight(house: Setting) -> None:
    native = account(house)
    words = ("protect", native, "--tier", "1", "--criterion", "brigaded", "--reason", HOSTILE)
    done = quorate(house, ON_CALL, *words)
    assert (done.returncode, done.stdout) == (0, "Raised to tier 1.\n"), done.stderr


def test_nobody_protects_an_account_that_the_platform_does_not_know(house: Setting) -> None:
    ghost = "@nobody-at-all:matrix.localhost"
    words = ("protect", ghost, "--tier", "1", "--criterion", "brigaded", "--reason", "r")
    done = quorate(house, ON_CALL, *words)
    assert done.returncode == 1
    assert done.stderr.startswith("The platform does not know this subject")
