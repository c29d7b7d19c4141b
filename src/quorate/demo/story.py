"""The story of `make demo`: one alone cannot, three can, one undoes it in a second."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

from quorate.demo.acts import Facts, Story
from quorate.demo.enrolling import founders_at_hand, sign_in_links
from quorate.demo.filling import CASES, fill_queue
from quorate.demo.people import APPROVER, CONTRACTOR, ON_CALL, REVIEWER, SECOND_CONTRACTOR
from quorate.demo.setting import Setting, opened, signer_of

FOLDER = Path("var/demo")


def play(*, once: bool) -> int:
    """Plays it; with `once` ends with a JSON line, else stays open until interrupted."""
    with opened(FOLDER.absolute()) as setting:
        story = Story(setting)
        _acts(story)
        if not once:
            _verify(story.facts, FOLDER / "ledger", setting.profile.genesis)
            fill_queue(setting)
            _leave_open(setting)
    if once:
        _verify(story.facts, FOLDER / "ledger", setting.profile.genesis)
        print(json.dumps(story.facts.line()))
    return 0 if story.facts.ledger_verified else 1


def _acts(story: Story) -> None:
    story.clients_report()
    story.protect(ON_CALL)
    story.lone_attempt(CONTRACTOR)
    story.two_contractors(SECOND_CONTRACTOR)
    story.forged_row()
    story.silence(REVIEWER, [SECOND_CONTRACTOR, APPROVER])
    story.restore(ON_CALL)


def _verify(facts: Facts, ledger: Path, genesis: str) -> None:
    """The ledger's folder, checked offline by the command that auditors use."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "quorate", "ledger", "verify"),
            *(str(ledger), "--genesis", genesis),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout + done.stderr, end="", flush=True)
    facts.ledger_verified = done.returncode == 0
    words = done.stdout.split()
    facts.ledger_entries = int(words[1]) if facts.ledger_verified else 0


def _leave_open(setting: Setting) -> None:
    server = setting.profile.server.replace("127.0.0.1", "localhost")
    print(f"\nThe console is open at {server}/console, the API at {server}/reference")
    print(f"{CASES} accounts have just been reported: they wait in its queue.")
    print("Sign in as a role (browsers keep signing keys for https and localhost only):")
    for invite, who in sign_in_links(setting).items():
        print(f"  {who:24} {server}/console/sign-in?invite={invite}")
    print(f"Passkeys are made from 'Me' in the console and approve at {signer_of(setting)}")
    print("On the command line, with the same people's keys:")
    words = f"--key {setting.folder}/keys/ROLE.key --profile {setting.folder}/profile.json"
    print(f"  .venv/bin/quorate approve PROPOSAL --who ROLE {words}")
    print("Ctrl-C ends it.", flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with founders_at_hand(setting) as founders:
            while True:
                setting.supervisor.keep()
                founders.enrol()
                time.sleep(0.5)
    except KeyboardInterrupt:
        print("\nStopping.")
