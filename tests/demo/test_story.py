"""`quorate demo --once`, as a newcomer runs it, and what can be checked of it afterwards."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.platform


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of Quorate in a folder of its own."""
    python = os.environ.get("QUORATE_SYNAPSE_PYTHON", str(ROOT / ".venv-synapse/bin/python"))
    return subprocess.run(
        [sys.executable, "-m", "quorate", *words],
        cwd=folder,
        env={**os.environ, "QUORATE_SYNAPSE_PYTHON": python},
        capture_output=True,
        text=True,
        check=False,
    )


def killed(folder: Path) -> None:
    """A demo that ends in the middle of its story, without a word."""
    python = str(ROOT / ".venv-synapse/bin/python")
    demo = subprocess.Popen(
        [sys.executable, "-m", "quorate", "demo"],
        cwd=folder,
        env={"QUORATE_SYNAPSE_PYTHON": python, **os.environ},
        stdout=subprocess.PIPE,
    )
    assert demo.stdout is not None
    for line in demo.stdout:
        if b"1 case" in line:
            break
    demo.kill()
    demo.wait()
    demo.stdout.close()


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """Played whole, in the folder of one that was killed."""
    folder = tmp_path_factory.mktemp("demo")
    killed(folder)
    done = run(folder, "demo", "--once")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, json.loads(done.stdout.strip().split("\n")[-1])


def of_folder(folder: Path) -> list[int]:
    """Processes that name the folder on their command line, or write into it: those that are forked
    have the command line of the one they come from."""
    found: list[int] = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            said = line.read_bytes() + os.readlink(line.parent / "fd/1").encode()
            if str(folder).encode() in said:
                found.append(int(line.parent.name))
        except OSError:
            continue
    return found


@pytest.mark.long
def test_after_a_kill_the_next_run_starts_clean_and_nothing_is_left(
    played: tuple[Path, dict[str, object]],
) -> None:
    folder, _ = played
    deadline = time.monotonic() + 10
    while (left := of_folder(folder)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []


def test_the_last_line_tells_what_happened(played: tuple[Path, dict[str, object]]) -> None:
    _, line = played
    assert line["platform"] == "matrix-synapse"
    assert line["platform_version"] == "1.163.2"
    assert [line[k] for k in ("lone_attempt", "two_contractors", "forged_row")] == ["refused"] * 3
    assert (line["reports"], line["cases"], line["hands"]) == (4, 1, 3)
    assert line["client_saw"] == "M_USER_SUSPENDED"
    assert line["statement_of_reasons"] == "delivered"
    assert line["ledger_verified"] is True
    assert isinstance(line["ledger_entries"], int)
    assert "I1" in str(line["two_contractors_why"])
    assert "employee" in str(line["two_contractors_why"])
    for name in ("undo_seconds", "silence_seconds"):
        assert isinstance(line[name], float)


def test_the_ledger_stays_and_verifies(played: tuple[Path, dict[str, object]]) -> None:
    folder, line = played
    profile = json.loads((folder / "var/demo/profile.json").read_text())
    done = run(folder, "ledger", "verify", "var/demo/ledger", "--genesis", profile["genesis"])
    assert done.returncode == 0
    assert f"verified: {line['ledger_entries']} entries" in done.stdout
    other = run(folder, "ledger", "verify", "var/demo/ledger", "--genesis", "0" * 64)
    assert other.returncode == 1
    assert "NOT VERIFIED" in other.stderr


def test_the_receipt_verifies_and_a_changed_one_does_not(
    played: tuple[Path, dict[str, object]],
) -> None:
    folder, _ = played
    profile = json.loads((folder / "var/demo/profile.json").read_text())
    receipt = folder / "var/demo/decision.tlog-proof"
    done = run(folder, "receipt", "verify", str(receipt), "--log", profile["log"])
    assert done.returncode == 0, done.stderr
    assert "verified: entry" in done.stdout
    changed = folder / "changed.tlog-proof"
    changed.write_text(receipt.read_text().replace("index ", "index 1"))
    refused = run(folder, "receipt", "verify", str(changed), "--log", profile["log"])
    assert refused.returncode == 1
    assert "NOT VERIFIED" in refused.stderr


def test_a_flipped_byte_of_the_ledger_is_found(played: tuple[Path, dict[str, object]]) -> None:
    folder, _ = played
    bundle = next((folder / "var/demo/ledger/tile/entries").iterdir())
    bundle = next(bundle.iterdir()) if bundle.is_dir() else bundle
    whole = bundle.read_bytes()
    bundle.write_bytes(whole[:40] + bytes([whole[40] ^ 1]) + whole[41:])
    done = run(folder, "ledger", "verify", "var/demo/ledger")
    bundle.write_bytes(whole)
    assert done.returncode == 1
    assert "NOT VERIFIED" in done.stderr
