"""I14, I16, I17: looks are capped, survive a crash, and stand in nobody's name but the signer's."""

import pytest
from tests.invariants.looking import SECRET, asked, events, refused

from quorate.effects.limits import Limits
from quorate.incidents.stage.looking import look, ordered
from quorate.incidents.stage.roles import row, seeded
from quorate.incidents.stage.station import Crash, Station
from quorate.incidents.stage.world import TROLL, World
from quorate.vocabulary.events import Event
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.times import stamp


@pytest.fixture
def station(world: World) -> Station:
    made = world.station()
    world.platform.secrets[TROLL, PrivateField.EMAIL] = [SECRET]
    return made


async def test_i17_many_accounts_alarm_and_then_are_refused(world: World) -> None:
    station = world.station(limits=Limits(looks_alarm=3, cap_looks=4))
    for number in range(4):
        native = f"@many{number}:here.example"
        station.knows(native)
        assert isinstance(await asked(station, look(world, "employee", native)), dict)
        assert station.pager.heard("many looks at private data") == (number >= 2)
        assert isinstance(await asked(station, look(world, "employee", native)), dict)
    await refused(station, look(world, "employee"), Problem.LOOKS_CAPPED)
    station.restart()
    await refused(station, look(world, "employee"), Problem.LOOKS_CAPPED)
    station = world.station(state="empty", limits=Limits(looks_alarm=3, cap_looks=4))
    await refused(station, look(world, "employee"), Problem.LOOKS_CAPPED)
    assert isinstance(await asked(station, look(world, "other employee")), dict)
    world.later(minutes=61)
    assert isinstance(await asked(station, look(world, "employee")), dict)


async def test_i17_a_team_looks_at_so_many_accounts_together(world: World) -> None:
    limits = Limits(cap_looks=2, cap_team=2)
    station = world.station(limits=limits)
    team = ("employee", "second of south", "third of south")
    world.change_people(*(row(name, "south") for name in team))
    natives = [f"@team{number}:here.example" for number in range(5)]
    for native in natives:
        station.knows(native)
    for number, who in enumerate([*team[:2]] * 2):
        assert isinstance(await asked(station, look(world, who, natives[number])), dict)
    assert isinstance(await asked(station, look(world, team[2], natives[0])), dict)
    found = await refused(station, look(world, team[2], natives[4]), Problem.LOOKS_CAPPED)
    assert "team south: 4 accounts looked at within the hour, the cap is 4; free at" in found.detail
    for one in (station, world.station(state="empty", limits=limits)):
        one.knows(natives[4])
        await refused(one, look(world, team[2], natives[4]), Problem.LOOKS_CAPPED)
    station.knows(TROLL)
    assert isinstance(await asked(station, look(world, "other employee")), dict)
    world.later(minutes=61)
    assert isinstance(await asked(station, look(world, team[2], natives[4])), dict)


async def test_i14_a_crash_between_intent_and_answer_is_ended_and_told(
    world: World, station: Station
) -> None:
    def die() -> None:
        raise Crash

    world.platform.before_reveal = die
    body = look(world, "employee")
    with pytest.raises(Crash):
        await asked(station, body)
    station.restart()
    for _ in range(3):
        await station.step()
    assert events(world)[-2:] == ["reveal:intended", "reveal:refused"]
    assert station.pager.heard("a look at private data was refused") == 1
    world.platform.before_reveal = lambda: None
    await refused(station, body, Problem.ALREADY_DECIDED)


async def test_i14_shown_and_not_yet_published_is_known_again_after_a_crash(
    world: World, station: Station
) -> None:
    def no_database() -> None:
        station.memory.database_up = False

    world.platform.before_reveal = no_database
    assert isinstance(await asked(station, look(world, "employee")), dict)
    station.restart()
    for _ in range(3):
        await station.step()
    assert len(station.memory.unlogged()) == 0 or events(world)[-1] == "reveal:intended"
    station.memory.flush()
    await station.step()
    assert events(world)[-2:] == ["reveal:intended", "reveal:shown"]


async def test_i14_what_a_crash_ended_is_ended_once_while_the_database_is_away(
    world: World, station: Station
) -> None:
    def die() -> None:
        raise Crash

    world.platform.before_reveal = die
    with pytest.raises(Crash):
        await asked(station, look(world, "employee"))
    for _ in range(2):
        station.restart()
        station.memory.database_up = False
        await station.step()
        await station.step()
    station.memory.flush()
    assert events(world).count("reveal:refused") == 1


async def test_i16_an_effector_alone_puts_no_look_in_anybody_s_name(
    world: World, station: Station
) -> None:
    order = ordered(world, "employee")
    data = {
        "order": order.fields(),
        "key": look(world, "employee")["key"],
        "sig": seeded("contractor").sign(order.digest()).hex(),
        "account": order.ref,
        "tier": 0,
        "ends": stamp(world.now),
    }
    world.resign()
    station.chronicle.catch_up()
    station.chronicle.write(Event.REVEAL_INTENDED, data)
    await station.step()
    assert station.chronicle.view.looks.intended == {}
    assert station.pager.heard("forged") == 1
