"""The note that a backup leaves in the installation's folder: when the last one was taken."""

import json
from datetime import datetime
from pathlib import Path
from typing import Final

from quorate.backups.contents import Manifest
from quorate.ledger.fields import as_object, text
from quorate.vocabulary.times import instant

NOTE: Final = "last-backup.json"


def note_backup(folder: Path, made: Manifest) -> None:
    """Written once the backup is whole."""
    (folder / NOTE).write_text(json.dumps({"at": made.at, "size": made.size}) + "\n")


def last_backup(folder: Path) -> datetime | None:
    """Of which instant the last one is; None where none was taken or the note is no note."""
    try:
        return instant(text(as_object(json.loads((folder / NOTE).read_text()), NOTE), "at"))
    except (OSError, ValueError):
        return None
