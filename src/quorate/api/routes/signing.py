"""What the signer asks: a proposal for one person with a link, and the assertions they made there.

The link is the person's leave to read one thing for ten minutes, sealed by this process, so the
signer needs no key and no session of its own. A word needs nothing but its assertion.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field, JsonValue

from quorate.api.around.deps import SIGNED, CurrentActor, Deps, allowed, dependencies
from quorate.api.around.document import problems
from quorate.api.around.problems import accepted, refuse
from quorate.api.shapes import Strict
from quorate.api.steps import casework
from quorate.api.steps.administration import filed_for, filed_named, reader, say_signed, shown
from quorate.api.steps.casework import house
from quorate.api.steps.enrolling import passkeys_waiting
from quorate.api.steps.sealing import Sealer
from quorate.authority.amending import Word
from quorate.authority.amendment import PREFIX
from quorate.authority.gate import Actor, known_actor
from quorate.decisions.approving import missing_now, more_than_usual
from quorate.decisions.model import Signature
from quorate.decisions.statement import read_statement
from quorate.people.model import Key
from quorate.people.passkeys import PASSKEY, read_assertion
from quorate.people.roster import read_key
from quorate.people.store import ask_passkey
from quorate.vocabulary.kinds import Channel, Kind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.times import stamp

router = APIRouter(
    prefix="/v1/signing",
    tags=["signing"],
    responses=problems(401, 403, 404, 409, 413, 422, 500, 503),
)
LINK_LASTS: Final = timedelta(minutes=10)
_PURPOSE: Final = "signer"


class LinkIn(Strict):
    """A proposal's or an amendment's id, or `passkey` to enrol one."""

    about: str = Field(pattern="^(passkey|(prop|amd)_[0-9a-f]{32})$")


class LinkOut(BaseModel):
    """An address of the signer, good for ten minutes."""

    url: str


class ShownIn(Strict):
    """The link as the signer was opened with it."""

    link: str = Field(max_length=1024)


class PasskeyOut(BaseModel):
    """A living passkey of the person."""

    key: str
    credential: str


class ShownOut(BaseModel):
    """What a link is about. The signer believes none of it: it checks the bytes."""

    who: str
    about: str
    passkeys: list[PasskeyOut]
    statement: dict[str, Any] | None = None
    resolution: dict[str, Any] | None = None
    public_interest: dict[str, Any] | None = None
    facts: dict[str, Any] | None = None
    policy: str | None = Field(default=None, description="The policy's canonical JSON")
    missing: list[str] = Field(default=[], description="The hands still missing, as counted here")
    more_approvers: int = Field(default=0, description="By how many the quorum is raised")
    amendment: dict[str, Any] | None = None
    reason: str | None = None
    salt: str | None = None
    before: dict[str, Any] | None = Field(
        default=None, description="What stands where it would change something, by an effector"
    )
    proposer: str | None = None
    approvals: list[str] = []


class WordIn(Strict):
    """A passkey's word about a proposal or an amendment; only the latter is vetoed here."""

    about: str = Field(pattern="^(prop|amd)_[0-9a-f]{32}$")
    kind: Literal["approve", "deny", "veto"]
    key: str = Field(max_length=16)
    assertion: dict[str, JsonValue]


class WordOut(BaseModel):
    """Whose word was taken."""

    who: str


class EnrolIn(Strict):
    """A passkey that its holder made on the signer, as a row of the people file."""

    link: str = Field(max_length=1024)
    row: dict[str, JsonValue]


class WaitingOut(BaseModel):
    """A passkey that waits: compare the key's id with what its holder reads out."""

    person: str
    key: str
    row: dict[str, Any]
    asked_at: str
    content: dict[str, Any] = Field(
        description="What an amendment would say: the person as in force with this key"
    )


class WaitingsOut(BaseModel):
    """The newest first."""

    passkeys: list[WaitingOut]


class EnrolOut(BaseModel):
    """It waits for a quorum, under this key's id."""

    key: str


def link_to(request: Request, person: str, about: str) -> str:
    """The signer's page about this, for this person, for ten minutes."""
    rules, deps = house(request).rules(), dependencies(request)
    if not rules.genesis.origins:
        refuse(Problem.NOT_FOUND, "the genesis names no signer", "origins")
    until = deps.clock() + LINK_LASTS
    sealed = Sealer(house(request).asking.key).seal(_PURPOSE, json.dumps([person, about]), until)
    book = "amendments" if about.startswith(PREFIX) else "proposals"
    path = "passkeys" if about == PASSKEY else f"{book}/{about}"
    return f"{rules.genesis.origins[0]}/{path}?link={sealed}"


def _opened(request: Request, link: str) -> tuple[Actor, str]:
    """The person of a link, as they are now, and what it is about."""
    now = dependencies(request).clock()
    value = Sealer(house(request).asking.key).open(_PURPOSE, link, now)
    if value is None:
        refuse(Problem.NOT_SIGNED_IN, "the link is not ours, or older than ten minutes", "link")
    who, about = json.loads(value)
    person = house(request).rules().roster.people.get(who)
    if person is None:
        refuse(Problem.NOT_SIGNED_IN, "the link's person is not in the people file", "link")
    return Actor(person), about


