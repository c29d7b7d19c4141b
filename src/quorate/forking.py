"""Processes made by forking one that has loaded what they stand on (`processes.zygote`).

So five processes load their libraries once, and share the memory that these take. What is loaded
is code: each process reads its own settings and secrets after it was made, and whoever asks for it
holds a descriptor of it, by which it can be ended and be seen ended, also once the zygote is gone.
"""

import contextlib
import errno
import io
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Protocol

LONGEST = 4096
"""Bytes of what is asked; the name of a process and the path of its settings."""
# Each thread that allocates gets a heap of its own from the C library, eight for each core. Threads
# here wait for files and sockets.
_FEW_HEAPS = {"MALLOC_ARENA_MAX": "2"}


class Process(Protocol):
    """A process that somebody began, as `subprocess.Popen` shows it."""

    @property
    def pid(self) -> int:
        """Its number."""
        ...

    @property
    def stdin(self) -> IO[bytes] | None:
        """The end of its input that its supervisor holds."""
        ...

    def poll(self) -> int | None:
        """A status once it has ended."""
        ...

    def wait(self, timeout: float | None = None) -> int:
        """Its status when it has ended; raises subprocess.TimeoutExpired."""
        ...

    def send_signal(self, sig: int) -> None:
        """A signal to it, where it still is."""
        ...

    def kill(self) -> None:
        """Ends it without being asked."""
        ...


class Forked:
    """One that a zygote made. Only that it ended is known, which is told as a status of 0."""

    def __init__(self, pid: int, descriptor: int, hangup: int) -> None:
        self.pid = pid
        self.stdin: IO[bytes] | None = io.FileIO(hangup, "wb")
        self._descriptor: int | None = descriptor

    def poll(self) -> int | None:
        """Whether it has ended, without waiting."""
        return 0 if self._over(0) else None

    def wait(self, timeout: float | None = None) -> int:
        """Until it has ended."""
        if not self._over(timeout):
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return 0

    def send_signal(self, sig: int) -> None:
        """By the descriptor: a number may be another process's by now."""
        if self._descriptor is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._descriptor, sig)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)

    def _over(self, seconds: float | None) -> bool:
        if self._descriptor is None:
            return True
        waiting = select.poll()
        waiting.register(self._descriptor, select.POLLIN)
        if not waiting.poll(None if seconds is None else seconds * 1000):
            return False
        os.close(self._descriptor)
        self._descriptor = None
        return True


class Zygote:
    """The one that is forked. It begins when first asked, and anew where it has died; it ends when
    this process closes its end of the channel or dies."""

    def __init__(self, log: Path, environment: Mapping[str, str]) -> None:
        """`environment` is what stands in it beside ours."""
        self._log, self._environment = log, environment
        self._running: tuple[subprocess.Popen[bytes], socket.socket] | None = None

    def fork(self, name: str, settings: Path, log: int) -> Forked:
        """A new process of that name on its settings, in a session of its own, with `log` for its
        output. Raises OSError where none can be made; the zygote's log says why."""
        try:
            return self._fork(name, settings, log)
        except (ConnectionError, EOFError):
            self.close()  # it died; there may be another
        try:
            return self._fork(name, settings, log)
        except EOFError as problem:
            raise OSError(f"no process can be made: {self._log} says why") from problem

    def _fork(self, name: str, settings: Path, log: int) -> Forked:
        theirs, hangup = os.pipe()
        try:
            channel = self._channel()
            asked = json.dumps([name, str(settings)]).encode()
            socket.send_fds(channel, [asked], [theirs, log])
            answer, given, _, _ = socket.recv_fds(channel, LONGEST, 1)
            if not answer:
                raise EOFError
            if not given:  # we have no room for it; the new one ends as we hang up
                raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
            return Forked(int(answer), given[0], hangup)
        except BaseException:
            os.close(hangup)
            raise
        finally:
            os.close(theirs)

    def _channel(self) -> socket.socket:
        if self._running is None:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            try:
                self._running = self._begun(theirs), ours
            except BaseException:
                ours.close()
                raise
        return self._running[1]

    def _begun(self, theirs: socket.socket) -> subprocess.Popen[bytes]:
        with theirs, self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "quorate.processes.zygote"],
                stdin=theirs.fileno(),
                stdout=log,
                stderr=log,
                env={**os.environ, **_FEW_HEAPS, **self._environment},
                start_new_session=True,
            )

    def close(self) -> None:
        """Ends the zygote; what it made goes on."""
        if self._running is not None:
            process, channel = self._running
            self._running = None
            channel.close()
            process.kill()
            process.wait()
