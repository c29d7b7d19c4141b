"""The command line, one of three doors onto the same actions."""

import asyncio
import sys
from pathlib import Path

import cyclopts
import httpx2
import uvloop
import yaml

from quorate import __version__, processes
from quorate.cli import (
    administration,
    checks,
    explaining,
    founders,
    hands,
    keys,
    looking,
    past,
    protecting,
    rules,
    sign_ins,
)
from quorate.cli.rendering import plain
from quorate.client import MistrustError, RefusedError
from quorate.demo.story import play
from quorate.ledger.errors import LedgerError
from quorate.settings import BadSettingError
from quorate.supervisor import Supervisor

app = cyclopts.App(name="quorate", version=__version__)
app.command(checks.ledger)
app.command(checks.receipt)
app.command(keys.app)
app.command(sign_ins.link_sign_in)
for room in (
    administration.app,
    hands.app,
    explaining.app,
    looking.app,
    founders.app,
    past.app,
    protecting.app,
    rules.app,
):
    app.command(room, name="*")


@app.command
def serve(settings: Path) -> None:
    """Answer people: the API."""
    uvloop.run(processes.serve(settings))


@app.command
def worker(settings: Path) -> None:
    """Turn what the effector took from the platform into reports and cases."""
    asyncio.run(processes.worker(settings))


@app.command
def sequencer(settings: Path) -> None:
    """Write the ledger: committed entries become tiles and a signed checkpoint."""
    asyncio.run(processes.sequencer(settings))


@app.command
def effector(settings: Path) -> None:
    """Check signatures, act on the platform, read back; restore at once."""
    asyncio.run(processes.effector(settings))


@app.command
def signer(settings: Path) -> None:
    """Show proposals from their own bytes, on a host of its own, and take passkeys' words."""
    asyncio.run(processes.signer(settings))


@app.command
def up(folder: Path) -> None:
    """Run the processes of an installation until interrupted."""
    Supervisor(folder).watch()


@app.command
def demo(*, once: bool = False) -> None:
    """Play the story on a real Matrix homeserver; without --once it stays open."""
    sys.exit(play(once=once))


def main() -> None:
    """Run the command that the arguments name; a refusal is one line and a status of 1."""
    try:
        app()
    except (RefusedError, MistrustError, BadSettingError, LedgerError) as problem:
        sys.exit(plain(str(problem), 2000))
    except httpx2.HTTPError as problem:
        sys.exit(f"No answer from the server: {type(problem).__name__}")
    except (OSError, ValueError, yaml.YAMLError) as problem:
        sys.exit(plain(f"{type(problem).__name__}: {problem}", 2000))
