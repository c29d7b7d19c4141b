"""I8, I16: what the door of private data refuses before anybody is believed."""

import pytest
from tests.invariants.looking import SECRET, asked, events, refused

from quorate.accounts.register import Reading
from quorate.accounts.subject import Subject
from quorate.incidents.stage.looking import given, look, ordered
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.station import Crash, Station
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


async def test_i14_a_look_that_is_being_shown_is_not_ended(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    reveal = world.platform.reveal

    async def meanwhile(field: PrivateField, subject: Subject) -> list[str] | Refusal:
        await station.effector.wrongs.tell()
        return await reveal(field, subject)

    monkeypatch.setattr(world.platform, "reveal", meanwhile)
    assert isinstance(await asked(station, look(world, "employee")), dict)
    assert events(world)[-2:] == ["reveal:intended", "reveal:shown"]


async def test_i14_only_whose_intent_it_is_ends_a_look(world: World, station: Station) -> None:
    def die() -> None:
        raise Crash

    world.platform.before_reveal = die
    with pytest.raises(Crash):
        await asked(station, look(world, "employee"))
    await world.station("second effector").step()
    assert events(world)[-1] == "reveal:intended"
    station.restart()
    await station.step()
    assert events(world)[-1] == "reveal:refused"
