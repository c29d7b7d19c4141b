"""Platforms of a test: waiting for one that has just started, and stand-ins that answer badly, to
inject the fault."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final, TypeAlias

import httpx2

Answering: TypeAlias = Callable[[asyncio.StreamWriter], Awaitable[None]]
"""Writes the answer to whatever was asked."""
FAR: Final = 256 * 1024 * 1024


def until_answering(url: str) -> None:
    """Whatever it answers. Raises TimeoutError after half a minute."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            httpx2.get(url, trust_env=False)
        except httpx2.HTTPError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"nobody answers at {url}")


@asynccontextmanager
async def answering(answer: Answering) -> AsyncGenerator[tuple[str, list[str]]]:
    """A server that answers everything so: where it is, and the heads of what it was asked."""
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
            await answer(writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", asked
    finally:
        server.close()


def saying(status: str, body: bytes, *headers: str) -> Answering:
    async def answer(writer: asyncio.StreamWriter) -> None:
        head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
        writer.write("\r\n".join([*head, "", ""]).encode() + body)
        await writer.drain()

    return answer


class Endless:
    """Spaces without end, as far as a test goes: who reads all is stopped before this machine's
    memory is full. `most` is what one connection took."""

    def __init__(self, status: str = "200 OK", *headers: str) -> None:
        self._head = "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode()
        self.most = 0

    async def __call__(self, writer: asyncio.StreamWriter) -> None:
        """Until whoever asked goes."""
        writer.write(self._head)
        sent = 0
        while sent < FAR:
            writer.write(b" " * 65536)
            await writer.drain()
            sent += 65536
            self.most = max(self.most, sent)
