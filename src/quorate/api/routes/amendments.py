"""Amendments: opened, approved, denied, read. Whoever signs is known by the signature inside."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field, JsonValue

from quorate.api.around.deps import SIGNED
from quorate.api.around.document import problems
from quorate.api.around.problems import refuse
from quorate.api.shapes import Strict
from quorate.api.steps.administration import (
    AmendmentOut,
    filed_named,
    open_signed,
    reader,
    reader_of,
    say_signed,
    shown,
)
from quorate.api.steps.casework import house
from quorate.authority.amending import Word
from quorate.authority.amendment import read_amendment
from quorate.ledger.commitment import Salted
from quorate.people.hands import read_proof
from quorate.vocabulary.kinds import Kind, ValueKind
from quorate.vocabulary.problems import Problem

router = APIRouter(
    prefix="/v1",
    tags=["administration"],
    responses=problems(401, 403, 404, 409, 413, 422, 500, 503),
)
AmendmentId = Annotated[str, Path(pattern="^amd_[0-9a-f]{32}$", description="amd_ and 32 hex")]
READER = [SIGNED, Depends(reader)]
PAGE = 50


class SignedIn(Strict):
    """Who says it, with which key, and either the signature over their own word, hex, or what a
    passkey answered."""

    signer: str = Field(max_length=64)
    key: str = Field(max_length=16)
    sig: str | None = Field(default=None, pattern="^[0-9a-f]{128}$")
    assertion: dict[str, JsonValue] | None = None

    @property
    def word(self) -> Word:
        """As authority takes it; what is no proof ends the request."""
        said = self.model_dump(include={"sig", "assertion"}, exclude_none=True)
        try:
            return Word(self.signer, self.key, read_proof(said))
        except ValueError as problem:
            field = "sig" if self.assertion is None else "assertion"
            refuse(Problem.BODY_INVALID, str(problem)[:200], field)


class AmendmentIn(SignedIn):
    """An amendment under its proposer's signature, the text of its reason, and the salt."""

    amendment: dict[str, JsonValue]
    reason: str = Field(min_length=1, max_length=2000)
    salt: str = Field(pattern="^[0-9a-f]{64}$")


class AmendmentsOut(BaseModel):
    """Amendments, newest first; `cursor` is null at the end."""

    amendments: list[AmendmentOut]
    cursor: str | None


@router.post("/amendments", response_model=AmendmentOut, status_code=201)
async def open_amendment(request: Request, body: AmendmentIn) -> Any:
    """Open an amendment; it takes two more people, and waits."""
    try:
        amendment = read_amendment(body.amendment)
    except ValueError as problem:
        refuse(Problem.BODY_INVALID, str(problem)[:200], "amendment")
    reason = Salted(ValueKind.AMENDMENT_REASON, body.reason, bytes.fromhex(body.salt))
    await open_signed(request, amendment, body.word, reason)
    return (await shown(request, [filed_named(request, amendment.id)]))[0]


@router.get("/amendments", response_model=AmendmentsOut, dependencies=READER)
async def list_amendments(
    request: Request,
    cursor: Annotated[int | None, Query(ge=0, description="From the last page")] = None,
) -> Any:
    """List amendments, newest first."""
    filed = sorted(
        (
            f
            for f in house(request).order().agenda.amendments.values()
            if cursor is None or f.opened.index < cursor
        ),
        key=lambda f: -f.opened.index,
    )
    last = str(filed[PAGE - 1].opened.index) if len(filed) > PAGE else None
    return AmendmentsOut(amendments=await shown(request, filed[:PAGE]), cursor=last)


@router.get("/amendments/{id}", response_model=AmendmentOut, dependencies=[SIGNED])
async def read_one_amendment(request: Request, id: AmendmentId) -> Any:
    """Read an amendment: its bytes to check, what stands before it, and what is missing."""
    await reader_of(request, house(request).order().agenda.amendments.get(id))
    return (await shown(request, [filed_named(request, id)]))[0]


@router.post("/amendments/{id}/{word}", response_model=AmendmentOut, status_code=201)
async def say_of_amendment(
    request: Request,
    id: AmendmentId,
    word: Literal["approvals", "denials"],
    body: SignedIn,
) -> Any:
    """Approve or deny an open amendment with your own signature over it."""
    kind = Kind.APPROVE if word == "approvals" else Kind.DENY
    filed = filed_named(request, id)
    await say_signed(request, id, kind, body.word)
    return (await shown(request, [filed]))[0]
