"""What each process is told: one TOML file a process, secrets in files of mode 0600 beside it."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from quorate.ledger.fields import as_object, integer, text

SUPERVISED = "QUORATE_SUPERVISED"
_MODE_OTHERS = 0o077


class BadSettingError(Exception):
    """A settings file that cannot be used; the message names the setting and the mending."""


def secret(path: Path) -> str:
    """A secret's text. Raises BadSettingError when others may read the file."""
    if path.stat().st_mode & _MODE_OTHERS:
        raise BadSettingError(f"{path.name} can be read by others: chmod 600 {path.name}")
    return path.read_text().strip()


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """For `quorate serve` and `quorate worker`. `door` is the effector's address."""

    database_url: Path
    ledger: Path
    genesis: str
    port: int
    door: str
    key: Path
    intake_tokens: Path
    invites: Path


@dataclass(frozen=True, slots=True)
class SequencerSettings:
    """For `quorate sequencer`: it alone reads the log's keys. `origin` names the log."""

    database_url: Path
    ledger: Path
    origin: str
    log_key: Path
    cosigner: str
    cosigner_key: Path


def serve_settings(path: Path) -> ServeSettings:
    """Reads the file; raises BadSettingError."""
    row, folder = _table(path), path.parent
    return ServeSettings(
        folder / _text(row, "database_url_file"),
        folder / _text(row, "ledger"),
        _text(row, "genesis"),
        integer(row, "port"),
        _text(row, "door"),
        folder / _text(row, "key_file"),
        folder / _text(row, "intake_tokens_file"),
        folder / _text(row, "invites_file"),
    )


def sequencer_settings(path: Path) -> SequencerSettings:
    """Reads the file; raises BadSettingError."""
    row, folder = _table(path), path.parent
    return SequencerSettings(
        folder / _text(row, "database_url_file"),
        folder / _text(row, "ledger"),
        _text(row, "origin"),
        folder / _text(row, "log_key_file"),
        _text(row, "cosigner"),
        folder / _text(row, "cosigner_key_file"),
    )


def _table(path: Path) -> dict[str, object]:
    try:
        return dict(as_object(tomllib.loads(path.read_text()), "settings"))
    except (OSError, ValueError) as problem:
        raise BadSettingError(f"{path.name}: {problem}") from problem


def _text(row: dict[str, object], name: str) -> str:
    try:
        return text(row, name)
    except ValueError as problem:
        raise BadSettingError(str(problem)) from problem
