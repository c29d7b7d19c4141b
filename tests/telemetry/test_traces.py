"""One trace a case, over processes that share nothing but its id."""

import subprocess
import sys
from collections.abc import Iterator
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import FastAPI
from tests.api.conftest import make_client
from tests.casework import body, web_pool
from tests.telemetry.receiving import Receiver, receiver

from quorate.ledger.entry import Json, process_entry
from quorate.ledger.traced import Traced
from quorate.telemetry import exporting, traces
from quorate.telemetry.requests import Told
from quorate.telemetry.traces import Place, Side, Span
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import uuid_of
from quorate.vocabulary.times import now

CASE = UUID("0199aaaa-0000-7000-8000-000000000001")
OTHER = UUID("0199aaaa-0000-7000-8000-000000000002")
CALLER = Place(0xABCDEF, 0x1234)


class Kept:
    """Keeps what it takes."""

    def __init__(self) -> None:
        self.spans: list[Span] = []

    def take(self, span: Span) -> None:
        """As an exporter does."""
        self.spans.append(span)

    def named(self, name: str) -> Span:
        """The only one of that name."""
        (found,) = [span for span in self.spans if span.name == name]
        return found


@pytest.fixture
def kept() -> Iterator[Kept]:
    found = Kept()
    traces.send_to(found)
    yield found
    traces.send_to(None)


