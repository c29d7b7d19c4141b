"""The command line, one of three doors onto the same actions."""

import cyclopts

from quorate import __version__

app = cyclopts.App(name="quorate", version=__version__)


def main() -> None:
    """Run the command that the arguments name."""
    app()
