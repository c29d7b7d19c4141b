"""A log has names and numbers: nothing that a person wrote, and nothing that an error says."""

import asyncio
import json
import logging
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import structlog

from quorate.telemetry import jobs, logs, traces
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


def told(capfd: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Standard error, of which each line is an object; nothing goes to standard output."""
    found = capfd.readouterr()
    assert found.out == ""
    return [json.loads(line) for line in found.err.splitlines()]


def test_a_line_says_what_where_and_in_which_trace(
    process: Callable[[], None], capfd: pytest.CaptureFixture[str]
) -> None:
    process()
    structlog.get_logger().warning("mail_tries_again", error="OSError", tries=3, again=True)
    with traces.step("effect", CASE):
        structlog.get_logger().info("sequencer:leads", size=7)
    first, second = told(capfd)
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


async def test_of_a_job_that_is_begun_anew_only_its_error_s_type_and_way_are_told(
    process: Callable[[], None],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    process()
    monkeypatch.setattr(jobs, "FIRST_SECONDS", 0.0)
    tries = iter([KeyError(WRITTEN)])

    async def job() -> None:
        await asyncio.sleep(0)
        for problem in tries:
            raise problem

    await jobs.kept("mail", job, asyncio.Event())
    (line,) = told(capfd)
    assert (line["event"], line["job"], line["level"]) == ("job_begins_anew", "mail", "error")
    assert line["error"] == ["KeyError"]
    assert any("jobs.py" in step for step in line["way"])
    assert WRITTEN not in json.dumps(line)


def test_free_text_is_left_out_unless_vouched_for(
    process: Callable[[], None], capfd: pytest.CaptureFixture[str]
) -> None:
    process()
    log = structlog.get_logger()
    log.warning("refused", why=WRITTEN, which=[WRITTEN], name="@mayor:example.org", key="a" * 121)
    log.warning("witness:answers", problem=Own("status 500"), more=Own("x" * 9999))
    first, second = told(capfd)
    assert {first[name] for name in ("why", "which", "name", "key")} == {"(left out)"}
    assert second["problem"] == "status 500"
    assert len(second["more"]) == 2000


def test_an_error_tells_its_types_and_its_way_and_not_its_words(
    process: Callable[[], None], capfd: pytest.CaptureFixture[str]
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
    first, second = told(capfd)
    assert first["error"] == ["ValueError", "KeyError"]
    assert first["way"][0].startswith("test_logs.py:")
    assert second["within"] == [{"error": ["OSError"], "way": []}]
    assert "1234567" not in json.dumps([first, second])


def test_what_a_library_logs_is_named_and_not_repeated(
    process: Callable[[], None], capfd: pytest.CaptureFixture[str]
) -> None:
    process()
    logging.getLogger("uvicorn.error").error("of %s", WRITTEN)
    logging.getLogger("asyncio").error(WRITTEN, exc_info=ValueError(WRITTEN))
    logging.getLogger("httpx").info(WRITTEN)
    logging.getLogger("py.warnings").warning("%s", WRITTEN)
    found = told(capfd)
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


@contextmanager
def written_to(place: Path) -> Generator[None]:
    """Standard error of this process is that file meanwhile."""
    before, file = os.dup(2), os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(file, 2)
    try:
        yield
    finally:
        os.dup2(before, 2)
        os.close(before)
        os.close(file)


@contextmanager
def room_for(size: int) -> Generator[None]:
    """No file of this process grows beyond so many bytes meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_costs_lines_and_nobody_their_work(
    process: Callable[[], None], capfd: pytest.CaptureFixture[str]
) -> None:
    process()
    log = structlog.get_logger()
    with written_to(Path("/dev/full")):
        log.warning("mail_tries_again")
        logging.getLogger("psycopg.pool").warning("of %s", WRITTEN)
        try:
            raise ValueError(WRITTEN)
        except ValueError:
            log.exception("effector_step_failed")
    log.warning("room_again")
    log.warning("as_ever")
    found = told(capfd)
    assert [line["event"] for line in found] == ["room_again", "log_lines_lost", "as_ever"]
    lost = {k: v for k, v in found[1].items() if k != "at"}
    named = {"event": "log_lines_lost", "level": "warning", "process": "worker"}
    assert lost == {**named, "lines": 3}


def test_a_line_that_was_torn_off_spoils_no_other_and_what_is_lost_is_not_forgotten(
    process: Callable[[], None], tmp_path: Path
) -> None:
    process()
    file, log = tmp_path / "worker.log", structlog.get_logger()
    with written_to(file):
        log.info("first")
        whole = file.stat().st_size
        with room_for(whole + 10):
            log.info("torn")
            log.info("lost")
        with room_for(whole + 200):
            log.info("room_for_one")
        log.info("second")
    first, torn, *rest = file.read_text().splitlines()
    assert json.loads(first)["event"] == "first"
    assert len(torn) == 10
    told_of = [json.loads(line) for line in rest if line.endswith("}")]
    assert [line["event"] for line in told_of] == ["room_for_one", "second", "log_lines_lost"]
    assert told_of[-1]["lines"] == 2
