"""What both doors do for a look at private data: the order to sign, and its way to the effector.

Serving says what its database says of the case, under its key. The effector decides, logs and
reads; what it answers passes through here and is kept nowhere.
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request
from uuid_utils.compat import uuid7

from quorate.accounts.resolution import SignedResolution
from quorate.accounts.reveal import CaseWord, Reveal, read_reveal
from quorate.api.around.deps import allowed, asked, dependencies
from quorate.api.around.problems import accepted, refuse
from quorate.api.steps.casework import house
from quorate.authority.gate import Actor, Warrant
from quorate.cases import queries
from quorate.cases.queries import CasePage
from quorate.cases.reported import subject_of
from quorate.effects.asking import Shown
from quorate.vocabulary.identifiers import CASE, edge, uuid_of
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.private import PrivateField, Purpose
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order to sign, and the effector's signed word on whom it is about."""

    order: Reveal
    resolution: SignedResolution


async def wanted(
    request: Request, actor: Actor, case: UUID, field: str, purpose: str, message: str = ""
) -> Wanted:
    """The order that the actor may sign about a case that they hold; nothing happens yet.

    `message` (`room/event`) is one that was reported in the case, where the field is a message's.
    """
    deps = dependencies(request)
    if field not in set(PrivateField):
        refuse(Problem.FIELD_NOT_OFFERED, "there is no such field", "field")
    if purpose not in set(Purpose):
        refuse(Problem.PURPOSE_NOT_ALLOWED, "there is no such purpose", "purpose")
    allowed(deps, actor, Permission.FIELD_REVEAL, edge(CASE, case))
    page = await _page(request, allowed(deps, actor, Permission.CASE_READ, edge(CASE, case)), case)
    page = accepted(page)
    if page.case.state != "open":
        refuse(Problem.CASE_NEEDED, "the case is closed", "id")
    if page.case.holder(deps.clock()) != actor.person.id:
        refuse(Problem.LEASE_LOST, "the case is not claimed by you", "id")
    found = accepted(await _resolved(request, page, message))
    order = Reveal(
        genesis=house(request).onlooker.view.genesis_hash,
        id=f"rev_{uuid7().hex}",
        nonce=secrets.token_hex(32),
        case=edge(CASE, case),
        ref=found.resolution.ref,
        field=PrivateField(field),
        purpose=Purpose(purpose),
        signer=actor.person.id,
        at=stamp(deps.clock()),
    )
    return Wanted(order, found)


def order_of(value: object) -> Reveal:
    """A signed order as it came back."""
    try:
        return read_reveal(value)
    except ValueError as problem:
        refuse(Problem.BODY_INVALID, str(problem)[:200], "order")


async def reveal(
    request: Request, actor: Actor, order: Reveal, key: str, sig: str, message: str = ""
) -> Shown:
    """What the effector shows. Whatever was signed goes to it, so that a try is never unlogged:
    where the gate or the case refuses, it goes without our word and is refused there."""
    word = await _word(request, actor, order, message)
    found = None if isinstance(word, Refusal) else word
    answer = await house(request).asking.reveal(order, key, sig, found)
    if isinstance(word, Refusal) and not isinstance(answer, Shown):
        accepted(word)
    return accepted(answer)


async def still_shown(request: Request, actor: Actor, reveal: str) -> bool:
    """Whether the grant of a look still stands: its end, its case, its holder (I7)."""
    deps, onlooker = dependencies(request), house(request).onlooker
    look = onlooker.view.looks.intended.get(reveal)
    if look is None or look.person != actor.person.id:
        return False
    if look.grant().over(deps.clock(), onlooker.fresh or deps.clock()):
        return False
    case = uuid_of(CASE, look.case)
    leave = asked(deps, actor, Permission.CASE_READ, look.case)
    if case is None or isinstance(leave, Refusal):
        return False
    page = await _page(request, leave, case)
    return isinstance(page, CasePage) and page.case.holder(deps.clock()) == actor.person.id


async def ref_of(request: Request, actor: Actor, case: UUID) -> str:
    """The pseudonym of a case's subject."""
    leave = allowed(dependencies(request), actor, Permission.CASE_READ, edge(CASE, case))
    page = accepted(await _page(request, leave, case))
    return accepted(await _resolved(request, page)).resolution.ref


async def _page(request: Request, leave: Warrant, case: UUID) -> CasePage | Refusal:
    async with dependencies(request).pool.connection() as conn:
        return await queries.case_page(conn, leave, case)


async def _resolved(
    request: Request, page: CasePage, message: str = ""
) -> SignedResolution | Refusal:
    subject = subject_of(page, message)
    if isinstance(subject, Refusal):
        return subject
    return await house(request).asking.resolve(subject, [])


async def _word(request: Request, actor: Actor, order: Reveal, message: str) -> CaseWord | Refusal:
    """What our database says of the order's case, or why this person may not even ask."""
    deps, case = dependencies(request), uuid_of(CASE, order.case)
    if case is None:
        return Refusal(Problem.NOT_FOUND, "there is no such case", "case")
    leave = asked(deps, actor, Permission.FIELD_REVEAL, order.case)
    if isinstance(leave, Refusal):
        return leave
    leave = asked(deps, actor, Permission.CASE_READ, order.case)
    page = leave if isinstance(leave, Refusal) else await _page(request, leave, case)
    if isinstance(page, Refusal):
        return page
    found = await _resolved(request, page, message)
    if isinstance(found, Refusal):
        return found
    now = deps.clock()
    return CaseWord(
        genesis=house(request).onlooker.view.genesis_hash,
        case=order.case,
        ref=found.resolution.ref,
        state=page.case.state,
        creator=page.case.reopened_by or page.case.opened_by,
        assigner=page.case.assigner(now) or NOBODY,
        holder=page.case.holder(now) or NOBODY,
        at=stamp(now),
    )
