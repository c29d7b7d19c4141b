"""How a command, or a process, ends when it cannot go on: in one line, with a status of 1."""

import sys
from collections.abc import Generator
from contextlib import contextmanager

import httpx2
import yaml

from quorate.vocabulary.errors import ToldError
from quorate.vocabulary.terminal import plain

_LONGEST = 2000


@contextmanager
def in_words() -> Generator[None]:
    """A refusal inside ends the process in words; a defect keeps its traceback."""
    try:
        yield
    except ToldError as problem:
        sys.exit(plain(str(problem), _LONGEST))
    except httpx2.HTTPError as problem:
        sys.exit(f"No answer from the server: {type(problem).__name__}")
    except (OSError, ValueError, yaml.YAMLError) as problem:
        sys.exit(plain(f"{type(problem).__name__}: {problem}", _LONGEST))
