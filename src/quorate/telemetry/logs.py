"""The log of a process: JSON lines on standard error, of names and numbers.

A value that is a text of more than one word is left out, unless whoever logs it vouches for it
(`Own`), and so is what an error says: both may hold what somebody wrote. The error's type and the
lines of our code that it came through are told.
"""

import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import MutableMapping
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any, Final, cast

import structlog

from quorate.telemetry import traces

_PLAIN: Final = re.compile(r"[\w.:/+-]{0,120}", re.ASCII)
_FRAMES: Final = 12
_LONGEST: Final = 2000
_STANDARD_ERROR: Final = 2
_HOUSE: Final = Path(__file__).parents[1]
Line = MutableMapping[str, Any]


class Own(str):
    """A sentence for the log in which nothing stands that a person wrote or that names one: it
    speaks of files, numbers and servers of the installation. Cut off after 2,000 characters."""

    __slots__ = ()


def configure(process: str) -> None:
    """For a process, once, before it does anything. Libraries' warnings, and an error that ends the
    process, become lines, too."""
    lines = _Lines()
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            _Standing(process),
            without_words,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: lines,
        cache_logger_on_first_use=False,
    )
    logging.captureWarnings(capture=True)
    logging.basicConfig(handlers=[_Foreign()], level=logging.WARNING, force=True)
    for name in logging.root.manager.loggerDict:  # what a library set up for itself says words
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    sys.excepthook = _ended_by


class _Lines:
    """Standard error, for structlog. A line that cannot be written, as on a full disk, is lost and
    counted, and nobody's work fails for it; how many were lost is said once there is room again."""

    def __init__(self) -> None:
        self._lock = threading.RLock()  # saying what was lost comes through here, too
        self._lost, self._torn = 0, False

    def msg(self, line: str) -> None:
        """Writes it, or counts it."""
        with self._lock:
            if not self._wrote(line):
                self._lost += 1
            elif self._lost:
                lost, self._lost = self._lost, 0
                structlog.get_logger().warning("log_lines_lost", lines=lost)
                if self._lost:  # not even that one
                    self._lost = lost

    debug = info = warning = error = critical = msg

    def _wrote(self, line: str) -> bool:
        """Straight to the file: a buffer would come late with what was counted as lost, and fail
        the process at its end with what it still holds."""
        start = "\n" if self._torn else ""
        left = f"{start}{line}\n".encode()
        try:
            while left:
                left = left[os.write(_STANDARD_ERROR, left) :]
                self._torn = bool(left)
        except OSError:
            return False
        return True


class _Standing:
    """What stands in each line: the process, and the trace if one is going on."""

    def __init__(self, process: str) -> None:
        self._process = process

    def __call__(self, logger: object, method: str, line: Line) -> Line:
        """The line with both."""
        line["process"] = self._process
        trace = traces.current()
        if trace:
            line["trace"] = trace
        return line


def without_words(_: object, __: str, line: Line) -> Line:
    """The line with every free text left out, and of an error only its type and its way."""
    error = line.pop("exc_info", None)
    found = {key: _told(value) for key, value in line.items()}
    if error:
        found |= told_error(sys.exc_info()[1] if error is True else _error(error))
    return found


def told_error(error: BaseException | None) -> dict[str, object]:
    """The types of an error and of what it came from, and the lines of our code on its way."""
    if error is None:
        return {}
    types, one = list[str](), error
    while one is not None and len(types) < _FRAMES:
        types.append(type(one).__name__)
        one = one.__cause__ or one.__context__
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if Path(f.filename).is_relative_to(_HOUSE)] or frames[-1:]
    way = [f"{Path(f.filename).name}:{f.lineno}:{f.name}" for f in own[-_FRAMES:]]
    told: dict[str, object] = {"error": types, "way": way}
    if isinstance(error, BaseExceptionGroup):
        group = cast("BaseExceptionGroup[BaseException]", error)
        told["within"] = [told_error(inner) for inner in group.exceptions[:_FRAMES]]
    return told


def _error(found: object) -> BaseException | None:
    one = cast("tuple[object, ...]", found)[1] if isinstance(found, tuple) else found
    return one if isinstance(one, BaseException) else None


def _told(value: object) -> object:
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Own):
        return value[:_LONGEST]
    text = value if isinstance(value, str) else ""
    return text if text and _PLAIN.fullmatch(text) else "(left out)"


class _Foreign(logging.Handler):
    """What a library logs: only where in its code, for its words have values put in."""

    def emit(self, record: logging.LogRecord) -> None:
        """As a line of ours."""
        log = structlog.get_logger()
        where = f"{record.module}:{record.lineno}"
        told: dict[str, object] = {"logger": record.name, "where": where}
        log.log(record.levelno, "library_says", **told, exc_info=record.exc_info or None)


def _ended_by(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """The last line of a process that ends by an error of ours."""
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger().critical("process_failed", exc_info=(kind, error, trace))
