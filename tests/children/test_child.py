"""A child that reads what strangers made has nothing to give away; nobody gets another's word."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from quorate.children.child import Child
from quorate.effects.parsing.child import USER_REPORTS

MODULE = "quorate.effects.parsing.child"
CONFINED = """
import ctypes, os, resource, socket, sys
from quorate.children.confining import confine, limit_next
libc = ctypes.CDLL(None)
confine(400)
"""
DENIED = {
    "a file": "open('/etc/hostname')",
    "a socket": "socket.socket()",
    "a process": "os.fork()",
    "a program": "os.posix_spawn('/bin/true', ['true'], {})",
    "its limits back": "resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9))",
    "memory": "bytearray(500 * 1024 * 1024)",
    "root": "os.setuid(0) if os.getuid() else open('/etc/hostname')",
}


def page(name: str) -> bytes:
    row = {"id": 1, "received_ts": 2, "user_id": name, "target_user_id": "@t:x"}
    return json.dumps({"user_reports": [row]}).encode()


def isolated(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-c", CONFINED + code]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("what", DENIED)
def test_a_confined_process_gets_no(what: str) -> None:
    caught = "except (OSError, MemoryError, ValueError):\n    print('denied')\n"
    done = isolated(f"try:\n    {DENIED[what]}\n{caught}")
    assert done.stdout == "denied\n", done.stderr


def test_a_confined_process_has_no_more_time_than_it_is_given() -> None:
    assert isolated("limit_next(1)\nwhile 1: 0").returncode == -signal.SIGPROF


async def test_time_is_given_for_each_frame_anew() -> None:
    done = await asyncio.to_thread(
        isolated,
        "import time\n"
        "for _ in range(4):\n"
        "    limit_next(1)\n"
        "    until = time.process_time() + 0.5\n"
        "    while time.process_time() < until: pass\n"
        "print('whole')",
    )
    assert done.stdout == "whole\n", (done.returncode, done.stderr)


async def test_a_child_has_nothing_from_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_TOKEN", "secret")
    child = Child(MODULE, seconds=20, longest=1000, environment={"GIVEN": "1"})
    assert await child.ask(USER_REPORTS, page("@a:x")) is not None
    assert child.pid is not None
    place = Path(f"/proc/{child.pid}")
    assert (place / "environ").read_bytes() == b"GIVEN=1\0"
    assert sorted(one.name for one in (place / "fd").iterdir()) == ["0", "1", "2"]
    assert os.readlink(place / "fd/2") == "/dev/null"
    assert "NoNewPrivs:\t1" in (place / "status").read_text()
    limits = [line.split() for line in (place / "limits").read_text().splitlines()]
    for what in ("core file size", "file size", "open files", "processes"):
        name = ["Max", *what.split()]
        (found,) = [line[len(name) :] for line in limits if line[: len(name)] == name]
        assert found[:2] == ["0", "0"], what
    await child.close()


async def test_an_answer_that_is_too_long_is_not_read() -> None:
    child = Child(MODULE, seconds=20, longest=20)
    assert await child.ask(USER_REPORTS, page("@a:x")) is None
    assert child.pid is None


async def test_a_child_that_hangs_is_ended_and_the_next_question_answered() -> None:
    child = Child(MODULE, seconds=20, longest=1000)
    await child.ask(USER_REPORTS, page("@a:x"))
    assert child.pid is not None
    os.kill(child.pid, signal.SIGSTOP)
    child._seconds = 0.3  # pyright: ignore[reportPrivateUsage]
    # More than a pipe holds: what hangs does not even take the question.
    assert await child.ask(USER_REPORTS, page("x" * 1_000_000)) is None
    assert child.pid is None
    child._seconds = 20  # pyright: ignore[reportPrivateUsage]
    assert b"@b:x" in (await child.ask(USER_REPORTS, page("@b:x")) or b"")
    await child.close()


async def test_whoever_asks_after_one_who_left_gets_their_own_answer() -> None:
    child = Child(MODULE, seconds=20, longest=1000)
    await child.ask(USER_REPORTS, page("@a:x"))
    assert child.pid is not None
    os.kill(child.pid, signal.SIGSTOP)
    leaving = asyncio.create_task(child.ask(USER_REPORTS, page("@left:x")))
    await asyncio.sleep(0.1)
    os.kill(child.pid, signal.SIGCONT)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert b"@b:x" in (await child.ask(USER_REPORTS, page("@b:x")) or b"")
    await child.close()
