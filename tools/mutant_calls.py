"""Which tests come by which line of the watched modules, in a run with every guard in place.

`-p tools.mutant_calls` with QUORATE_MUTANT_CALLS set to a file: `{"path:line": [test, ...]}`,
quickest first. QUORATE_MUTANT_WATCHED names the modules' paths, with `os.pathsep` between them.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Generator
from pathlib import Path
from types import FrameType
from typing import Any, TypeAlias

import pytest

CALLS, WATCHED = "QUORATE_MUTANT_CALLS", "QUORATE_MUTANT_WATCHED"
Trace: TypeAlias = Any  # a function that returns itself has no other type


class Calls:
    """Looks on while the tests run, and writes what it saw at their end."""

    def __init__(self, kept: Path, watched: frozenset[str]) -> None:
        self._kept, self._watched = kept, watched
        self._seconds: dict[str, float] = {}
        self._tests: dict[str, set[str]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """A test with its fixtures."""
        seen, began = set[str](), time.monotonic()

        def on_line(frame: FrameType, event: str, argument: object) -> Trace:
            if event == "line":
                seen.add(f"{frame.f_code.co_filename}:{frame.f_lineno}")
            return on_line

        def on_call(frame: FrameType, event: str, argument: object) -> Trace:
            return on_line if frame.f_code.co_filename in self._watched else None

        threading.settrace(on_call)
        sys.settrace(on_call)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            self._seconds[item.nodeid] = time.monotonic() - began
            for place in seen:
                self._tests.setdefault(place, set()).add(item.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Writes it."""
        seconds = self._seconds.__getitem__
        found = {place: sorted(tests, key=seconds) for place, tests in self._tests.items()}
        self._kept.write_text(json.dumps(found))


def pytest_configure(config: pytest.Config) -> None:
    """Registers the onlooker."""
    watched = frozenset(os.environ[WATCHED].split(os.pathsep))
    config.pluginmanager.register(Calls(Path(os.environ[CALLS]), watched))
