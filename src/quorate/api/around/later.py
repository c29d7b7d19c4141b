"""Parts of the server that are loaded when somebody first asks for them."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from starlette.types import ASGIApp, Receive, Scope, Send

T = TypeVar("T")


class Loading(Generic[T]):
    """What `load` gives, once, from a thread: other requests go on meanwhile."""

    def __init__(self, load: Callable[[], T]) -> None:
        self._load = load
        self._loaded: list[T] = []
        self._lock = asyncio.Lock()

    async def done(self) -> T:
        """Waits for it; raises what `load` does, and loads anew when asked again."""
        if not self._loaded:
            async with self._lock:
                if not self._loaded:
                    self._loaded.append(await asyncio.to_thread(self._load))
        return self._loaded[0]


class Later:
    """An application that `make` gives."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._made = Loading(make)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        made = await self._made.done()
        await made(scope, receive, send)


class Opening:
    """ASGI middleware: what is asked for under a path waits until that part is loaded."""

    def __init__(self, app: ASGIApp, loading: Loading[None], under: str) -> None:
        self._app, self._loading, self._under = app, loading, under

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        if scope["type"] in ("http", "websocket") and scope["path"].startswith(self._under):
            await self._loading.done()
        await self._app(scope, receive, send)
