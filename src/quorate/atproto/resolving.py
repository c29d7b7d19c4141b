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
from weakref import WeakValueDictionary

import httpx2

from quorate.atproto.documents import NO_HANDLE, handle_in, key_in
from quorate.atproto.keys import AtKey
from quorate.outbound.bounded import body_of
from quorate.outbound.transport import HTTPS, NotOutsideError
from quorate.vocabulary.problems import Problem, Refusal

FRESH_SECONDS: Final = 300.0
PAUSE_SECONDS: Final = 1.0
MOST_BYTES: Final = 65_536
SECONDS: Final = 5.0
"""The longest that a look-up takes, with its wait for a place."""
PLACES: Final = 16
"""Look-ups at once: so many in the directory, and so many at the hosts that DIDs name."""
PLACES_OF_ONE: Final = 4
"""Of those at the hosts that DIDs name, how many one address holds."""
_KNOWN: Final = 10_000


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
        # Apart, since anybody can name hosts that never answer.
        self._in_directory = asyncio.Semaphore(PLACES)
        self._at_hosts = asyncio.Semaphore(PLACES)
        # Forgotten by themselves: whoever holds a place or waits for one holds these, too.
        self._of_one = WeakValueDictionary[str, asyncio.Semaphore]()

    def known(self, did: str) -> AtKey | None:
        """The account's key where it is kept, which asks nobody."""
        known = self._known.get(did)
        if known is None or isinstance(known.found, Refusal):
            return None
        return known.found if self._clock() - known.at < FRESH_SECONDS else None

    async def key(self, did: str) -> AtKey | Refusal:
        """The account's key. A DID that could not be resolved is not tried again at once."""
        return self.known(did) or await self.key_again(did)

    async def handle(self, did: str) -> str:
        """The handle that the account's document claims; NO_HANDLE without a document."""
        await self.key(did)
        known = self._known.get(did)
        return known.handle if known is not None else NO_HANDLE

    async def key_again(self, did: str, asker: str | None = None) -> AtKey | Refusal:
        """As it is now, since it may have been changed; at most once a second, so that forged
        tokens make nobody's server a target. `asker` is the address for which it is looked up, None
        for this machine."""
        known = self._known.get(did)
        if known is not None and self._clock() - known.at < PAUSE_SECONDS:
            return known.found
        return await self._look(did, asker)

    async def _look(self, did: str, asker: str | None) -> AtKey | Refusal:
        found: AtKey | Refusal
        handle = NO_HANDLE
        try:
            async with asyncio.timeout(SECONDS):
                document: object = json.loads(await self._document(did, asker))
            found, handle = key_in(document, did), handle_in(document)
        except (NotOutsideError, httpx2.InvalidURL, ValueError, RecursionError) as problem:
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

    async def _document(self, did: str, asker: str | None) -> bytes:
        if did.startswith("did:plc:"):
            async with self._in_directory:
                return await _fetched(self._http, f"{self._plc}/{did}")
        host, _, port = did.removeprefix("did:web:").partition("%3A")
        url = f"https://{host}:{int(port or HTTPS)}/.well-known/did.json"
        async with self._places_of(asker), self._at_hosts:
            return await _fetched(self._outside, url)

    def _places_of(self, asker: str | None) -> asyncio.Semaphore:
        if asker is None:
            return asyncio.Semaphore(PLACES)
        return self._of_one.setdefault(asker, asyncio.Semaphore(PLACES_OF_ONE))


async def _fetched(http: httpx2.AsyncClient, url: str) -> bytes:
    async with http.stream("GET", url, follow_redirects=False) as answer:
        if answer.status_code != 200:
            raise ValueError(f"its document was answered with {answer.status_code}")
        return await body_of(answer, MOST_BYTES)
