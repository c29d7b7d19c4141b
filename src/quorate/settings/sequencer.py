"""What `quorate sequencer` is told: it alone reads the log's keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quorate.ledger.fields import integer
from quorate.settings.reading import BadSettingError, part_of, required, secure, table


@dataclass(frozen=True, slots=True)
class PublishSettings:
    """Where checkpoints are left outside, each `every` seconds. `addresses` are apprise's."""

    every: int
    file: Path | None
    url: str | None
    addresses: Path | None


@dataclass(frozen=True, slots=True)
class SequencerSettings:
    """For `quorate sequencer`: it alone reads the log's keys. `origin` names the log, `keys` are
    the files of its key and its clock's: the present pair and, around a change, the next."""

    database_url: Path
    ledger: Path
    origin: str
    cosigner: str
    keys: tuple[tuple[Path, Path], ...]
    publish: PublishSettings | None = None


def sequencer_settings(path: Path) -> SequencerSettings:
    """Reads the file; raises BadSettingError."""
    row, folder = table(path), path.parent
    return SequencerSettings(
        folder / required(row, "database_url_file"),
        folder / required(row, "ledger"),
        required(row, "origin"),
        required(row, "cosigner"),
        tuple(_key_files(row, folder)),
        _publish(row, folder),
    )


def _key_files(row: dict[str, object], folder: Path) -> Iterator[tuple[Path, Path]]:
    """One pair, and the next where either of its files is named."""
    yield folder / required(row, "log_key_file"), folder / required(row, "cosigner_key_file")
    if {"next_log_key_file", "next_cosigner_key_file"} & row.keys():
        files = (required(row, "next_log_key_file"), required(row, "next_cosigner_key_file"))
        yield folder / files[0], folder / files[1]


def _publish(row: dict[str, object], folder: Path) -> PublishSettings | None:
    part = part_of(row, "publish")
    if part is None:
        return None
    try:
        every = integer(part, "every_seconds")
    except ValueError as problem:
        raise BadSettingError(f"publish: {problem}") from problem
    if every < 1:
        raise BadSettingError("publish: every_seconds: at least 1")
    return PublishSettings(
        every,
        folder / required(part, "file") if "file" in part else None,
        secure(part, "url") if "url" in part else None,
        folder / required(part, "addresses_file") if "addresses_file" in part else None,
    )
