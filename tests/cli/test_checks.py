"""`quorate receipt verify` and `quorate ledger verify` on what the installation served."""

import shutil
from pathlib import Path

import pytest
from tests.cli.asking import ask, opened, plainly

from quorate.demo.people import APPROVER
from quorate.demo.setting import Setting
from quorate.ledger.keys import KeyKind, PrivateKey, VerifierKey

pytest_plugins = ["tests.cli.running"]


@pytest.fixture(scope="module")
def served(house: Setting) -> tuple[str, str]:
    """A proposal, and the receipt of the newest entry about it."""
    name = opened(house).statement.proposal
    answer = ask(house, APPROVER, "GET", f"/v1/proposals/{name}/receipt")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    return name, answer.text


def verify(house: Setting, path: Path, text: str, log: str = "") -> tuple[int, str]:
    path.write_text(text)
    done = plainly("receipt", "verify", str(path), "--log", log or house.profile.log)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_a_served_receipt_is_accepted_offline(
    house: Setting, served: tuple[str, str], tmp_path: Path
) -> None:
    status, said = verify(house, tmp_path / "r", served[1])
    assert status == 0, said
    assert said.startswith("verified: entry ")
    assert served[0] in said


@pytest.mark.parametrize("line", ["extra", "index", "proof", "root", "signature"])
def test_a_receipt_with_a_flipped_byte_is_refused(
    house: Setting, served: tuple[str, str], tmp_path: Path, line: str
) -> None:
    lines = served[1].split("\n")
    body = lines.index("")
    number = {
        "extra": 1,
        "index": 2,
        "proof": 3,
        "root": body + 3,
        "signature": body + 5,
    }[line]
    place = len(lines[number]) * 2 // 3
    flipped = "B" if lines[number][place] != "B" else "C"
    if line == "index":
        place = len(lines[number]) - 1
        flipped = str(9 - int(lines[number][place]))
    lines[number] = lines[number][:place] + flipped + lines[number][place + 1 :]
    status, said = verify(house, tmp_path / "r", "\n".join(lines))
    assert (status, said.startswith("NOT VERIFIED")) == (1, True), said


def test_a_receipt_of_another_log_is_refused(
    house: Setting, served: tuple[str, str], tmp_path: Path
) -> None:
    receipt = served[1]
    known = VerifierKey.parse(house.profile.log)
    other = VerifierKey(known.name, KeyKind.ED25519, PrivateKey.generate().public)
    status, said = verify(house, tmp_path / "r", receipt, other.vkey)
    assert (status, said.startswith("NOT VERIFIED")) == (1, True)
    status, _ = verify(house, tmp_path / "r", receipt, "no key")
    assert status == 1


def test_the_ledger_verifies_with_its_genesis_and_with_no_other(
    house: Setting, tmp_path: Path
) -> None:
    copy = tmp_path / "ledger"
    shutil.copytree(house.folder / "ledger", copy)
    genesis = house.profile.genesis
    done = plainly("ledger", "verify", str(copy), "--genesis", genesis)
    assert done.returncode == 0, done.stderr
    assert f"genesis {genesis} by founder-of-product" in done.stdout
    for other in ("ab" * 32, "none"):
        done = plainly("ledger", "verify", str(copy), "--genesis", other)
        assert done.returncode == 1, done.stdout
        assert done.stderr.startswith("NOT VERIFIED")


def test_a_folder_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    done = plainly("ledger", "verify", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("NOT VERIFIED")
