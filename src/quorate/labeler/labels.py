"""com.atproto.label.queryLabels: the labels that hold now, for anybody."""

import re
import time
from typing import Final

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from quorate.api.around.problems import accepted, refuse
from quorate.api.around.rates import asker
from quorate.atproto import store
from quorate.labeler.service import labeler
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.times import stamp

METHOD: Final = "com.atproto.label.queryLabels"
PATTERNS: Final = 100
MOST: Final = 250
_USUAL: Final = 50
_LONGEST: Final = 1024
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_LAST: Final = "\U0010ffff"
_NEXT: Final = "\x01"


async def query_labels(request: Request) -> Response:
    """Labels by addresses, or by beginnings of addresses where a pattern ends in `*`."""
    here, asked, place = labeler(request), request.query_params, asker(request.scope)
    if place is not None and not here.questions.take(place, time.monotonic()):
        refuse(Problem.TOO_MANY_REQUESTS, "wait a minute")
    patterns, sources = asked.getlist("uriPatterns"), asked.getlist("sources")
    if not 1 <= len(patterns) <= PATTERNS or len(sources) > PATTERNS:
        refuse(Problem.BODY_INVALID, f"uriPatterns: 1 to {PATTERNS} are needed")
    if not all(_fits(source) for source in sources):
        refuse(Problem.BODY_INVALID, "sources: the DIDs of labelers")
    most, seq = _number(asked.get("limit"), _USUAL, "limit"), _number(asked.get("cursor"), 0)
    if not 1 <= most <= MOST:
        refuse(Problem.BODY_INVALID, f"limit: 1 to {MOST}")
    ranges = [_range(pattern) for pattern in patterns]
    now = stamp(here.deps.clock())
    async with here.deps.pool.connection() as conn:
        found = accepted(await store.in_force(conn, ranges, sources or None, seq, most, now))
    body: dict[str, object] = {"labels": [row.label.json() for row in found.rows]}
    if found.cursor is not None:
        body["cursor"] = str(found.cursor)
    return JSONResponse(body)


def _number(said: str | None, usual: int, name: str = "cursor") -> int:
    if said is None:
        return usual
    if not _NUMBER.fullmatch(said):
        refuse(Problem.BODY_INVALID, f"{name}: not a number")
    return int(said)


def _range(pattern: str) -> tuple[str, str]:
    """From where to before where the addresses of a pattern stand in byte order."""
    if not _fits(pattern):
        refuse(Problem.BODY_INVALID, "uriPatterns: an address, or the beginning of one and `*`")
    if pattern.endswith("*"):
        return pattern[:-1], pattern[:-1] + _LAST
    return pattern, pattern + _NEXT


def _fits(said: str) -> bool:
    return 1 <= len(said) <= _LONGEST and said.isprintable()
