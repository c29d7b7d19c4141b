"""How each process begins, listens, is watched, and is asked to end."""

import asyncio
import os
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from quorate.settings import SUPERVISED, WATCH
from quorate.telemetry import exporting, logs
from quorate.telemetry.door import Shown, Watched

LOOPBACK = "127.0.0.1"


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
        loop.add_reader(sys.stdin.fileno(), stop.set)
    return stop


async def listen(app: FastAPI, port: int, stop: asyncio.Event) -> None:
    """Serves on the loopback address until `stop`, which is set however it ends; TLS stands in
    front (docs/how-to)."""
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=LOOPBACK,
            port=port,
            log_config=None,
            log_level="warning",
            access_log=False,
        )
    )
    task = asyncio.create_task(server.serve())
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    waiting.cancel()
    await task
    stop.set()


async def watched(process: Watched, stop: asyncio.Event) -> None:
    """Shows the process to those who watch, where the environment names a place; until `stop`."""
    process.readiness.stop = stop
    place = os.environ.get(WATCH)
    if place:
        from quorate.telemetry.listening import show  # noqa: PLC0415 - nobody watches mostly

        await show(Shown(process.metrics, process.missing), place, stop)
