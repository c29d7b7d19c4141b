"""Whether this process can serve."""

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from quorate.api.deps import Deps
from quorate.api.document import problems
from quorate.api.problems import plain

router = APIRouter(tags=["service"], responses=problems(503))


class Health(BaseModel):
    """`status` is always ok; anything else is a problem."""

    status: str = "ok"


@router.get("/health", response_description="It does")
async def read_health(deps: Deps) -> Health:
    """Tell whether the database answers."""
    async with deps.pool.connection() as conn:
        await conn.execute("SELECT 1")
    return Health()


@router.get("/ready", response_model=Health, response_description="It does, and will")
async def read_ready(request: Request, deps: Deps) -> Health | JSONResponse:
    """Tell whether new requests should come here: not once this process was asked to end."""
    ending: object = getattr(request.app.state, "ending", None)
    if isinstance(ending, asyncio.Event) and ending.is_set():
        return plain(503, "this process is about to end")
    return await read_health(deps)
