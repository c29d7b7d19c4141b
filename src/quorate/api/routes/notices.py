"""Notices by a source's backend (DSA, Article 16). 202 means: committed, and told once."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from quorate.api.around.deps import SourceWarrant
from quorate.api.around.document import problems
from quorate.api.around.lean import KEY
from quorate.api.around.problems import answer
from quorate.api.shapes import Key, Strict
from quorate.api.steps import noticing
from quorate.intake.notices import Notice
from quorate.vocabulary.problems import Refusal

router = APIRouter(prefix="/v1", tags=["intake"], responses=problems(401, 409, 413, 422, 500, 503))
_KEY = Header(alias=KEY, description="Sent again with the same body: the same answer")


class NoticeIn(Strict):
    """The elements of Article 16(2). An element that is left out is refused by its name."""

    explanation: str = Field("", description="Why it is illegal, or against the terms")
    location: str = Field(
        "", description="A Matrix id, matrix: or at:// address, DID, or permalink"
    )
    account: str = Field("", description="Who wrote it, where the location does not say so")
    category: str = Field("", description="An area of the policies in force, or other")
    ground: str = Field("", description="illegal or terms")
    name: str = Field("", description="Of whoever gives the notice")
    email: str = Field("", description="Of whoever gives the notice")
    child_abuse: bool = Field(False, description="Then name and e-mail may be left out")
    good_faith: bool = Field(False, description="They believe it to be accurate and complete")
    reporter: str | None = Field(None, description="The platform's id of whoever gives it")
    language: str = Field("en", max_length=35, description="To answer in, BCP 47")


class NoticeOut(BaseModel):
    """It is recorded. `address` shows whoever gave it what becomes of it; `held_until` says that it
    is not processed, since whoever gave it is suspended until then (Article 23)."""

    address: str
    held_until: datetime | None


@router.post(
    "/notices",
    status_code=202,
    response_model=NoticeOut,
    response_description="Committed: the same however often it is sent",
)
async def give_notice(
    request: Request, warrant: SourceWarrant, key: Annotated[Key, _KEY], body: NoticeIn
) -> NoticeOut | JSONResponse:
    """Give notice of content that is illegal or against the terms."""
    notice = Notice(**body.model_dump(exclude={"reporter"}))
    wrong = noticing.wrongs(request, notice)
    if wrong:
        return answer(wrong[0])
    taken = await noticing.take(request, warrant, notice, key, body.reporter)
    if isinstance(taken, Refusal):
        return answer(taken)
    return NoticeOut(address=noticing.path_of(taken.address), held_until=taken.given.held_until)
