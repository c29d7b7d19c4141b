"""/ledger/ of a running `quorate serve`: the bytes on the disk, to anybody who asks."""

import httpx2
import pytest

from quorate.demo.setting import Setting
from quorate.ledger.checkpoint import read_body
from quorate.ledger.directory import LogReader
from quorate.ledger.tiles import ENTRIES, Tile

pytestmark = pytest.mark.platform
FOREVER = "public, max-age=31536000, immutable"


def test_a_running_serve_gives_the_checkpoint_as_it_stands(quorate: Setting) -> None:
    """It is signed anew each second, so it is what stood there just before or stands just after."""
    place = quorate.folder / "ledger/checkpoint"
    before = place.read_bytes()
    answer = httpx2.get(f"{quorate.profile.server}/ledger/checkpoint", trust_env=False)
    assert answer.status_code == 200
    assert answer.content in (before, place.read_bytes())
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=1"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("level", [0, ENTRIES])
def test_a_running_serve_gives_tiles_as_they_stand(quorate: Setting, level: int) -> None:
    folder = quorate.folder / "ledger"
    tile = Tile(level, 0, min(read_body(LogReader(folder).checkpoint_text()).size, 256))
    stands = (folder / tile.path).read_bytes()
    answer = httpx2.get(f"{quorate.profile.server}/ledger/{tile.path}", trust_env=False)
    assert answer.status_code == 200
    assert answer.content == stands
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["cache-control"] == FOREVER
