"""A founded world and one effector in it."""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.invariants.asking import Ruled

from quorate.authority import laws
from quorate.authority.policyset import (
    SCHEMA,
    SHIPPED,
    Policies,
    read_set,
    read_texts,
    set_hash,
)
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World

MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """The same texts are the same rules, which a process parses once: here it is many stations."""
    known: dict[str, Policies] = {}

    def once(texts: Mapping[str, str]) -> Policies:
        digest = set_hash(texts)
        if digest not in known:
            known[digest] = read_set(texts)
        return known[digest]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(laws, "read_set", once)
        yield


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


@pytest.fixture
def ruled(folder: Path) -> Ruled:
    """A world founded on the shipped set with other files in it, and its effector.

    Each file is named without its ending; `schema` is the schema.
    """

    def found(**files: str) -> Station:
        named = {SCHEMA if n == "schema" else f"{n}.cedar": text for n, text in files.items()}
        texts = {**read_texts(SHIPPED), **named}
        rules = folder / "rules/set"
        rules.mkdir(parents=True)
        for name, text in texts.items():
            (rules / name).write_text(text)
        world = World(folder / "ruled")
        world.authority = set_hash(texts)
        return world.found().station(rules=rules.parent)

    return found
