"""Who brings in facts about people, and reports: each by its name, with its token."""

import json
from dataclasses import dataclass
from pathlib import Path

from quorate.intake.sources import Source, read_sources
from quorate.ledger.fields import as_object, text
from quorate.settings.reading import BadSettingError, secret


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """A source of people's facts: its token, and the key that signs its word."""

    token: str
    key: Path


def source_settings(path: Path | None) -> dict[str, SourceSettings]:
    """The sources by name; none where the setting is absent. Raises BadSettingError."""
    if path is None:
        return {}
    try:
        rows = as_object(json.loads(secret(path)), "sources")
        found = {name: as_object(row, name) for name, row in rows.items()}
        return {
            name: SourceSettings(text(row, "token"), path.parent / text(row, "key_file"))
            for name, row in found.items()
        }
    except ValueError as problem:
        raise BadSettingError(f"{path.name}: {problem}") from problem


def intake_sources(path: Path) -> dict[str, Source]:
    """Who may file reports, by name. Raises BadSettingError."""
    try:
        return read_sources(json.loads(secret(path)), path.parent)
    except ValueError as problem:
        raise BadSettingError(f"{path.name}: {problem}") from problem
