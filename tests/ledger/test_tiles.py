"""C2SP tlog-tiles: names, widths, bundles."""

import pytest

from quorate.ledger.errors import LedgerError
from quorate.ledger.tiles import (
    changed_tiles,
    decode_bundle,
    encode_bundle,
    entries_path,
    parse_tile_path,
    tile_at,
    tile_path,
)


def test_paths_are_groups_of_three_digits() -> None:
    assert tile_path(0, 1234067) == "tile/0/x001/x234/067"
    assert tile_path(1, 5, 17) == "tile/1/005.p/17"
    assert entries_path(256, 3) == "tile/entries/256.p/3"


def test_the_widths_at_seventy_thousand() -> None:
    last = tile_at(0, 273, 70_000)
    assert last is not None
    assert last.path == "tile/0/273.p/112"
    level1 = [tile_at(1, n, 70_000) for n in (0, 1, 2)]
    assert [t.path if t else None for t in level1] == ["tile/1/000", "tile/1/001.p/17", None]
    top = tile_at(2, 0, 70_000)
    assert top is not None
    assert top.path == "tile/2/000.p/1"


@pytest.mark.parametrize("path", ["tile/0/1", "tile/0/x001", "tile/0/001.p/256", "tile/0/001.p/0"])
def test_other_spellings_are_no_tiles(path: str) -> None:
    assert parse_tile_path(path) is None


def test_only_what_grew_is_changed() -> None:
    paths = [tile.path for tile in changed_tiles(255, 257)]
    assert "tile/0/000" in paths
    assert "tile/0/001.p/1" in paths
    assert "tile/1/000.p/1" in paths


def test_a_bundle_gives_its_entries_back_and_nothing_shorter() -> None:
    entries = [b"", b"a", b"b" * 65_535]
    bundle = encode_bundle(entries)
    assert decode_bundle(bundle) == entries
    with pytest.raises(LedgerError):
        decode_bundle(bundle[:-1])
    with pytest.raises(LedgerError):
        encode_bundle([b"c" * 65_536])
