"""Processes made by forking: each is its own, and outlives whoever it was forked from."""

import gc
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from tests.installed import wait_until

from quorate.demo.setting import free_ports
from quorate.forking import Forked, Zygote

RARE = ("cyclopts", "duckdb", "fpdf", "imagehash", "nats", "numpy", "scim2_models")
DRAWN = """
import json, os, random, secrets, sys
from quorate.processes import zygote
from uuid_utils.compat import uuid7

for name in zygote.SHARED:
    zygote._entry(name)
threads = len(os.listdir("/proc/self/task"))
told = []
for _ in range(2):
    read, write = os.pipe()
    if not os.fork():
        drawn = [secrets.token_hex(8), random.random(), uuid7().hex[-12:]]
        os.write(write, json.dumps(drawn).encode())
        os._exit(0)
    os.wait()
    told.append(json.loads(os.read(read, 4096)))
zygote._entry("serve")
print(json.dumps({"threads": threads, "told": told, "loaded": sorted(sys.modules)}))
"""


class Making:
    """A zygote, and signers that it makes, which need nobody else to run."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "signer.log"
        self.settings = folder / "signer.toml"
        told = {
            "genesis": "0" * 64,
            "serve": "http://127.0.0.1:9",
            "origin": "http://sign.localhost:9",
            "port": free_ports("signer")["signer"],
        }
        lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in told.items())
        self.settings.write_text(f"{lines}[effectors]\n")
        self.zygote = Zygote(folder / "zygote.log", dict(os.environ))
        self.stack = ExitStack()
        self.stack.callback(self.zygote.close)

    def make(self) -> Forked:
        with self.log.open("ab") as log:
            made = self.zygote.fork("signer", self.settings, log.fileno())
        self.stack.callback(_end, made)
        return made

    @property
    def pid(self) -> int:
        """The zygote's number."""
        assert self.zygote._running is not None  # pyright: ignore[reportPrivateUsage]
        return self.zygote._running[0].pid  # pyright: ignore[reportPrivateUsage]


@pytest.fixture(scope="module")
def making(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Making]:
    found = Making(tmp_path_factory.mktemp("forking"))
    with found.stack:
        yield found


def _end(made: Forked) -> None:
    made.kill()
    made.wait(10)
    if made.stdin is not None:
        made.stdin.close()


def _listening(made: Forked) -> bool:
    """Whether it is a process of its own that has come as far as its sockets."""
    links = [os.readlink(fd) for fd in Path(f"/proc/{made.pid}/fd").iterdir()]
    return any(link.startswith("anon_inode:[eventpoll]") for link in links)


def test_each_has_a_session_a_name_and_an_output_of_its_own(making: Making) -> None:
    made = making.make()
    wait_until(lambda: _listening(made))
    assert os.getsid(made.pid) == made.pid
    assert Path(f"/proc/{made.pid}/comm").read_text() == "signer\n"
    assert os.readlink(f"/proc/{made.pid}/fd/1") == str(making.log)
    _end(made)


def test_it_ends_when_its_supervisor_hangs_up(making: Making) -> None:
    made = making.make()
    wait_until(lambda: _listening(made))
    assert made.poll() is None
    assert made.stdin is not None
    made.stdin.close()
    assert made.wait(10) == 0


def test_one_that_was_killed_is_seen_ended_and_another_is_made(making: Making) -> None:
    made = making.make()
    os.kill(made.pid, signal.SIGKILL)
    wait_until(lambda: made.poll() is not None)
    made.send_signal(signal.SIGTERM)  # its number may be somebody else's: nobody is reached
    another = making.make()
    assert another.pid != made.pid
    assert another.poll() is None
    _end(another)


def test_what_it_was_forked_from_may_die(making: Making) -> None:
    made, zygote = making.make(), making.pid
    os.kill(zygote, signal.SIGKILL)
    another = making.make()
    assert making.pid != zygote
    assert (made.poll(), another.poll()) == (None, None)
    made.send_signal(signal.SIGTERM)
    assert made.wait(10) == 0
    _end(another)


@contextmanager
def _descriptors(free: int) -> Generator[None]:
    """While no more than so many can be had."""
    before, most, taken = resource.getrlimit(resource.RLIMIT_NOFILE), 256, list[int]()
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, before[1]))
    try:
        with suppress(OSError):
            while True:
                taken.append(os.open(os.devnull, os.O_RDONLY))
        for one in taken[-free:] if free else ():
            os.close(one)
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
        for one in taken[: len(taken) - free]:
            os.close(one)


@pytest.mark.parametrize("free", range(4))
def test_without_descriptors_none_is_made_and_later_one_is(making: Making, free: int) -> None:
    _end(making.make())
    with making.log.open("ab") as log, _descriptors(free), suppress(OSError):
        _end(making.zygote.fork("signer", making.settings, log.fileno()))
        assert free == 3
    children = Path(f"/proc/{making.pid}/task/{making.pid}/children")
    wait_until(lambda: not children.read_text())  # nor does one run of which nobody knows
    _end(making.make())


def test_a_zygote_that_cannot_begin_leaves_nothing_open(tmp_path: Path) -> None:
    found = Zygote(tmp_path / "zygote.log", {})
    with _descriptors(4), pytest.raises(OSError, match="Too many open files"):
        found.fork("signer", tmp_path / "none.toml", 1)
    gc.collect()  # what was left open would be told here
    found.close()


def test_the_zygote_holds_nothing_of_those_it_made(making: Making) -> None:
    """Neither their input, or they would not end with their supervisor, nor anything that they
    read."""
    first, second = making.make(), making.make()

    def nothing() -> bool:
        links = [os.readlink(fd) for fd in Path(f"/proc/{making.pid}/fd").iterdir()]
        return not any(link.startswith(("pipe:", "anon_inode:")) for link in links)

    wait_until(nothing)
    _end(first)
    _end(second)


def test_who_cannot_start_says_why_in_its_log(making: Making, tmp_path: Path) -> None:
    with (tmp_path / "out.log").open("ab") as log:
        made = making.zygote.fork("signer", tmp_path / "none.toml", log.fileno())
    made.wait(10)
    _end(made)
    assert (tmp_path / "out.log").read_text().count("\n") == 1
    assert "No such file or directory" in (tmp_path / "out.log").read_text()


def test_the_zygote_ends_with_whoever_asks_it(making: Making) -> None:
    _end(making.make())
    running = making.zygote._running  # pyright: ignore[reportPrivateUsage]
    assert running is not None
    running[1].close()
    assert running[0].wait(10) == 0
    making.zygote.close()


@pytest.fixture(scope="module")
def loaded() -> dict[str, list[str]]:
    """What stands on the zygote's modules, and then on those of serve."""
    return json.loads(subprocess.check_output([sys.executable, "-c", DRAWN]))


def test_one_thread_is_forked(loaded: dict[str, list[str]]) -> None:
    assert loaded["threads"] == 1


def test_two_processes_draw_other_secrets(loaded: dict[str, list[str]]) -> None:
    first, second = loaded["told"]
    assert all(a != b for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("library", RARE)
def test_what_few_ask_for_is_loaded_for_nobody_else(
    loaded: dict[str, list[str]], library: str
) -> None:
    assert library not in loaded["loaded"]
