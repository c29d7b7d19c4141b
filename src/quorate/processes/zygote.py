"""The process that the others are forked from: it loads what they stand on, once.

It reads no settings and no secret, holds no connection and runs no second thread, so that what it
hands on is code. Each process that it makes says in `comm` what it is, since all have its command
line.
"""

import gc
import os
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from json import loads
from pathlib import Path
from typing import Final

from quorate.ending import in_words
from quorate.forking import LONGEST
from quorate.settings import SUPERVISED

SHARED: Final = ("sequencer", "effector", "worker", "signer")
"""Whose modules are loaded before the fork; `serve` loads the rest of its own, meanwhile."""

WHEN_USED: Final = (
    "anyio._backends._asyncio",
    "concurrent.futures.thread",
    "httpcore2",
    "pydantic.v1",
    "uvicorn.lifespan.on",
    "uvicorn.protocols.http.auto",
    "uvicorn.protocols.websockets.auto",
)
"""What the libraries load when they are first used, in each process: loaded before the fork, it is
theirs together."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A process to be: what it is called, its settings, its input and its output."""

    name: str
    settings: Path
    stdin: int
    output: int


def main() -> None:
    """Forks whatever is asked for until whoever asks is gone."""
    with socket.socket(fileno=os.dup(0)) as channel:
        gc.disable()
        for name in SHARED:
            _entry(name)
        for name in WHEN_USED:
            import_module(name)
        # A collection that touched what is shared would make a copy of it for each process.
        gc.freeze()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        begun = _serve(channel)
    if begun is not None:
        run = _entry(begun.name)
        gc.freeze()
        gc.enable()
        with in_words():
            run(begun.settings)


def _entry(name: str) -> Callable[[Path], None]:
    found: Callable[[Path], None] = getattr(import_module(f"quorate.processes.{name}"), name)
    return found


def _serve(channel: socket.socket) -> Asked | None:
    """Answers each question with the number and a descriptor of the new process. Returns None when
    it is over, and in a new process what that is to be."""
    while True:
        said, given, _, _ = socket.recv_fds(channel, LONGEST, 2)
        if not said:
            return None
        name, settings = loads(said)
        asked = Asked(name, Path(settings), *given)
        pid = os.fork()
        if not pid:
            return _born(asked)
        descriptor = os.pidfd_open(pid)
        socket.send_fds(channel, [str(pid).encode()], [descriptor])
        for one in (descriptor, *given):
            os.close(one)


def _born(asked: Asked) -> Asked:
    """In the new process: its own session, input and output, and its name."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    for given, place in ((asked.stdin, 0), (asked.output, 1), (asked.output, 2)):
        os.dup2(given, place)
    os.close(asked.stdin)
    os.close(asked.output)
    os.environ[SUPERVISED] = "1"
    Path("/proc/self/comm").write_text(asked.name)
    return asked


if __name__ == "__main__":
    main()
