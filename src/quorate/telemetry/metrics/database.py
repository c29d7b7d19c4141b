"""The connections that a process shares, read from its pools when somebody asks."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol
from weakref import WeakSet

from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from quorate.telemetry.metrics.registry import REGISTRY, describe


class Pool(Protocol):
    """What psycopg's pools tell of themselves."""

    def get_stats(self) -> dict[str, int]:
        """By psycopg's names; times in milliseconds."""
        ...


_GAUGES: Final[Mapping[str, tuple[str, str]]] = {
    "pool_size": (
        "quorate_database_connections",
        "Connections that the process holds, at work or idle.",
    ),
    "pool_available": ("quorate_database_idle_connections", "Connections that are free now."),
    "pool_max": ("quorate_database_most_connections", "The bound of connections."),
    "requests_waiting": (
        "quorate_database_waiting_requests",
        "Who waits for a connection now; above 0 for long the pool is exhausted.",
    ),
}
_COUNTERS: Final[Mapping[str, tuple[str, str, float]]] = {
    "requests_num": ("quorate_database_requests", "Connections asked for.", 1.0),
    "requests_errors": (
        "quorate_database_unserved_requests",
        "Connections asked for and not given in time.",
        1.0,
    ),
    "requests_wait_ms": (
        "quorate_database_wait_seconds",
        "Time spent waiting for a connection, all together.",
        0.001,
    ),
    "connections_errors": (
        "quorate_database_failed_connections",
        "Connections to the database that could not be made.",
        1.0,
    ),
}


class Pools(Collector):
    """All pools of this process together."""

    def __init__(self) -> None:
        self._known: WeakSet[Any] = WeakSet()
        for name, says in _GAUGES.values():
            describe(name, "gauge", says)
        for name, says, _ in _COUNTERS.values():
            describe(f"{name}_total", "counter", says)

    def add(self, pool: Pool) -> None:
        """Read from now on, until it is gone."""
        self._known.add(pool)

    def collect(self) -> Iterable[Metric]:
        """The sums at this instant."""
        found = [pool.get_stats() for pool in list(self._known)]
        for key, (name, says) in _GAUGES.items():
            yield GaugeMetricFamily(name, says, sum(stats.get(key, 0) for stats in found))
        for key, (name, says, unit) in _COUNTERS.items():
            total = sum(stats.get(key, 0) for stats in found) * unit
            yield CounterMetricFamily(name, says, total)


POOLS: Final = Pools()
REGISTRY.register(POOLS)
