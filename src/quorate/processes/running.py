"""How each process begins, listens, is watched, and is asked to end."""

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quorate.api.around.headers import SafeHeaders
from quorate.settings import SUPERVISED, watched_at
from quorate.telemetry import exporting, logs
from quorate.telemetry.door import Shown, Watched
from quorate.vocabulary.times import pause

LOOPBACK = "127.0.0.1"
MOST_SAID = 1 << 16
"""Bytes of a message that a reader of a stream sends, which nobody listens to, and of headers."""
KEPT_SECONDS = 180
"""How long a connection may lie idle: longer than fronts keep theirs (Caddy two minutes, nginx
one), so that they hang up first. A request on its way while we do would fail, and only a question
is sent again."""
# Objects made since the last look for garbage; a batch of 100 reports makes some ten thousand.
_YOUNG: Final = 50_000


@contextmanager
def begun(process: str) -> Generator[None]:
    """Around all that a process does: its log, and its traces if somebody wants them."""
    logs.configure(process)
    end = exporting.begin(process)
    try:
        yield
    finally:
        end()


def stopping() -> asyncio.Event:
    """Set by SIGTERM or SIGINT."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if os.environ.get(SUPERVISED):
        # The supervisor holds the other end: when it is killed, this ends too.
        loop.add_reader(sys.stdin.fileno(), _hung_up, loop, stop)
    return stop


def _hung_up(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Heard once: the end of an input can be read again and again."""
    loop.remove_reader(sys.stdin.fileno())
    stop.set()


class _Server(uvicorn.Server):
    """Ends when it is told to, not by a signal: that only begins the leaving. It looks around once
    a second, not ten times."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leaves the signals to `stopping`."""
        yield

    async def main_loop(self) -> None:
        """Until it is told to end."""
        while not self._told.is_set() and not await self.on_tick(0):
            await pause(self._told, 1.0)

    def end(self) -> None:
        """Takes no new connection, and ends when the last request is answered."""
        self.should_exit = True
        self._told.set()


class Leaving:
    """ASGI middleware: once `stop` is set each answer is the last on its connection, so that
    whoever stands in front takes the next request to another process."""

    def __init__(self, app: ASGIApp, stop: asyncio.Event) -> None:
        self._app, self._stop = app, stop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start" and self._stop.is_set():
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        await self._app(scope, receive, answer if scope["type"] == "http" else send)


def spare_what_stays() -> None:
    """Code and the folded log stay as long as the process: looked through for garbage again and
    again, they cost a sixth of a flood of reports."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 20)


async def listen(app: FastAPI, port: int, stop: asyncio.Event, drain: float = 0.0) -> None:
    """Serves on the loopback address until `stop`, which is set however it ends; TLS stands in
    front (docs/how-to).

    After `stop` it says that it is not ready and goes on answering for `drain` seconds, in which
    a balancer notices; then it takes no new connection, and ends when the last request is answered.
    """
    spare_what_stays()
    config = uvicorn.Config(
        Leaving(SafeHeaders(app), stop),
        host=LOOPBACK,
        port=port,
        log_config=None,
        log_level="warning",
        access_log=False,
        # Who asks, and by https or not, is the word of a front on this machine and of no other.
        forwarded_allow_ips=LOOPBACK,
        timeout_keep_alive=KEPT_SECONDS,
        ws_max_size=MOST_SAID,
        server_header=False,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve())
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.wait({task}, timeout=drain)
    server.end()
    waiting.cancel()
    await task
    stop.set()


async def watched(process: Watched, stop: asyncio.Event) -> None:
    """Shows the process to those who watch, where the environment names a place; until `stop`."""
    process.readiness.stop = stop
    place = watched_at(process.process)
    if place:
        from quorate.telemetry.listening import show  # noqa: PLC0415 - nobody watches mostly

        await show(Shown(process.metrics, process.missing), place, stop)
