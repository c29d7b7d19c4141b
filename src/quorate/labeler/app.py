"""The labeler as an application of its own, mounted under /xrpc, and its DID document."""

from typing import Final

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.applications import Starlette
from starlette.routing import Mount, Route, WebSocketRoute

from quorate.atproto.documents import did_web, own_document
from quorate.labeler import accounts, emitting, events, labels, reports, statuses, stream
from quorate.labeler.errors import HANDLERS
from quorate.labeler.service import Labeler

PREFIX: Final = "/xrpc"
WELL_KNOWN: Final = "/.well-known/did.json"


def create_labeler(here: Labeler) -> Starlette:
    """The app; it opens and closes nothing of what it is given."""
    app = Starlette(
        routes=[
            Route(f"/{reports.METHOD}", reports.create_report, methods=["POST"]),
            Route(f"/{labels.METHOD}", labels.query_labels),
            WebSocketRoute(f"/{stream.METHOD}", stream.subscribe_labels),
            Route(f"/{emitting.METHOD}", emitting.emit_event, methods=["POST"]),
            Route(f"/{events.QUERY}", events.query_events),
            Route(f"/{events.GET}", events.get_event),
            Route(f"/{statuses.METHOD}", statuses.query_statuses),
            Route(f"/{accounts.METHOD}", accounts.get_repo),
        ],
        exception_handlers=HANDLERS,
    )
    app.state.labeler = here
    app.state.dependencies, app.state.house = here.deps, here.house
    return app


def add_labeler(app: FastAPI, here: Labeler) -> None:
    """Answers at the network's own addresses, before any route of the API is tried: trying all of
    them took a sixth of what `serve` did for a report. A did:plc has its document in the directory,
    so one is told here only where our DID is our host."""
    app.router.routes.insert(0, Mount(PREFIX, create_labeler(here)))
    who = here.identity
    if who.did != did_web(who.url):
        return

    @app.get(WELL_KNOWN, include_in_schema=False)
    async def document() -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        return JSONResponse(own_document(who.did, who.url, who.label_key))
