"""The supervisor over the processes of an installation, and the demo."""

import sys
from pathlib import Path

from quorate.demo.story import play
from quorate.supervisor import Supervisor


def up(folder: Path) -> None:
    """Run the processes of an installation until interrupted."""
    Supervisor(folder).watch()


def demo(*, once: bool = False) -> None:
    """Play the story on a real Matrix homeserver; without --once it stays open."""
    sys.exit(play(once=once))
