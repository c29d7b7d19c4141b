"""Where the door of `telemetry.door` stands: the loopback address, or a socket of one folder."""

import asyncio
import os
import socket
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import structlog
import uvicorn

from quorate.telemetry.door import Shown

LOOPBACK: Final = "127.0.0.1"
_log: structlog.stdlib.BoundLogger = structlog.get_logger()


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leaves the signals to the process."""
        yield


async def show(shown: Shown, place: str, stop: asyncio.Event) -> None:
    """Answers until `stop`. `place` is a port, or the path of a socket, which only the process's
    own user can open. One that cannot be had is told in the log, and the process works without:
    that nobody watches is no reason to stop."""
    try:
        bound = _bound(place)
    except (OSError, OverflowError) as error:
        _log.error("watch_not_opened", error=type(error).__name__)
        return
    config = uvicorn.Config(
        shown, lifespan="off", log_config=None, log_level="warning", access_log=False
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve([bound]))
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    waiting.cancel()
    await task


def _bound(place: str) -> socket.socket:
    found = socket.socket(socket.AF_INET if place.isdecimal() else socket.AF_UNIX)
    try:
        if place.isdecimal():
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind((LOOPBACK, int(place)))
        else:
            _bind(found, Path(place))
    except BaseException:
        found.close()
        raise
    return found


def _bind(found: socket.socket, path: Path) -> None:
    """In a folder of its own, and in the place of what an ended process has left."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if path.is_socket():
        path.unlink()
    before = os.umask(0o077)
    try:
        found.bind(str(path))
    finally:
        os.umask(before)
