"""What both doors do with an authority's order; each refusal is raised."""

from datetime import UTC, datetime
from uuid import UUID

from fastapi import Request

from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import accepted, refuse
from quorate.api.steps import noticing
from quorate.api.steps.casework import house
from quorate.api.steps.owning import owners_of
from quorate.authority.gate import Actor, Warrant
from quorate.intake.notices import OTHER
from quorate.ledger.commitment import Salted
from quorate.orders import actions, queries
from quorate.orders.actions import ORDERS, Signed
from quorate.orders.content import Content
from quorate.orders.model import Answer, How, LegalOrder, Letter, Wanted
from quorate.orders.queries import Listing, OrderPage
from quorate.vocabulary.identifiers import ORDER, edge, uuid_of
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem


def order_id(text: str) -> UUID:
    """The order of an address, or the problem that there is none."""
    found = uuid_of(ORDER, text)
    if found is None:
        refuse(Problem.NOT_FOUND, "there is no such order", "id")
    return found


def areas(request: Request) -> list[str]:
    """What an order can be about: an area of the policies in force, or another matter."""
    return [*noticing.areas(request), OTHER]


async def listing(request: Request, actor: Actor) -> Listing:
    """Those that wait and those that are over."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.ORDER_READ, ORDERS)
    async with deps.pool.connection() as conn:
        return await queries.listing(conn, leave)


async def read(request: Request, actor: Actor, id: UUID) -> OrderPage:
    """One order with its texts."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.ORDER_READ, edge(ORDER, id))
    async with deps.pool.connection() as conn:
        return accepted(await queries.order_page(conn, leave, id))


async def receive(
    request: Request, actor: Actor, wanted: Wanted, content: Content, named: UUID
) -> LegalOrder:
    """Takes one in under this new id, once."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.ORDER_HANDLE, ORDERS)
    about, now = areas(request), deps.clock()
    async with deps.pool.connection() as conn:
        return accepted(await actions.receive(conn, leave, wanted, content, about, now, named))


async def complete(
    request: Request, actor: Actor, wanted: Wanted, content: Content, known: UUID
) -> LegalOrder:
    """Takes in what an incomplete one lacked."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.ORDER_HANDLE, ORDERS)
    about, now = areas(request), deps.clock()
    async with deps.pool.connection() as conn:
        return accepted(await actions.complete(conn, leave, wanted, content, about, now, known))


async def say(
    request: Request, actor: Actor, id: UUID, how: How, signed: Signed, *, genuine: bool
) -> LegalOrder:
    """The actor's signed word on the authority."""
    deps, rules = dependencies(request), house(request).rules()
    leave = allowed(deps, actor, Permission.ORDER_HANDLE, edge(ORDER, id))
    after, owners = deps.after_filing, await _owners(request, leave, id)
    async with deps.pool.connection() as conn:
        return accepted(
            await actions.say(
                *(conn, leave, id, actor, how, signed, owners, rules, after, deps.clock()),
                genuine=genuine,
            )
        )


async def _owners(request: Request, leave: Warrant, id: UUID) -> frozenset[str]:
    """Who of our people owns or wrote what the order names; no transaction stays open."""
    async with dependencies(request).pool.connection() as conn:
        subjects = await queries.subjects_of(conn, leave, id)
    return await owners_of(house(request).asking, subjects)


async def answer(
    request: Request, actor: Actor, id: UUID, said: Answer, text: Salted, signed: Signed
) -> LegalOrder:
    """The signed answer to the authority."""
    deps, rules = dependencies(request), house(request).rules()
    leave = allowed(deps, actor, Permission.ORDER_HANDLE, edge(ORDER, id))
    owners, now = await _owners(request, leave, id), deps.clock()
    async with deps.pool.connection() as conn:
        return accepted(
            await actions.answer(conn, leave, id, actor, said, text, signed, owners, rules, now)
        )


async def tell(request: Request, actor: Actor, id: UUID, what: Letter) -> LegalOrder:
    """Somebody sent the letter by hand."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.ORDER_HANDLE, edge(ORDER, id))
    async with deps.pool.connection() as conn:
        return accepted(await actions.tell(conn, leave, id, what, deps.clock()))


def moment(text: str, field: str) -> datetime:
    """An instant as a form or a body says it: RFC 3339, or a minute without an offset, in UTC."""
    try:
        found = datetime.fromisoformat(text.strip())
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (OverflowError, ValueError):
        refuse(Problem.BODY_INVALID, "an instant such as 2026-11-24T11:00Z", field)
