"""One effector acts by one memory: whoever comes second stands by until the first is gone.

Two that act by one memory would both find the lowest intent to be their own, and both call (I18).
"""

import asyncio
import fcntl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Final

import structlog

from quorate.vocabulary.times import pause

ASK_SECONDS: Final = 0.1
_log = structlog.get_logger()


@asynccontextmanager
async def alone(memory: Path, stop: asyncio.Event) -> AsyncGenerator[bool]:
    """Waits until no other process acts by this memory, and keeps others out until the end; False
    when it was stopped meanwhile. The lock ends with its process, however that ends."""
    memory.parent.mkdir(parents=True, exist_ok=True)
    with memory.with_name(memory.name + ".lock").open("a") as file:
        yield await _locked(file, stop)


async def _locked(file: IO[str], stop: asyncio.Event) -> bool:
    said = False
    while not stop.is_set():
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not said:
                _log.info("effector:stands_by")
            said = True
            await pause(stop, ASK_SECONDS)
        else:
            return True
    return False
