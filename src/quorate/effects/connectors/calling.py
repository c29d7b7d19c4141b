"""Calls to a platform by HTTP: whatever goes wrong is a Refusal, and who asks for rest gets it.

An answer that is longer than MOST_BYTES is none: nothing is known, so a silencing is in doubt and
looked at again, and a restore is tried on.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Final

import httpx2

from quorate.effects.parsing.parser import LARGEST_PAGE
from quorate.ledger.fields import as_object
from quorate.outbound.bounded import TooMuchError, body_of
from quorate.outbound.named import named
from quorate.vocabulary.actions import Action
from quorate.vocabulary.problems import Problem, Refusal

TIMEOUT_SECONDS: Final = 5.0
ANSWERS_WITHIN: Final = 10.0
"""Seconds for a whole answer: one that comes byte by byte is none, or whoever else waits to be
freed would wait for its end."""
MOST_BYTES: Final = LARGEST_PAGE
"""Of one answer: what the child that parses pages takes. An account in ten thousand rooms has half
a mebibyte of them, and a hundred reports far less, unless somebody wrote books into them."""
# However long a platform wants to be left alone, whoever waits to be freed is tried again.
_LONGEST_REST: Final = 10.0


def away(detail: str) -> Refusal:
    """The platform does not answer as agreed: nothing is known."""
    return Refusal(Problem.PLATFORM_UNAVAILABLE, detail, "platform", "I13")


TOO_MUCH: Final = away(f"an answer of more than {MOST_BYTES} bytes")
"""Instead of an answer that is longer."""


def unknown(what: str) -> Refusal:
    """The platform answers, and has no such thing."""
    return Refusal(Problem.SUBJECT_UNKNOWN, f"the platform has no such {what}", "subject")


def shown_states(
    found: Mapping[str, object], fields: Mapping[Action, str]
) -> dict[Action, bool] | Refusal:
    """Whether each action is in force, by the field of the answer that says so; away where one does
    not."""
    told = {action: found.get(name) for action, name in fields.items()}
    shown = {action: value for action, value in told.items() if isinstance(value, bool)}
    if len(shown) < len(fields):
        return away("an answer that leaves the account's state open")
    return shown


def _rest(told: str) -> float:
    """The seconds of a Retry-After; one where it names none."""
    return min(float(told), _LONGEST_REST) if told.isdecimal() else 1.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, and a body that was read whole."""

    status: int
    body: bytes

    def json(self) -> object:
        """What stands in the body. Raises ValueError."""
        try:
            return json.loads(self.body)
        except RecursionError as problem:
            raise ValueError("nested too deeply") from problem


class Calls:
    """One platform's calls; a token that goes with each never leaves this process."""

    def __init__(self, base_url: str, token: str = "") -> None:  # nosec B107
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.http = named(TIMEOUT_SECONDS, base_url, headers)
        self._rests_until = 0.0

    async def close(self) -> None:
        """Gives back the connections."""
        await self.http.aclose()

    async def answer(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer | Refusal:
        """Whatever came back but 429: then nothing is asked for as long as the platform wants."""
        if monotonic() < self._rests_until:
            return away("the platform asked us to wait")
        return await self.at_once(method, path, body, headers)

    async def at_once(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer | Refusal:
        """The same however lately the platform wanted to rest: for what ends what was begun."""
        sent = self.http.stream(method, path, json=body, headers=headers)
        try:
            async with asyncio.timeout(ANSWERS_WITHIN), sent as found:
                if found.status_code == 429:
                    self._rests_until = monotonic() + _rest(found.headers.get("Retry-After", ""))
                    return away("the platform answered 429")
                return Answer(found.status_code, await body_of(found, MOST_BYTES))
        except TooMuchError:
            return TOO_MUCH
        except (httpx2.HTTPError, TimeoutError) as problem:
            return away(f"no answer: {type(problem).__name__}")

    async def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, dict[str, object]] | Refusal:
        """Status and JSON object; a 5xx and what is no JSON object is a Refusal."""
        found = await self.answer(method, path, body, headers)
        return found if isinstance(found, Refusal) else read(found)


def read(answer: Answer) -> tuple[int, dict[str, object]] | Refusal:
    """Status and JSON object; a 5xx and what is no JSON object is a Refusal."""
    if answer.status >= 500:
        return away(f"the platform answered {answer.status}")
    try:
        return answer.status, dict(as_object(answer.json(), "answer"))
    except ValueError:
        return away(f"an unreadable answer of status {answer.status}")
