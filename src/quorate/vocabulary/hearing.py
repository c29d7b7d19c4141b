"""Who hears how far a long work is."""

from collections.abc import Callable
from typing import TypeAlias

Done: TypeAlias = Callable[[int], None]
"""Told how many more of what is counted are done."""


def unheard(_: int) -> None:
    """Nobody listens."""
