"""The way to the child process that parses what a platform says."""

import json
from typing import Final

import structlog

from quorate.children.child import Child
from quorate.ledger.fields import items

_log = structlog.get_logger()
LARGEST_PAGE: Final = 16 * 1024 * 1024
_SECONDS: Final = 10.0
# Escaped as JSON, a byte of a page takes six at most.
_LARGEST_ANSWER: Final = 6 * LARGEST_PAGE


class Parser:
    """The child process that parses; started anew when it died."""

    def __init__(self) -> None:
        self._child = Child(
            "quorate.effects.parsing.child", seconds=_SECONDS, longest=_LARGEST_ANSWER
        )

    @property
    def pid(self) -> int | None:
        """The child's process number, while it lives."""
        return self._child.pid

    async def parse(self, kind: bytes, data: bytes) -> list[dict[str, object]]:
        """The child's records; an empty list when the page killed it. One page at a time."""
        if len(data) > LARGEST_PAGE:
            return []
        body = await self._child.ask(kind, data)
        if body is None:
            _log.warning("page_not_parsed", size=len(data))
            return []
        return [dict(r) for r in items({"records": json.loads(body)}, "records")]

    async def close(self) -> None:
        """Ends the child."""
        await self._child.close()
