"""Parameters that do not fit are refused by their name."""

from collections.abc import Callable
from typing import TypeVar

from quorate.api.around.problems import refuse
from quorate.vocabulary.problems import Problem

T = TypeVar("T")


def read(asked: Callable[[], T]) -> T:
    """What was asked; a ValueError becomes a refusal."""
    try:
        return asked()
    except ValueError as problem:
        refuse(Problem.BODY_INVALID, str(problem)[:200])
