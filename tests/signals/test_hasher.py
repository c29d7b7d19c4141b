"""Pictures are decoded in a child: near ones hash alike, and hostile ones cost themselves alone."""

import asyncio
import os
import signal
import subprocess
import sys
import zlib
from collections.abc import AsyncGenerator

import imagehash
import pytest
import pytest_asyncio
from PIL import Image
from tests.picturing import copied, drawn, endless, gif_bomb, png, saved, webp_bomb

from quorate.signals.hasher import Hasher
from quorate.signals.hashes import Algorithm, Hash, farthest
from quorate.signals.media import MOST_PIXELS, Outcome

HEAVY = ("imagehash", "numpy", "scipy")
PROCESSES = ("effector", "sequencer", "serve", "signer", "worker")
WHOLE = saved(drawn(1))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hasher() -> AsyncGenerator[Hasher]:
    made = Hasher()
    yield made
    await made.close()


def distance(one: list[Hash] | Outcome, other: list[Hash] | Outcome) -> int:
    assert isinstance(one, list), one
    assert isinstance(other, list), other
    return (one[0].value ^ other[0].value).bit_count()


@pytest.mark.asyncio(loop_scope="module")
async def test_a_copy_is_near_in_every_format_and_another_picture_is_not(hasher: Hasher) -> None:
    first = await hasher.hash(WHOLE)
    assert first == [Hash(Algorithm.PHASH, int(str(imagehash.phash(drawn(1))), 16))]
    for kind in ("JPEG", "GIF", "WEBP"):
        assert distance(first, await hasher.hash(saved(drawn(1), kind))) <= 4, kind
    assert distance(first, await hasher.hash(copied(1))) <= farthest(Algorithm.PHASH)
    moving = saved(drawn(1), "GIF", save_all=True, append_images=[drawn(2), drawn(3)])
    assert distance(first, await hasher.hash(moving)) <= 4
    for seed in range(2, 12):
        assert distance(first, await hasher.hash(saved(drawn(seed)))) > 12


@pytest.mark.asyncio(loop_scope="module")
async def test_a_picture_of_one_colour_is_near_to_nothing(hasher: Hasher) -> None:
    for colour in ("white", "black", "navy"):
        assert await hasher.hash(saved(Image.new("RGB", (300, 200), colour))) == []


BAD = {
    "truncated": (WHOLE[: len(WHOLE) // 2], Outcome.NOT_DECODED),
    "a head alone": (WHOLE[:8], Outcome.NOT_DECODED),
    "words": (b"no picture at all", Outcome.NO_PICTURE),
    "nothing": (b"", Outcome.NO_PICTURE),
    "a page": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Outcome.NO_PICTURE),
    "a film": (b"\0\0\0\x20ftypisom" + b"\0" * 99, Outcome.NO_PICTURE),
    # Pillow alone would open these.
    "a TIFF": (saved(drawn(1), "TIFF"), Outcome.NO_PICTURE),
    "a BMP": (saved(drawn(1), "BMP"), Outcome.NO_PICTURE),
    "a PNG bomb": (png(30_000, 30_000, zlib.compress(b"\0" * 9_000_000)), Outcome.TOO_LARGE),
    "a GIF bomb": (gif_bomb(), Outcome.TOO_LARGE),
    "one line too many": (png(MOST_PIXELS // 1000, 1001, b""), Outcome.TOO_LARGE),
    "a WebP bomb": (webp_bomb(), None),
    "a PNG of zeros": (png(10, 10, zlib.compress(b"\0" * 30_000_000)), None),
}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("what", BAD)
async def test_what_is_no_picture_to_decode_is_told_and_the_next_is_hashed(
    hasher: Hasher, what: str
) -> None:
    data, outcome = BAD[what]
    found = await hasher.hash(data)
    assert found == outcome if outcome else found in (Outcome.NOT_DECODED, Outcome.TOO_LARGE, [])
    assert isinstance(await hasher.hash(WHOLE), list)


@pytest.mark.asyncio(loop_scope="module")
async def test_the_largest_picture_that_is_taken_fits_the_memory(hasher: Hasher) -> None:
    width, height = 8000, MOST_PIXELS // 8000
    body = zlib.compress((b"\0" + b"\0\0\0\xff" * width) * height, 1)
    assert await hasher.hash(png(width, height, body, colour=6)) == []


async def test_a_picture_that_takes_its_decoder_too_long_is_given_up_and_the_next_is_hashed() -> (
    None
):
    hasher = Hasher(cpu_seconds=1)
    data = await asyncio.to_thread(endless)
    assert len(data) < 2_000_000
    assert await hasher.hash(data) is Outcome.NOT_DECODED
    assert isinstance(await hasher.hash(WHOLE), list)
    await hasher.close()


async def test_a_decoder_that_stands_still_is_ended() -> None:
    hasher = Hasher()
    await hasher.hash(WHOLE)
    assert hasher.pid is not None
    os.kill(hasher.pid, signal.SIGSTOP)
    hasher._child._seconds = 0.3  # pyright: ignore[reportPrivateUsage]
    assert await hasher.hash(WHOLE) is Outcome.NOT_DECODED
    assert hasher.pid is None
    await hasher.close()


def test_no_process_but_the_child_has_what_hashes_in_its_memory() -> None:
    loaded = ", ".join(f"quorate.processes.{process}" for process in PROCESSES)
    code = f"import sys, quorate.cli, {loaded}\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert not set(HEAVY) & set(done.stdout.split())
