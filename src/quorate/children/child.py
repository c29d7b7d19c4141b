"""The way to a child process that reads what strangers made; it is started when needed."""

import asyncio
import contextlib
import sys
from collections.abc import Mapping, Sequence

from quorate.children.frames import HEADER


class Child:
    """A module of ours in a process of its own, started anew when it died: Python's isolated mode,
    no environment but `environment`, nothing that it says on standard error kept (a stranger may
    have written it)."""

    def __init__(
        self,
        module: str,
        *,
        seconds: float,
        longest: int,
        words: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """`seconds` is how long it may take for an answer, its start included; `longest` how many
        bytes of one are read."""
        self._command = (sys.executable, "-I", "-m", module, *words)
        self._environment = dict(environment or {})
        self._seconds, self._longest = seconds, longest
        self._child: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        """The child's process number, while it lives."""
        return self._child.pid if self._child else None

    async def ask(self, kind: bytes, data: bytes) -> bytes | None:
        """Its answer; None where it died of it, took too long or said too much: it is ended then.
        One at a time."""
        async with self._turn:
            whole = None
            try:
                async with asyncio.timeout(self._seconds):
                    whole = await self._ask(kind, data)
            except (asyncio.IncompleteReadError, ConnectionError, TimeoutError):
                return None
            finally:
                # Also where whoever asked waits no more: the next is never given this answer.
                if whole is None:
                    await self.close()
            return whole

    async def _ask(self, kind: bytes, data: bytes) -> bytes:
        child = await self._alive()
        reader, writer = child.stdout, child.stdin
        if reader is None or writer is None:
            raise ConnectionError("the child has no pipes")
        writer.write(HEADER.pack(kind, len(data)))
        writer.write(data)
        await writer.drain()
        _, length = HEADER.unpack(await reader.readexactly(HEADER.size))
        if length > self._longest:
            raise ConnectionError("the answer is too long")
        return await reader.readexactly(length)

    async def _alive(self) -> asyncio.subprocess.Process:
        if self._child is None or self._child.returncode is not None:
            self._child = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=self._environment,
            )
        return self._child

    async def close(self) -> None:
        """Ends the child."""
        child, self._child = self._child, None
        if child is not None and child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
