"""The way to the child process that parses what a platform says; it is started when needed."""

import asyncio
import contextlib
import json
import sys
from typing import Final

import structlog

from quorate.effects import parse_child
from quorate.ledger.fields import items

_log = structlog.get_logger()
LARGEST_PAGE: Final = 16 * 1024 * 1024


class Parser:
    """The child process that parses; started anew when it died."""

    def __init__(self) -> None:
        self._child: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        """The child's process number, while it lives."""
        return self._child.pid if self._child else None

    async def parse(self, kind: bytes, data: bytes) -> list[dict[str, object]]:
        """The child's records; an empty list when the page killed it. One page at a time."""
        if len(data) > LARGEST_PAGE:
            return []
        async with self._turn:
            return await self._parse(kind, data)

    async def _parse(self, kind: bytes, data: bytes) -> list[dict[str, object]]:
        child = await self._alive()
        reader, writer = child.stdout, child.stdin
        if reader is None or writer is None:
            return []
        try:
            writer.write(parse_child.HEADER.pack(kind, len(data)) + data)
            await writer.drain()
            async with asyncio.timeout(10):
                header = await reader.readexactly(parse_child.HEADER.size)
                body = await reader.readexactly(parse_child.HEADER.unpack(header)[1])
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError):
            _log.warning("page_not_parsed", size=len(data))
            await self.close()
            return []
        return [dict(r) for r in items({"records": json.loads(body)}, "records")]

    async def _alive(self) -> asyncio.subprocess.Process:
        if self._child is None or self._child.returncode is not None:
            self._child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                "-m",
                "quorate.effects.parse_child",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env={},
            )
        return self._child

    async def close(self) -> None:
        """Ends the child."""
        child, self._child = self._child, None
        if child is not None and child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
