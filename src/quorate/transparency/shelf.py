"""What may be shown and taken away of closed months and published reports, read once a version.

A version never changes, so what was counted of one stands until a newer one takes its place, and
each further look costs a listing of folders.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from quorate.transparency.months import Month
from quorate.transparency.overview import Overview
from quorate.transparency.providing import load_provider
from quorate.transparency.records import Kind
from quorate.transparency.template import COLUMNS
from quorate.transparency.versions import MANIFEST, versions

_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_SPAN: Final = re.compile(rf"{_MONTH.pattern}_{_MONTH.pattern}")
_VERSION: Final = re.compile(r"v[1-9][0-9]{0,5}")
_PARQUET: Final = frozenset({MANIFEST, *(f"{kind}.parquet" for kind in Kind)})
_SHEETS: Final = frozenset({MANIFEST, *(f"{part}.csv" for part in COLUMNS)})


@dataclass(frozen=True, slots=True)
class Folder:
    """One version of a month or of a report, and the names of its files."""

    span: str
    version: str
    files: Sequence[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """All that is there now. `mark` is another one as soon as anything of it is.

    `overviews` are the closed months, newest first; `unread` those whose files are not as they were
    written, or do not fit the provider's file. `files` and `reports` are every version, newest
    first.
    """

    mark: str
    overviews: Sequence[Overview] = ()
    unread: Sequence[Month] = ()
    files: Sequence[Folder] = ()
    reports: Sequence[Folder] = ()


@dataclass(slots=True)
class Shelf:
    """The provider's file and the folders; one look at a time."""

    provider: Path
    months: Path
    reports: Path
    _known: Shown = field(default_factory=lambda: Shown(""))
    _counted: Mapping[tuple[str, str, str], Overview | None] = field(
        default_factory=dict[tuple[str, str, str], Overview | None]
    )

    def look(self) -> Shown:
        """What is there; counts what is new. Raises ProviderFileError, OSError."""
        months = _folders(self.months, _MONTH, _PARQUET)
        reports = _folders(self.reports, _SPAN, _SHEETS)
        newest = {folder.span: folder.version for folder in reversed(months)}
        if not newest and not reports:
            return Shown("empty")
        listed = [(one.span, one.version, *one.files) for one in (*months, *reports)]
        file = self.provider.stat() if self.provider.is_file() else None
        changed = (file.st_mtime_ns, file.st_size) if file else None
        mark = hashlib.sha256(json.dumps([changed, listed]).encode()).hexdigest()
        if mark == self._known.mark:
            return self._known
        said = load_provider(self.provider)
        counted: dict[tuple[str, str, str], Overview | None] = {}
        for span, version in sorted(newest.items(), reverse=True):
            key = (span, version, said.digest)
            if key in self._counted:
                counted[key] = self._counted[key]
                continue
            # DuckDB is loaded where a month is closed: every start of a process would wait for it.
            from quorate.transparency.viewing import view  # noqa: PLC0415

            counted[key] = view(Month.parse(span), self.months, said)
        self._counted = counted
        read = [one for one in counted.values() if one is not None]
        unread = [Month.parse(key[0]) for key, one in counted.items() if one is None]
        self._known = Shown(mark, read, unread, months, reports)
        return self._known

    def month_file(self, month: str, version: str, name: str) -> Path | None:
        """A file of a closed month; None where there is none of that name."""
        known = _MONTH.fullmatch(month) and name in _PARQUET
        return _file(self.months / month, version, name) if known else None

    def report_file(self, span: str, version: str, name: str) -> Path | None:
        """A file of a published report; None where there is none of that name."""
        known = _SPAN.fullmatch(span) and name in _SHEETS
        return _file(self.reports / span, version, name) if known else None


def _folders(folder: Path, spans: re.Pattern[str], known: frozenset[str]) -> list[Folder]:
    """Every version of every span below a folder, newest first."""
    return [
        Folder(
            span.name, version.name, sorted(p.name for p in version.iterdir() if p.name in known)
        )
        for span in sorted(folder.glob("*"), reverse=True)
        if spans.fullmatch(span.name)
        for version in reversed(versions(span))
    ]


def _file(folder: Path, version: str, name: str) -> Path | None:
    """Each part of the path is one of those that we write: nothing else is a way in."""
    path = folder / version / name
    return path if _VERSION.fullmatch(version) and path.is_file() else None
