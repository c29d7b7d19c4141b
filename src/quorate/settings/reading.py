"""How a file of settings is read, and what is said of one that cannot be used."""

import tomllib
from pathlib import Path

from quorate.ledger.exposure import is_exposed
from quorate.ledger.fields import as_object, integer, text
from quorate.vocabulary.addresses import is_address, is_private
from quorate.vocabulary.errors import ToldError


class BadSettingError(ToldError):
    """A settings file that cannot be used; the message names the setting and the mending."""


def secret(path: Path) -> str:
    """A secret's text. Raises BadSettingError when others may read the file."""
    if is_exposed(path, path.stat().st_mode):
        raise BadSettingError(f"{path.name} can be read by others: chmod 600 {path.name}")
    return path.read_text().strip()


def table(path: Path) -> dict[str, object]:
    """The whole file. Raises BadSettingError."""
    try:
        return dict(as_object(tomllib.loads(path.read_text()), "settings"))
    except (OSError, ValueError) as problem:
        raise BadSettingError(f"{path.name}: {problem}") from problem


def has_part(path: Path, name: str) -> bool:
    """Whether a file has this table; one that cannot be read has none, and whoever reads all of it
    says why."""
    try:
        return name in table(path)
    except BadSettingError:
        return False


def part_of(row: dict[str, object], name: str) -> dict[str, object] | None:
    """A table of the settings; None where it is absent. Raises BadSettingError if it is none."""
    found = row.get(name)
    try:
        return None if found is None else dict(as_object(found, name))
    except ValueError as problem:
        raise BadSettingError(str(problem)) from problem


def required(row: dict[str, object], name: str) -> str:
    """A text that has to stand there. Raises BadSettingError naming it."""
    try:
        return text(row, name)
    except ValueError as problem:
        raise BadSettingError(str(problem)) from problem


def secure(row: dict[str, object], name: str) -> str:
    """An address that nobody on the way can change: https, or this very machine. Raises
    BadSettingError naming it."""
    found = required(row, name)
    if not is_address(found):
        raise BadSettingError(f"{name}: no address of a server")
    if not is_private(found):
        raise BadSettingError(f"{name}: https is needed")
    return found


def whole(row: dict[str, object], name: str) -> int:
    """A whole number that has to stand there. Raises BadSettingError naming it."""
    try:
        return integer(row, name)
    except ValueError as problem:
        raise BadSettingError(str(problem)) from problem
