"""What of an installation's folder belongs into a backup, and the list that stands beside it."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self

from quorate.backups.errors import BackupError
from quorate.ledger.fields import as_object, integer, text, texts
from quorate.transparency.versions import versions

MANIFEST: Final = "backup.json"
CHECKPOINT_LAST: Final = "ledger/checkpoint"
DUMP: Final = "database.dump"
MEMORY: Final = "effector/state.sqlite"
MONTHS: Final = "months"
REPORTS: Final = "reports"
PROVIDER: Final = "provider.yaml"
PROCESSES: Final = ("effector", "sequencer", "serve", "signer")
_NEW: Final = {f"{name}/database_url" for name in PROCESSES}
"""Given anew with the roles' passwords whenever an installation comes back."""
_FORMAT: Final = 1
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files` by path in the backup with their SHA-256; `keys` are the secret files that the
    installation has, in the backup or not. `at` is UTC, `root` hex."""

    at: str
    genesis: str
    size: int
    root: str
    keys: tuple[str, ...]
    files: dict[str, str]

    def write(self, target: Path) -> None:
        """The last file: without it there is no backup."""
        said = {"format": _FORMAT, **asdict(self)}
        keep(target / MANIFEST, json.dumps(said, indent=2).encode() + b"\n")

    @classmethod
    def read(cls, target: Path) -> Self:
        """Raises BackupError where there is none that is whole."""
        try:
            row = as_object(json.loads((target / MANIFEST).read_text()), "backup")
            if integer(row, "format") != _FORMAT:
                raise BackupError(f"{target} is of another Quorate's format: use that one.")
            files = as_object(row.get("files"), "files")
            hashes = {path: text(files, path) for path in files}
            said = (text(row, "at"), text(row, "genesis"), integer(row, "size"), text(row, "root"))
            return cls(*said, tuple(texts(row, "keys")), hashes)
        except (OSError, ValueError) as problem:
            raise BackupError(f"{target} holds no finished backup: {problem}") from None

    def refuse_changed(self, target: Path) -> None:
        """Raises BackupError naming the first file that is not what was copied."""
        for path, digest in self.files.items():
            found = target / path
            if not found.is_file() or digest_of(found) != digest:
                raise BackupError(f"{path} is missing or changed since. Take another backup.")


def settings_of(folder: Path) -> Iterator[str]:
    """The paths that are no secret: settings, rules, who is believed."""
    for name in PROCESSES:
        yield from (_under(folder, p) for p in sorted((folder / name).glob("*.toml")))
    rules = sorted((folder / "authority").rglob("*"))
    yield from (_under(folder, path) for path in rules if path.is_file())
    known = ("profile.json", PROVIDER, "founding.yaml", "founding.yaml.signatures.json")
    yield from (name for name in known if (folder / name).is_file())


def public_of(folder: Path) -> Iterator[str]:
    """Every version of the closed months and of the published reports, which never changes; what is
    just being written is none yet."""
    for name in (MONTHS, REPORTS):
        for span in sorted((folder / name).glob("*")):
            for version in versions(span):
                yield from (_under(folder, path) for path in sorted(version.iterdir()))


def keys_of(folder: Path) -> Iterator[str]:
    """The paths that only their process may read: keys, tokens, addresses of pagers."""
    for name in PROCESSES:
        for path in sorted((folder / name).glob("*")):
            inner = _under(folder, path)
            private = path.is_file() and not path.stat().st_mode & 0o077
            if private and path.suffix != ".toml" and inner not in _NEW and not _is_memory(inner):
                yield inner


def _is_memory(path: str) -> bool:
    return path.startswith(MEMORY)


def _under(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def digest_of(path: Path) -> str:
    """SHA-256 of a file, hex."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def keep(path: Path, data: bytes, mode: int = 0o600) -> None:
    """A new file, which nothing may stand in the place of."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    with open(handle, "wb") as file:
        file.write(data)
