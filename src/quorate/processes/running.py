"""How each process listens, and how it is asked to end."""

import asyncio
import gc
import os
import signal
import sys
from typing import Final

import uvicorn
from fastapi import FastAPI

from quorate.settings import SUPERVISED

LOOPBACK = "127.0.0.1"
# Objects made since the last look for garbage; a batch of 100 reports makes some ten thousand.
_YOUNG: Final = 50_000


def stopping() -> asyncio.Event:
    """Set by SIGTERM or SIGINT."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if os.environ.get(SUPERVISED):
        # The supervisor holds the other end: when it is killed, this ends too.
        loop.add_reader(sys.stdin.fileno(), stop.set)
    return stop


def _spare_what_stays() -> None:
    """Code and the folded log stay as long as the process: looked through for garbage again and
    again, they cost a sixth of a flood of reports."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 20)


async def listen(app: FastAPI, port: int, stop: asyncio.Event) -> None:
    """Serves on the loopback address until `stop`, which is set however it ends; TLS stands in
    front (docs/how-to)."""
    _spare_what_stays()
    server = uvicorn.Server(
        uvicorn.Config(app, host=LOOPBACK, port=port, log_level="warning", access_log=False)
    )
    task = asyncio.create_task(server.serve())
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    waiting.cancel()
    await task
    stop.set()
