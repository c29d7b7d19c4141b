"""The sets of an installation: a folder with one subfolder a set, of which the ledger pins one."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import structlog

from quorate.authority.engine import Law
from quorate.authority.policyset import SCHEMA, Policies, read_set, read_texts, set_hash
from quorate.telemetry.logs import Own

_LOOK_AGAIN_SECONDS: Final = 2.0
_log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Laws:
    """Finds the pinned set by its hash; a new one is found without a restart.

    What is not pinned is not even parsed. `clock` counts seconds.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder, self._clock = folder, clock
        self._known: dict[str, Law] = {}
        self._missed: dict[str, tuple[float, Law]] = {}

    def pinned(self, digest: str) -> Law:
        """The set with this hash; a broken law that says why when there is none."""
        if digest in self._known:
            return self._known[digest]
        looked = self._missed.get(digest)
        if looked and self._clock() - looked[0] < _LOOK_AGAIN_SECONDS:
            return looked[1]
        found = self._look(digest)
        if isinstance(found, Policies):
            self._known[digest] = Law(found)
            return self._known[digest]
        self._missed[digest] = (self._clock(), Law(None, found))
        return self._missed[digest][1]

    def _look(self, digest: str) -> Policies | str:
        for folder in self._folders():
            try:
                texts = read_texts(folder)
                if set_hash(texts) == digest:
                    return read_set(texts)
            except (OSError, ValueError) as problem:
                _log.warning("authority_set_unread", folder=folder.name, problem=Own(problem))
        return f"no usable set of rules here has the pinned hash {digest[:16] or '(none)'}"

    def _folders(self) -> list[Path]:
        try:
            return sorted(
                folder for folder in self._folder.iterdir() if (folder / SCHEMA).is_file()
            )
        except OSError:
            return []
