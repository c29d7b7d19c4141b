"""What the offline checks say of witnesses, and demand."""

from pathlib import Path

import pytest
from tests.invariants.witnessing import Watched

from quorate.cli.checks import verify_ledger, verify_receipt
from quorate.effects.onlooker import Onlooker
from quorate.ledger.files import CHECKPOINT, WITNESSED

QUORUM = "group G 2 a b c\nquorum G"


@pytest.fixture
async def watched(tmp_path: Path) -> Watched:
    found = Watched(tmp_path, "abc", QUORUM)
    await found.ask()
    return found


def receipt_of(watched: Watched, index: int, file: Path) -> Path:
    onlooker = Onlooker(watched.world.log, watched.world.genesis)
    assert onlooker.catch_up()
    file.write_text(onlooker.receipt(index))
    return file


async def test_a_witnessed_ledger_says_so(
    watched: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    verify_ledger(watched.world.log, genesis=watched.world.genesis, witnessed=True)
    assert (
        "witnessed: 3 of 3 entries, by a quorum at 2026-11-25T12:00:00" in capsys.readouterr().out
    )


async def test_newer_entries_are_not_witnessed(
    watched: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    watched.world.propose(1)
    verify_ledger(watched.world.log)
    assert "witnessed: 3 of 4 entries" in capsys.readouterr().out
    with pytest.raises(SystemExit, match=r"NOT VERIFIED.*3 of 4 entries"):
        verify_ledger(watched.world.log, witnessed=True)


async def test_without_their_lines_it_is_not_witnessed(
    watched: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    (watched.world.log / WITNESSED).unlink()
    verify_ledger(watched.world.log)
    assert "NOT WITNESSED" in capsys.readouterr().out
    with pytest.raises(SystemExit, match=r"NOT VERIFIED.*0 of 3 entries"):
        verify_ledger(watched.world.log, witnessed=True)


async def test_too_few_lines_or_another_history_are_refused(
    watched: Watched, tmp_path: Path
) -> None:
    place = watched.world.log / WITNESSED
    place.write_bytes((watched.world.log / CHECKPOINT).read_bytes())
    with pytest.raises(SystemExit, match="NOT VERIFIED"):
        verify_ledger(watched.world.log)
    other = Watched(tmp_path / "other", "abc", QUORUM)
    other.world.later(hours=1)
    other.world.propose(1)
    await other.ask()
    watched.world.propose(1)
    place.write_bytes((other.world.log / WITNESSED).read_bytes())
    with pytest.raises(SystemExit, match=r"NOT VERIFIED.*another history"):
        verify_ledger(watched.world.log)


async def test_where_nobody_is_asked_nobody_can_be_demanded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = Watched(tmp_path, "a", "quorum none")
    verify_ledger(alone.world.log)
    assert "witnessed by nobody" in capsys.readouterr().out
    with pytest.raises(SystemExit, match=r"NOT VERIFIED.*no witness"):
        verify_ledger(alone.world.log, witnessed=True)


async def test_a_receipt_carries_the_witnesses_lines(
    watched: Watched, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy, log = tmp_path / "policy", watched.world.log_key.vkey
    policy.write_text(watched.world.witness)
    watched.world.propose(1)
    seen = receipt_of(watched, 2, tmp_path / "seen")
    verify_receipt(seen, log=log, policy=policy)
    assert "witnessed: 3 of 3 entries" in capsys.readouterr().out
    unseen = receipt_of(watched, 3, tmp_path / "unseen")
    verify_receipt(unseen, log=log)
    with pytest.raises(SystemExit, match=r"NOT VERIFIED.*quorum"):
        verify_receipt(unseen, log=log, policy=policy)
    policy.write_text("quorum none")
    verify_receipt(unseen, log=log, policy=policy)
    assert "witnessed by nobody" in capsys.readouterr().out
