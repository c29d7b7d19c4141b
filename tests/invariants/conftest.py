"""A founded world, whose clock the sequencer shares, and one effector in it."""

from pathlib import Path

import pytest
from tests.station import Station
from tests.world import World

from quorate.ledger import sequencer


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(tmp_path)
    monkeypatch.setattr(sequencer, "time", made)
    return made.found()


@pytest.fixture
def station(world: World) -> Station:
    return world.station()