@pytest.fixture
def received(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiver() as found:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", found.endpoint)
        yield found


def test_steps_stand_under_each_other_and_under_the_case(kept: Kept) -> None:
    traces.opened(CASE, traces.began())
    with traces.step("effect", CASE):
        traces.done("platform call", CASE, traces.began())
        traces.done("filing", OTHER, traces.began())
    traces.done("restore", CASE, traces.began())
    root, effect = kept.named("case"), kept.named("effect")
    assert root.parent is None
    assert root.place == effect.parent == kept.named("restore").parent == traces.root_of(CASE)
    assert kept.named("platform call").parent == effect.place
    assert kept.named("filing").parent == traces.root_of(OTHER)
    assert len({span.place.trace for span in kept.spans}) == 2
    assert len({span.place.span for span in kept.spans}) == 5


def test_a_step_that_breaks_is_told_as_failed(kept: Kept) -> None:
    with pytest.raises(KeyError), traces.step("effect", CASE):
        raise KeyError
    assert kept.named("effect").failed


def test_a_request_joins_the_trace_of_its_first_case(kept: Kept) -> None:
    with traces.request(CALLER.header(), trusted=False) as now:
        assert now.place.trace != CALLER.trace
        traces.done("filing", CASE, traces.began())
        traces.done("filing", OTHER, traces.began())
        now.facts["name"] = "POST /v1/reports"
    found = kept.named("POST /v1/reports")
    assert (found.parent, found.side) == (traces.root_of(CASE), Side.SERVER)
    assert found.link == CALLER
    first, second = (span for span in kept.spans if span.name == "filing")
    assert first.parent == found.place
    assert second.parent == traces.root_of(OTHER)


def test_a_strangers_header_never_makes_our_trace_and_our_own_process_s_does(kept: Kept) -> None:
    with traces.request(CALLER.header(), trusted=False):
        pass
    with traces.request(CALLER.header(), trusted=True):
        assert traces.headers()["traceparent"].startswith(f"00-{CALLER.trace:032x}-")
    stranger, own = kept.spans
    assert (stranger.parent, stranger.link) == (None, CALLER)
    assert (own.parent, own.link, own.place.trace) == (CALLER, None, CALLER.trace)


@pytest.mark.parametrize(
    "header",
    ["", "00-" + "0" * 32 + "-" + "1" * 16 + "-01", "00-1-1-01", "x" * 9999, "00-" + "é" * 32],
)
def test_a_header_that_is_none_is_none(header: str) -> None:
    assert traces.read_header(header) is None


def test_lines_of_the_log_tell_the_case_also_while_nobody_takes_spans() -> None:
    with traces.request("", trusted=False):
        traces.done("filing", CASE, traces.began())
        assert traces.current() == f"{traces.trace_of(CASE):032x}"


def test_while_off_nothing_is_told_or_loaded() -> None:
    with traces.request("", trusted=False):
        assert traces.headers() == {}
    assert not exporting.wanted({})
    assert not exporting.wanted(
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_SDK_DISABLED": "true"}
    )
    assert not exporting.wanted(
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_TRACES_EXPORTER": "none"}
    )
    code = (
        "import sys, quorate.processes.serve, quorate.processes.effector, quorate.processes.worker;"
        " print('opentelemetry.sdk' in sys.modules, 'quorate.telemetry.otlp' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


def test_entries_are_steps_of_their_case_also_where_they_name_a_proposal_only(kept: Kept) -> None:
    about: dict[str, Json] = {"case": {"id": f"case_{CASE.hex}"}, "proposal": "prop_1"}
    data: list[tuple[Event, dict[str, Json]]] = [
        (Event.CASE_CLAIMED, {"case": f"case_{OTHER.hex}"}),
        (Event.PROPOSAL_OPENED, {"statement": about}),
        (Event.EFFECT_DONE, {"proposal": "prop_1"}),
        (Event.EFFECT_DONE, {"proposal": "prop_unknown"}),
    ]
    bodies = [process_entry(event, now(), "web", row).canonical() for event, row in data]
    Traced().published([*bodies, b"no entry"], 40, traces.began())
    found = [(s.place.trace == traces.trace_of(CASE), s.facts["quorate.entry"]) for s in kept.spans]
    assert found == [(False, 40), (True, 41), (True, 42)]


async def test_spans_leave_by_otlp(received: Receiver, database_url: str) -> None:
    end = exporting.begin("serve")
    try:
        async with web_pool(database_url) as pool, make_client(pool) as client:
            headers = {"Authorization": "Bearer token-of-app", "traceparent": CALLER.header()}
            for key in ("k1", "k2"):
                sent = {**headers, "Idempotency-Key": key}
                answer = await client.post("/v1/reports", json=body(), headers=sent)
        case = uuid_of("case", answer.json()["case"])
        assert case is not None
        with pytest.raises(KeyError), traces.step("effect", case):
            raise KeyError
    finally:
        end()
    found = received.trace(traces.trace_of(case))
    assert sorted(s.name for s in found) == [
        "POST /v1/reports",
        "POST /v1/reports",
        "case",
        "effect",
        "filing",
        "filing",
    ]
    (root,) = [span for span in found if span.name == "case"]
    asked = [span for span in found if span.name == "POST /v1/reports"]
    assert {span.parent for span in asked} == {root.span}
    assert {s.parent for s in found if s.name == "filing"} == {span.span for span in asked}
    assert [s.failed for s in found if s.name == "effect"] == [True]
    assert {span.process for span in found} == {"quorate-serve"}
    assert {tuple(span.links) for span in asked} == {(f"{CALLER.trace:032x}",)}
    assert all(span.nanoseconds > 0 for span in asked)


def test_a_share_of_traces_is_the_same_in_every_process(
    received: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", "0.5")
    cases = [uuid4() for _ in range(64)]
    for process in ("serve", "effector"):
        end = exporting.begin(process)
        for case in cases:
            traces.done(process, case, traces.began())
        end()
    by = {p: {s.trace for s in received.spans if s.name == p} for p in ("serve", "effector")}
    assert by["serve"] == by["effector"]
    assert 10 < len(by["serve"]) < 54


async def test_a_receiver_that_is_away_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")
    end = exporting.begin("serve")
    app = FastAPI()
    app.add_middleware(Told)
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app), base_url="http://t"
    ) as client:
        assert (await client.get("/nowhere")).status_code == 404
    end()
