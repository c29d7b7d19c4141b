"""The files of a bundle."""

from __future__ import annotations

import hashlib
from pathlib import Path


class Wrong(Exception):
    """A file that does not hold, and why."""


def entry_file(index: int) -> str:
    """Where an entry lies."""
    return f"entries/{index:012}.json"


def receipt_file(index: int) -> str:
    """Where its receipt lies."""
    return f"receipts/{index:012}.tlog-proof"


class Files:
    """The files of a bundle, each as MANIFEST lists it."""

    def __init__(self, folder: Path) -> None:
        """Raises Wrong."""
        self.folder = folder
        self.manifest()

    def read(self, name: str) -> bytes:
        """A file's bytes."""
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            raise Wrong(f"{name}: is missing") from None

    def manifest(self) -> None:
        """Every file is as listed, and no other file is there."""
        whole = self.read("MANIFEST")
        lines = whole.decode(errors="replace").split("\n")
        body = "\n".join(lines[:-2]) + "\n"
        if lines[-2:] != [f"{hashlib.sha256(body.encode()).hexdigest()}  MANIFEST", ""]:
            raise Wrong("MANIFEST: was changed")
        listed = {line[66:]: line[:64] for line in lines[:-2]}
        for name, wanted in listed.items():
            if hashlib.sha256(self.read(name)).hexdigest() != wanted:
                raise Wrong(f"{name}: is not the file that MANIFEST lists")
        there = {str(p.relative_to(self.folder)) for p in self.folder.rglob("*") if p.is_file()}
        for name in sorted(there - set(listed) - {"MANIFEST"}):
            raise Wrong(f"{name}: is not listed in MANIFEST")

    def lying(self, folder: str) -> list[Path]:
        """The files in a part of the bundle."""
        return list((self.folder / folder).iterdir())
