"""What a person's command line is told of an installation: the profile file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quorate.ledger.fields import as_object, text


@dataclass(frozen=True, slots=True)
class Profile:
    """Where to, and whom to believe."""

    genesis: str
    server: str
    door: str
    log: str
    cosigner: str
    effectors: Mapping[str, str]


def read_profile(path: Path) -> Profile:
    """A profile file as founding wrote it. Raises OSError or ValueError."""
    row: dict[str, object] = json.loads(path.read_text())
    effectors = as_object(row.get("effectors"), "effectors")
    return Profile(
        text(row, "genesis"),
        text(row, "server"),
        text(row, "door"),
        text(row, "log"),
        text(row, "cosigner"),
        {k: text(effectors, k) for k in effectors},
    )
