"""Being told when a log's checkpoint is replaced, where the kernel can tell (inotify).

It wakes and carries nothing: who is woken reads and checks what stands there, and looks from time
to time all the same. A folder that another machine writes to tells nothing here.
"""

import asyncio
import ctypes
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

_MOVED_TO: Final = 0x80
_FLAGS: Final = os.O_NONBLOCK | os.O_CLOEXEC
_MOST_BYTES: Final = 1 << 16


class Watch:
    """Of one folder, from when it is first waited for, in the event loop that waits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._news = asyncio.Event()
        self._descriptor: int | None = None

    async def wait(self, seconds: float) -> None:
        """Until something took its place in the folder since the last wait, or that long."""
        if self._descriptor is None:
            self._begin()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), seconds)
        self._news.clear()

    def _begin(self) -> None:
        """Where there is no such call or no folder yet, every wait is as long as it may be."""
        begin = getattr(ctypes.CDLL(None, use_errno=True), "inotify_init1", None)
        descriptor = -1 if begin is None else int(begin(_FLAGS))
        if descriptor < 0:
            return
        watch = ctypes.CDLL(None, use_errno=True).inotify_add_watch
        if watch(descriptor, os.fsencode(self._folder), _MOVED_TO) < 0:
            os.close(descriptor)
            return
        self._descriptor = descriptor
        asyncio.get_running_loop().add_reader(descriptor, self._tell)

    def _tell(self) -> None:
        if self._descriptor is not None:
            with suppress(BlockingIOError):
                os.read(self._descriptor, _MOST_BYTES)
            self._news.set()

    def close(self) -> None:
        """Waits are by time alone from here on."""
        if self._descriptor is not None:
            asyncio.get_running_loop().remove_reader(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = None
