"""Every reader of strangers' bytes, led by what code an input reaches."""

from pathlib import Path

import pytest
from tests.fuzz.guiding import guide
from tests.fuzz.parsers import PARSERS

pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]
RUNS = 20_000


def test_no_reader_breaks(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="python tools/setup.py long")
    found = guide(RUNS, tmp_path)
    assert found.faults == {}
    assert found.inputs >= RUNS * len(PARSERS)
