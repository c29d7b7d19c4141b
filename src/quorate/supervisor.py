"""`quorate up`: the processes under one supervisor; one that dies is started again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from quorate.settings import SUPERVISED

PROCESSES = {
    "sequencer": "sequencer/sequencer.toml",
    "effector": "effector/effector.toml",
    "worker": "serve/serve.toml",
    "serve": "serve/serve.toml",
    "signer": "signer/signer.toml",
}
_PAUSE_SECONDS = 0.5


def _hang_up(child: subprocess.Popen[bytes] | None) -> None:
    if child is not None and child.stdin is not None:
        child.stdin.close()


class Supervisor:
    """Children in sessions of their own, their output in `<folder>/log/<name>.log`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._stopping = False
        (folder / "log").mkdir(parents=True, exist_ok=True)

    def start(self) -> None:
        """Starts every process that has settings and does not run."""
        for name, settings in PROCESSES.items():
            child = self._children.get(name)
            if not (self._folder / settings).exists():
                continue
            if child is None or child.poll() is not None:
                _hang_up(child)
                self._children[name] = self._spawn(name)

    def _spawn(self, name: str) -> subprocess.Popen[bytes]:
        with (self._folder / "log" / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "quorate", name, str(self._folder / PROCESSES[name])],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env={**os.environ, SUPERVISED: "1"},
                start_new_session=True,
            )

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

    def watch(self) -> None:
        """Keeps the processes running until SIGTERM or SIGINT."""

        def end(_: int, __: FrameType | None) -> None:
            self._stopping = True

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        while not self._stopping:
            self.start()
            time.sleep(_PAUSE_SECONDS)
        self.stop()
