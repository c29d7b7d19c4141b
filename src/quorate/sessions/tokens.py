"""Tokens that others sign: their public keys, which rotate, and the few algorithms that count."""

import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, cast

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from quorate.sessions.foreign import ForeignTokenError, Token

ALGORITHMS: Final = ("ES256", "PS256", "RS256")
FRESH_SECONDS: Final = 600.0
PAUSE_SECONDS: Final = 1.0


class Keys:
    """The key set behind `fetch`: a key withdrawn there stops counting within ten minutes.

    A new key counts at once: an unknown id makes us look again, at most once a second, so that
    forged ids do not make us a hammer. `fetch` raises its own when it cannot.
    """

    def __init__(
        self, fetch: Callable[[], Awaitable[object]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch, self._clock = fetch, clock
        self._set: KeySet | None = None
        self._fetched = -FRESH_SECONDS

    async def opened(self, text: str) -> Token:
        """The token's content. Raises ForeignTokenError, and what `fetch` raises."""
        if self._set is None or self._clock() - self._fetched > FRESH_SECONDS:
            await self._look()
        try:
            return self._decoded(text)
        except InvalidKeyIdError:
            if self._clock() - self._fetched > PAUSE_SECONDS:
                await self._look()
        except (JoseError, ValueError) as problem:
            raise ForeignTokenError(str(problem)) from None
        try:
            return self._decoded(text)
        except (JoseError, ValueError) as problem:
            raise ForeignTokenError(str(problem)) from None

    def _decoded(self, text: str) -> Token:
        if self._set is None:
            raise ForeignTokenError("no key is known")
        found = jwt.decode(text, self._set, algorithms=ALGORITHMS)
        return Token(dict(found.header), dict(found.claims))

    async def _look(self) -> None:
        self._fetched = self._clock()
        try:
            self._set = KeySet.import_key_set(cast("Any", await self._fetch()))
        except (JoseError, KeyError, TypeError) as problem:
            raise ValueError(f"not a key set: {problem}") from None
