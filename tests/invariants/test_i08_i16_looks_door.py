"""I8, I16: what the door of private data refuses before anybody is believed."""

import pytest
from tests.invariants.looking import SECRET, asked, refused

from quorate.accounts.register import Reading
from quorate.incidents.stage.looking import given, look, ordered
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import TROLL, World
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.problems import Problem, Refusal


@pytest.fixture
def station(world: World) -> Station:
    made = world.station()
    world.platform.secrets[TROLL, PrivateField.EMAIL] = [SECRET]
    return made


@pytest.mark.parametrize("key", ["contractor", "nobody"])
async def test_i16_nobody_asks_in_another_s_name(world: World, station: Station, key: str) -> None:
    found = await asked(station, given(world, ordered(world, "employee"), seeded(key)))
    assert isinstance(found, Refusal)
    assert found.problem is Problem.KEY_UNKNOWN
    assert world.platform.reads == []


async def test_i8_a_subject_that_nobody_resolved_is_told_so(world: World, station: Station) -> None:
    unknown = look(world, "employee", "@unknown:here.example")
    await refused(station, unknown, Problem.NOT_FOUND)


async def test_i8_a_field_that_the_platform_does_not_give_is_told_so(
    world: World, station: Station
) -> None:
    world.platform.private = frozenset({PrivateField.PHONE})
    await refused(station, look(world, "employee"), Problem.FIELD_NOT_OFFERED)


async def test_i8_an_intent_that_does_not_hold_in_the_log_shows_nothing(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key goes out of force in the very instant before the intent is written."""
    keep = station.memory.keep_look

    def loses_the_key(*said: object) -> None:
        world.changed("employee", keys=[])
        keep(*said)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(station.memory, "keep_look", loses_the_key)
    await refused(station, look(world, "employee"), Problem.ALREADY_DECIDED)
    assert len(station.chronicle.view.forged) == 1


@pytest.mark.parametrize("listed", [True, False])
async def test_i23_a_refused_look_is_told_by_the_highest_tier_known(
    world: World, station: Station, listed: bool
) -> None:
    """By the register where the platform is not read, by the platform where nothing is listed."""
    if listed:
        world.register({TROLL: 2})
        world.platform.unreadable = True
    else:
        world.platform.readings[TROLL] = Reading(0, False, True)
    await asked(station, look(world, "contractor"))
    assert station.pager.heard("was refused, tier 2") == 1


async def test_i13_with_open_secrets_nothing_is_shown(world: World, station: Station) -> None:
    station.executor.exposed = Refusal(Problem.SECRETS_EXPOSED, "token", None, "I13")
    await refused(station, look(world, "employee"), Problem.SECRETS_EXPOSED)
