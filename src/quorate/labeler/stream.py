"""com.atproto.label.subscribeLabels: every label in its order, as it is signed, for anybody.

Nothing is ever taken out of the stream, so no cursor is too old. Source:
https://atproto.com/specs/event-stream.
"""

import asyncio
import re
from collections import Counter
from typing import Final

from fastapi import WebSocket, WebSocketDisconnect

from quorate.api.around.buckets import place_of
from quorate.atproto import store
from quorate.atproto.labels import dag_cbor
from quorate.labeler.service import Labeler

METHOD: Final = "com.atproto.label.subscribeLabels"
LOOK_SECONDS: Final = 0.5
_MOST: Final = 100
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_TRY_LATER: Final = 1013


async def subscribe_labels(socket: WebSocket) -> None:
    """What follows the cursor, or what comes from now on; until the reader goes."""
    here = socket.app.state.labeler
    if not isinstance(here, Labeler):
        raise TypeError("the app was not made by create_labeler")
    place = place_of(socket.client.host if socket.client else "")
    if not here.has_room(place):
        await socket.close(_TRY_LATER)
        return
    here.streams[place] += 1
    try:
        await _serve(socket, here)
    except WebSocketDisconnect:
        return
    finally:
        here.streams -= Counter([place])


async def _serve(socket: WebSocket, here: Labeler) -> None:
    await socket.accept()
    async with here.deps.pool.connection() as conn:
        last = await store.last_seq(conn)
    said = socket.query_params.get("cursor")
    if said is not None and not _NUMBER.fullmatch(said):
        await _refuse(socket, "InvalidRequest", "cursor: not a number")
    elif said is not None and int(said) > last:
        await _refuse(socket, "FutureCursor", "the stream is not that long yet")
    else:
        gone = asyncio.create_task(_gone(socket))
        try:
            await _send_all(socket, here, last if said is None else int(said), gone)
        finally:
            gone.cancel()


async def _send_all(socket: WebSocket, here: Labeler, seq: int, gone: "asyncio.Task[None]") -> None:
    while not gone.done():
        async with here.deps.pool.connection() as conn:
            rows = await store.after(conn, seq, _MOST)
        for row in rows:
            body = {"seq": row.seq, "labels": [row.label.frame()]}
            await socket.send_bytes(dag_cbor({"op": 1, "t": "#labels"}) + dag_cbor(body))
            seq = row.seq
        if not rows:
            await asyncio.wait({gone}, timeout=LOOK_SECONDS)


async def _gone(socket: WebSocket) -> None:
    """Returns when the reader goes; what readers say is not listened to."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


async def _refuse(socket: WebSocket, name: str, message: str) -> None:
    frame = dag_cbor({"op": -1}) + dag_cbor({"error": name, "message": message})
    await socket.send_bytes(frame)
    await socket.close()
