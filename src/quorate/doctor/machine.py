"""The machine: Python, the libraries, time zones, room on the disk."""

import re
import shutil
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import quorate
from quorate.doctor.installation import Installation
from quorate.doctor.model import Check, Finding, ok, warning, wrong

LOCK: Final = Path(quorate.__file__).parents[2] / "requirements.lock"
"""Stands beside the code in a checkout; elsewhere the libraries only have to be there."""
OLDEST_PYTHON: Final = (3, 11)
ZONES: Final = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata")
LEAST_FREE: Final = 1 << 30
SCARCE_FREE: Final = 5 << 30
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
_PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def python() -> Iterator[Finding]:
    """The oldest Python that works is 3.11."""
    said = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST_PYTHON:
        mending = "install Python 3.11 or newer and make the environment anew"
        yield wrong(Check.PYTHON, f"Python {said} is too old", mending)
    else:
        yield ok(Check.PYTHON, f"Python {said} at {sys.executable}")


def libraries(lock: Path = LOCK) -> Iterator[Finding]:
    """Every library that Quorate names is there, in the locked version where the lock is there."""
    wanted = {_spelled(found[0]) for one in _required() if (found := _NAME.match(one))}
    pinned: dict[str, set[str]] = {}
    if lock.is_file():
        for name, version in _PINNED.findall(lock.read_text()):
            pinned.setdefault(_spelled(name), set()).add(version)
    bad: list[str] = []
    for name in sorted(wanted | pinned.keys()):
        there = _version(name)
        if there is None and name in wanted:
            bad.append(f"{name} is missing")
        if there is not None and there not in pinned.get(name, {there}):
            bad.append(f"{name} is {there}, not {' or '.join(sorted(pinned[name]))}")
    if bad:
        install = f"-m pip install --require-hashes --only-binary :all: -r {lock}"
        yield wrong(Check.LIBRARIES, ", ".join(bad[:10]), f"{sys.executable} {install}")
    else:
        how = "in the locked versions" if pinned else "there"
        yield ok(Check.LIBRARIES, f"Quorate {quorate.__version__}, its libraries {how}")


def _required() -> list[str]:
    try:
        return metadata.requires("quorate") or []
    except metadata.PackageNotFoundError:
        return []


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _spelled(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def zones() -> Iterator[Finding]:
    """Shifts and last days are told in people's own time zones."""
    missing: list[str] = []
    for name in ZONES:
        try:
            ZoneInfo.no_cache(name)
        except (ZoneInfoNotFoundError, OSError):
            missing.append(name)
    if missing:
        mending = f"{sys.executable} -m pip install tzdata (or: apt-get install tzdata)"
        yield wrong(Check.ZONES, f"no time zone data for {', '.join(missing)}", mending)
    else:
        yield ok(Check.ZONES, "time zone data can be read")


def disk(found: Installation) -> Iterator[Finding]:
    """Where nothing more can be written, no entry is made, and nothing may be silenced."""
    parts = {found.folder, *([found.ledger] if found.ledger else [])}
    for folder in sorted(path for path in parts if path.is_dir()):
        free = shutil.disk_usage(folder).free
        says = f"{free / (1 << 30):.1f} GiB free under {folder}"
        mending = f"make room on the file system of {folder} (df {folder}), or move it to a larger"
        if free < LEAST_FREE:
            yield wrong(Check.DISK, says, mending)
        elif free < SCARCE_FREE:
            yield warning(Check.DISK, says, mending)
        else:
            yield ok(Check.DISK, says)
