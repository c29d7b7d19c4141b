"""Notes in a case by form: written, and erased again."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import accepted, refuse
from quorate.cases import notes
from quorate.console.around.desk import Sitting, case_id, go
from quorate.retention.actions import unless_held
from quorate.vocabulary.identifiers import NOTE, uuid_of
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem

router = APIRouter(prefix="/console", include_in_schema=False)


@router.post("/cases/{id}/notes", response_model=None)
async def write(
    request: Request, sitting: Sitting, id: str, text: Annotated[str, Form()] = ""
) -> Response:
    """Adds a note and shows it in its place."""
    deps, case = dependencies(request), case_id(id)
    leave = allowed(deps, sitting.actor, Permission.CASE_RELEASE, id)
    async with deps.pool.connection() as conn:
        accepted(await notes.write(conn, leave, case, text, deps.clock()))
    return go(f"/console/cases/{id}#notes")


@router.post("/cases/{id}/notes/{note}/erase", response_model=None)
async def erase(request: Request, sitting: Sitting, id: str, note: str) -> Response:
    """Takes a note's text away for good."""
    deps, case, found = dependencies(request), case_id(id), uuid_of(NOTE, note)
    leave = allowed(deps, sitting.actor, Permission.CASE_RELEASE, id)
    if found is None:
        refuse(Problem.NOT_FOUND, "there is no such note", "note")
    async with deps.pool.connection() as conn:
        accepted(await unless_held(conn, case))
        accepted(await notes.erase(conn, leave, case, found))
    return go(f"/console/cases/{id}#notes")
