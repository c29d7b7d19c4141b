"""`quorate sor`: statements of reasons, before they go to the Transparency Database."""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import cast

import cyclopts

from quorate.transparency.rules import Errors, check, check_batch

app = cyclopts.App(name="sor", help="Statements of reasons for the Transparency Database.")


@app.command(name="check")
def check_lines() -> None:
    """Judge each line of standard input, a statement or {"statements": [...]}, as the Database
    would; a line of {"valid": ..., "errors": {"field": ["..."]}} answers each.

    It is the check that the exporter runs. Empty lines have no answer. What was filed before is
    not known here: whether a puid was used already is told by the Database alone.
    """
    for line in judged(sys.stdin.buffer):
        print(line, flush=True)


def judged(lines: Iterable[bytes]) -> Iterable[str]:
    """An answer for each line that is not empty."""
    for line in lines:
        if line.strip():
            errors = _errors(line)
            yield json.dumps({"valid": not errors, "errors": errors})


def _errors(line: bytes) -> Errors:
    try:
        said: object = json.loads(line)
    except (ValueError, RecursionError):
        return {"statement": ["This line is not JSON."]}
    if isinstance(said, dict):
        row = cast("Mapping[str, object]", said)
        return check_batch(row["statements"]) if "statements" in row else check(row)
    return check(said)
