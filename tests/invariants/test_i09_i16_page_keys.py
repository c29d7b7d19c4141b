"""I9, I16: a key that a page or the server has held becomes nobody's own hand by an amendment."""

import pytest
from tests.invariants.test_i09_amendments import view

from quorate.authority.amendment import Amendment
from quorate.authority.charter import Charge
from quorate.incidents.stage.amending import FIRST, SECOND, amend, applied, wait
from quorate.incidents.stage.passkeys import Authenticator
from quorate.incidents.stage.roles import Row, seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World
from quorate.people.keys import key_id
from quorate.people.passkeys import point
from quorate.vocabulary.kinds import Algorithm, Channel, Kind

HOLDER, HELD = "employee", "held for the employee"


def on(channel: str, name: str = HELD) -> Row:
    return {"public": seeded(name).public.hex(), "channel": channel}


def moved(world: World, channel: str) -> Amendment:
    """The holder's row as in force, with the further key on that channel."""
    keys = [on("cli", HOLDER), on(channel)]
    return amend(world, Charge.PERSON, {**world.people[HOLDER], "keys": keys}, FIRST, SECOND)


def channel_of(station: Station) -> Channel:
    return view(station).roster.keys[key_id(seeded(HELD).public)].channel


@pytest.mark.parametrize(
    ("was", "becomes"), [("network", "cli"), ("console", "cli"), ("network", "console")]
)
async def test_i16_a_key_that_a_page_or_the_server_holds_becomes_no_fuller_hand(
    world: World, station: Station, was: str, becomes: str
) -> None:
    world.changed(HOLDER, keys=[on("cli", HOLDER), on(was)])
    made = moved(world, becomes)
    await wait(station)
    assert made.id not in view(station).agenda.amendments
    assert f"came as a key of {was}" in view(station).forged[0].reason
    said = world.propose(2)
    world.publish(
        world.word(said, Kind.APPROVE, HOLDER, seeded(HELD)),
        world.word(said, Kind.APPROVE, "contractor"),
    )
    await station.cool()
    assert world.platform.calls == []


async def test_i16_nor_does_it_once_a_founders_file_has_left_it_out(
    world: World, station: Station
) -> None:
    world.changed(HOLDER, keys=[on("cli", HOLDER), on("network")])
    world.changed(HOLDER, keys=[on("cli", HOLDER)])
    made = moved(world, "cli")
    await wait(station)
    assert made.id not in view(station).agenda.amendments


async def test_i16_nor_does_it_once_an_amendment_has_narrowed_it(
    world: World, station: Station
) -> None:
    world.changed(HOLDER, keys=[on("cli", HOLDER), on("cli")])
    moved(world, "console")
    await wait(station)
    made = moved(world, "cli")
    await wait(station)
    assert made.id not in view(station).agenda.amendments
    assert channel_of(station) is Channel.CONSOLE


@pytest.mark.parametrize("becomes", ["cli", "console", "network"])
async def test_i9_a_key_of_one_s_own_hand_may_count_for_less(
    world: World, station: Station, becomes: str
) -> None:
    world.changed(HOLDER, keys=[on("cli", HOLDER), on("cli")])
    made = moved(world, becomes)
    await wait(station)
    assert applied(station, made)
    assert channel_of(station) == becomes


async def test_i9_a_bare_key_becomes_no_device_s(world: World, station: Station) -> None:
    """A passkey of Ed25519 has the bytes of a bare key, and counts where that does not."""
    device = Authenticator("a device", Algorithm.EDDSA)
    bare = {"public": point(device.public, Algorithm.EDDSA).hex(), "channel": "cli"}
    world.changed(HOLDER, keys=[on("cli", HOLDER), bare])
    keys = [on("cli", HOLDER), device.row()]
    row = {**world.people[HOLDER], "keys": keys}
    made = amend(world, Charge.PERSON, row, FIRST, SECOND)
    await wait(station)
    assert made.id not in view(station).agenda.amendments
