"""Requests over plain sockets, as lean as pgbench's: an HTTP library would use the server's share
of the cores."""

import asyncio
import contextlib
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Self, TypeAlias

CLIENTS = 16
Good: TypeAlias = Callable[[bytes, bytes], bool]
"""Whether an answer, its head and its body, is the one that is wanted."""


def posted(path: str, headers: Mapping[str, str], said: object) -> bytes:
    """A request as it goes over the wire."""
    body = json.dumps(said)
    told = {"Host": "localhost", "Content-Type": "application/json", **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"POST {path} HTTP/1.1\r\n{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()


class Sender:
    """One connection, one request after the other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> Self:
        """To this machine."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def send(self, request: bytes, good: Good) -> None:
        """RuntimeError for another answer than a good one."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        body = await _body(self._reader, head)
        if not good(head, body):
            raise RuntimeError(head.decode() + body.decode())

    async def close(self) -> None:
        """Hangs up."""
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()


async def _client(port: int, requests: Sequence[bytes], good: Good) -> None:
    sender = await Sender.open(port)
    try:
        for request in requests:
            await sender.send(request, good)
    finally:
        await sender.close()


async def _body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    """Of the length that is said, or JSON in chunks, in which their end cannot stand."""
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    if length is None:
        return await reader.readuntil(b"0\r\n\r\n")
    return await reader.readexactly(int(length.group(1)))


async def _send(port: int, requests: Sequence[bytes], good: Good) -> float:
    began = time.perf_counter()
    await asyncio.gather(*(_client(port, requests[n::CLIENTS], good) for n in range(CLIENTS)))
    return time.perf_counter() - began


def send(port: int, requests: Sequence[bytes], good: Good) -> float:
    """Seconds until the last request of 16 clients was answered. RuntimeError for another answer
    than a good one."""
    return asyncio.run(_send(port, requests, good))
