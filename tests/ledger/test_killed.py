"""Killed at every step of writing and publishing: no entry is lost, no checkpoint taken back."""

import asyncio
import signal
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
from tests.ledger.oracle import CLOCK, LOG
from tests.ledger.test_sequencer import logged, queue, sequence

from quorate.ledger.checkpoint import Checkpoint, open_checkpoint
from quorate.ledger.directory import LogReader
from quorate.ledger.keyring import unturned
from quorate.ledger.proof import verify_consistency
from quorate.ledger.verify import verify_folder

STEPS = 60
GROUP = 150
"""Entries a round: every other round fills a bundle and a tile, and begins the next."""


def served(folder: Path) -> Checkpoint:
    """What stands there verifies, whole, at any instant."""
    verify_folder(folder, unturned(LOG.verifier, CLOCK.verifier), None)
    text = LogReader(folder).checkpoint_text()
    return open_checkpoint(text, LOG.verifier, CLOCK.verifier).checkpoint


def one_history(folder: Path, seen: list[Checkpoint]) -> None:
    """Any two that were ever served are of one history, by a proof that a stranger can check."""
    reader = LogReader(folder)
    for old, new in combinations(sorted(set(seen), key=lambda c: c.size), 2):
        proof = reader.consistency_proof(old.size, new.size)
        verify_consistency(old.size, new.size, old.root, new.root, proof)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("moment", ["before", "during", "after"])
def test_killed_at_every_step_of_publishing(database_url: str, tmp_path: Path, moment: str) -> None:
    bodies, folder = [b"first"], tmp_path / "log"
    queue(database_url, *bodies)
    asyncio.run(sequence(database_url, folder))
    seen = [served(folder)]
    for step in range(1, STEPS):
        new = [f"entry {len(bodies) + n}".encode() for n in range(GROUP)]
        queue(database_url, *new)
        bodies += new
        words = [str(folder), str(step), moment]
        ended = subprocess.run(
            [sys.executable, "-m", "tests.ledger.dying", database_url, *words], check=False
        ).returncode
        seen.append(served(folder))
        if ended != -signal.SIGKILL:
            break
    else:
        pytest.fail("there are more steps than were tried")
    assert ended == 0
    assert step > 8
    assert logged(folder) == bodies
    one_history(folder, seen)
