"""What a process that answers people keeps of archive and index from one look to the next."""

import os
from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from quorate.incidents.archive import Archive
from quorate.incidents.index import Index
from quorate.incidents.looking import Look

if TYPE_CHECKING:
    from collections.abc import Generator

_AHEAD: Final = 1 << 17
"""Bytes; the system may cut a longer range short."""


class Incidents:
    """The ledger's folder, and the index that the worker fills in `path`."""

    def __init__(self, ledger: Path, genesis: str, path: Path) -> None:
        self._ledger, self._genesis, self._path = ledger, genesis, path
        self._archive: Archive | None = None

    @contextmanager
    def look(self, flaws: Mapping[int, str]) -> "Generator[Look]":
        """One look; `flaws` are the entries that do not count, by index. Raises LedgerError,
        ForgedError, OSError; FileNotFoundError where nothing was filled yet."""
        self._archive = self._archive or Archive(self._ledger, self._genesis)
        index = Index(self._path, self._genesis, filled=True)
        read_ahead(self._path)
        try:
            yield Look(self._archive, index, flaws)
        finally:
            index.close()


def read_ahead(path: Path) -> None:
    """Has the system fetch the whole index, in order, before it is read here and there.

    After idle hours it lies on the disk, and a timeline reads a thousand of its pages, one after
    the other: a second instead of a hundredth. Fetching is over in a fraction of one, and asking
    for what is in memory already takes milliseconds.
    """
    with path.open("rb") as file:
        for start in range(0, os.fstat(file.fileno()).st_size, _AHEAD):
            os.posix_fadvise(file.fileno(), start, _AHEAD, os.POSIX_FADV_WILLNEED)
