"""The supervisor: what dies is started again, and what dies at once is left alone for longer."""

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from quorate import supervisor
from quorate.supervisor import Rest, Supervisor


class Dying(Supervisor):
    """Every process ends as it starts, as one does that has found an older copy of the ledger."""

    spawned = 0

    def _spawn(self, name: str) -> subprocess.Popen[bytes]:
        self.spawned += 1
        child = subprocess.Popen(["true"], stdin=subprocess.PIPE)
        child.wait()
        return child


class Living(Supervisor):
    """Every process runs until it is ended."""

    def _spawn(self, name: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(["sleep", "60"], stdin=subprocess.PIPE)


class Failing(Supervisor):
    """No process of one name can be made, until there is room."""

    full = True
    tried = 0

    def _spawn(self, name: str) -> subprocess.Popen[bytes]:
        if name == "sequencer":
            self.tried += 1
            if self.full:
                raise OSError(24, "Too many open files")
        return subprocess.Popen(["sleep", "60"], stdin=subprocess.PIPE)


class Full(io.StringIO):
    """An output on a disk without room."""

    def flush(self) -> None:
        """As on `/dev/full`."""
        raise OSError(28, "No space left on device")


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        """As `time.monotonic`."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(supervisor, "time", found)
    return found


@pytest.fixture
def dying(tmp_path: Path) -> Iterator[Dying]:
    (tmp_path / "sequencer").mkdir(exist_ok=True)
    (tmp_path / "sequencer/sequencer.toml").touch()
    found = Dying(tmp_path)
    yield found
    found.stop()


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[Failing]:
    for name in ("sequencer", "signer"):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / f"{name}.toml").touch()
    found = Failing(tmp_path)
    yield found
    found.stop()


def _pauses(clock: Clock, dying: Dying, count: int) -> list[float]:
    """How long it takes from start to start, looked at every tenth of a second."""
    found: list[float] = []
    for _ in range(count):
        before, spawned = clock.now, dying.spawned
        while dying.spawned == spawned:
            clock.now += 0.1
            dying.keep()
        found.append(round(clock.now - before, 1))
    return found


def test_each_quick_death_doubles_the_pause_up_to_a_bound(clock: Clock, dying: Dying) -> None:
    dying.keep()
    pauses = _pauses(clock, dying, 12)
    assert pauses == sorted(pauses)
    assert pauses[0] < 1.0
    assert pauses[3] > 3 * pauses[0]
    assert pauses[-1] == pytest.approx(pauses[-2])
    assert 30.0 <= pauses[-1] <= 30.3


def test_it_is_said_in_words_once(
    clock: Clock, dying: Dying, capsys: pytest.CaptureFixture[str]
) -> None:
    dying.keep()
    _pauses(clock, dying, 2)
    assert not capsys.readouterr().out
    _pauses(clock, dying, 8)
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert "sequencer stops as soon as it is started" in said
    assert "log/sequencer.log says why" in said


def test_who_ran_for_a_while_is_started_at_once_and_begins_anew() -> None:
    rest = Rest(0.0)
    for at in (1.0, 100.0, 200.0):
        rest.died(at)
        rest.begun(at)
    rest.started = 200.0
    rest.died(209.0)
    assert not rest.over(209.1)
    rest.begun(210.0)
    rest.died(220.0)
    assert rest.over(220.0)
    rest.begun(220.0)
    rest.died(220.5)
    assert rest.over(221.0)


def test_a_death_is_seen_once_however_often_it_is_looked_at() -> None:
    rest = Rest(0.0)
    for at in (1.0, 1.1, 1.2):
        rest.died(at)
    assert rest.quick == 1
    assert not rest.over(1.4)
    assert rest.over(1.5)


def test_start_waits_for_nothing(clock: Clock, dying: Dying) -> None:
    for spawned in range(1, 7):
        dying.start()
        assert dying.spawned == spawned


def test_the_firehose_runs_where_a_setting_turns_it_on(tmp_path: Path) -> None:
    settings = tmp_path / "serve/serve.toml"
    settings.parent.mkdir()
    settings.write_text("port = ")
    found = Living(tmp_path)
    found.start()
    with pytest.raises(KeyError):
        found.pid("firehose")
    settings.write_text("[firehose]\n")
    found.keep()
    assert found.pid("firehose")
    found.stop()


def test_one_that_lives_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "signer").mkdir()
    (tmp_path / "signer/signer.toml").touch()
    found = Living(tmp_path)
    found.start()
    first = found.pid("signer")
    found.keep()
    assert found.pid("signer") == first
    found.stop()


def test_where_none_can_be_made_the_others_run_and_it_is_tried_again(
    clock: Clock, failing: Failing, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(1200):
        failing.keep()
        clock.now += 0.1
    assert failing.pid("signer")
    assert 6 <= failing.tried <= 10
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert "sequencer cannot be started: OSError" in said
    failing.full, clock.now = False, clock.now + 31
    failing.keep()
    assert failing.pid("sequencer")


def test_each_time_that_none_can_be_made_any_more_is_told(
    clock: Clock, failing: Failing, capsys: pytest.CaptureFixture[str]
) -> None:
    for full in (True, False, True):
        failing.full, clock.now = full, clock.now + 31
        failing.keep()
        if not full:
            child = failing._children["sequencer"]  # pyright: ignore[reportPrivateUsage]
            child.kill()
            child.wait()
    assert capsys.readouterr().out.count("sequencer cannot be started") == 2


def test_one_that_died_and_cannot_be_made_again_is_tried_again(
    clock: Clock, failing: Failing
) -> None:
    failing.full = False
    failing.keep()
    child = failing._children["sequencer"]  # pyright: ignore[reportPrivateUsage]
    child.kill()
    child.wait()
    failing.full = True
    for _ in range(100):
        clock.now += 0.1
        failing.keep()
    failing.full = False
    clock.now += 31
    failing.keep()
    assert failing.pid("sequencer") != child.pid


def test_an_output_without_room_ends_nobody(
    clock: Clock, failing: Failing, dying: Dying, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", Full())
    failing.keep()
    dying.keep()
    _pauses(clock, dying, 8)
    assert failing.pid("signer")
