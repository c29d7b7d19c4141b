"""What both doors do with a notice: the areas to choose from, and handing it in."""

from dataclasses import dataclass, replace

from fastapi import Request

from quorate.api.around.deps import dependencies
from quorate.api.steps.casework import house
from quorate.authority.gate import Warrant
from quorate.intake.marks import Marks, hashed
from quorate.intake.notices import Given, Handed, Notice, faults
from quorate.intake.notifying import give_notice
from quorate.intake.places import read_place
from quorate.vocabulary.problems import Refusal


@dataclass(frozen=True, slots=True)
class Taken:
    """A notice that stands, and the secret part of its address."""

    given: Given
    address: str


def areas(request: Request) -> list[str]:
    """The areas of the policies in force."""
    policies = house(request).rules().catalogue.policies.values()
    return sorted({policy.area for policy in policies})


def marks(request: Request) -> Marks:
    """By the web's own key."""
    return Marks(house(request).asking.key)


def wrongs(request: Request, notice: Notice) -> list[Refusal]:
    """Everything that is missing or does not fit, where it is among it."""
    found = faults(notice, areas(request))
    if any(wrong.field in ("location", "account") for wrong in found):
        return found
    place = read_place(notice.location, notice.account, connector_of(request))
    return [*found, place] if isinstance(place, Refusal) else found


async def take(
    request: Request, warrant: Warrant, notice: Notice, key: str, reporter: str | None = None
) -> Taken | Refusal:
    """Hands in a notice that nothing is wrong with; answers after the commit."""
    deps, made = dependencies(request), marks(request)
    place = read_place(notice.location, notice.account, connector_of(request))
    if isinstance(place, Refusal):
        return place
    source = warrant.resource
    address, voice = made.address(source, key), made.voice(notice, source, reporter)
    handed = Handed(notice, place, key, hashed(address), voice, reporter)
    async with deps.pool.connection() as conn:
        given = await give_notice(conn, warrant, handed, deps.clock(), deps.after_filing)
        if isinstance(given, Refusal):
            await conn.rollback()
            # The place was typed in other words than the report's own.
            field = "location" if given.field == "subject.id" else given.field
            return replace(given, field=field)
    return Taken(given, address)


def path_of(address: str) -> str:
    """Where the public door shows what became of a notice."""
    return f"/public/notices/{address}"


def connector_of(request: Request) -> str:
    """The platform that this installation was founded for."""
    genesis = house(request).onlooker.view.genesis
    if genesis is None:
        raise LookupError("the ledger has no genesis yet")
    return genesis.connectors[0]
