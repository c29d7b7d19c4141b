"""Whether a secret's file is its owner's alone."""

import os
from pathlib import Path
from typing import Final

CREDENTIALS: Final = "CREDENTIALS_DIRECTORY"
"""Where the service manager puts copies of secrets that only this process can read."""
_OTHERS: Final = 0o077
_GROUP_READS: Final = 0o040


def is_exposed(path: Path, mode: int) -> bool:
    """Whether a mode gives group or others any right on the file.

    Where the service manager grants a credential by an access list (systemd.exec, LoadCredential),
    the list's mask stands in the group's bits; of files in its folder that one right is no fault.
    """
    given = os.environ.get(CREDENTIALS)
    if given and path.parent == Path(given):
        mode &= ~_GROUP_READS
    return bool(mode & _OTHERS)
