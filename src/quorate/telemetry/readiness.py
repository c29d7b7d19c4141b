"""Whether a process can do its work now, part by part."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

Check: TypeAlias = Callable[[], Awaitable[bool]]
CHECK_SECONDS: Final = 2.0
ENDING: Final = "ending"
"""The part that is missing once the process was asked to end."""


class Readiness:
    """The parts that a process cannot work without. `stop` is set when it was asked to end."""

    def __init__(self, checks: Mapping[str, Check], stop: asyncio.Event | None = None) -> None:
        self.checks = dict(checks)
        self.stop = stop

    async def missing(self) -> list[str]:
        """The names of the parts that are not there; empty when the process is ready."""
        if self.stop is not None and self.stop.is_set():
            return [ENDING]
        held = await asyncio.gather(*(self._holds(check) for check in self.checks.values()))
        return [name for name, holds in zip(self.checks, held, strict=True) if not holds]

    async def _holds(self, check: Check) -> bool:
        """One that fails or takes too long is not there: why stands in the log of whoever uses
        it."""
        try:
            return await asyncio.wait_for(check(), CHECK_SECONDS)
        except Exception:
            return False
