"""How far a long command is stands on a terminal, and nowhere else."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.backups.small import Small, small_installation
from tests.cli.drawn import on_a_terminal

DRAWN = "verifying"


@pytest.fixture
async def small(tmp_path: Path, database_url: str) -> Small:
    return await small_installation(tmp_path / "installation", database_url)


async def test_it_is_drawn_on_a_terminal_and_not_where_it_is_piped(small: Small) -> None:
    words = ("ledger", "verify", str(small.ledger))
    said = on_a_terminal(*words)
    assert DRAWN in said
    assert "1/1" in said
    assert "verified: 1 entries" in said
    command = [sys.executable, "-m", "quorate", *words]
    piped = subprocess.run(command, capture_output=True, text=True, check=True)
    assert piped.stderr == ""
    assert piped.stdout.startswith("verified: 1 entries")
