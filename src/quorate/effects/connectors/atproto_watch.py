"""Whose standing changed on a PDS, told at once by its event stream.

Source: the lexicon com.atproto.sync.subscribeRepos: each frame is two DAG-CBOR objects, a header
and a body. Nothing but the header of an event about something else is read. What was missed while
nobody listened is asked for again where the PDS still has it; the rounds of `outside` see the rest.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from urllib.parse import urlsplit

import structlog
from cbor2 import CBORDecodeError, CBORDecoder
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from quorate.ledger.fields import as_object, integer, text

_LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a frame: a commit may carry its blocks."""
_METHOD: Final = "/xrpc/com.atproto.sync.subscribeRepos"
_SECONDS: Final = 0.5
_log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Told:
    """An account whose standing changed, with the event's number in the stream."""

    did: str
    seq: int


def read_frame(frame: bytes) -> Told | None:
    """None for an event about something else. Raises ValueError for what is no frame, and for one
    that says that there is no such place in the stream."""
    decoder = CBORDecoder(BytesIO(frame))
    try:
        header = as_object(decoder.decode(), "header")
        if header.get("op") != 1:
            raise ValueError("frame: an error")
        if header.get("t") != "#account":
            return None
        body = as_object(decoder.decode(), "body")
    except (CBORDecodeError, RecursionError) as problem:
        raise ValueError(f"frame: {type(problem).__name__}") from problem
    return Told(text(body, "did"), integer(body, "seq"))


class AccountWatch:
    """Listens until stopped; `tell` is given each account's DID, by whomever it was changed."""

    def __init__(self, base_url: str, tell: Callable[[str], None]) -> None:
        parts = urlsplit(base_url)
        scheme = "wss" if parts.scheme == "https" else "ws"
        self._url = parts._replace(scheme=scheme, path=_METHOD).geturl()
        self._tell, self._seq = tell, 0

    async def run(self, stop: asyncio.Event) -> None:
        """A PDS that is away is asked again, every half second."""
        while not stop.is_set():
            url = f"{self._url}?cursor={self._seq}" if self._seq else self._url
            try:
                async with connect(url, max_size=_LARGEST, open_timeout=5) as stream:
                    await self._listen(stream, stop)
            except (OSError, TimeoutError, WebSocketException, ValueError) as problem:
                _log.warning("watch_interrupted", error=type(problem).__name__)
                if isinstance(problem, ValueError):
                    self._seq = 0  # the same place in the stream would say the same again
                await asyncio.sleep(_SECONDS)

    async def _listen(self, stream: ClientConnection, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                frame = await asyncio.wait_for(stream.recv(decode=False), _SECONDS)
            except TimeoutError:
                continue
            told = read_frame(frame)
            if told:
                self._seq = told.seq
                self._tell(told.did)