@router.post("/links", dependencies=[SIGNED], status_code=201)
async def make_link(request: Request, deps: Deps, actor: CurrentActor, body: LinkIn) -> LinkOut:
    """Take a link to the signer, to approve a proposal or amendment, or to enrol a passkey."""
    if body.about.startswith(PREFIX):
        filed_for(request, actor.person, body.about)
    elif body.about != PASSKEY:
        allowed(deps, actor, Permission.PROPOSAL_READ, body.about)
        await casework.proposal_row(deps, body.about)
    return LinkOut(url=link_to(request, actor.person.id, body.about))


@router.post("/shown")
async def show(request: Request, deps: Deps, body: ShownIn) -> ShownOut:
    """Read what a link is about, with the person's passkeys."""
    actor, about = _opened(request, body.link)
    rules = house(request).rules()
    keys = rules.roster.keys_of(actor.person.id)
    passkeys = [
        PasskeyOut(key=k.id, credential=k.passkey.credential) for k in keys if k.passkey is not None
    ]
    found = ShownOut(who=actor.person.id, about=about, passkeys=passkeys)
    if about == PASSKEY:
        return found
    if about.startswith(PREFIX):
        return await _amendment(request, actor, found)
    allowed(deps, actor, Permission.PROPOSAL_READ, about)
    row = await casework.proposal_row(deps, about)
    statement = read_statement(row.statement)
    interest, facts = await casework.texts_of(deps, statement)
    policy = rules.catalogue.by_hash(statement.policy)
    proposal = rules.docket.proposals.get(about)
    return found.model_copy(
        update={
            "statement": dict(row.statement),
            "resolution": dict(row.resolution),
            "public_interest": interest.fields() if interest else None,
            "facts": facts.fields() if facts else None,
            "policy": policy.canonical if policy else None,
            "missing": missing_now(proposal, rules) if proposal else (),
            "more_approvers": more_than_usual(proposal, rules) if proposal else 0,
        }
    )


async def _amendment(request: Request, actor: Actor, found: ShownOut) -> ShownOut:
    (known,) = await shown(request, [filed_for(request, actor.person, found.about)])
    before = await house(request).asking.before(found.about)
    return found.model_copy(
        update={
            **known.model_dump(include={"amendment", "reason", "salt", "proposer", "approvals"}),
            "before": before.fields() if before else None,
        }
    )


@router.post("/words", status_code=201)
async def say_word(request: Request, body: WordIn) -> WordOut:
    """Say a word about a proposal or amendment with a passkey; its assertion says who does."""
    try:
        proof = read_assertion(body.assertion)
    except ValueError as problem:
        refuse(Problem.BODY_INVALID, str(problem)[:200], "assertion")
    actor = accepted(known_actor(house(request).rules().roster, body.key))
    who, kind = actor.person.id, Kind(body.kind)
    if body.about.startswith(PREFIX):
        filed_named(request, body.about)
        await say_signed(request, body.about, kind, Word(who, body.key, proof))
    elif kind is Kind.VETO:
        refuse(Problem.BODY_INVALID, "a proposal is vetoed in the console", "kind")
    else:
        await casework.say(request, actor, body.about, kind, Signature(body.key, proof))
    return WordOut(who=who)


@router.post("/passkeys", status_code=202)
async def ask_enrolment(request: Request, deps: Deps, body: EnrolIn) -> EnrolOut:
    """Keep a passkey for the quorum that may enrol it; a link serves once."""
    actor, about = _opened(request, body.link)
    if about != PASSKEY:
        refuse(Problem.NOT_SIGNED_IN, "the link is not for enrolling a passkey", "link")
    key = _passkey(body.row, actor.person.id)
    used = hashlib.sha256(body.link.encode()).hexdigest()
    async with deps.pool.connection() as conn:
        kept = await ask_passkey(conn, used, key, dict(body.row), deps.clock())
    if not kept:
        refuse(Problem.ALREADY_DECIDED, "this link was used before: take a new one", "link")
    return EnrolOut(key=key.id)


@router.get("/passkeys", dependencies=[SIGNED, Depends(reader)])
async def waiting(request: Request) -> WaitingsOut:
    """Read which passkeys wait for a quorum, the newest first."""
    return WaitingsOut(
        passkeys=[
            WaitingOut(
                person=w.person.id,
                key=w.key.id,
                row=dict(w.row),
                asked_at=stamp(w.asked_at),
                content=w.content(),
            )
            for w in await passkeys_waiting(request)
        ]
    )


def _passkey(row: Mapping[str, object], person: str) -> Key:
    try:
        key = read_key(row, person)
    except ValueError as problem:
        refuse(Problem.BODY_INVALID, str(problem)[:200], "row")
    if key.channel is not Channel.SIGNER:
        refuse(Problem.BODY_INVALID, "the signer enrols passkeys only", "row.channel")
    return key
