"""A founded world and one effector in it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World

MEMORY = Path("/dev/shm")


@pytest.fixture
def folder() -> Iterator[Path]:
    """In memory where there is such a disk: every step is synced, and none outlives the test."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        yield Path(name)


@pytest.fixture
def world(folder: Path) -> World:
    return World(folder).found()


@pytest.fixture
def station(world: World) -> Station:
    return world.station()
