"""How far a long command is: a line on a terminal's standard error, and nothing anywhere else."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from quorate.ledger.checkpoint import read_body
from quorate.ledger.errors import LedgerError
from quorate.ledger.files import read_checkpoint
from quorate.vocabulary.hearing import Done, unheard

_AT_ONCE: Final = 500
"""Drawing costs more than an entry, so that many are told together."""


@contextmanager
def progress(what: str, total: int | None = None) -> Generator[Done]:
    """Draws until it is left; without a total it shows only that something goes on, and how many
    are done. Nothing is drawn where the output is piped or kept in a file."""
    if not (sys.stderr.isatty() and sys.stdout.isatty()):
        yield unheard
        return
    waiting = 0
    with _drawn() as drawn:
        task = drawn.add_task(what, total=total)

        def done(count: int) -> None:
            nonlocal waiting
            waiting += count
            if waiting >= _AT_ONCE:
                drawn.advance(task, waiting)
                waiting = 0

        yield done
        drawn.advance(task, waiting)


def entries_of(ledger: Path) -> int | None:
    """How many entries a ledger's folder has; None where that cannot be read."""
    try:
        return read_body(read_checkpoint(ledger)).size
    except (LedgerError, OSError):
        return None


def _drawn() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn())
    more = (MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, *more, console=Console(stderr=True), transient=True)
