"""Finding the key behind a DID: did:plc in the configured directory, did:web at its own host.

Whoever sends a report names the DID, so the address is a stranger's: it is asked as all of those
are (`outbound`); nothing is followed elsewhere, and little is read.
"""

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import httpx2

from quorate.atproto.documents import NO_HANDLE, handle_in, key_in
from quorate.atproto.keys import AtKey
from quorate.outbound.transport import HTTPS, NotOutsideError
from quorate.vocabulary.problems import Problem, Refusal

FRESH_SECONDS: Final = 300.0
PAUSE_SECONDS: Final = 1.0
MOST_BYTES: Final = 65_536
_SECONDS: Final = 5.0
_KNOWN: Final = 10_000
_AT_ONCE: Final = 16


@dataclass(frozen=True, slots=True)
class _Known:
    found: AtKey | Refusal
    at: float
    handle: str = NO_HANDLE


class Resolver:
    """Keeps what it found for five minutes. `plc` is the directory's address, which `http` asks as
    the settings name it; `outside` asks the hosts that DIDs name."""

    def __init__(
        self,
        plc: str,
        http: httpx2.AsyncClient,
        outside: httpx2.AsyncClient,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._plc, self._http, self._outside, self._clock = plc.rstrip("/"), http, outside, clock
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def key(self, did: str) -> AtKey | Refusal:
        """The account's key. A DID that could not be resolved is not tried again at once."""
        known = self._known.get(did)
        if known is not None and self._clock() - known.at < self._lasts(known):
            return known.found
        return await self._look(did)

    async def handle(self, did: str) -> str:
        """The handle that the account's document claims; NO_HANDLE without a document."""
        await self.key(did)
        known = self._known.get(did)
        return known.handle if known is not None else NO_HANDLE

    async def key_again(self, did: str) -> AtKey | Refusal:
        """As it is now, since it may have been changed; at most once a second, so that forged
        tokens make nobody's server a target."""
        known = self._known.get(did)
        if known is not None and self._clock() - known.at < PAUSE_SECONDS:
            return known.found
        return await self._look(did)

    def _lasts(self, known: _Known) -> float:
        return PAUSE_SECONDS if isinstance(known.found, Refusal) else FRESH_SECONDS

    async def _look(self, did: str) -> AtKey | Refusal:
        found: AtKey | Refusal
        handle = NO_HANDLE
        try:
            async with self._places, asyncio.timeout(_SECONDS):
                document: object = json.loads(await self._document(did))
            found, handle = key_in(document, did), handle_in(document)
        except (NotOutsideError, ValueError, RecursionError) as problem:
            found = Refusal(Problem.NOT_SIGNED_IN, f"{did}: {problem}"[:200], "Authorization")
        except (httpx2.HTTPError, OSError) as problem:
            found = Refusal(
                Problem.PROVIDER_UNAVAILABLE, f"{did}: no answer: {type(problem).__name__}"
            )
        self._known[did] = _Known(found, self._clock(), handle)
        self._known.move_to_end(did)
        while len(self._known) > _KNOWN:
            self._known.popitem(last=False)
        return found

    async def _document(self, did: str) -> bytes:
        if did.startswith("did:plc:"):
            return await _fetched(self._http, f"{self._plc}/{did}")
        host, _, port = did.removeprefix("did:web:").partition("%3A")
        url = f"https://{host}:{int(port or HTTPS)}/.well-known/did.json"
        return await _fetched(self._outside, url)


async def _fetched(http: httpx2.AsyncClient, url: str) -> bytes:
    async with http.stream("GET", url, follow_redirects=False) as answer:
        if answer.status_code != 200:
            raise ValueError(f"its document was answered with {answer.status_code}")
        found = bytearray()
        async for part in answer.aiter_bytes():
            found += part
            if len(found) > MOST_BYTES:
                raise ValueError("its document is too large")
    return bytes(found)
