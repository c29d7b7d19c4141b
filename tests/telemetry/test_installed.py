"""A whole installation that somebody watches: one trace over its processes, one place for its
metrics, and logs without a word that people or platforms sent."""

import asyncio
import json
import os
import secrets
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from tests.installed import Matter, door_is_open, entries, matter, wait_until
from tests.telemetry.receiving import Receiver, receiver
from tests.telemetry.test_metrics import Samples, sample, samples

from quorate.database import embedded
from quorate.demo.setting import Setting, installation, intake_token, new_database
from quorate.demo.synapse import SynapseProcess
from quorate.ledger.fields import as_object, integer
from quorate.settings import WATCH
from quorate.settings.signer import signer_settings
from quorate.telemetry import traces
from quorate.telemetry.merging import Together
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, uuid_of

pytestmark = [pytest.mark.long, pytest.mark.platform]
MARK = "Zx9Hostile"


@pytest.fixture(scope="module")
def received() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


@pytest.fixture(scope="module")
def watched(received: Receiver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setting]:
    folder = tmp_path_factory.mktemp("watched")
    cluster = embedded.start(folder / "postgres")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(WATCH, "9100")
        patch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", received.endpoint)
        patch.setenv("OTEL_BSP_SCHEDULE_DELAY", "200")
        patch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
        with (
            SynapseProcess(folder / "synapse", "watched.localhost") as synapse,
            installation(folder / "quorate", new_database(cluster.url), synapse, (1, 2)) as setting,
        ):
            yield setting
    embedded.stop(cluster)
    shutil.rmtree(cluster.folder)


def done(about: Matter) -> str:
    """A suspension that took effect; the proposal."""
    shown = about.propose("employee-of-reviews", "suspend")
    name = shown.statement.proposal
    wait_until(lambda: bool(entries(about.setting, Event.EFFECT_DONE, name)), 60)
    return name


def test_one_trace_shows_a_report_s_whole_way(watched: Setting, received: Receiver) -> None:
    about = matter(watched)
    done(about)
    case = uuid_of(CASE, about.case)
    assert case is not None
    wanted = {
        ("quorate-serve", "POST /v1/reports"),
        ("quorate-serve", "filing"),
        ("quorate-serve", "case"),
        ("quorate-serve", "proposal"),
        ("quorate-sequencer", "sequencing"),
        ("quorate-effector", "POST /v1/resolve"),
        ("quorate-effector", "platform call"),
        ("quorate-effector", "effect"),
    }

    def seen() -> set[tuple[str, str]]:
        return {(span.process, span.name) for span in received.trace(traces.trace_of(case))}

    def last() -> bool:
        found = received.trace(traces.trace_of(case))
        return any(span.facts.get("quorate.event") == "effect:done" for span in found)

    wait_until(last, 30)
    try:
        wait_until(lambda: wanted <= seen(), 30)
    except TimeoutError:
        assert wanted <= seen()
    found = received.trace(traces.trace_of(case))
    (root,) = [span for span in found if not span.parent]
    assert root.name == "case"
    spans = {span.span for span in found}
    assert {span.name for span in found if span.parent and span.parent not in spans} == set()
    events = {s.facts["quorate.event"] for s in found if s.name == "sequencing"}
    assert {"case:opened", "proposal:opened", "effect:intended", "effect:done"} <= events


def test_every_process_is_seen_at_one_place(watched: Setting) -> None:
    done(matter(watched))
    together = Together(watched.supervisor.sockets)

    def found() -> Samples:
        return samples(asyncio.run(together.metrics()))

    text = asyncio.run(together.metrics()).decode()
    for process in ("sequencer", "effector", "worker", "serve", "signer"):
        assert f'quorate_process_up{{process="{process}"}} 1.0' in text
    assert asyncio.run(together.missing()) == []
    now = found()
    connector = f"matrix:{watched.synapse.homeserver.server_name}"
    labels = {"connector": connector, "action": "suspend", "tier": "0", "outcome": "done"}
    assert sample(now, "quorate_effects_total", **labels) >= 1
    assert sample(now, "quorate_ledger_sequenced_entries_total") > 5
    assert sample(now, "quorate_sequencer_leads") == 1
    assert sample(now, "quorate_proposals_opened_total", action="suspend", tier="0") >= 1
    assert ("quorate_ledger_unsequenced_entries", frozenset()) in now
    assert "watched" not in text.replace(connector, "")
    assert "employee" not in text


