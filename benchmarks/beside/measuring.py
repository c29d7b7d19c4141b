"""Waiting, and what many times come to."""

import statistics
import time
from collections.abc import Callable, Sequence

_SECONDS = 60.0


def until(true: Callable[[], bool], seconds: float = _SECONDS) -> None:
    """Asks until it is true; TimeoutError when it never is."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError("it never came true")
        time.sleep(0.002)


def timed(*steps: Callable[[], None]) -> float:
    """Seconds that they take one after the other."""
    began = time.perf_counter()
    for step in steps:
        step()
    return time.perf_counter() - began


def percentiles(name: str, seconds: Sequence[float]) -> dict[str, float]:
    """The median and p95, in milliseconds."""
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return {f"{name}_p50_ms": cuts[49] * 1000, f"{name}_p95_ms": cuts[94] * 1000}
