"""Caps every request body before anything reads it."""

from collections import deque

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quorate.api.around.problems import answer
from quorate.vocabulary.problems import Problem, Refusal

BODY_BYTES = 1 << 20


class BodyLimit:
    """ASGI middleware: takes a body in whole up to the cap, answers 413 as soon as it is passed.

    A stated Content-Length over the cap is refused unread; a chunked body is counted.
    """

    def __init__(self, app: ASGIApp, most: int = BODY_BYTES) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on with its body already here, or answers the problem."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        taken = None if self._states_too_much(scope) else await self._take(receive)
        if taken is None:
            detail = f"a body has at most {self._most} bytes"
            too_large = answer(Refusal(Problem.BODY_TOO_LARGE, detail, "body"))
            await too_large(scope, receive, send)
            return

        async def replay() -> Message:
            return taken.popleft() if taken else await receive()

        await self._app(scope, replay, send)

    def _states_too_much(self, scope: Scope) -> bool:
        stated = Headers(scope=scope).get("content-length", "")
        return stated.isdecimal() and (len(stated) > 18 or int(stated) > self._most)

    async def _take(self, receive: Receive) -> deque[Message] | None:
        """All messages of the body, or None over the cap."""
        taken: deque[Message] = deque()
        size = 0
        while True:
            message = await receive()
            taken.append(message)
            size += len(message.get("body", b""))
            if size > self._most:
                return None
            if message["type"] != "http.request" or not message.get("more_body", False):
                return taken
