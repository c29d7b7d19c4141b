"""A process of its own that decodes pictures of strangers and says their pHash: 64 bits in hex, or
what kept it from that.

What the bytes are is told by the same list as on a page (`sniffed`), and only four decoders are at
hand. It alone imports numpy and scipy, which no other process of ours has in its memory.
"""

import os
import sys
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final

import imagehash
from PIL import Image
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from quorate.children.confining import confine, limit_next
from quorate.children.frames import serve
from quorate.signals.media import MOST_PIXELS, Outcome
from quorate.vocabulary.media import sniffed

_MEGABYTES: Final = 1024
_POLITE: Final = 10
_DECODERS: Final[Mapping[str | None, Callable[[BytesIO], ImageFile]]] = {
    "image/gif": GifImageFile,
    "image/jpeg": JpegImageFile,
    "image/png": PngImageFile,
    "image/webp": WebPImageFile,
}


def hashed(data: bytes) -> str:
    """Of the first frame, as imagehash has it; an outcome's name where there is none."""
    decoder = _DECODERS.get(sniffed(data))
    if decoder is None:
        return Outcome.NO_PICTURE
    try:
        with decoder(BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return Outcome.TOO_LARGE
            grey = picture.convert("L")
    except Exception:
        return Outcome.NOT_DECODED
    low, high = grey.getextrema()
    # One colour all over has no shape: what it would hash to is that of every such picture.
    return str(imagehash.phash(grey)) if low != high else "0" * 16


if __name__ == "__main__":
    seconds = int(sys.argv[1])

    def answer(_: bytes, data: bytes) -> bytes:
        """One picture."""
        limit_next(seconds)
        return hashed(data).encode()

    os.nice(_POLITE)
    # What the libraries open late, they open now.
    imagehash.phash(Image.linear_gradient("L"))
    confine(_MEGABYTES)
    serve(sys.stdin.buffer, sys.stdout.buffer, answer)
