"""`quorate up`: the processes under one supervisor; one that dies is started again."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from quorate.forking import Process, Zygote
from quorate.settings import FILES, WATCH
from quorate.settings.reading import has_part

PROCESSES = ("serve", "sequencer", "effector", "worker", "signer")
"""Those of each installation; the one that takes longest to start first."""
# What one setting turns on.
_WHERE_ASKED = ("firehose",)
_PAUSE_SECONDS = 0.5
_LONGEST_SECONDS = 30.0
_SETTLED_SECONDS = 10.0
_TOLD_AT = 4


@dataclass(slots=True)
class Rest:
    """How long a process that dies again and again is left alone: what stopped it, such as an
    older copy of the ledger, does not pass by itself. Times are seconds of one monotonic clock."""

    started: float
    quick: int = 0
    until: float | None = None

    def died(self, now: float) -> None:
        """Seen dead. Each death soon after the start doubles the pause, up to a bound; one that had
        run for a while begins anew."""
        if self.until is None:
            self.quick = self.quick + 1 if now - self.started < _SETTLED_SECONDS else 0
            doubled = _PAUSE_SECONDS * 2 ** min(self.quick - 1, 16) if self.quick else 0.0
            self.until = now + min(doubled, _LONGEST_SECONDS)

    def begun(self, now: float) -> None:
        """Started again."""
        self.started, self.until = now, None

    def failed(self, now: float) -> None:
        """None could be made: as one that died at once."""
        self.begun(now)
        self.died(now)

    def over(self, now: float) -> bool:
        """Whether a dead one may be started again."""
        return self.until is not None and now >= self.until


def _hang_up(child: Process | None) -> None:
    if child is not None and child.stdin is not None:
        child.stdin.close()


def _say(words: str) -> None:
    """Or nothing, where nobody reads or the disk is full."""
    with contextlib.suppress(OSError):
        print(f"{words}. It is tried again every {_LONGEST_SECONDS:.0f} s in the end.", flush=True)


class Supervisor:
    """Children in sessions of their own, their output in `<folder>/log/<name>.log`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._children: dict[str, Process] = {}
        self._rests: dict[str, Rest] = {}
        self._unmade: set[str] = set()
        self._stopping = False
        (folder / "log").mkdir(parents=True, exist_ok=True)
        self._sockets = folder / "run"
        # Where somebody watches us, each process has a socket of its own in that folder.
        watched = {WATCH: str(self._sockets)} if os.environ.get(WATCH) else dict[str, str]()
        if watched:
            self._sockets.mkdir(mode=0o700, exist_ok=True)
        self._zygote = Zygote(folder / "log/zygote.log", watched)

    def start(self) -> None:
        """Starts at once every process that has settings and does not run."""
        for name in self._ended():
            self._begin(name)

    def keep(self) -> None:
        """Starts again what died, and later each time when it dies at once or none can be made;
        told in words once."""
        now = time.monotonic()
        for name in self._ended():
            rest = self._rests.setdefault(name, Rest(now, until=now))
            told = rest.quick >= _TOLD_AT
            rest.died(now)
            if rest.quick >= _TOLD_AT and not told:
                self._tell(name)
            if rest.over(now):
                self._try(name)

    def _ended(self) -> list[str]:
        """What has settings and does not run."""
        return [
            name
            for name in (*PROCESSES, *_WHERE_ASKED)
            if ((child := self._children.get(name)) is None or child.poll() is not None)
            and self._is_asked(name)
        ]

    def _is_asked(self, name: str) -> bool:
        """Whether there are settings of it; the firehose's are a part of serve's."""
        settings = self._settings(name)
        return settings.exists() and (name in PROCESSES or has_part(settings, name))

    def _settings(self, name: str) -> Path:
        return self._folder / FILES[name]

    def _begin(self, name: str) -> None:
        _hang_up(self._children.get(name))
        self._children[name] = self._spawn(name)
        now = time.monotonic()
        self._rests.setdefault(name, Rest(now)).begun(now)

    def _try(self, name: str) -> None:
        """Where there is no descriptor or process left for one, the others are kept all the same,
        and there may be one again."""
        try:
            self._begin(name)
        except OSError as problem:
            self._rests[name].failed(time.monotonic())
            if name not in self._unmade:
                _say(f"{name} cannot be started: {type(problem).__name__}: {problem}")
            self._unmade.add(name)
            return
        if name in self._unmade:
            self._unmade.remove(name)
            self._rests[name] = Rest(time.monotonic())

    def _tell(self, name: str) -> None:
        log = self._folder / "log" / f"{name}.log"
        _say(f"{name} stops as soon as it is started, {_TOLD_AT} times in a row. {log} says why")

    def sockets(self) -> dict[str, Path]:
        """Where each process of the installation shows itself, while somebody watches."""
        return {
            name: self._sockets / f"{name}.sock"
            for name in (*PROCESSES, *_WHERE_ASKED)
            if self._is_asked(name)
        }

    def show(self, place: str) -> None:
        """Shows all of them together at one place, from a thread, until this process ends."""
        # Not in memory while nobody watches: as much as all the rest of this process.
        import asyncio  # noqa: PLC0415

        from quorate.telemetry.door import Shown  # noqa: PLC0415
        from quorate.telemetry.listening import show  # noqa: PLC0415
        from quorate.telemetry.merging import Together  # noqa: PLC0415

        shown = Together(self.sockets)
        door = show(Shown(shown.metrics, shown.missing), place, asyncio.Event())
        threading.Thread(target=asyncio.run, args=(door,), daemon=True).start()

    def _spawn(self, name: str) -> Process:
        with (self._folder / "log" / f"{name}.log").open("ab") as log:
            return self._zygote.fork(name, self._settings(name), log.fileno())

    def pid(self, name: str) -> int:
        """The process number of one of them."""
        return self._children[name].pid

    def stop(self) -> None:
        """Asks all to end, and ends who has not within 5 s."""
        self._stopping = True
        for child in self._children.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in self._children.values():
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            _hang_up(child)
        self._zygote.close()

    def watch(self) -> None:
        """Keeps the processes running until SIGTERM or SIGINT."""

        def end(_: int, __: FrameType | None) -> None:
            self._stopping = True

        if os.environ.get(WATCH):
            self.show(os.environ[WATCH])
        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        while not self._stopping:
            self.keep()
            time.sleep(_PAUSE_SECONDS)
        self.stop()


if __name__ == "__main__":
    Supervisor(Path(sys.argv[1])).watch()
