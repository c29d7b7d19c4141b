"""What `quorate signer` is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quorate.ledger.fields import as_object, text
from quorate.settings.reading import required, table, whole


@dataclass(frozen=True, slots=True)
class SignerSettings:
    """For `quorate signer`: what it believes, and where it listens. It has no secret."""

    genesis: str
    effectors: Mapping[str, str]
    serve: str
    origin: str
    port: int


def signer_settings(path: Path) -> SignerSettings:
    """Reads the file; raises BadSettingError."""
    row = table(path)
    effectors = as_object(row.get("effectors"), "effectors")
    return SignerSettings(
        required(row, "genesis"),
        {name: text(effectors, name) for name in effectors},
        required(row, "serve"),
        required(row, "origin"),
        whole(row, "port"),
    )
