"""I9, I16: a key is taken back by its holder's own signed order; no effector alone takes one."""

from typing import Any

import pytest

from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import FOUNDERS, World
from quorate.people.keys import key_id
from quorate.vocabulary.events import Event

HOLDER, OTHER, FOUNDER = "employee", "other employee", FOUNDERS[0]


def own(who: str) -> str:
    return key_id(seeded(who).public)


def orders(world: World) -> dict[str, dict[str, Any]]:
    """What an effector may hold in its hands beside a key that it wants gone."""
    said: dict[str, dict[str, Any]] = {
        "another's word": world.order("revoke-key", own(HOLDER), OTHER),
        "about another key": world.order("revoke-key", own(OTHER), HOLDER),
        "about something else": world.order("execute", own(HOLDER), HOLDER),
        "unsigned": {**world.order("revoke-key", own(HOLDER), HOLDER), "sig": "00" * 64},
    }
    found: dict[str, dict[str, Any]] = {"no order": {}}
    for why, body in said.items():
        found[why] = {"order": {**body["order"], "key": body["key"], "sig": body["sig"]}}
    return found


@pytest.mark.parametrize(
    "why", ["no order", "another's word", "about another key", "about something else", "unsigned"]
)
async def test_i16_an_effector_alone_revokes_nobody_s_key(
    world: World, station: Station, why: str
) -> None:
    data = {"revoked": own(HOLDER), "person": HOLDER, **orders(world)[why]}
    station.chronicle.write(Event.KEY_REVOKED, data)
    other = world.station("second effector")
    await station.step()
    await other.step()
    assert not other.chronicle.view.roster.revoked
    assert [f.event for f in other.chronicle.view.forged] == [Event.KEY_REVOKED]


@pytest.mark.parametrize("who", [HOLDER, FOUNDER])
async def test_i16_whoever_holds_a_key_takes_it_back_for_every_reader(
    world: World, station: Station, who: str
) -> None:
    answer = station.door.revoke_key(world.order("revoke-key", own(who), who))
    assert isinstance(answer, dict), answer
    other = world.station("second effector")
    await station.step()
    await other.step()
    for each in (station, other):
        assert each.chronicle.view.roster.revoked == {own(who)}
        assert each.chronicle.view.forged == []
