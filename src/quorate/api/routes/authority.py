"""The founders' changes, policies, and who a subject is to the effector."""

from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, JsonValue

from quorate.accounts.subject import Subject
from quorate.api.around.deps import SIGNED, CurrentActor, Deps, allowed
from quorate.api.around.document import problems
from quorate.api.around.problems import accepted, answer, refuse
from quorate.api.shapes import Strict
from quorate.api.steps.casework import house
from quorate.authority import actions
from quorate.authority.administrators import founders_wanted, living_founders
from quorate.authority.charter import Charge, Signature, read_change
from quorate.authority.rotating import keyring_of, read_rotation, too_late, unfit
from quorate.decisions.catalogue import read_catalogue
from quorate.ledger.canonical import canonical
from quorate.ledger.entry import LARGEST
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem

router = APIRouter(
    prefix="/v1",
    tags=["authority"],
    responses=problems(401, 403, 404, 409, 413, 422, 500, 503),
)


_ENVELOPE = 8192  # what an entry carries beside the change: up to 16 signatures


class SignatureIn(Strict):
    """A founder's signature over the change's digest, hex."""

    person: str = Field(max_length=64)
    sig: str = Field(max_length=128, pattern="^[0-9a-f]*$")


class ChangeIn(Strict):
    """A change file with its founders' signatures."""

    change: dict[str, JsonValue]
    signatures: list[SignatureIn] = Field(max_length=16)


class ChangeOut(BaseModel):
    """The change's number, now on its way into the ledger."""

    number: int


class RotationIn(Strict):
    """A turn of the log's keys with its founders' signatures."""

    rotation: dict[str, JsonValue]
    signatures: list[SignatureIn] = Field(max_length=16)


class ResolveIn(Strict):
    """A subject by the platform's own id."""

    kind: Literal["account", "message"]
    id: str = Field(max_length=512)


@router.get("/policies/{hash}")
async def read_policy(request: Request, hash: str) -> dict[str, str]:
    """Read a policy in force by its hash, as the canonical JSON that the hash covers."""
    policy = house(request).rules().catalogue.by_hash(hash)
    if policy is None:
        refuse(Problem.POLICY_UNKNOWN, "no policy in force has this hash", "hash")
    return {"name": policy.name, "canonical": policy.canonical}


@router.get("/changes/next")
async def next_change(request: Request) -> dict[str, str | int]:
    """Tell the genesis and the number that the next change must carry."""
    rules = house(request).rules()
    return {
        "genesis": rules.genesis_hash,
        "number": house(request).onlooker.view.changes + 1,
    }


@router.post("/changes", response_model=ChangeOut, status_code=202)
async def apply_change(request: Request, deps: Deps, body: ChangeIn) -> ChangeOut | JSONResponse:
    """Hand in a change of people, policies or register; the founders' signatures carry it."""
    rules = house(request).rules()
    try:
        change = read_change({"change": body.change})
        if len(canonical(change.fields())) > LARGEST - _ENVELOPE:
            raise ValueError("change: too large for one entry of the log")
        if change.charge is Charge.POLICIES:
            read_catalogue(change.content)
    except ValueError as problem:
        refuse(Problem.BODY_INVALID, str(problem)[:200], "change")
    if change.genesis != rules.genesis_hash:
        refuse(Problem.STATEMENT_FOREIGN, "signed for another genesis", "genesis")
    signed = [Signature(s.person, s.sig) for s in body.signatures]
    view, now = house(request).onlooker.view, deps.clock()
    signatures = living_founders(rules.genesis, view.roster, signed, now)
    wanted = founders_wanted(rules.genesis, view.roster, now, view.more_hands)
    async with deps.pool.connection() as conn:
        refused = await actions.apply_change(
            conn,
            rules.genesis,
            change,
            signatures,
            wanted,
            view.changes + 1,
            view.register,
            now,
        )
    return answer(refused) if refused else ChangeOut(number=change.number)


@router.get("/log-keys/next")
async def next_log_keys(request: Request) -> dict[str, str | int]:
    """Tell the genesis and the number that the log's next turn to other keys must carry."""
    rules = house(request).rules()
    keys = house(request).onlooker.view.keys
    return {"genesis": rules.genesis_hash, "number": len(keys.turns) + 1 if keys else 1}


@router.post("/log-keys", response_model=ChangeOut, status_code=202)
async def turn_log(request: Request, deps: Deps, body: RotationIn) -> ChangeOut | JSONResponse:
    """Hand in other keys of the log; the founders' signatures carry it."""
    rules, view, now = house(request).rules(), house(request).onlooker.view, deps.clock()
    try:
        said = read_rotation(body.rotation)
    except ValueError as problem:
        refuse(Problem.BODY_INVALID, str(problem)[:200], "rotation")
    keys = view.keys or keyring_of(rules.genesis, rules.genesis_hash)
    wrong = unfit(rules.genesis, rules.genesis_hash, keys, said) or too_late(said, now)
    if wrong:
        refuse(Problem.BODY_INVALID, wrong[:200], "rotation")
    signed = [Signature(s.person, s.sig) for s in body.signatures]
    living = living_founders(rules.genesis, view.roster, signed, now)
    async with deps.pool.connection() as conn:
        refused = await actions.turn_log(conn, rules.genesis, said, living, now)
    return answer(refused) if refused else ChangeOut(number=said.number)


@router.post("/subjects/resolve", dependencies=[SIGNED])
async def resolve_subject(
    request: Request, deps: Deps, actor: CurrentActor, body: ResolveIn
) -> dict[str, Any]:
    """Ask the effector for a subject's pseudonym, tier and reach, signed by it."""
    allowed(deps, actor, Permission.CASE_READ, body.id)
    (connector,) = house(request).rules().genesis.connectors
    subject = Subject(connector, SubjectKind(body.kind), body.id)
    found = await house(request).asking.resolve(subject, [])
    found = accepted(found)
    return dict(found.fields())
