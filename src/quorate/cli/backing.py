"""`quorate backup` and `restore-backup`: a copy of a running installation, and its coming back."""

import os
import sys
from pathlib import Path

from quorate.backups.checking import check as check_backup
from quorate.backups.errors import BackupError
from quorate.backups.restoring import Restored, bring_back
from quorate.backups.taking import take
from quorate.cli.progress import entries_of, progress
from quorate.vocabulary.terminal import plain

_DATABASE = "QUORATE_DATABASE_URL"


def owned_database(what: str) -> str:
    """The URL in the environment. Raises BackupError naming what it has to be."""
    found = os.environ.get(_DATABASE, "")
    if not found:
        raise BackupError(f"{_DATABASE}: not set. Name {what} there.")
    return found


def backup(
    folder: Path | None = None,
    target: Path | None = None,
    *,
    with_keys: bool = False,
    check: Path | None = None,
) -> None:
    """Copy a running installation as of one instant into a new folder, or prove such a copy.

    QUORATE_DATABASE_URL names its database, by the role that owns it. Keys and tokens stay out
    unless --with-keys: keep them apart. --check TARGET verifies the copied ledger by its keys and
    brings the database back into a server that is thrown away.
    """
    if check is not None:
        with progress("checking"):
            whole = check_backup(check)
        print(f"checked: {whole.size} entries, root {whole.root.hex()}; the database comes back")
        return
    if folder is None or target is None:
        sys.exit("Name the installation's folder and a new one for the backup.")
    url = owned_database("the installation's database")
    with progress("backing up", entries_of(folder / "ledger")) as done:
        made = take(folder, target, url, with_keys=with_keys, copied=done)
    print(plain(f"Backed up as of {made.at}: {made.size} entries, root {made.root}", 1000))
    if not with_keys:
        print(plain(f"Not in it, to be kept apart: {', '.join(made.keys)}", 4000))
    print(plain(f"Next: quorate backup --check {target}", 1000))


def restore_backup(target: Path, folder: Path, *, seen: Path | None = None) -> None:
    """Bring a backup back into a new folder and the empty database of QUORATE_DATABASE_URL.

    --seen FILE is a checkpoint that somebody kept elsewhere: whether the backup is older than it.
    """
    text = seen.read_text() if seen else None
    url = owned_database("a new, empty database, by a role that may make tables and roles")
    with progress("bringing back"):
        found = bring_back(target, folder, url, text)
    for line in _words(found, folder):
        print(plain(line, 4000))


def _words(found: Restored, folder: Path) -> list[str]:
    manifest = found.manifest
    said = [
        f"Back in {folder} as of {manifest.at}: {manifest.size} entries, root {manifest.root}",
        "What people were told after that instant is not in it.",
    ]
    if found.newer:
        said.append(
            f"OLDER THAN WHAT WAS SEEN by {found.newer} entries. Effectors and witnesses who saw "
            "them refuse this ledger, and nothing is silenced; restores go on. Take a newer backup "
            "(docs/how-to/back-up.md says what to do without one)."
        )
    if found.missing:
        said.append(f"Missing, bring them before you start: {', '.join(found.missing)}")
    return [*said, f"Then: quorate ledger verify {folder}/ledger --genesis {manifest.genesis}"]
