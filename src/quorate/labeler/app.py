"""The labeler as an application of its own, mounted under /xrpc, and its DID document."""

from typing import Final

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from quorate.atproto.documents import did_web, own_document
from quorate.labeler import accounts, emitting, errors, events, labels, reports, statuses, stream
from quorate.labeler.service import Labeler
from quorate.telemetry.requests import UNTOLD

PREFIX: Final = "/xrpc"
WELL_KNOWN: Final = "/.well-known/did.json"


def create_labeler(here: Labeler) -> FastAPI:
    """The app; it opens and closes nothing of what it is given."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, telemetry=UNTOLD)
    app.state.labeler = here
    app.state.dependencies, app.state.house = here.deps, here.house
    for room in (reports, labels, stream, emitting, events, statuses, accounts):
        app.include_router(room.router)
    errors.install(app)
    return app


def add_labeler(app: FastAPI, here: Labeler) -> None:
    """Answers at the network's own addresses. A did:plc has its document in the directory, so one
    is told here only where our DID is our host."""
    app.mount(PREFIX, create_labeler(here))
    who = here.identity
    if who.did != did_web(who.url):
        return

    @app.get(WELL_KNOWN, include_in_schema=False)
    async def document() -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return JSONResponse(own_document(who.did, who.url, who.label_key))
