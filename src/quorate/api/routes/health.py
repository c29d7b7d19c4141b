"""Whether this process lives, and whether it can serve."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from psycopg_pool import AsyncConnectionPool
from pydantic import BaseModel

from quorate.api.around.document import problems
from quorate.api.around.house import House
from quorate.api.around.problems import plain
from quorate.database.checks import database_checks
from quorate.effects.fresh import ledger_check
from quorate.telemetry.readiness import Check, Readiness

router = APIRouter(tags=["service"])


class Health(BaseModel):
    """`status` is always ok: a process that does not live does not answer."""

    status: str = "ok"


class Ready(BaseModel):
    """`status` is always ready; anything else is a problem."""

    status: str = "ready"


def readiness(pool: AsyncConnectionPool, house: House | None) -> Readiness:
    """What `serve` cannot work without."""
    ledger = ledger_check(house.onlooker) if house else dict[str, Check]()
    return Readiness({**database_checks(pool), **ledger})


@router.get("/health", response_description="It lives")
async def read_health() -> Health:
    """Tell that the process lives, whatever it lacks; for whoever would start it anew."""
    return Health()


@router.get(
    "/ready",
    response_model=Ready,
    response_description="It can serve",
    responses=problems(503),
)
async def read_ready(request: Request) -> Ready | JSONResponse:
    """Tell whether requests should come here: database, migrations and ledger are as they have to
    be, and nobody asked it to end."""
    found: object = request.app.state.readiness
    if not isinstance(found, Readiness):
        raise TypeError("the app was not made by create_app")
    missing = await found.missing()
    if missing:
        return plain(503, f"not ready: {', '.join(missing)}", {"Retry-After": "1"})
    return Ready()
