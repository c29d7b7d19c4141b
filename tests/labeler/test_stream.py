"""The stream of labels: from a cursor or from now on, whole, in its order."""

import asyncio
import io
from collections import Counter
from pathlib import Path
from typing import Any

import cbor2
import pytest
import websockets
from tests.casework import web_pool
from tests.labeler.network import TROLL, Directory, labeler
from tests.labeler.serving import served
from tests.labeler.test_labels import Desk, effector_pool
from tests.provider.running import free_port

from quorate.atproto.keys import key_of
from quorate.atproto.labels import Label
from quorate.labeler import stream
from quorate.labeler.service import STREAMS, STREAMS_OF_ONE

METHOD = "com.atproto.label.subscribeLabels"


def frame(raw: str | bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    assert isinstance(raw, bytes)
    read = io.BytesIO(raw)
    return cbor2.load(read), cbor2.load(read)


def label_in(body: dict[str, Any]) -> Label:
    (row,) = body["labels"]
    fields = {name: row.get(name) for name in ("src", "uri", "val", "cts", "exp", "sig")}
    return Label(neg=row.get("neg", False), **fields)


async def test_a_stranger_follows_every_label(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "LOOK_SECONDS", 0.05)
    port = free_port()
    where = f"ws://127.0.0.1:{port}/xrpc/{METHOD}"
    async with effector_pool(database_url) as own, web_pool(database_url) as pool:
        desk = Desk(tmp_path, database_url, own)
        here = labeler(pool, Directory())
        async with served(here, port):
            await _followed(desk, where)
            for full in ({"127.0.0.1": STREAMS_OF_ONE}, {"198.51.100.7": STREAMS}):
                here.streams = Counter(full)
                with pytest.raises(websockets.exceptions.InvalidStatus):
                    await websockets.connect(where)
            here.streams.clear()
            async with websockets.connect(where):
                await asyncio.sleep(0.1)
                assert here.streams.total() == 1
            for _ in range(100):
                if not here.streams.total():
                    break
                await asyncio.sleep(0.02)
            assert here.streams == Counter()


async def _followed(desk: Desk, where: str) -> None:
    said = desk.propose("rude")
    await desk.station.step()
    async with websockets.connect(f"{where}?cursor=0") as old, websockets.connect(where) as new:
        header, first = frame(await old.recv())
        assert header == {"op": 1, "t": "#labels"}
        await desk.restore(said)
        seen = [first, *[frame(await one.recv())[1] for one in (old, new)]]
        labels = [label_in(body) for body in seen]
        assert all(label.holds(key_of(desk.key)) for label in labels)
        assert [(label.uri, label.neg) for label in labels] == [
            (TROLL, False),
            (TROLL, True),
            (TROLL, True),
        ]
        assert [body["seq"] for body in seen][1:] == [seen[0]["seq"] + 1] * 2
        last = seen[-1]["seq"]
    async with websockets.connect(f"{where}?cursor={last + 1}") as ahead:
        header, body = frame(await ahead.recv())
        assert (header, body["error"]) == ({"op": -1}, "FutureCursor")
        with pytest.raises(websockets.exceptions.ConnectionClosed):
            await ahead.recv()
    async with websockets.connect(f"{where}?cursor=x") as wrong:
        assert frame(await wrong.recv())[1]["error"] == "InvalidRequest"
