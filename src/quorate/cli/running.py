"""The supervisor over the processes of an installation, and the demo."""

import os
import sys
from pathlib import Path


def up(folder: Path) -> None:
    """Run the processes of an installation until interrupted."""
    # In this process's place, without what reading a command line took.
    os.execv(sys.executable, [sys.executable, "-m", "quorate.supervisor", str(folder)])  # noqa: S606


def demo(*, once: bool = False) -> None:
    """Play the story on a real Matrix homeserver; without --once it stays open."""
    from quorate.demo.story import play  # noqa: PLC0415 # takes a second, which `up` has not

    sys.exit(play(once=once))
