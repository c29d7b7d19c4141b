"""The labeler as a server on loopback, for clients that are processes of their own."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI
from tests.network.running import FOLDER, NODE

from quorate.labeler.app import add_labeler
from quorate.labeler.service import Labeler
from quorate.ledger.fields import as_object


@asynccontextmanager
async def served(here: Labeler, port: int) -> AsyncGenerator[None]:
    """Answers on the port until the block ends."""
    app = FastAPI()
    add_labeler(app, here)
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await running


async def node(script: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """What a script of tests/network prints, as JSON."""
    process = await asyncio.create_subprocess_exec(
        *(NODE, script, json.dumps(options)),
        cwd=FOLDER,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, wrong = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, wrong.decode()[-2000:]
    return dict(as_object(json.loads(said), script))
