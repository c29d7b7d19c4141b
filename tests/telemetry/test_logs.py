"""A log has names and numbers: nothing that a person wrote, and nothing that an error says."""

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
import structlog

from quorate.telemetry import logs, traces
from quorate.telemetry.logs import Own

WRITTEN = "call me at +49 170 1234567, @mayor:example.org"
CASE = UUID("0199aaaa-0000-7000-8000-000000000001")


@pytest.fixture
def process() -> Iterator[Callable[[], None]]:
    """Begins the log of a process, which the test has to do itself: standard error is its own."""
    before, handlers, level = sys.excepthook, logging.root.handlers, logging.root.level
    yield lambda: logs.configure("worker")
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    logging.root.handlers, sys.excepthook = handlers, before
    logging.root.setLevel(level)


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Standard error, of which each line is an object; nothing goes to standard output."""
    found = capsys.readouterr()
    assert found.out == ""
    return [json.loads(line) for line in found.err.splitlines()]


def test_a_line_says_what_where_and_in_which_trace(
    process: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    process()
    structlog.get_logger().warning("mail_tries_again", error="OSError", tries=3, again=True)
    with traces.step("effect", CASE):
        structlog.get_logger().info("sequencer:leads", size=7)
    first, second = told(capsys)
    assert first.pop("at").endswith("Z")
    assert first == {
        "event": "mail_tries_again",
        "level": "warning",
        "process": "worker",
        "error": "OSError",
        "tries": 3,
        "again": True,
    }
    assert second["trace"] == f"{traces.trace_of(CASE):032x}"


def test_free_text_is_left_out_unless_vouched_for(
    process: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    process()
    log = structlog.get_logger()
    log.warning("refused", why=WRITTEN, which=[WRITTEN], name="@mayor:example.org", key="a" * 121)
    log.warning("witness:answers", problem=Own("status 500"), more=Own("x" * 9999))
    first, second = told(capsys)
    assert {first[name] for name in ("why", "which", "name", "key")} == {"(left out)"}
    assert second["problem"] == "status 500"
    assert len(second["more"]) == 2000


def test_an_error_tells_its_types_and_its_way_and_not_its_words(
    process: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    process()
    text = WRITTEN
    try:
        try:
            raise KeyError(text)
        except KeyError as cause:
            raise ValueError(text) from cause
    except ValueError:
        structlog.get_logger().exception("effector_step_failed", step="tick")
    try:
        raise ExceptionGroup(text, [OSError(text)])
    except ExceptionGroup as group:
        structlog.get_logger().error("process_failed", exc_info=group)
    first, second = told(capsys)
    assert first["error"] == ["ValueError", "KeyError"]
    assert first["way"][0].startswith("test_logs.py:")
    assert second["within"] == [{"error": ["OSError"], "way": []}]
    assert "1234567" not in json.dumps([first, second])


def test_what_a_library_logs_is_named_and_not_repeated(
    process: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    process()
    logging.getLogger("uvicorn.error").error("of %s", WRITTEN)
    logging.getLogger("asyncio").error(WRITTEN, exc_info=ValueError(WRITTEN))
    logging.getLogger("httpx").info(WRITTEN)
    logging.getLogger("py.warnings").warning("%s", WRITTEN)
    found = told(capsys)
    assert [line["logger"] for line in found] == ["uvicorn.error", "asyncio", "py.warnings"]
    assert found[1]["error"] == ["ValueError"]
    assert "1234567" not in json.dumps(found)


def test_an_error_that_ends_a_process_is_its_last_line() -> None:
    begin = "from quorate.telemetry import logs; logs.configure('worker')"
    code = f"{begin}; raise ValueError({WRITTEN!r})"
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    line = json.loads(ended.stderr)
    assert (ended.returncode, line["event"], line["error"]) == (1, "process_failed", ["ValueError"])
    assert "1234567" not in ended.stderr
