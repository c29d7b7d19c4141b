"""Appeals: a platform's own forms file them, reviewers read, claim and decide them."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, StringConstraints

from quorate.api.around.deps import SIGNED, CurrentActor, Deps, SourceWarrant
from quorate.api.around.document import problems
from quorate.api.around.problems import accepted
from quorate.api.shapes import KeyId, Sig, Strict
from quorate.api.steps import appealing
from quorate.api.steps.appealing import Signed, appeal_id, salted
from quorate.appeals.filing import ByPerson, file_appeal
from quorate.appeals.model import LONGEST_ANSWER, LONGEST_WORDS, Appeal
from quorate.appeals.queries import AppealPage
from quorate.authority.gate import service_warrant
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import AppealOutcome, AppealSide, ValueKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.times import stamp

router = APIRouter(
    prefix="/v1/appeals",
    tags=["appeals"],
    responses=problems(401, 403, 404, 409, 413, 422, 500, 503),
)
AppealId = Annotated[str, StringConstraints(max_length=64)]


class AppealIn(Strict):
    """The person concerned appeals a decision of which they were told."""

    proposal: str = Field(
        pattern="^prop_[0-9a-f]{32}$", description="The decision's id, from its statement"
    )
    words: str = Field(max_length=2 * LONGEST_WORDS, description="In their own words")


class ClaimIn(Strict):
    """From the claim that one has seen."""

    fence: int = Field(ge=0, description="Of the last claim; 0 before the first")


class AppealOut(BaseModel):
    """An appeal as it stands; `held_by` whoever decides it, under `fence`."""

    appeal: str
    side: AppealSide
    decision: str
    case: str
    filed_at: str
    held_by: str | None
    fence: int
    outcome: AppealOutcome | None
    decided_at: str | None
    unrestored: bool = Field(description="Reversed, and its effect not known to be undone yet")


class AppealPageOut(AppealOut):
    """With its texts; null where none was given, or it was erased."""

    words: str | None
    answer: str | None


class RulingIn(Strict):
    """A decision under the person's own signature (docs/reference/appeals.md)."""

    fence: int = Field(ge=0)
    outcome: AppealOutcome = Field(strict=False)
    answer: str = Field(max_length=LONGEST_ANSWER, description="Reasoned, 20 characters at least")
    salt: str = Field(max_length=64, description="32 random bytes, hex, of the commitment")
    key: KeyId
    sig: Sig
    case_version: int = Field(0, ge=0, description="From which the case is reopened")
    reopen_sig: str = Field("", max_length=128, description="Over the case's reopening")
    restore_sig: str = Field("", max_length=128, description="Over the restore of the effect")


class RulingOut(AppealOut):
    """It stands; `not_restored` is the problem that kept its effect from being undone."""

    not_restored: str | None


@router.post("", status_code=202, response_description="Committed, once however often it is sent")
async def file(deps: Deps, source: SourceWarrant, body: AppealIn) -> AppealOut:
    """File an appeal of the person concerned; a second one against a decision is the first."""
    leave = accepted(service_warrant(source.who, Permission.APPEAL_FILE, body.proposal))
    async with deps.pool.connection() as conn:
        now = deps.clock()
        found = accepted(await file_appeal(conn, leave, ByPerson(body.proposal, body.words), now))
    return AppealOut.model_validate(_fields(found.appeal))


@router.get("/{id}", dependencies=[SIGNED])
async def read(request: Request, actor: CurrentActor, id: AppealId) -> AppealPageOut:
    """Read an appeal."""
    return _page(await appealing.read(request, actor, appeal_id(id)))


@router.post("/{id}/claim", dependencies=[SIGNED], response_description="Claimed, for an hour")
async def claim(request: Request, actor: CurrentActor, id: AppealId, body: ClaimIn) -> AppealOut:
    """Claim an appeal about a case in which you had no part."""
    found = await appealing.claim(request, actor, appeal_id(id), body.fence)
    return AppealOut.model_validate(_fields(found))


@router.post("/{id}/decision", dependencies=[SIGNED])
async def decide(request: Request, actor: CurrentActor, id: AppealId, body: RulingIn) -> RulingOut:
    """Decide an appeal that you hold; a reversed effect is restored at once."""
    said = Signed(
        body.fence,
        body.outcome,
        salted(ValueKind.APPEAL_ANSWER, body.answer, body.salt),
        body.key,
        body.sig,
        body.case_version,
        body.reopen_sig,
        body.restore_sig,
    )
    done = await appealing.decide(request, actor, appeal_id(id), said)
    return RulingOut.model_validate({**_fields(done.appeal), "not_restored": done.unrestored})


def _page(found: AppealPage) -> AppealPageOut:
    texts = {"words": found.words, "answer": found.answer}
    return AppealPageOut.model_validate({**_fields(found.appeal), **texts})


def _fields(appeal: Appeal) -> dict[str, object]:
    return {
        "appeal": appeal.name,
        "side": appeal.side,
        "decision": appeal.decision,
        "case": edge(CASE, appeal.case_id),
        "filed_at": stamp(appeal.filed_at),
        "held_by": appeal.claimed_by,
        "fence": appeal.fence,
        "outcome": appeal.outcome,
        "decided_at": stamp(appeal.decided_at) if appeal.decided_at else None,
        "unrestored": appeal.unrestored,
    }
