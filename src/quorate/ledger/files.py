"""The log's folder: reading and listing what is served, and the durable steps of writing it."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.tiles import ENTRIES, TILE_WIDTH, Tile

CHECKPOINT: Final = "checkpoint"
SCRATCH: Final = ".new"
"""The one unfinished file of a writer; it is never served and overwritten by the next write."""
WITNESSED: Final = "checkpoint.witnessed"
"""The newest checkpoint that a quorum of the pinned witnesses cosigned, with their lines."""
WITNESSED_SCRATCH: Final = ".new-witnessed"

_NUMBER = re.compile(r"\d{3}", re.ASCII)
_GROUP = re.compile(r"x\d{3}", re.ASCII)
_WIDTH = re.compile(r"[1-9]\d{0,2}", re.ASCII)


class Disk:
    """The steps that change a log's folder; each has happened durably or not at all, but for
    names, which last only once their folder is synced."""

    def make_folder(self, path: Path) -> bool:
        """Make one folder; return False if it was there."""
        try:
            path.mkdir(mode=0o755)
        except FileExistsError:
            return False
        return True

    def write_file(self, path: Path, data: bytes, scratch: Path) -> None:
        """Put a whole file at `path`: written to `scratch`, synced, and renamed over `path`."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
        with open(os.open(scratch, flags, 0o644), "wb", buffering=0) as file:
            rest = memoryview(data)
            while rest:
                rest = rest[file.write(rest) or 0 :]
            os.fsync(file.fileno())
        scratch.replace(path)

    def sync_folder(self, path: Path) -> None:
        """Make the names in a folder last."""
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def remove_file(self, path: Path) -> None:
        """Remove a file."""
        path.unlink()

    def remove_folder(self, path: Path) -> None:
        """Remove an empty folder."""
        path.rmdir()


def read_file(folder: Path, path: str) -> bytes:
    """Return a served file's bytes; raise LedgerError (MISSING_FILE) if it is not there."""
    try:
        return (folder / path).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise LedgerError(LedgerReason.MISSING_FILE, f"{path} is missing") from None


def read_checkpoint(folder: Path) -> str:
    """Return the published checkpoint, unverified; raise LedgerError (MISSING_FILE, BAD_NOTE)."""
    try:
        return read_file(folder, CHECKPOINT).decode()
    except UnicodeDecodeError:
        raise LedgerError(LedgerReason.BAD_NOTE, "the checkpoint is not valid UTF-8") from None


def checkpoint_seconds(folder: Path) -> float:
    """For how long nobody has written the checkpoint, by this machine's clock. Raises OSError where
    there is none."""
    return time.time() - (folder / CHECKPOINT).stat().st_mtime


def read_witnessed(folder: Path) -> str:
    """Return the newest witnessed checkpoint, unverified, empty where there is none yet.

    Raises LedgerError (BAD_NOTE).
    """
    try:
        return read_file(folder, WITNESSED).decode()
    except UnicodeDecodeError:
        raise LedgerError(LedgerReason.BAD_NOTE, "the checkpoint is not valid UTF-8") from None
    except LedgerError:
        return ""


def _names(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []


def partial_tiles(folder: Path, level: int, n: int) -> list[Tile]:
    """List the partial tiles (or bundles) of number `n` in the folder, narrowest first."""
    names = _names(folder / f"{Tile(level, n).path}.p")
    widths = sorted(int(name) for name in names if _WIDTH.fullmatch(name))
    return [Tile(level, n, width) for width in widths if width < TILE_WIDTH]


def tiles_from(folder: Path, level: int, first: int) -> Iterator[Tile]:
    """Yield every stored tile of a level, whole or partial, of number `first` or higher."""
    name = "entries" if level == ENTRIES else str(level)
    numbers = {n for n in _numbers(folder / "tile" / name, 0) if n >= first}
    for n in sorted(numbers):
        yield from partial_tiles(folder, level, n)
        if (folder / Tile(level, n).path).is_file():
            yield Tile(level, n)


def _numbers(folder: Path, prefix: int) -> Iterator[int]:
    for name in _names(folder):
        if _GROUP.fullmatch(name):
            yield from _numbers(folder / name, (prefix + int(name[1:])) * 1000)
        elif _NUMBER.fullmatch(name.removesuffix(".p")):
            yield prefix + int(name.removesuffix(".p"))
