"""Who did that: the timeline of an account, a person, a case, a proposal or a time."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from quorate.api.around.deps import SIGNED, CurrentActor
from quorate.api.around.document import problems
from quorate.api.steps.timelines import Incident, Wanted, incident, print_out, proof
from quorate.incidents.document import document

router = APIRouter(
    prefix="/v1/incidents",
    tags=["incidents"],
    dependencies=[SIGNED],
    responses=problems(401, 403, 404, 413, 422, 500, 503),
)
About = Annotated[
    str,
    Query(
        max_length=256,
        description="An account's own id or pseudonym, a person, a case, a proposal, an amendment",
    ),
]
Time = Annotated[str, Query(max_length=40, description="RFC 3339, UTC; open if empty")]


def _wanted(about: About = "", since: Time = "", until: Time = "") -> Wanted:
    return Wanted(about, since, until)


Asking = Annotated[Wanted, Depends(_wanted)]


class Bundle(Response):
    """A zip file to keep."""

    media_type = "application/zip"


class Paper(Response):
    """A PDF file to keep."""

    media_type = "application/pdf"


def bundle(content: bytes) -> Bundle:
    """Hand `content`, a zip file, to be saved and not to be kept on the way."""
    return Bundle(content, headers=_saved("incident.zip"))


def paper(content: bytes) -> Paper:
    """Hand `content`, a PDF file, to be saved and not to be kept on the way."""
    return Paper(content, headers=_saved("incident.pdf"))


def _saved(name: str) -> dict[str, str]:
    named = f'attachment; filename="{name}"'
    return {"Content-Disposition": named, "Cache-Control": "no-store"}


class IncidentOut(BaseModel):
    """A page of the timeline; every entry was proved under the checkpoint of `size` at `at`."""

    name: str = Field(description="What was asked about, as the ledger writes it")
    size: int
    at: str = Field(description="The time that the checkpoint's cosignature gives")
    indexed: int = Field(description="How many entries could be looked up")
    steps: list[dict[str, Any]]
    courses: list[dict[str, Any]]
    cursor: int | None = Field(description="Null at the end")


def _out(found: Incident) -> IncidentOut:
    told: dict[str, Any] = document(found.timeline)
    return IncidentOut(
        name=found.asked.name,
        size=found.page.under.checkpoint.size,
        at=found.at,
        indexed=found.page.indexed,
        steps=told["steps"],
        courses=told["courses"],
        cursor=found.page.cursor,
    )


@router.get("", response_description="The timeline, oldest first")
async def read_incident(
    request: Request,
    actor: CurrentActor,
    wanted: Asking,
    cursor: Annotated[int, Query(ge=-1, le=2**62, description="From the last page")] = -1,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> IncidentOut:
    """Tell who did what, when and why, each line proved against the log's signed checkpoint."""
    return _out(await incident(request, actor, wanted, cursor, limit))


@router.get("/bundle", response_class=Bundle, response_description="A zip file")
async def read_bundle(request: Request, actor: CurrentActor, wanted: Asking) -> Bundle:
    """Give the timeline's entries with proofs, checkpoint, keys and a checker in plain Python."""
    return bundle(await proof(request, actor, wanted))


@router.get("/pdf", response_class=Paper, response_description="A PDF file")
async def read_paper(request: Request, actor: CurrentActor, wanted: Asking) -> Paper:
    """Give the timeline as a document to read, as of the time of the log's signed checkpoint."""
    return paper(await print_out(request, actor, wanted))
