"""Two of each process on one installation: under load the first of each is killed and stays dead,
and the second goes on; then the process that they are forked from is killed, too."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from tests.chaos.agreeing import agrees
from tests.chaos.house import Watched, stopped, watched
from tests.chaos.load import Load
from tests.installed import wait_until
from tests.processes.balancer import Balancer

from quorate.database import embedded
from quorate.demo.setting import Setting, free_ports, new_database
from quorate.settings import FILES
from quorate.supervisor import Supervisor

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.timeout(900)]
PAIRED = ("worker", "sequencer", "effector", "serve")


class Second(Supervisor):
    """The other one of each, by the same settings; the API at a port of its own."""

    def _settings(self, name: str) -> Path:
        if name == "serve":
            return self._folder / "serve/second.toml"
        return super()._settings(name)

    def _ended(self) -> list[str]:
        return [name for name in super()._ended() if name in PAIRED]

    def kill_zygote(self) -> None:
        """The process that made the others, and would make the next."""
        assert self._zygote._running is not None  # pyright: ignore[reportPrivateUsage]
        os.kill(self._zygote._running[0].pid, signal.SIGKILL)  # pyright: ignore[reportPrivateUsage]


@dataclass
class Pairs(Watched):
    """The first ones are started once, the second ones as often as they die."""

    second: Second = field(kw_only=True)

    def keep(self) -> None:
        self.second.keep()


def _second_port(setting: Setting) -> int:
    """Settings for another `serve` beside the first one's."""
    first = setting.folder / FILES["serve"]
    own, other = setting.profile.server.rpartition(":")[2], free_ports("serve")["serve"]
    text = first.read_text()
    assert text.count(f"port = {own}\n") == 1
    second = first.with_name("second.toml")
    second.write_text(text.replace(f"port = {own}\n", f"port = {other}\n"))
    second.chmod(first.stat().st_mode)
    return other


@pytest.fixture
def pairs(tmp_path: Path) -> Iterator[Pairs]:
    cluster = embedded.start(tmp_path / "postgres")
    database = new_database(cluster.url)
    with stopped(tmp_path, "several.localhost", database) as (plain, platform):
        ports = [int(plain.profile.server.rpartition(":")[2]), _second_port(plain)]
        with closing(Balancer(ports)) as balancer:
            profile = replace(plain.profile, server=f"http://127.0.0.1:{balancer.address}")
            supervisor, second = Supervisor(plain.folder), Second(plain.folder)
            setting = replace(plain, profile=profile, supervisor=supervisor)
            found = Pairs(tmp_path, setting, database, platform, second=second)
            supervisor.start()
            try:
                with watched(found):
                    wait_until(lambda: balancer.ready == set(ports), 120)
                    yield found
            finally:
                second.stop()
    embedded.stop(cluster)


def test_the_second_of_each_goes_on_when_the_first_is_dead(pairs: Pairs) -> None:
    load = Load(pairs)
    load.start()
    load.until_more(4, 120)
    for name in PAIRED:
        assert pairs.kill(name)
        before = len(load.book.silenced)
        wait_until(lambda before=before: len(load.book.silenced) >= before + 2, 120)
    pairs.second.kill_zygote()
    for name in PAIRED:
        os.kill(pairs.second.pid(name), signal.SIGKILL)
    before = len(load.book.silenced)
    wait_until(lambda: len(load.book.silenced) >= before + 2, 120)
    agrees(pairs, load.end())
