"""One that fails holds up no other: each is tried, and the first failure is raised after all."""

from collections.abc import Awaitable
from typing import TypeVar

_T = TypeVar("_T")


class Apart:
    """Of one round over proposals or amendments."""

    def __init__(self) -> None:
        self._failed: Exception | None = None

    async def tried(self, work: Awaitable[_T]) -> _T | None:
        """What came of it; None where it failed."""
        try:
            return await work
        except Exception as problem:
            self._failed = self._failed or problem
            return None

    def tell(self) -> None:
        """Raises the first failure of the round, so that it is told and the next comes later."""
        if self._failed is not None:
            raise self._failed
