"""How a command, or a process, ends when it cannot go on: in one line, with a status of 1."""

import sys
from collections.abc import Generator
from contextlib import contextmanager

from quorate.vocabulary.errors import ToldError
from quorate.vocabulary.terminal import plain

_LONGEST = 2000


@contextmanager
def in_words() -> Generator[None]:
    """A refusal inside ends the process in words; a defect keeps its traceback."""
    try:
        yield
    except Exception as problem:
        words = _words(problem)
        if words is None:
            raise
        sys.exit(words)


def _words(problem: Exception) -> str | None:
    # Half of what a command loads, and needed by those that go wrong.
    import httpx2  # noqa: PLC0415
    import yaml  # noqa: PLC0415

    match problem:
        case ToldError():
            return plain(str(problem), _LONGEST)
        case httpx2.HTTPError():
            return f"No answer from the server: {type(problem).__name__}"
        case OSError() | ValueError() | yaml.YAMLError():
            return plain(f"{type(problem).__name__}: {problem}", _LONGEST)
        case _:
            return None
