"""One signed request to a platform behind webhooks, and its answer: small, in time, or a Refusal.

Signed by RFC 9421 with Ed25519 over method, target URI, content type, idempotency key and the
body's digest (RFC 9530); 30 s after that the signature is worth nothing, so that a call which was
held up on its way lands nowhere.
"""

import asyncio
import json
from collections.abc import Mapping
from time import monotonic
from typing import Final

import httpx2

from quorate.effects.connectors.calling import Answer, away
from quorate.ledger.keys import PrivateKey
from quorate.outbound.bounded import TooMuchError, body_of
from quorate.outbound.named import named
from quorate.people.requests import signed_headers
from quorate.vocabulary.problems import Refusal

MOST_BYTES: Final = 256 * 1024
ANSWERS_WITHIN: Final = 5.0
_LONGEST_REST: Final = 10.0
_SHORTEST_REST: Final = 0.5


class Wire:
    """To one platform. After an answer that was none it rests, a second at first and ten at most:
    what waits is looked at more often than a platform in trouble should be asked. What frees
    somebody does not wait for it, unless the platform asked for time."""

    def __init__(self, key: PrivateKey) -> None:
        self._key = key
        self._http = named(ANSWERS_WITHIN)
        self._rests_until, self._rest = 0.0, _SHORTEST_REST
        self._asked_to_wait = False

    async def close(self) -> None:
        """Gives back the connections."""
        await self._http.aclose()

    async def post(
        self, url: str, body: Mapping[str, object], once: str, *, freeing: bool = False
    ) -> Answer | Refusal:
        """A JSON body under the idempotency key `once`."""
        covered = {"Content-Type": "application/json", "Idempotency-Key": once}
        content = json.dumps(body, separators=(",", ":")).encode()
        return await self._send("POST", url, content, covered, freeing=freeing)

    async def get(self, url: str) -> Answer | Refusal:
        """A read."""
        return await self._send("GET", url, b"", {}, freeing=False)

    async def _send(
        self, method: str, url: str, body: bytes, covered: Mapping[str, str], *, freeing: bool
    ) -> Answer | Refusal:
        if monotonic() < self._rests_until and not (freeing and not self._asked_to_wait):
            why = "asked us to wait" if self._asked_to_wait else "failed a moment ago"
            return away(f"the platform {why}")
        request = self._http.build_request(method, url, content=body)
        request.headers.update(signed_headers(self._key, method, str(request.url), body, covered))
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                answer = await self._http.send(request, stream=True)
                found = await self._read(answer)
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as problem:
            return self.failed(f"no answer: {type(problem).__name__}")
        if isinstance(found, Answer):
            self._rests_until, self._rest = 0.0, _SHORTEST_REST
        return found

    async def _read(self, answer: httpx2.Response) -> Answer | Refusal:
        """Redirects are not followed: the key signs for the address that the settings name."""
        try:
            status = answer.status_code
            if status == 429:
                self._asked_to_wait = True
                return self._failed("the platform answered 429", answer.headers.get("Retry-After"))
            if status not in (200, 404):
                return self.failed(f"the platform answered {status}")
            return Answer(status, await body_of(answer, MOST_BYTES))
        except TooMuchError as problem:
            return self.failed(str(problem))
        finally:
            await answer.aclose()

    def failed(self, detail: str) -> Refusal:
        """What came was no answer to what was asked."""
        self._asked_to_wait = False
        return self._failed(detail, None)

    def _failed(self, detail: str, told: str | None) -> Refusal:
        """However long a platform wants to be left alone, whoever waits to be freed is tried
        again."""
        self._rest = min(2 * self._rest, _LONGEST_REST)
        named = float(told) if told is not None and told.isdecimal() else self._rest
        self._rests_until = monotonic() + min(named, _LONGEST_REST)
        return away(detail)
