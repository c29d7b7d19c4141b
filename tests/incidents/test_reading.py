"""What a process keeps between looks: the index comes into memory whole, and in order."""

import os
from pathlib import Path

import pytest

from quorate.incidents.archive import Archive
from quorate.incidents.filling import Filler
from quorate.incidents.index import Index
from quorate.incidents.reading import Incidents
from quorate.incidents.stage.world import World


def test_each_look_has_the_whole_index_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, path = World(tmp_path / "world").found(), tmp_path / "incidents.sqlite"
    index = Index(path, world.genesis)
    Filler(Archive(world.log, world.genesis), index).step()
    index.close()
    fetched: list[tuple[int, int, int]] = []

    def fetch(file: int, start: int, length: int, advice: int) -> None:
        fetched.append((start, length, advice))

    monkeypatch.setattr(os, "posix_fadvise", fetch)
    monkeypatch.setattr("quorate.incidents.reading._AHEAD", 4096)
    incidents = Incidents(world.log, world.genesis, path)
    for _ in range(2):
        fetched.clear()
        with incidents.look({}):
            pass
        starts = list(range(0, path.stat().st_size, 4096))
        assert fetched == [(start, 4096, os.POSIX_FADV_WILLNEED) for start in starts]
