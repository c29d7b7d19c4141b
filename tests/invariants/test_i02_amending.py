"""I2: nobody ends an amendment in a matter of their own, by a denial as little as by a veto."""

from typing import Any

import pytest

from quorate.authority.charter import Charge
from quorate.incidents.stage.amending import (
    FIRST,
    SECOND,
    amend,
    applied,
    filed,
    leads,
    wait,
    word,
)
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.people.keys import key_id
from quorate.vocabulary.kinds import Kind

MAYOR = "@mayor:here.example"
NO = pytest.mark.parametrize("kind", [Kind.DENY, Kind.VETO])


def cli(name: str) -> dict[str, str]:
    return {"public": seeded(name).public.hex(), "channel": "cli"}


def dismissed(world: World, **fields: Any) -> dict[str, Any]:
    """The lead's row as it is to be."""
    world.change_people(*leads())
    return {**world.people["lead"], "roles": ["reviewer"], **fields}


@NO
async def test_i2_a_lead_does_not_stay_one_by_their_own_no(
    world: World, station: Station, kind: Kind
) -> None:
    made = amend(world, Charge.PERSON, dismissed(world), FIRST, SECOND)
    world.publish(word(world, made, kind, "lead"))
    await wait(station)
    assert applied(station, made)
    assert len(station.chronicle.view.forged) == 1


@NO
async def test_i2_whose_keys_are_touched_ends_it_for_it_may_be_a_theft(
    world: World, station: Station, kind: Kind
) -> None:
    keys = [{"public": seeded("thief").public.hex(), "channel": "cli"}]
    made = amend(world, Charge.PERSON, dismissed(world, keys=keys), FIRST, SECOND)
    world.publish(word(world, made, kind, "lead"))
    await wait(station, 25)
    assert not applied(station, made)
    assert filed(station, made).settled


@NO
async def test_i2_nobody_buys_a_no_in_their_own_matter_by_giving_up_a_key(
    world: World, station: Station, kind: Kind
) -> None:
    """The row names the key still; it would not bring it back."""
    both = {"keys": [cli("lead"), cli("spare")]}
    row = dismissed(world, **both)
    world.changed("lead", **both)
    made = amend(world, Charge.PERSON, row, FIRST, SECOND)
    await station.step()
    order = world.order("revoke-key", key_id(seeded("spare").public), "lead")
    assert isinstance(station.door.revoke_key(order), dict)
    await station.step()
    world.publish(word(world, made, kind, "lead"))
    await wait(station)
    assert applied(station, made)
    assert len(station.chronicle.view.forged) == 1


@NO
async def test_i2_another_channel_for_the_same_key_touches_it(
    world: World, station: Station, kind: Kind
) -> None:
    page = [{**cli("lead"), "channel": "console"}]
    made = amend(world, Charge.PERSON, dismissed(world, keys=page), FIRST, SECOND)
    world.publish(word(world, made, kind, "lead"))
    await wait(station)
    assert not applied(station, made)
    assert filed(station, made).settled


@NO
async def test_i2_the_owner_of_the_account_does_not_keep_it_listed(
    world: World, station: Station, kind: Kind
) -> None:
    world.register({MAYOR: 2})
    ref = world.ref(MAYOR)
    world.change_people(*leads())
    world.changed("lead", accounts=[ref])
    made = amend(world, Charge.LOWERING, [{"ref": ref, "tier": 0}], FIRST, SECOND)
    world.publish(word(world, made, kind, "lead"))
    await wait(station, 72)
    assert applied(station, made)
    assert len(station.chronicle.view.forged) == 1
