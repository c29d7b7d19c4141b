"""Where metrics are registered, and the text that Prometheus reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
QUICK: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Bounds in seconds of what somebody waits for."""
LONG: Final = (0.01, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0)
"""Bounds in seconds of what goes on behind."""
REGISTRY: Final = CollectorRegistry(auto_describe=True)
ProcessCollector(registry=REGISTRY)
disable_created_metrics()


@dataclass(frozen=True, slots=True)
class Described:
    """A metric as the reference lists it."""

    name: str
    kind: str
    labels: tuple[str, ...]
    says: str


CATALOGUE: Final[list[Described]] = []
"""Every metric of ours that this process has loaded, in the order of the code."""


def describe(name: str, kind: str, says: str, labels: tuple[str, ...] = ()) -> None:
    """Puts it in the catalogue."""
    CATALOGUE.append(Described(name, kind, labels, says))


def counter(name: str, says: str, *labels: str) -> Counter:
    """What only grows; `name` ends in _total."""
    describe(name, "counter", says, labels)
    return Counter(name, says, labels, registry=REGISTRY)


def gauge(name: str, says: str, *labels: str) -> Gauge:
    """What goes up and down; an instant is in seconds since 1970."""
    describe(name, "gauge", says, labels)
    return Gauge(name, says, labels, registry=REGISTRY)


def histogram(name: str, says: str, bounds: Sequence[float], *labels: str) -> Histogram:
    """How long something takes; `bounds` in seconds."""
    describe(name, "histogram", says, labels)
    return Histogram(name, says, labels, buckets=bounds, registry=REGISTRY)


class Named(Collector):
    """The families of a collector, each sample under its process's name: boards and alerts are the
    same whether processes are read one by one or all at one port."""

    def __init__(self, inner: Collector, process: str) -> None:
        self._inner, self._process = inner, process

    def collect(self) -> Iterable[Metric]:
        """Those of the inner one, named."""
        for family in self._inner.collect():
            named = Metric(family.name, family.documentation, family.type)
            named.samples = [
                sample._replace(labels={**sample.labels, "process": self._process})
                for sample in family.samples
            ]
            yield named


def text_of(collector: Collector) -> bytes:
    """In the text format of Prometheus."""
    shown = CollectorRegistry(auto_describe=False)
    shown.register(collector)
    return generate_latest(shown)
