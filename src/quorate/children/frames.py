"""What goes between a process and its child: one byte of kind, four of length, the bytes.

The child's side. It answers each frame with one, and ends when the other side does.
"""

import struct
from collections.abc import Callable
from typing import BinaryIO, Final

HEADER: Final = struct.Struct(">cI")


def serve(source: BinaryIO, sink: BinaryIO, answer: Callable[[bytes, bytes], bytes]) -> None:
    """Answers frames, by their kind and bytes, until the other side closes."""
    while len(header := source.read(HEADER.size)) == HEADER.size:
        kind, length = HEADER.unpack(header)
        body = answer(kind, source.read(length))
        sink.write(HEADER.pack(kind, len(body)) + body)
        sink.flush()
