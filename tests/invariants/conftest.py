"""A founded world, whose clock the sequencer shares, and one effector in it."""

from pathlib import Path

import pytest

from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path).found()


@pytest.fixture
def station(world: World) -> Station:
    return world.station()
