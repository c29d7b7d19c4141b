"""Waiting, and what many times come to."""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

Samples: TypeAlias = Mapping[str, Sequence[float]]
"""What one turn measured: rates under names in `_per_s`, memory in `_mib`, else seconds."""
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


def told(turns: Sequence[Samples]) -> dict[str, float]:
    """What all turns come to: the rate over all of them, as each did as much; the most memory; of
    seconds the median and p95, in milliseconds."""
    pooled: defaultdict[str, list[float]] = defaultdict(list)
    for turn in turns:
        for name, values in turn.items():
            pooled[name] += values
    found: dict[str, float] = {}
    for name, values in pooled.items():
        if name.endswith("_per_s"):
            found[name] = statistics.harmonic_mean(values)
        elif name.endswith("_mib"):
            found[name] = max(values)
        else:
            cuts = statistics.quantiles(values, n=100, method="inclusive")
            found |= {f"{name}_p50_ms": cuts[49] * 1000, f"{name}_p95_ms": cuts[94] * 1000}
    return found