def test_an_effector_whose_ledger_stands_still_is_not_ready(watched: Setting) -> None:
    together = Together(watched.supervisor.sockets)
    pid = watched.supervisor.pid("sequencer")
    os.kill(pid, signal.SIGSTOP)
    try:
        wait_until(lambda: "effector: silencing" in asyncio.run(together.missing()), 30)
        text = asyncio.run(together.metrics()).decode()
        assert 'quorate_effector_doubts{problem="ledger-stale",process="effector"} 1.0' in text
    finally:
        os.kill(pid, signal.SIGCONT)
    wait_until(lambda: asyncio.run(together.missing()) == [], 30)


def _knock(setting: Setting) -> None:
    """Marked text at every door, in every part of a request that its sender chooses."""
    token = {"Authorization": f"Bearer {intake_token(setting)}"}
    headers = {
        f"X-{MARK}": MARK,
        "User-Agent": MARK,
        "traceparent": MARK,
        "Cookie": f"quorate={MARK}",
    }
    subject = {"connector": MARK, "kind": "account", "id": f"@{MARK}:watched.localhost"}
    bodies: list[object] = [
        {"subject": subject, "category": MARK, "body": f"{MARK} {MARK}", "reporter": MARK},
        {"subject": {**subject, MARK: MARK}, MARK: [MARK]},
        [MARK],
        {"statement": {MARK: MARK}, "key": MARK, "sig": MARK, "ask": {"at": MARK}},
    ]
    paths = [
        *("/v1/reports", "/v1/alarms/batch", "/v1/proposals", f"/v1/cases/{MARK}/claim"),
        *("/v1/appeals", f"/{MARK}", f"/scim/v2/Users/{MARK}", "/scim/v2/Users", "/public/notices"),
        *(f"/public/reasons/{MARK}", "/console/sign-in", f"/console/cases/{MARK}"),
        *(f"/console?area={MARK}", f"/xrpc/{MARK}", "/v1/sign-outs", f"/static/{MARK}"),
    ]
    signer = f"http://127.0.0.1:{_port(setting)}"
    with httpx2.Client(timeout=30) as http:
        for base in (setting.profile.server, setting.profile.door, signer):
            for path in (*paths, "/v1/veto", "/v1/resolve", "/v1/restore", f"/proposals/{MARK}"):
                for body in bodies:
                    key = {"Idempotency-Key": secrets.token_hex(8)}
                    http.post(base + path, json=body, headers={**headers, **token, **key})
                http.post(base + path, content=f"\xff{MARK}".encode("latin-1"), headers=headers)
                http.post(base + path, data={MARK: MARK, "key": MARK}, headers=headers)
                http.request(MARK.upper(), base + path + f"?{MARK}={MARK}", headers=headers)
                http.get(base + path, headers=headers)


def _port(setting: Setting) -> int:
    return signer_settings(setting.folder / "signer/signer.toml").port


def test_nothing_that_anybody_sent_is_in_a_log_or_a_metric_or_a_span(
    watched: Setting, received: Receiver
) -> None:
    _knock(watched)
    about = matter(watched)
    reporter = watched.synapse.client(f"reporter-{MARK.lower()}")
    reporter.report_user(about.user.user_id, f"{MARK} in a reason")
    wait_until(lambda: _reports(watched, about) == 2, 60)  # the platform's came through the worker
    for process in ("serve", "worker", "sequencer"):
        old = watched.supervisor.pid(process)
        os.kill(old, signal.SIGTERM)

        def again(name: str = process, before: int = old) -> bool:
            watched.supervisor.start()
            return watched.supervisor.pid(name) != before

        wait_until(again)
    wait_until(lambda: door_is_open(watched.profile), 60)
    together = Together(watched.supervisor.sockets)
    wait_until(lambda: asyncio.run(together.missing()) == [], 60)
    told = asyncio.run(together.metrics()).decode()
    spans = json.dumps([[s.name, s.facts] for s in received.spans])
    logs = {path.name: path.read_text() for path in Path(watched.folder / "log").iterdir()}
    assert logs.pop("zygote.log") == ""
    assert len(logs) == 5
    for name, text in {**logs, "metrics": told, "spans": spans}.items():
        assert MARK.lower() not in text.lower(), (name, _around(text))
    for name, text in logs.items():
        for line in text.splitlines():
            row = json.loads(line)
            assert row["process"] == name.removesuffix(".log")
            assert {"event", "level", "at"} <= row.keys()


def _reports(setting: Setting, about: Matter) -> int:
    row = setting.client("employee-of-reviews").call("GET", f"/v1/cases/{about.case}")["case"]
    return integer(as_object(row, "case"), "reports")


def _around(text: str) -> str:
    at = text.lower().index(MARK.lower())
    return text[max(0, at - 200) : at + 100]
