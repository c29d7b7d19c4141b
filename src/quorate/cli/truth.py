"""`quorate ledger rebuild`: the state made again from the log alone, and compared."""

import sys
from pathlib import Path
from typing import Annotated

import psycopg
from cyclopts import Parameter

from quorate.cli.checks import ledger
from quorate.cli.progress import entries_of, progress
from quorate.ledger.errors import LedgerError
from quorate.rebuilding.reading import compare_with, told_by
from quorate.rebuilding.writing import NotEmptyError, write
from quorate.vocabulary.terminal import plain

Into = Annotated[str | None, Parameter(env_var="QUORATE_REBUILD_URL", help="an empty database")]
Live = Annotated[str | None, Parameter(env_var="QUORATE_COMPARE_URL", help="a database in use")]


@ledger.command
def rebuild(folder: Path, *, genesis: str, into: Into = None, compare: Live = None) -> None:
    """Make cases, claims, decisions, effects, people and register again from a ledger's folder.

    The folder is verified against the genesis's hash first. With `--into` the state is written into
    an empty database; with `--compare` each difference of a database in use is named by the entry
    that says otherwise, and the status is 1 where there is one.
    """
    if into is None and compare is None:
        sys.exit("Say where to: --into an empty database, --compare one in use, or both.")
    try:
        with progress("reading the ledger", entries_of(folder)) as done:
            told, size = told_by(folder, genesis, done)
        for wrong in told.wrong:
            print(plain(f"entry {wrong.entry} ({wrong.event}) does not count: {wrong.reason}"))
        if into is not None:
            with progress("writing the database"):
                written = write(into, told.books)
            rows = ", ".join(f"{count} {name}" for name, count in written.items())
            print(plain(f"rebuilt from {size} entries: {rows}"))
        if compare is None:
            return
        with progress("comparing"):
            found = compare_with(compare, told, size)
    except (LedgerError, NotEmptyError, ValueError, psycopg.Error) as problem:
        sys.exit(plain(f"NOT REBUILT: {' '.join(str(problem).split())}", 400))
    for erased in told.books.erased():
        print(plain(erased))
    for difference in found.differences:
        print(plain(str(difference), 400))
    waiting = f", {found.waiting} of them not published yet" if found.waiting else ""
    entries = size + found.waiting
    if found.differences:
        sys.exit(f"DIFFERS: {len(found.differences)} differences from {entries} entries{waiting}")
    print(f"equal: the database says what {entries} entries say{waiting}")
