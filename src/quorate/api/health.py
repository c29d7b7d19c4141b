"""Whether this process can serve."""

from fastapi import APIRouter
from pydantic import BaseModel

from quorate.api.deps import Deps
from quorate.api.document import problems

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
