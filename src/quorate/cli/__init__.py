"""The command line, one of three doors onto the same actions."""

import sys
from typing import Final

import cyclopts
import httpx2
import yaml

from quorate import __version__
from quorate.authority.founding import FoundingError
from quorate.backups.errors import BackupError
from quorate.cli import (
    administration,
    backing,
    checks,
    directories,
    erasing,
    explaining,
    founders,
    founding,
    hands,
    incidents,
    keys,
    log_keys,
    looking,
    past,
    protecting,
    rules,
    sign_ins,
    truth,
    witnesses,
)
from quorate.cli.rendering import plain
from quorate.client import MistrustError, RefusedError
from quorate.ledger.errors import LedgerError
from quorate.settings import BadSettingError

# By name: what they stand on takes longer to load than a person's command to run.
PROCESSES: Final = {
    "demo": "Play the story on a real Matrix homeserver; without --once it stays open.",
    "effector": "Check signatures, act on the platform, read back; restore at once.",
    "sequencer": "Write the ledger: committed entries become tiles and a signed checkpoint.",
    "serve": "Answer people: the API.",
    "signer": "Show proposals from their own bytes, on a host of its own; take passkeys' words.",
    "up": "Run the processes of an installation until interrupted.",
    "witness": "Cosign the checkpoints of logs that only grow; on a host that is not the log's.",
    "worker": "Turn what the effector took from the platform into reports and cases.",
}

app = cyclopts.App(name="quorate", version=__version__)
app.command(truth.ledger)
app.command(checks.receipt)
app.command(keys.app)
app.command(sign_ins.link_sign_in)
app.command(witnesses.prepare_witness)
app.command(log_keys.prepare_log_keys)
app.command(directories.app)
for room in (
    administration.app,
    backing.app,
    hands.app,
    erasing.app,
    explaining.app,
    incidents.app,
    looking.app,
    founders.app,
    founding.app,
    past.app,
    protecting.app,
    rules.app,
):
    app.command(room, name="*")
for name, says in PROCESSES.items():
    app.command(f"quorate.cli.running:{name}", name=name, help=says)


def main() -> None:
    """Run the command that the arguments name; a refusal is one line and a status of 1."""
    try:
        app()
    except (
        *(RefusedError, MistrustError, BadSettingError),
        *(BackupError, FoundingError, LedgerError),
    ) as problem:
        sys.exit(plain(str(problem), 2000))
    except httpx2.HTTPError as problem:
        sys.exit(f"No answer from the server: {type(problem).__name__}")
    except (OSError, ValueError, yaml.YAMLError) as problem:
        sys.exit(plain(f"{type(problem).__name__}: {problem}", 2000))
