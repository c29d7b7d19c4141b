"""Frames of a PDS's event stream, and what a broken one costs."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import cbor2
import pytest
from websockets.asyncio.server import ServerConnection, serve

from quorate.effects.connectors.atproto_watch import AccountWatch, Told, read_frame

DID = "did:plc:" + "a" * 24


def frame(kind: str, **body: object) -> bytes:
    return cbor2.dumps({"op": 1, "t": kind}) + cbor2.dumps(body)


def account(seq: int) -> bytes:
    return frame("#account", seq=seq, did=DID, active=False, status="takendown")


def test_only_accounts_are_read() -> None:
    assert read_frame(account(7)) == Told(DID, 7)
    assert read_frame(cbor2.dumps({"op": 1, "t": "#commit"}) + b"\xff not read") is None


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\xff",
        cbor2.dumps([1]),
        cbor2.dumps({"op": -1}) + cbor2.dumps({"error": "FutureCursor"}),
        cbor2.dumps({"op": 1, "t": "#account"}),
        frame("#account", did=DID),
        frame("#account", seq="7", did=DID),
        b"\x81" * 100_000,
    ],
)
def test_a_broken_frame_is_told_apart(broken: bytes) -> None:
    with pytest.raises(ValueError):
        read_frame(broken)


@asynccontextmanager
async def streaming(*turns: list[bytes]) -> AsyncGenerator[tuple[str, list[str]]]:
    """A stand-in, to break the stream: each connection is sent the next turn, then closed."""
    asked: list[str] = []

    async def answer(connection: ServerConnection) -> None:
        asked.append(connection.request.path if connection.request else "")
        for sent in turns[min(len(asked), len(turns)) - 1]:
            await connection.send(sent)
        if len(asked) >= len(turns):
            await connection.wait_closed()

    async with serve(answer, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield f"http://127.0.0.1:{port}", asked


async def heard(url: str, most: int) -> list[str]:
    told: list[str] = []
    stop = asyncio.Event()

    def tell(did: str) -> None:
        told.append(did)
        if len(told) == most:
            stop.set()

    async with asyncio.timeout(10):
        await AccountWatch(url, tell).run(stop)
    return told


async def test_after_a_break_it_goes_on_where_it_was() -> None:
    async with streaming([account(7)], [account(8)]) as (url, asked):
        assert await heard(url, 2) == [DID, DID]
    assert [path.partition("?")[2] for path in asked] == ["", "cursor=7"]


async def test_after_a_frame_that_cannot_be_read_it_begins_anew() -> None:
    async with streaming([account(7), b"\xff"], [account(9)]) as (url, asked):
        assert await heard(url, 2) == [DID, DID]
    assert [path.partition("?")[2] for path in asked] == ["", ""]
