"""`quorate serve` and the other processes, the supervisor over them, and the demo."""

import asyncio
import sys
from pathlib import Path

import uvloop

from quorate import processes
from quorate.demo.story import play
from quorate.supervisor import Supervisor


def serve(settings: Path) -> None:
    """Answer people: the API."""
    uvloop.run(processes.serve(settings))


def worker(settings: Path) -> None:
    """Turn what the effector took from the platform into reports and cases."""
    asyncio.run(processes.worker(settings))


def sequencer(settings: Path) -> None:
    """Write the ledger: committed entries become tiles and a signed checkpoint."""
    asyncio.run(processes.sequencer(settings))


def effector(settings: Path) -> None:
    """Check signatures, act on the platform, read back; restore at once."""
    asyncio.run(processes.effector(settings))


def signer(settings: Path) -> None:
    """Show proposals from their own bytes, on a host of its own, and take passkeys' words."""
    asyncio.run(processes.signer(settings))


def witness(settings: Path) -> None:
    """Cosign the checkpoints of logs that only grow; on a host that is not the log's."""
    asyncio.run(processes.witness(settings))


def up(folder: Path) -> None:
    """Run the processes of an installation until interrupted."""
    Supervisor(folder).watch()


def demo(*, once: bool = False) -> None:
    """Play the story on a real Matrix homeserver; without --once it stays open."""
    sys.exit(play(once=once))
