"""Checkpoints leave the house: whoever keeps one sees a log that was rewritten or went back.

Where one cannot be left that is told, and the next try is the next in turn: the log never waits.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from io import FileIO
from pathlib import Path
from typing import Final

import httpx2
import structlog

from quorate.ledger.checkpoint import read_body
from quorate.ledger.errors import LedgerError
from quorate.ledger.files import read_checkpoint
from quorate.telemetry.logs import Own
from quorate.vocabulary.threads import OwnThread

SECONDS: Final = 10.0
"""How long one place has to take it."""
Send = Callable[[str, str], Awaitable[bool]]
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Places:
    """Where to: the end of a file, a POST, and messages of a title and a text that tell whether
    they were taken; each `every` seconds."""

    every: int
    file: Path | None = None
    url: str | None = None
    send: Send | None = None


class Announcing:
    """Leaves the newest checkpoint of a folder in each place."""

    def __init__(self, folder: Path, places: Places) -> None:
        self._folder, self._places = folder, places
        self._adding = OwnThread()

    async def run(self, http: httpx2.AsyncClient) -> None:
        """Again and again, until cancelled."""
        while True:
            await self.once(http)
            await asyncio.sleep(self._places.every)

    async def once(self, http: httpx2.AsyncClient) -> None:
        """Once in every place; what fails is told. Before the first entry there is nothing."""
        try:
            text = await asyncio.to_thread(read_checkpoint, self._folder)
            checkpoint = read_body(text)
        except (LedgerError, OSError):
            return
        if checkpoint.size:
            title = f"Quorate: checkpoint of {checkpoint.origin}, {checkpoint.size} entries"
            await asyncio.gather(
                _told("file", self._append(text)),
                _told("url", self._hand(http, text)),
                _told("messages", self._message(title, text)),
            )

    async def _append(self, text: str) -> None:
        if self._places.file is None:
            return
        if self._adding.busy:
            raise TimeoutError("the last one is still on its way")
        await self._adding.run(partial(_append, self._places.file, text))

    async def _hand(self, http: httpx2.AsyncClient, text: str) -> None:
        if self._places.url is not None:
            headers = {"content-type": "text/plain; charset=utf-8"}
            answer = await http.post(self._places.url, content=text.encode(), headers=headers)
            answer.raise_for_status()

    async def _message(self, title: str, text: str) -> None:
        if self._places.send is not None and not await self._places.send(title, text):
            raise ValueError("not taken")


async def _told(place: str, leaving: Awaitable[None]) -> None:
    try:
        async with asyncio.timeout(SECONDS):
            await leaving
    except (httpx2.HTTPError, OSError, ValueError, TimeoutError) as problem:
        said = f"{type(problem).__name__}: {problem}"[:200]
        _log.warning("checkpoint:not_left", place=place, problem=Own(said))


def _append(file: Path, text: str) -> None:
    """Adds the checkpoint and an empty line, durably, or nothing; what stands there is never
    touched."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    with open(os.open(file, flags, 0o644), "ab", buffering=0) as end:
        whole, written, before = f"{text}\n".encode(), 0, _length(end)
        try:
            while written < len(whole):
                written += end.write(whole[written:])
            os.fsync(end.fileno())
        except OSError:
            with suppress(OSError):
                _take_back(end, before, written)
            raise


def _length(file: FileIO) -> int:
    return os.fstat(file.fileno()).st_size


def _take_back(end: FileIO, before: int, written: int) -> None:
    """The next checkpoint would be glued to a part of this one; unless somebody else has added
    something since."""
    if _length(end) == before + written:
        end.truncate(before)
