"""Pictures for tests: each seed another one, in the formats that are hashed; and hostile ones."""

import random
import struct
import zlib
from io import BytesIO

from PIL import Image

SIZE = (400, 300)


def drawn(seed: int, size: tuple[int, int] = SIZE) -> Image.Image:
    """Soft spots, as a photograph has them; each channel its own."""
    chance = random.Random(seed)
    spots = Image.frombytes("RGB", (8, 8), chance.randbytes(8 * 8 * 3))
    return spots.resize(size, Image.Resampling.BICUBIC)


def saved(picture: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    made = BytesIO()
    picture.save(made, kind, **how)
    return made.getvalue()


def copied(seed: int) -> bytes:
    """The same picture, smaller and compressed until it shows."""
    return saved(drawn(seed).resize((171, 128)), "JPEG", quality=30)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, body: bytes, colour: int = 2) -> bytes:
    """A PNG in RGB (6: with transparency) that says it is so large, whatever its body is."""
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def gif_bomb() -> bytes:
    """A GIF of 27 bytes, four thousand million pixels large."""
    return (
        b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0) + b",\0\0\0\0\1\0\1\0\0\2\2L\1\0;"
    )


def webp_bomb() -> bytes:
    """The largest canvas that a WebP can name."""
    side = (16383 - 1).to_bytes(3, "little")
    head = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + side + side
    whole = b"WEBP" + head + b"ANIM" + struct.pack("<I", 6) + b"\0" * 6
    return b"RIFF" + struct.pack("<I", len(whole)) + whole


def endless(scans: int = 4000) -> bytes:
    """A small progressive JPEG whose last scan, a few bytes for all of its pixels, comes again and
    again: each time a decoder goes through the whole picture."""
    plain = saved(Image.new("L", (5000, 5000), 99), "JPEG", progressive=True, quality=90)
    last = plain.rindex(b"\xff\xda")
    tables = plain.rfind(b"\xff\xc4", 0, last)
    scan = plain[max(tables, 0) : -2]
    return plain[:-2] + scan * scans + plain[-2:]
