"""Which language a request is answered in: one for the whole answer."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from quorate.languages.catalogues import chosen
from quorate.languages.tongues import speaking


class Speaking:
    """ASGI middleware: everything that answers a request, streams too, speaks one language.

    `asked` is the code of the language that the request itself asks for, or empty: then it is the
    first that the browser accepts. What does not stand `under` that path is for machines and stays
    English.
    """

    def __init__(self, app: ASGIApp, asked: Callable[[Request], str], under: str = "/") -> None:
        self._app, self._under = app, under
        self._asked = asked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on with its language set."""
        if scope["type"] != "http" or not scope["path"].startswith(self._under):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        accepted = request.headers.get("accept-language", "")
        with speaking(chosen(self._asked(request), accepted)):
            await self._app(scope, receive, send)
