"""The witness's door (C2SP tlog-witness): one path, open to whoever holds a log's signature."""

import asyncio

from fastapi import FastAPI, Request, Response

from quorate.api.around.limits import BodyLimit
from quorate.ledger.witness import Witness
from quorate.telemetry.requests import UNTOLD, Told

BODY_BYTES = 1 << 16
"""63 hashes and a checkpoint with a hundred signatures have a quarter of it."""


def create_witness(witness: Witness) -> FastAPI:
    """An ASGI app over one witness, which it does not close."""
    app = FastAPI(
        title="Quorate witness", openapi_url=None, docs_url=None, redoc_url=None, telemetry=UNTOLD
    )
    app.add_middleware(BodyLimit, most=BODY_BYTES)
    app.add_middleware(Told)

    @app.post("/add-checkpoint")
    async def add_checkpoint(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        answer = await asyncio.to_thread(witness.add_checkpoint, await request.body())
        return Response(answer.body, answer.status, headers={"content-type": answer.media})

    return app
