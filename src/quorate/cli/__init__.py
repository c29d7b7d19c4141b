"""The command line, one of three doors onto the same actions."""

import sys
from typing import Final

import cyclopts

from quorate import __version__
from quorate.ending import in_words

# By name: a command loads what it stands on when it is asked for, and nothing else.
COMMANDS: Final[dict[str, tuple[str, ...]]] = {
    "administration": (
        "acknowledge-change",
        "amend",
        "break-glass",
        "free-account",
        "identity",
        "lock-person",
        "review-glass",
        "settings",
    ),
    "backing": ("backup", "restore-backup"),
    "erasing": ("erase",),
    "examining": ("doctor",),
    "explaining": ("explain",),
    "founders": ("apply",),
    "founding": ("found", "genesis", "prepare"),
    "hands": (
        "approve",
        "deny",
        "execute",
        "link",
        "propose",
        "restore",
        "revoke",
        "revoke-key",
        "veto",
    ),
    "incidents": ("incident",),
    "log_keys": ("prepare-log-keys",),
    "looking": ("reveal",),
    "migrating": ("migrate",),
    "past": ("replay", "whatif"),
    "protecting": ("lower", "protect"),
    "retaining": ("forget", "retention"),
    "rules": ("rules",),
    "running": ("demo", "up"),
    "sign_ins": ("link-sign-in",),
    "witnesses": ("prepare-witness",),
}
PROCESSES: Final = ("effector", "firehose", "sequencer", "serve", "signer", "witness", "worker")
GROUPS: Final = {
    "intake": "intake:app",
    "connector": "connectors:app",
    "key": "keys:app",
    "ledger": "truth:ledger",
    "people": "directories:app",
    "receipt": "checks:receipt",
    "signals": "signals:app",
    "sor": "reasons:app",
    "transparency": "transparency:app",
}

app = cyclopts.App(name="quorate", version=__version__)
for module, names in COMMANDS.items():
    for name in names:
        app.command(f"quorate.cli.{module}:{name.replace('-', '_')}", name=name)
for name in PROCESSES:
    app.command(f"quorate.processes.{name}:{name}", name=name)
for name, place in GROUPS.items():
    app.command(f"quorate.cli.{place}", name=name)


def main() -> None:
    """Run the command that the arguments name; a refusal is one line and a status of 1."""
    if sys.argv[1:2] in ([], ["--help"], ["-h"]):
        app.resolved_commands()  # the list tells what each does, so it loads them all
    with in_words():
        app()
