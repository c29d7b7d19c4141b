"""How much one address and one person may ask of a serving process.

A person at work never meets these; a script that runs wild, a guesser of tokens and a flood of
forms do. This machine itself has no limit by address: behind a front that does not say who asks,
everybody would share it, and one of them could shut out all.
"""

import time
from dataclasses import dataclass, field
from typing import Final

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quorate.api.around.buckets import Buckets, Pace, place_of
from quorate.api.around.problems import answer, refuse
from quorate.vocabulary.addresses import LOOPBACK
from quorate.vocabulary.problems import Problem, Refusal

PERSON: Final = Pace(2000, 50)
"""Requests of one person, by signature or session."""
FORMS: Final = Pace(60, 0.5)
"""Forms that one address sends without a session: signing in, notices, appeals, codes."""
GUESSES: Final = Pace(60, 1)
"""Requests of one address without a token or signature that held."""
_PAGES: Final = ("/console", "/public")


@dataclass(frozen=True, slots=True)
class Rates:
    """One process's."""

    persons: Buckets = field(default_factory=lambda: Buckets(PERSON))
    forms: Buckets = field(default_factory=lambda: Buckets(FORMS))
    guesses: Buckets = field(default_factory=lambda: Buckets(GUESSES))


def rates(request: Request) -> Rates:
    """This process's. Raises TypeError where the app was made by nobody who knows them."""
    found: object = request.app.state.rates
    if not isinstance(found, Rates):
        raise TypeError("the app has no rates")
    return found


def count_person(request: Request, person: str) -> None:
    """One more request of this person, or the problem that they were too many."""
    if not rates(request).persons.take(person, time.monotonic()):
        refuse(Problem.TOO_MANY_REQUESTS, "wait a minute")


async def count_form(request: Request) -> None:
    """One more form of this address, or the problem that they were too many."""
    place = asker(request.scope)
    if request.method != "POST" or place is None:
        return
    if not rates(request).forms.take(place, time.monotonic()):
        refuse(Problem.TOO_MANY_REQUESTS, "wait a minute")


class Guess:
    """One request's token of its address' measure. `place` is the address, None for this machine,
    which has no measure."""

    def __init__(self, buckets: Buckets, place: str | None) -> None:
        self._buckets, self.place, self._laid = buckets, place, False

    def lay_down(self) -> bool:
        """Takes the token before work is done for a signature that may not hold, so that requests
        under way count, too; whether there was one. Once for a request."""
        if self.place is None or self._laid:
            return True
        self._laid = self._buckets.take(self.place, time.monotonic())
        return self._laid

    def take_back(self) -> None:
        """The signature holds."""
        if self.place is not None and self._laid:
            self._buckets.give_back(self.place, time.monotonic())
            self._laid = False


def guess_of(request: Request) -> Guess:
    """What Guesses handed on with the request; one without a measure where nobody did."""
    found: object = getattr(request.state, "guess", None)
    return found if isinstance(found, Guess) else Guess(Buckets(GUESSES), None)


class Guesses:
    """ASGI middleware: an address whose tokens and signatures were refused too often waits,
    whatever it shows next. Pages count nothing here: who is not signed in sees that every time."""

    def __init__(self, app: ASGIApp, buckets: Buckets) -> None:
        self._app, self._buckets = app, buckets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or answers the problem."""
        place = None if scope["type"] != "http" else asker(scope)
        if place is None or str(scope["path"]).startswith(_PAGES):
            await self._app(scope, receive, send)
            return
        if not self._buckets.has(place, time.monotonic()):
            await answer(Refusal(Problem.TOO_MANY_REQUESTS, "wait a minute"))(scope, receive, send)
            return
        guess = Guess(self._buckets, place)
        scope.setdefault("state", {})["guess"] = guess

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 401:
                guess.lay_down()
            await send(message)

        await self._app(scope, receive, counted)


def asker(scope: Scope) -> str | None:
    """Where the request comes from; None for this machine."""
    client: tuple[str, int] | None = scope.get("client")
    if client is None or client[0] in LOOPBACK:
        return None
    place = place_of(client[0])
    return None if place in LOOPBACK else place
