"""Folders that are written once: a version is there whole or not at all, and older ones stay.

A version is written beside them, synced, and renamed into its place (`v1`, `v2`, …). A kill at any
instant leaves what was there before, or that and the whole new one; what it left half done is swept
by the next writer.
"""

import fcntl
import filecmp
import os
import re
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from quorate.ledger.files import Disk

MANIFEST: Final = "manifest.json"
"""Says what a version was made from; it is no content, and alone makes no new version."""
_SCRATCH: Final = ".new"
_LOCK: Final = ".lock"
_NAME: Final = re.compile(r"v([1-9][0-9]*)")


def versions(folder: Path) -> list[Path]:
    """Those there are, oldest first; the newest counts."""
    if not folder.is_dir():
        return []
    found = {path: _NAME.fullmatch(path.name) for path in folder.iterdir()}
    numbers = {path: int(name[1]) for path, name in found.items() if name}
    return sorted(numbers, key=lambda path: numbers[path])


def publish(folder: Path, fill: Callable[[Path], None]) -> tuple[Path, bool]:
    """The version with what `fill` writes into the folder it is given, and whether it is new.

    Where the newest one has the same files, byte for byte, that one is returned and stays as it is.
    Raises what `fill` raises, and OSError; then nothing is changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        scratch = folder / _SCRATCH
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        fill(scratch)
        before = versions(folder)
        if before and _alike(before[-1], scratch):
            shutil.rmtree(scratch)
            return before[-1], False
        number = int(before[-1].name[1:]) + 1 if before else 1
        return _kept(scratch, folder / f"v{number}"), True


@contextmanager
def _alone(folder: Path) -> Generator[None]:
    """One writer at a time; the lock ends with its process."""
    with (folder / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _alike(before: Path, now: Path) -> bool:
    names = [
        sorted(p.name for p in folder.iterdir() if p.name != MANIFEST) for folder in (before, now)
    ]
    return names[0] == names[1] and all(
        filecmp.cmp(before / name, now / name, shallow=False) for name in names[0]
    )


def _kept(scratch: Path, target: Path) -> Path:
    disk = Disk()
    for path in sorted(scratch.iterdir()):
        with path.open("rb") as file:
            os.fsync(file.fileno())
    disk.sync_folder(scratch)
    scratch.rename(target)
    disk.sync_folder(target.parent)
    return target
