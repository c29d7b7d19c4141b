"""The whole API by its own document: no answer of 5xx, and every check of the tool holds."""

from pathlib import Path

import pytest
from tests.fuzz.exploring import explore

from quorate.demo.setting import Setting

pytest_plugins = ["tests.cli.running"]
pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.timeout(1800)]


def test_no_request_breaks_the_server(house: Setting, tmp_path: Path) -> None:
    pytest.importorskip("schemathesis", reason="python tools/setup.py long")
    found = explore(house, tmp_path, examples=4, seconds=1500)
    assert found.errors == 0, found.said[-20_000:]
    assert found.code == 0, found.said[-20_000:]
    assert found.requests > 2000
