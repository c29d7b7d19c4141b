"""What may hang for ever, such as a file on a mount that is away or a server that never ends its
answer.

No thread can be ended from outside. One of `asyncio.to_thread` that hangs is missing to all the
rest of the process, which shares a few of them, and the end of the process waits for it.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


class OwnThread:
    """One call at a time on a thread that nobody shares and no end of the process waits for."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    @property
    def busy(self) -> bool:
        """Whether a call is on its way, perhaps one that nobody waits for any more."""
        return self._turn.locked()

    async def run(self, work: Callable[[], T]) -> T:
        """What `work` returns or raises, once all before it have ended. Whoever is cancelled
        meanwhile leaves it behind, and the next waits for its end all the same."""
        await self._turn.acquire()
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        done.add_done_callback(lambda _: self._turn.release())

        def told() -> None:
            try:
                found = work()
            except BaseException as problem:
                _tell(loop, done.set_exception, problem)
            else:
                _tell(loop, done.set_result, found)

        try:
            Thread(target=copy_context().run, args=(told,), daemon=True).start()
        except BaseException:
            done.cancel()
            raise
        return await asyncio.shield(done)


def _tell(loop: asyncio.AbstractEventLoop, tell: Callable[..., None], what: object) -> None:
    with suppress(RuntimeError):  # the loop has ended, and nobody waits
        loop.call_soon_threadsafe(tell, what)
