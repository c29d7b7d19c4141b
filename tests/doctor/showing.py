"""A process as it shows itself to those who watch, at a socket or a port."""

import asyncio
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2
from tests.installed import wait_until

from quorate.telemetry.door import Shown
from quorate.telemetry.listening import show


@contextmanager
def shown(place: Path | int, missing: Sequence[str]) -> Generator[None]:
    """Its own door, which says that these parts are missing."""

    async def parts() -> list[str]:
        return list(missing)

    async def metrics() -> bytes:
        return b""

    stop, loop = asyncio.Event(), asyncio.new_event_loop()
    door = show(Shown(metrics, parts), str(place), stop)
    thread = threading.Thread(target=loop.run_until_complete, args=(door,))
    thread.start()
    try:
        wait_until(lambda: _answers(place))
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
        if isinstance(place, Path):
            place.unlink()


def _answers(place: Path | int) -> bool:
    if isinstance(place, Path):
        return place.is_socket()
    try:
        httpx2.get(f"http://127.0.0.1:{place}/health", trust_env=False)
    except httpx2.HTTPError:
        return False
    return True
