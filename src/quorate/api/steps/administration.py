"""Steps of amendments that API and console share: who reads, what is shown, what is written."""

from typing import Any

from fastapi import Request
from pydantic import BaseModel, Field

from quorate.api.around.deps import dependencies
from quorate.api.around.forms import plain_text
from quorate.api.around.problems import accepted, refuse
from quorate.api.steps.casework import house
from quorate.authority import administering
from quorate.authority.administrators import founder_of, may_read, quorum
from quorate.authority.agenda import Filed
from quorate.authority.amending import Word
from quorate.authority.amendment import Amendment
from quorate.authority.gate import known_actor
from quorate.effects.folds.charges import file, unfit_now
from quorate.effects.standing import before
from quorate.ledger.canonical import canonical
from quorate.ledger.commitment import Salted
from quorate.ledger.entry import LARGEST
from quorate.ledger.kept import kept
from quorate.people.hands import proof_fields
from quorate.people.model import Person
from quorate.people.signed import Signed
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem, Refusal

_ENVELOPE = 2048  # what an entry carries beside the amendment


class AmendmentOut(BaseModel):
    """An amendment as the ledger tells its life."""

    amendment: dict[str, Any]
    reason: str | None = Field(description="The text behind the commitment; null once erased")
    salt: str | None = Field(description="Of the commitment; null once erased")
    before: dict[str, Any] = Field(description="What stands where it would change something")
    proposer: str
    approvals: list[str]
    denials: list[str]
    vetoes: list[str]
    missing: list[str] = Field(description="Slots still empty")
    ready: str | None = Field(description="The earliest instant at which it may act")
    settled: str = Field(description="Why nothing can come of it any more; empty while open")


async def reader(request: Request) -> str:
    """A founder, or a person whose role reads amendments, who signed this request."""
    return await reader_of(request, None)


async def reader_of(request: Request, filed: Filed | None) -> str:
    """The same, or whom this amendment is about."""
    found = accepted(house(request).key_of(request, await request.body()))
    order = house(request).order()
    founder = founder_of(order.genesis, found)
    if founder is not None:
        return founder.id
    person = accepted(known_actor(order.roster, found)).person
    seen(request, person, filed)
    return person.id


def seen(request: Request, person: Person, filed: Filed | None) -> None:
    """Ends the request unless the person may see this amendment, or without one all of them."""
    about = filed.amendment if filed else None
    accepted(may_read(person, dependencies(request).clock(), about))


def visible(request: Request, person: Person) -> list[Filed]:
    """Those that the person may see, newest first."""
    now = dependencies(request).clock()
    found = house(request).order().agenda.amendments.values()
    return sorted(
        (f for f in found if may_read(person, now, f.amendment) is None),
        key=lambda f: -f.opened.index,
    )


def filed_for(request: Request, person: Person, name: str) -> Filed:
    """The amendment, for a person who may see it."""
    filed = house(request).order().agenda.amendments.get(name)
    seen(request, person, filed)
    return filed_named(request, name)


def filed_named(request: Request, name: str) -> Filed:
    """The amendment in the ledger; NOT_FOUND ends the request."""
    filed = house(request).order().agenda.amendments.get(name)
    if filed is None:
        refuse(Problem.NOT_FOUND, "no such amendment in the ledger", "id")
    return filed


async def shown(request: Request, filed: list[Filed]) -> list[AmendmentOut]:
    """Amendments with their reasons, what stands before them, and what is missing."""
    deps = dependencies(request)
    names = [f.amendment.reason for f in filed]
    async with deps.pool.connection() as conn:
        texts = await kept(conn, names)
    return [_out(request, f, texts.get(f.amendment.reason)) for f in filed]


def _out(request: Request, filed: Filed, reason: Salted | None) -> AmendmentOut:
    view, now = house(request).onlooker.view, dependencies(request).clock()
    counted = quorum(view.founded, view.roster, filed, view.more_hands, now)
    missing = counted.missing if isinstance(counted, Refusal) and not filed.settled else ()
    return AmendmentOut(
        amendment=filed.amendment.fields(),
        reason=reason.value if reason else None,
        salt=reason.salt.hex() if reason else None,
        before=before(view, filed.amendment),
        proposer=filed.opened.signer,
        approvals=sorted(filed.approvals),
        denials=sorted(filed.denials),
        vetoes=sorted(filed.vetoes),
        missing=list(missing),
        ready=filed.ready or None,
        settled=filed.settled,
    )


async def open_signed(request: Request, amendment: Amendment, word: Word, reason: Salted) -> None:
    """Writes what was signed, once it could come into force as things stand."""
    order, deps = house(request).order(), dependencies(request)
    plain_text(reason.value, "reason")
    if reason.commitment != amendment.reason:
        refuse(Problem.DIGEST_MISMATCH, "the reason is not the signed one", "reason")
    if len(canonical(amendment.fields())) > LARGEST - _ENVELOPE:
        refuse(Problem.BODY_INVALID, "too large for one entry of the log", "amendment")
    view, now = house(request).onlooker.view, deps.clock()
    signed = Signed(word.signer, word.key, -1, now, word.proof)
    why = unfit_now(view, file(view, amendment, signed), now)
    if why:
        refuse(Problem.BODY_INVALID, why, "amendment.content")
    async with deps.pool.connection() as conn:
        done = await administering.open_amendment(conn, order, amendment, word, reason, now)
    accepted(done)
    await house(request).until_heard(amendment.id, word.signer)


async def say_signed(request: Request, name: str, kind: Kind, word: Word) -> None:
    """Writes an approval or a denial; a veto goes to the effector's own door."""
    order, deps = house(request).order(), dependencies(request)
    if kind is Kind.VETO:
        said = {"amendment": filed_named(request, name).amendment.fields(), "signer": word.signer}
        body = {**said, "key": word.key, **proof_fields(word.proof)}
        await house(request).hand_on("/v1/amendments/veto", body, "amendment")
        await house(request).until_heard(name, word.signer)
        return
    async with deps.pool.connection() as conn:
        done = await administering.say_of_amendment(conn, order, name, kind, word, deps.clock())
    accepted(done)
    await house(request).until_heard(name, word.signer)
