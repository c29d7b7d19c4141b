"""Writing a log's folder: append entries as tiles, then publish the checkpoint over them."""

import fcntl
import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from quorate.ledger.checkpoint import Checkpoint, read_body
from quorate.ledger.edge import Edge
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.files import (
    CHECKPOINT,
    SCRATCH,
    Disk,
    partial_tiles,
    read_checkpoint,
    read_file,
    tiles_from,
)
from quorate.ledger.tiles import ENTRIES, MAX_LEVEL, TILE_WIDTH, hash_count
from quorate.ledger.tree import EMPTY_ROOT


class LogWriter:
    """The only writer of a log's folder, which it holds locked until `close`.

    What `append` returned is durable; it is in the log once `publish` has returned. A crash
    between the two loses nothing published, and what was only appended is discarded at the next
    opening. After an OSError the writer is stopped: close it and open a new one.
    """

    def __init__(
        self, folder: Path, origin: str, *, create: bool = False, disk: Disk | None = None
    ) -> None:
        """Open the log at its published checkpoint, whose signatures the caller has verified.

        `create` allows a folder without a checkpoint, as of a new log: without it, a lost
        checkpoint can never start the log anew. Raises LedgerError: LOCKED, MISSING_FILE,
        WRONG_ORIGIN, BAD_TILE or BAD_ENTRY or ROOT_MISMATCH if the last tiles do not hash up to
        the checkpoint's root, BAD_NOTE, BAD_CHECKPOINT.
        """
        self._folder, self._disk = folder, disk or Disk()
        self._known_folders: set[Path] = {folder}
        self._unsynced: set[Path] = set()
        self._stopped = False
        self._lock = _lock(folder)
        try:
            self._published = self._read_published(origin, create)
            self._edge = self._load_edge()
            self._discard_unpublished()
        except BaseException:
            self.close()
            raise

    @property
    def published(self) -> Checkpoint:
        """The checkpoint last published (size 0 in a new log)."""
        return self._published

    @property
    def appended(self) -> Checkpoint:
        """The checkpoint over all that is appended, to be signed and published."""
        return Checkpoint(self._published.origin, self._edge.size, self._edge.root())

    def append(self, entries: Sequence[bytes]) -> Checkpoint:
        """Write entries durably, tiles and bundles and their folders; return what to sign.

        Raises LedgerError: ENTRY_TOO_LARGE (nothing is appended), WRITER_STOPPED.
        """
        self._require_running()
        files = self._edge.append(entries)
        with self._stopping_on_failure():
            for tile, data in files.items():
                self._write(tile.path, data)
            for folder in sorted(self._unsynced):
                self._disk.sync_folder(folder)
            self._unsynced.clear()
        return self.appended

    def publish(self, checkpoint_text: str) -> None:
        """Replace the served checkpoint, atomically and durably, by a signed one.

        It must be over all that is appended, or repeat the published one (signed anew). Raises
        LedgerError: ROLLBACK for a smaller size, FORK for another root or for a size that was
        not appended, WRONG_ORIGIN, BAD_NOTE, BAD_CHECKPOINT, WRITER_STOPPED.
        """
        self._require_running()
        checkpoint, published = read_body(checkpoint_text), self._published
        if checkpoint.origin != published.origin:
            detail = f"{checkpoint.origin} is not {published.origin}"
            raise LedgerError(LedgerReason.WRONG_ORIGIN, detail)
        if checkpoint.size < published.size:
            detail = f"size {checkpoint.size} is below the published {published.size}"
            raise LedgerError(LedgerReason.ROLLBACK, detail)
        if checkpoint not in (published, self.appended):
            detail = f"no such tree of {checkpoint.size} entries was appended"
            raise LedgerError(LedgerReason.FORK, detail)
        with self._stopping_on_failure():
            scratch = self._folder / SCRATCH
            self._disk.write_file(self._folder / CHECKPOINT, checkpoint_text.encode(), scratch)
            self._disk.sync_folder(self._folder)
            self._published = checkpoint
            self._prune(published.size)

    def close(self) -> None:
        """Give up the folder; what is not published is discarded at the next opening."""
        self._stopped = True
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _require_running(self) -> None:
        if self._stopped:
            raise LedgerError(LedgerReason.WRITER_STOPPED, "closed, or a write failed: open anew")

    @contextmanager
    def _stopping_on_failure(self) -> Generator[None, None, None]:
        try:
            yield
        except BaseException:
            self._stopped = True
            raise

    def _read_published(self, origin: str, create: bool) -> Checkpoint:
        if create and not (self._folder / CHECKPOINT).exists():
            return Checkpoint(origin, 0, EMPTY_ROOT)
        published = read_body(read_checkpoint(self._folder))
        if published.origin != origin:
            detail = f"the folder holds the log {published.origin}, not {origin}"
            raise LedgerError(LedgerReason.WRONG_ORIGIN, detail)
        return published

    def _load_edge(self) -> Edge:
        edge = Edge.load(self._published.size, lambda tile: read_file(self._folder, tile.path))
        if edge.root() != self._published.root:
            detail = f"the last tiles do not hash up to the root of {edge.size} entries"
            raise LedgerError(LedgerReason.ROOT_MISMATCH, detail)
        return edge

    def _discard_unpublished(self) -> None:
        """Remove the tiles of entries that never came under a published checkpoint."""
        for level in range(ENTRIES, MAX_LEVEL + 1):
            count = hash_count(level, self._published.size)
            for tile in tiles_from(self._folder, level, count // TILE_WIDTH):
                if tile.n * TILE_WIDTH + tile.width > count:
                    self._disk.remove_file(self._folder / tile.path)

    def _prune(self, before: int) -> None:
        """Remove the partial tiles that two whole ones have followed since the log had `before`.

        Without it a log that grows entry by entry keeps every entry of a bundle a hundred times.
        The newest whole tile keeps its own for whoever still reads an older checkpoint.
        """
        for level in range(ENTRIES, MAX_LEVEL + 1):
            whole = hash_count(level, self._published.size) // TILE_WIDTH
            first = hash_count(level, before) // TILE_WIDTH
            if whole == 0:
                return
            for n in range(max(first - 1, 0), whole - 1):
                partial = partial_tiles(self._folder, level, n)
                for tile in partial:
                    self._disk.remove_file(self._folder / tile.path)
                if partial:
                    emptied = (self._folder / partial[0].path).parent
                    self._disk.remove_folder(emptied)
                    self._known_folders.discard(emptied)

    def _write(self, path: str, data: bytes) -> None:
        target = self._folder / path
        self._make_folders(target.parent)
        self._disk.write_file(target, data, self._folder / SCRATCH)
        self._unsynced.add(target.parent)

    def _make_folders(self, folder: Path) -> None:
        """Make a folder and its parents; each one's name is synced with the tiles."""
        if folder in self._known_folders:
            return
        self._make_folders(folder.parent)
        self._disk.make_folder(folder)
        self._unsynced.add(folder.parent)
        self._known_folders.add(folder)


def _lock(folder: Path) -> int:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise LedgerError(LedgerReason.LOCKED, f"{folder} has a writer already") from None
    return handle
