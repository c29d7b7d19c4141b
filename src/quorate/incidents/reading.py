"""What a process that answers people keeps of archive and index from one look to the next."""

from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from quorate.incidents.archive import Archive
from quorate.incidents.index import Index
from quorate.incidents.looking import Look

if TYPE_CHECKING:
    from collections.abc import Generator


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
        try:
            yield Look(self._archive, index, flaws)
        finally:
            index.close()
