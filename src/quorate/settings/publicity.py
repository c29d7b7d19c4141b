"""What is told to the public and to the Transparency Database."""

from dataclasses import dataclass
from pathlib import Path

from quorate.settings.reading import BadSettingError, part_of, required, secure


@dataclass(frozen=True, slots=True)
class FilingSettings:
    """Where statements of reasons are filed: the Transparency Database's API and the file of its
    token, or a file into which they are rehearsed."""

    url: str
    token: Path | None
    rehearsal: Path | None


@dataclass(frozen=True, slots=True)
class TransparencySettings:
    """What is told to the public: the provider's file, the folder of closed months, and that of the
    reports that are published."""

    provider: Path
    months: Path
    reports: Path


def read_filing(row: dict[str, object], folder: Path) -> FilingSettings | None:
    """None where no statements are filed. Raises BadSettingError."""
    part = part_of(row, "transparency_database")
    if part is None:
        return None
    if ("url" in part) == ("rehearsal_file" in part):
        raise BadSettingError("transparency_database: url or rehearsal_file, one of them")
    if "categories" in part:
        raise BadSettingError("transparency_database.categories: `areas` of the provider's file")
    if "url" not in part:
        return FilingSettings("", None, folder / required(part, "rehearsal_file"))
    url, token = secure(part, "url").rstrip("/"), folder / required(part, "token_file")
    return FilingSettings(url, token, None)


def read_transparency(row: dict[str, object], folder: Path) -> TransparencySettings | None:
    """None where nothing is told to the public. Raises BadSettingError."""
    part = part_of(row, "transparency")
    if part is None:
        return None
    names = ("provider_file", "months", "reports")
    return TransparencySettings(*(folder / required(part, name) for name in names))
