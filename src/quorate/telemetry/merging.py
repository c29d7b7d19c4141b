"""All processes of `quorate up` at one port."""

import asyncio
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

import httpx2
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from quorate.telemetry.metrics.registry import text_of

_SECONDS = 5.0


class Merged(Collector):
    """Families of the same name as one: Prometheus reads each name once."""

    def __init__(self, told: Mapping[str, str | None]) -> None:
        """`told` is what each process said, None where it did not answer."""
        self._told = told

    def collect(self) -> Iterable[Metric]:
        """What every process said, and who answered."""
        families: dict[str, Metric] = {}
        for text in self._told.values():
            for family in text_string_to_metric_families(text or ""):
                kept = families.setdefault(
                    family.name, Metric(family.name, family.documentation, family.type)
                )
                kept.samples.extend(family.samples)
        yield from families.values()
        up = GaugeMetricFamily(
            "quorate_process_up", "1 where the process of `quorate up` answers.", labels=["process"]
        )
        for process, text in self._told.items():
            up.add_metric([process], float(text is not None))
        yield up


class Together:
    """Processes that each listen at a socket of one folder, by their names."""

    def __init__(self, sockets: Callable[[], Mapping[str, Path]]) -> None:
        self._sockets = sockets

    async def metrics(self) -> bytes:
        """All in one."""
        return text_of(Merged(await self._asked("/metrics")))

    async def missing(self) -> list[str]:
        """The parts that each lacks, `worker: database`; one that does not answer lacks itself."""
        return sorted(
            f"{name}: {part}"
            for name, answer in (await self._asked("/ready", {200, 503})).items()
            for part in _missing(answer)
        )

    async def _asked(self, path: str, statuses: Collection[int] = (200,)) -> dict[str, str | None]:
        sockets = self._sockets()
        answers = await asyncio.gather(*(_ask(s, path, statuses) for s in sockets.values()))
        return dict(zip(sockets, answers, strict=True))


def _missing(answer: str | None) -> list[str]:
    if answer is None:
        return ["no answer"]
    found: dict[str, list[str]] = json.loads(answer)
    return found["missing"]


async def _ask(socket: Path, path: str, statuses: Collection[int]) -> str | None:
    transport = httpx2.AsyncHTTPTransport(uds=str(socket))
    try:
        async with httpx2.AsyncClient(transport=transport, timeout=_SECONDS) as http:
            answer = await http.get(f"http://process{path}")
    except httpx2.HTTPError:
        return None
    return answer.text if answer.status_code in statuses else None
