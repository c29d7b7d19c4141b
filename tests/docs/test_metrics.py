"""The reference, the board and the alerts name metrics that exist, with labels that they have."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from tools.metrics import catalogue, page

from quorate.telemetry.metrics.registry import REGISTRY

ROOT = Path(__file__).parents[2]
BOARD = ROOT / "examples/grafana/quorate.json"
ALERTS = ROOT / "examples/prometheus/alerts.yml"
ALWAYS = {"process"}
SUFFIXES = {"histogram": ("_bucket", "_sum", "_count"), "counter": ("",), "gauge": ("",)}


def known() -> dict[str, set[str]]:
    """The labels of every series, by its name."""
    found = {
        one.name + suffix: {*one.labels, *ALWAYS, *(["le"] if suffix == "_bucket" else [])}
        for one in catalogue()
        for suffix in SUFFIXES[one.kind]
    }
    process = {f.name: f for f in REGISTRY.collect() if f.name.startswith("process_")}
    return found | {sample.name: ALWAYS for f in process.values() for sample in f.samples}


def queries() -> Iterator[str]:
    """Of the board, and of the alerts."""
    for panel in json.loads(BOARD.read_text())["panels"]:
        yield from (target["expr"] for target in panel.get("targets", []))
    for group in yaml.safe_load(ALERTS.read_text())["groups"]:
        yield from (rule["expr"] for rule in group["rules"])


def test_the_reference_is_what_the_registry_says() -> None:
    made = (ROOT / "docs/reference/metrics.md").read_text()
    assert made == page(), "python -m tools.metrics"
    for one in catalogue():
        assert one.says.endswith("."), one.name
        assert one.name.startswith("quorate_"), one.name
        assert one.name.endswith("_total") == (one.kind == "counter"), one.name
        assert one.kind != "histogram" or one.name.endswith("_seconds"), one.name


def test_every_query_names_metrics_and_labels_that_exist() -> None:
    series = known()
    for query in queries():
        found = re.findall(r"((?:quorate|process)_\w+)(?:\{([^}]*)\})?", query)
        assert found, query
        for name, selected in found:
            assert name in series, (name, query)
            assert set(re.findall(r"(\w+)(?:=~|!=|=)", selected)) <= series[name], query
        shared = {label for name, _ in found for label in series[name]}
        for grouped in re.findall(r"by \(([^)]*)\)", query):
            assert {label.strip() for label in grouped.split(",")} <= shared, query


def test_every_metric_that_grows_bad_is_on_the_board() -> None:
    shown = " ".join(queries())
    unshown = {one.name for one in catalogue() if one.name not in shown}
    assert unshown == {
        "quorate_build_info",
        "quorate_database_failed_connections_total",
        "quorate_database_most_connections",
        "quorate_database_requests_total",
        "quorate_database_unserved_requests_total",
        "quorate_database_wait_seconds_total",
        "quorate_job_success_timestamp_seconds",
        "quorate_ledger_entries",
        "quorate_metrics_failures_total",
        "quorate_queue_counted_timestamp_seconds",
        "quorate_sequencer_leads",
        "quorate_work_oldest_timestamp_seconds",
    }


def test_no_application_has_telemetry_of_its_own() -> None:
    """FastAPI's would tell addresses and what errors say, to whoever sets a variable."""
    made = [
        call
        for path in (ROOT / "src").rglob("*.py")
        for call in re.findall(r"= FastAPI\(.*?\)\n", path.read_text(), re.DOTALL)
    ]
    assert len(made) == 5
    assert [call for call in made if "telemetry=UNTOLD" not in call] == []


@pytest.mark.long
def test_the_alerts_tell_what_goes_wrong_and_nothing_else() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("apt-get install --no-install-recommends prometheus")
    for command in (["check", "rules", "alerts.yml"], ["test", "rules", "alerts_test.yml"]):
        done = subprocess.run(
            [promtool, *command], cwd=ALERTS.parent, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
