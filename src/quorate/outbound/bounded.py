"""The body of somebody's answer, of which no more is read than it can have: who is broken, or means
us ill, may send without end, and a time limit alone lets gigabytes in."""

import httpx2


class TooMuchError(ValueError):
    """An answer has more bytes than was agreed."""


async def body_of(answer: httpx2.Response, most: int) -> bytes:
    """The body of an answer that is still on its way (`stream`), unpacked where it is compressed:
    that comes a mebibyte at a time, so what is small only on its way is seen as well. Raises
    TooMuchError beyond `most` bytes, and httpx2.HTTPError."""
    found = bytearray()
    async for part in answer.aiter_bytes():
        found += part
        if len(found) > most:
            raise TooMuchError(f"an answer of more than {most} bytes")
    return bytes(found)
