"""Two of each process on one database, under load and killed: nothing is doubled, and who is
restarted in turn fails no request."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.chaos.agreeing import agrees
from tests.chaos.house import House
from tests.chaos.load import Load
from tests.installed import wait_until
from tests.processes.balancer import Balancer

from quorate.demo.setting import door_is_open, free_ports
from quorate.settings.serve import serve_settings

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.timeout(900)]


@dataclass
class Seconds:
    """The second of each process; the first ones are the supervisor's."""

    house: House
    running: dict[str, subprocess.Popen[bytes]]

    def start(self, name: str, settings: str) -> None:
        folder = self.house.setting.folder
        with (folder / "log" / f"{name}-2.log").open("ab") as log:
            command = [sys.executable, "-m", "quorate", name, str(folder / settings)]
            self.running[name] = subprocess.Popen(command, stdout=log, stderr=log)

    def end(self) -> None:
        for one in self.running.values():
            one.kill()
            one.wait()


def drained(settings: Path, port: int | None = None) -> Path:
    """The settings with a time to leave; with a port, in a file of their own."""
    text = settings.read_text()
    if "drain_seconds" not in text:
        text = f"drain_seconds = 1\n{text}"
    path = settings
    if port is not None:
        own = serve_settings(settings).port
        path, text = settings.with_name("serve-2.toml"), text.replace(str(own), str(port))
    path.write_text(text)
    return path


@contextmanager
def doubled(house: House) -> Generator[tuple[Seconds, Balancer]]:
    """Two of each, and one address for both `serve`."""
    first = house.setting.folder / "serve/serve.toml"
    other = free_ports("serve-2")["serve-2"]
    drained(first)
    drained(first, other)
    plain = house.setting
    wait_until(lambda: door_is_open(plain.profile), 240)
    with ExitStack() as stack:
        seconds = Seconds(house, {})
        stack.callback(seconds.end)
        seconds.start("serve", "serve/serve-2.toml")
        seconds.start("worker", "serve/serve.toml")
        seconds.start("sequencer", "sequencer/sequencer.toml")
        seconds.start("effector", "effector/effector.toml")
        restarted(house)
        ports = [serve_settings(first).port, other]
        balancer = stack.enter_context(closing(Balancer(ports)))
        wait_until(lambda: balancer.ready == set(ports), 120)
        server = f"http://127.0.0.1:{balancer.address}"
        house.setting = replace(plain, profile=replace(plain.profile, server=server))
        try:
            yield seconds, balancer
        finally:
            house.setting = plain


def restarted(house: House) -> None:
    """The first `serve`, in good order; the supervisor starts it again."""
    old = house.setting.supervisor.pid("serve")
    os.kill(old, signal.SIGTERM)
    wait_until(lambda: house.setting.supervisor.pid("serve") != old, 60)


def test_two_of_each_double_nothing(installed: House) -> None:
    with doubled(installed) as (seconds, balancer):
        load = Load(installed)
        load.start()
        load.until_more(4, 60)
        before = set(balancer.ready)
        restarted(installed)
        wait_until(lambda: balancer.ready == before, 120)
        for victim in ("effector", "worker", "sequencer"):
            load.until_more(2, 60)
            assert seconds.running[victim].poll() is None
            installed.kill(victim)
        load.until_more(4, 60)
        time.sleep(1.0)
        book = load.end()
        log = agrees(installed, book)
    assert len(set(log.bodies)) == len(log.bodies)
    assert book.silenced
    assert book.restores
