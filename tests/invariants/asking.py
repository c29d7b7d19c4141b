"""Short ways to ask an effector for its verdict."""

from collections.abc import Callable
from typing import Final

from quorate.decisions.statement import Statement
from quorate.effects.checks.certificate import Certificate
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World, proposal_of
from quorate.vocabulary.problems import Problem, Refusal

QUORUM = ("contractor", "employee")
EVERYTHING: Final = '@id("all") @says("all") permit (principal, action, resource);'
ERRS: Final = """@id("errs") @says("errs")
forbid (principal, action == Action::"proposal:open", resource)
when { context.weekday * 9223372036854775807 > 7 };"""
Ruled = Callable[..., Station]


async def verdict(world: World, station: Station, said: Statement) -> Certificate | Refusal:
    """What the effector thinks of the proposal now, platform read and ledger fresh."""
    world.resign()
    station.chronicle.catch_up()
    return await station.executor.judge(proposal_of(station, said), look=True)


async def problem(world: World, station: Station, said: Statement) -> Problem | None:
    """Why not, or None for a certificate."""
    found = await verdict(world, station, said)
    return found.problem if isinstance(found, Refusal) else None


async def words(world: World, station: Station, said: Statement) -> str:
    """The refusal in words; empty for a certificate."""
    found = await verdict(world, station, said)
    return str(found) if isinstance(found, Refusal) else ""
