"""What a process shows of itself, and that nobody's text ever becomes a label."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.api.conftest import make_client
from tests.casework import NOW, file, report, web_pool

from quorate.cases import figures
from quorate.database import outboxes
from quorate.database.migrate import unapplied
from quorate.telemetry.door import Shown, Watched
from quorate.telemetry.jobs import round_of
from quorate.telemetry.listening import show
from quorate.telemetry.merging import Merged, Together
from quorate.telemetry.metrics.registry import text_of
from quorate.telemetry.readiness import Readiness

WRITTEN = "mayor-0170-1234567"
Samples = Mapping[tuple[str, frozenset[tuple[str, str]]], float]


def samples(text: bytes | str) -> Samples:
    """Every sample by its name and labels, of all processes together."""
    found: defaultdict[tuple[str, frozenset[tuple[str, str]]], float] = defaultdict(float)
    for family in text_string_to_metric_families(text if isinstance(text, str) else text.decode()):
        for one in family.samples:
            labels = frozenset(i for i in one.labels.items() if i[0] != "process")
            found[one.name, labels] += one.value
    return found


def sample(found: Samples, series: str, /, **labels: str) -> float:
    """One of them; 0 where there is none yet."""
    return found.get((series, frozenset(labels.items())), 0.0)


def process() -> Watched:
    """One that lacks nothing."""
    return Watched("serve", Readiness({}))


@asynccontextmanager
async def client_of(place: str) -> AsyncGenerator[httpx2.AsyncClient]:
    """Somebody who watches at a socket."""
    transport = httpx2.AsyncHTTPTransport(uds=place)
    async with httpx2.AsyncClient(transport=transport, base_url="http://process") as client:
        for _ in range(500):
            if Path(place).is_socket():
                break
            await asyncio.sleep(0.01)
        yield client


async def test_a_request_is_counted_by_its_route_and_never_by_its_address(
    database_url: str,
) -> None:
    before = samples(await process().metrics())
    async with web_pool(database_url) as pool, make_client(pool) as client:
        await client.get(f"/v1/cases/{WRITTEN}")
        await client.get(f"/{WRITTEN}", headers={"traceparent": WRITTEN})
        await client.request(WRITTEN.upper(), "/v1/reports")
    text = (await process().metrics()).decode()
    assert WRITTEN not in text.lower()
    after = samples(text)
    name = "quorate_http_requests_total"
    for route, method, status in (
        ("/v1/cases/{id}", "GET", "401"),
        ("nowhere", "GET", "404"),
        ("/v1/reports", "other", "405"),
    ):
        labels = {"route": route, "method": method, "status": status}
        assert sample(after, name, **labels) == sample(before, name, **labels) + 1, labels
        timed = {"route": route, "method": method}
        assert sample(after, "quorate_http_request_duration_seconds_count", **timed) >= 1
    refused = {"problem": "not-signed-in"}
    assert sample(after, "quorate_refusals_total", **refused) > sample(
        before, "quorate_refusals_total", **refused
    )


async def test_reports_queues_and_work_are_shown_and_a_made_up_area_has_no_name(
    database_url: str,
) -> None:
    before = samples(await process().metrics())
    async with web_pool(database_url) as pool:
        first = report("k1", category="spam")
        await file(pool, first, report("k2", "@other:example.org", category=WRITTEN))
        await file(pool, first)
        await figures.count(pool, NOW)
        await figures.show(pool, lambda: {"spam"})
        await outboxes.show(pool)
        with pytest.raises(KeyError), round_of("desk"):
            raise KeyError
        with round_of("desk"):
            pass
        text = await process().metrics()
    assert WRITTEN.encode() not in text
    after = samples(text)
    for outcome, more in (("filed", 2), ("again", 1)):
        labels = {"source": "app", "kind": "report", "outcome": outcome}
        name = "quorate_reports_total"
        assert sample(after, name, **labels) == sample(before, name, **labels) + more
    opened = "quorate_cases_opened_total"
    assert sample(after, opened) == sample(before, opened) + 2
    for by, name, cases in (("all", "", 2), ("area", "spam", 1), ("area", "other", 1)):
        assert sample(after, "quorate_queue_cases", by=by, name=name) == cases
    oldest = sample(after, "quorate_queue_oldest_timestamp_seconds", by="all", name="")
    assert oldest == NOW.timestamp()
    assert sample(after, "quorate_work_waiting", job="signals") == 2
    assert sample(after, "quorate_job_failures_total", job="desk") >= 1
    assert sample(after, "quorate_job_success_timestamp_seconds", job="desk") > 0


async def test_the_door_tells_what_is_missing_and_that_the_process_ends(tmp_path: Path) -> None:
    async def held() -> bool:
        return True

    async def lost() -> bool:
        raise OSError(WRITTEN)

    async def broken() -> None:
        raise KeyError(WRITTEN)

    stop, ending = asyncio.Event(), asyncio.Event()
    readiness = Readiness({"ledger": held, "database": lost}, ending)
    watched = Watched("worker", readiness, [broken])
    place = str(tmp_path / "run/worker.sock")
    door = asyncio.create_task(show(Shown(watched.metrics, watched.missing), place, stop))
    async with client_of(place) as client:
        answer = await client.get("/ready")
        assert (answer.status_code, answer.json()["missing"]) == (503, ["database"])
        del readiness.checks["database"]
        assert (await client.get("/ready")).json() == {"status": "ready", "missing": []}
        ending.set()
        assert (await client.get("/ready")).json()["missing"] == ["ending"]
        assert (await client.get("/health")).json() == {"status": "ok"}
        told = await client.get("/metrics")
        assert 'process="worker"' in told.text
        assert sample(samples(told.text), "quorate_metrics_failures_total") >= 1
        assert (await client.get("/v1/cases")).status_code == 404
        assert (await client.post("/metrics")).status_code == 405
    assert Path(place).stat().st_mode & 0o077 == 0
    assert Path(place).parent.stat().st_mode & 0o077 == 0
    stop.set()
    await door


async def test_a_place_that_cannot_be_had_stops_no_process(tmp_path: Path) -> None:
    file = tmp_path / "a file of somebody"
    file.write_text("kept")
    for place in ("99999", str(file), "/proc/here/worker.sock"):
        shown = Shown(process().metrics, process().missing)
        await asyncio.wait_for(show(shown, place, asyncio.Event()), 5)
    assert file.read_text() == "kept"


async def test_all_processes_are_shown_as_one(tmp_path: Path) -> None:
    stop = asyncio.Event()
    sockets = {name: tmp_path / f"{name}.sock" for name in ("serve", "worker", "signer")}
    doors: list[asyncio.Task[None]] = []
    for name in ("serve", "worker"):
        one = Watched(name, Readiness({}))
        shown = Shown(one.metrics, one.missing)
        doors.append(asyncio.create_task(show(shown, str(sockets[name]), stop)))
    async with client_of(str(sockets["serve"])), client_of(str(sockets["worker"])):
        together = Together(lambda: sockets)
        text = (await together.metrics()).decode()
        assert await together.missing() == ["signer: no answer"]
    up = "quorate_process_up"
    found = {
        s.labels["process"]: s.value
        for f in text_string_to_metric_families(text)
        for s in f.samples
        if s.name == up
    }
    assert found == {"serve": 1.0, "worker": 1.0, "signer": 0.0}
    assert text.count("# TYPE quorate_build_info gauge") == 1
    assert 'quorate_build_info{process="serve"' in text or 'process="serve",version=' in text
    stop.set()
    await asyncio.gather(*doors)


def test_a_histogram_comes_through_the_merging_whole() -> None:
    with round_of("retention"):
        pass
    text = text_of(Merged({"worker": asyncio.run(process().metrics()).decode()})).decode()
    assert "quorate_job_duration_seconds_bucket{" in text
    assert "# TYPE quorate_job_duration_seconds histogram" in text
    assert "# TYPE quorate_reports_total counter" in text


async def test_a_database_without_what_the_code_needs_is_told(database_url: str) -> None:
    async with web_pool(database_url) as pool, pool.connection() as conn:
        assert await unapplied(conn) == []
        with psycopg.connect(database_url) as owner:
            owner.execute("INSERT INTO quorate_migrations VALUES ('9999_pre_newer.sql', 'x')")
        assert await unapplied(conn) == []
        with psycopg.connect(database_url) as owner:
            owner.execute("DELETE FROM quorate_migrations WHERE name = '0039_pre_media.sql'")
            owner.execute("UPDATE quorate_migrations SET sha256 = '' WHERE name LIKE '0037%'")
        assert await unapplied(conn) == ["0037_pre_events.sql", "0039_pre_media.sql"]
