"""Closing a month: its records are taken once, up to a known place of the ledger, and then stay.

A closed month is a folder `2026-03/v1` with one Parquet file for each kind of records that its
source knows, and a manifest. A kind that the source does not know has no file: nobody counted it,
which is another thing than none.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Protocol

from quorate.ledger.fields import as_object, digest_text, integer, text
from quorate.transparency import parquet
from quorate.transparency.months import Month, MonthError
from quorate.transparency.records import MOMENTS, Kind, Record, as_of
from quorate.transparency.versions import MANIFEST, publish, versions
from quorate.vocabulary.times import stamp


@dataclass(frozen=True, slots=True)
class Watermark:
    """How far the ledger was read: its genesis, its size in entries, and the root over them (both
    hashes hex). `at` is when that root was cosigned: what happened before had its time to come in.
    """

    genesis: str
    size: int
    root: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """What a source knows, by kind, up to a watermark. It may hold records of other months."""

    watermark: Watermark
    records: Mapping[Kind, Iterable[Record]]


class Source(Protocol):
    """Where records come from."""

    def take(self, month: Month) -> Taken:
        """All records of which something happened in that month, and the watermark behind them."""
        ...


@dataclass(frozen=True, slots=True)
class File:
    """How many records a file has, and the SHA-256 of its bytes, hex."""

    records: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Closed:
    """One version of a closed month, and its files by kind."""

    month: Month
    folder: Path
    size: int
    root: str
    files: Mapping[Kind, File]

    @property
    def version(self) -> str:
        """Its name: `v1` is the first."""
        return self.folder.name

    def file(self, kind: Kind) -> Path:
        """Where the records of a kind are."""
        return self.folder / _name(kind)


def close(source: Source, month: Month, folder: Path, now: datetime) -> tuple[Closed, bool]:
    """Closes a month, or closes it again; returns the version that counts, and whether it is new.

    Raises MonthError while the month is not over, or the ledger's watermark not past its end.
    """
    if now < month.end:
        raise MonthError(f"{month} is not over before {stamp(month.end)}")
    taken = source.take(month)
    if taken.watermark.at < month.end:
        reached = stamp(taken.watermark.at)
        raise MonthError(f"the ledger goes to {reached}; {month} ends {stamp(month.end)}")

    def fill(scratch: Path) -> None:
        files: dict[Kind, File] = {}
        with parquet.database(threads=1) as opened:
            for kind in sorted(taken.records):
                path = scratch / _name(kind)
                records = _of(month, kind, taken.records[kind])
                files[kind] = File(parquet.write(opened, kind, records, month, path), _sha256(path))
        said = asdict(taken.watermark) | {"at": stamp(taken.watermark.at)}
        rows = {kind: asdict(file) for kind, file in files.items()}
        manifest = {"month": str(month), "ledger": said, "files": rows}
        (scratch / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n")

    version, new = publish(folder / str(month), fill)
    return _read(month, version), new


def _name(kind: Kind) -> str:
    return f"{kind}.parquet"


def _of(month: Month, kind: Kind, records: Iterable[Record]) -> Iterator[Record]:
    """Those of which something happened in the month, as they stood at its end: so a month is the
    same whenever it is closed, and differs only by what came in late."""
    start, end = month.start, month.end
    # The name of a second field keeps the getter's answer a tuple where there is one alone.
    moments = attrgetter(*MOMENTS[kind], MOMENTS[kind][0])
    for record in records:
        if any(at is not None and start <= at < end for at in moments(record)):
            yield as_of(record, end)


def closed(month: Month, folder: Path) -> Closed:
    """The newest version of a month, each file as it was written. Raises MonthError otherwise."""
    found = versions(folder / str(month))
    if not found:
        raise MonthError(f"{month} is not closed")
    newest = _read(month, found[-1])
    for kind, file in newest.files.items():
        if _sha256(newest.file(kind)) != file.sha256:
            raise MonthError(f"{newest.file(kind)} is not as it was written")
    return newest


def _read(month: Month, folder: Path) -> Closed:
    manifest = as_object(json.loads((folder / MANIFEST).read_text()), MANIFEST)
    ledger = as_object(manifest.get("ledger"), "ledger")
    rows = as_object(manifest.get("files"), "files")
    if manifest.get("month") != str(month):
        raise MonthError(f"{folder} is not {month}")
    files = {Kind(kind): _file(as_object(row, kind)) for kind, row in rows.items()}
    return Closed(month, folder, integer(ledger, "size"), text(ledger, "root"), files)


def _file(row: Mapping[str, object]) -> File:
    return File(integer(row, "records"), digest_text(row, "sha256"))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
