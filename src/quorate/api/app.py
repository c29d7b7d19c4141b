"""The application: routes, limits and problems put together."""

from fastapi import Depends, FastAPI

from quorate import __version__
from quorate.api.around import document, problems
from quorate.api.around.deps import Dependencies
from quorate.api.around.forms import plain_address
from quorate.api.around.house import House
from quorate.api.around.limits import BodyLimit
from quorate.api.around.rates import Guesses, Rates
from quorate.api.routes import (
    amendments,
    appeals,
    authority,
    banks,
    cases,
    coop,
    decisions,
    erasing,
    explaining,
    foreign,
    forgetting,
    health,
    holds,
    identities,
    incidents,
    intake,
    looks,
    notices,
    orders,
    reference,
    register,
    rules,
    signals,
    signing,
)
from quorate.intake.grouping import Groups
from quorate.telemetry.requests import UNTOLD, Told

SUMMARY = "Casework for a Trust & Safety team"
ABOUT = (
    "Reports and alarms come in with a source's bearer token; reviewers sign their requests. "
    "Every error is a problem of RFC 9457 that names the field and the way out."
)


def create_app(deps: Dependencies, house: House | None = None) -> FastAPI:
    """An ASGI app on these dependencies; it opens and closes none of them."""
    app = FastAPI(
        title="Quorate",
        version=__version__,
        summary=SUMMARY,
        description=ABOUT,
        openapi_url="/schema",
        docs_url=None,
        redoc_url=None,
        telemetry=UNTOLD,
        dependencies=[Depends(plain_address)],
    )
    app.state.dependencies = deps
    app.state.rates = Rates()
    app.add_middleware(Guesses, buckets=app.state.rates.guesses)
    app.add_middleware(BodyLimit)
    app.add_middleware(Told)
    problems.install(app)
    document.install(app)
    app.state.house = house
    app.state.readiness = health.readiness(deps.pool, house)
    app.state.groups = Groups(deps.pool, deps.after_filing, deps.clock)
    casework = (intake, foreign, coop, notices, orders, cases, appeals, decisions, looks, incidents)
    governing = (authority, amendments, erasing, explaining, identities, register, signals, signing)
    keeping = (holds, forgetting, rules, banks)
    for room in (*casework, *governing, *keeping, health, reference):
        app.include_router(room.router)
    return app
