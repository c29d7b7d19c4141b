"""Banks of hashes of known media: what each is near to how many reports; add, move."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, StringConstraints

from quorate.api.around.deps import SIGNED, CurrentActor, allowed, dependencies
from quorate.api.around.document import problems
from quorate.api.around.problems import accepted
from quorate.api.shapes import Strict
from quorate.api.steps import noticing
from quorate.authority.gate import Actor
from quorate.signals import banking
from quorate.signals.actions import SIGNALS
from quorate.signals.banks import MOST_HASHES, Bank, BankState
from quorate.signals.media import Outcome
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.times import stamp

router = APIRouter(
    prefix="/v1/signals/banks",
    tags=["signals"],
    dependencies=[SIGNED],
    responses=problems(401, 403, 404, 409, 413, 422, 429, 500, 503),
)
Name = Annotated[str, StringConstraints(max_length=64)]
Line = Annotated[str, StringConstraints(max_length=64)]


class AddIn(Strict):
    """A new bank, which waits for a second person."""

    name: Name
    algorithm: str = Field(max_length=16, description="pdq or phash")
    distance: int = Field(ge=0, le=256, description="In bits: near is this or less")
    area: str = Field(max_length=64, description="An area of the policies in force")
    hashes: list[Line] = Field(max_length=MOST_HASHES, description="In hex")


class MoveBankIn(Strict):
    """Whether reports are compared with it from now on."""

    to: str = Field(max_length=16, description="live or off")


class BankOut(BaseModel):
    """A bank; `hits` is how many reports were near, `hashes` how many it has."""

    name: str
    algorithm: str
    distance: int
    area: str
    hashes: int
    digest: str = Field(description="SHA-256 of the sorted list")
    state: str
    added_by: str
    added_at: str
    moved_by: str | None
    hits: int = 0


class BanksOut(BaseModel):
    """By name."""

    banks: list[BankOut]
    pictures: dict[Outcome, int] = Field(
        description="What became of the pictures that reports named, so many reports each"
    )


async def listed(request: Request, actor: Actor) -> list[tuple[Bank, int]]:
    """Every bank with its hits, for leads."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_ASSIGN, SIGNALS)
    async with deps.pool.connection() as conn:
        return await banking.banks(conn, leave)


async def pictures(request: Request, actor: Actor) -> dict[Outcome, int]:
    """What became of reports' pictures, for leads."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_ASSIGN, SIGNALS)
    async with deps.pool.connection() as conn:
        return await banking.pictures(conn, leave)


async def move(request: Request, actor: Actor, name: str, to: str) -> Bank:
    """Another state; each refusal is raised."""
    deps, state = dependencies(request), accepted(banking.bank_state_of(to))
    needed = Permission.CASE_RELEASE if state is BankState.OFF else Permission.CASE_ASSIGN
    leave = allowed(deps, actor, needed, SIGNALS)
    async with deps.pool.connection() as conn:
        return accepted(await banking.move_bank(conn, leave, name, state, deps.clock()))


@router.get("")
async def list_banks(request: Request, actor: CurrentActor) -> BanksOut:
    """Every bank with its state and hits; never its hashes. And how reports' pictures fared."""
    return BanksOut(
        banks=[_out(bank, hits) for bank, hits in await listed(request, actor)],
        pictures=await pictures(request, actor),
    )


@router.post("", status_code=201)
async def add_bank(request: Request, actor: CurrentActor, body: AddIn) -> BankOut:
    """Add a list of hashes as a bank; another person puts it live."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_ASSIGN, SIGNALS)
    areas, now = noticing.areas(request), deps.clock()
    said = (body.name, body.algorithm, body.distance, body.area, body.hashes)
    async with deps.pool.connection() as conn:
        return _out(accepted(await banking.add_bank(conn, leave, *said, areas, now)))


@router.post("/{name}/move")
async def move_bank(request: Request, actor: CurrentActor, name: Name, body: MoveBankIn) -> BankOut:
    """Put a bank live (by somebody else than added it) or off."""
    return _out(await move(request, actor, name, body.to))


def _out(bank: Bank, hits: int = 0) -> BankOut:
    return BankOut(
        name=bank.name,
        algorithm=bank.algorithm,
        distance=bank.distance,
        area=bank.area,
        hashes=bank.hashes,
        digest=bank.digest,
        state=bank.state,
        added_by=bank.added_by,
        added_at=stamp(bank.added_at),
        moved_by=bank.moved_by,
        hits=hits,
    )
