"""I9: a key is added, replaced or given for a lost one by a quorum that waits, and told (I5)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.invariants.asking import words

from quorate.authority.amendment import Amendment
from quorate.authority.before import SignedBefore
from quorate.authority.charter import Charge
from quorate.decisions.statement import Statement
from quorate.effects.doors.staff import StaffDoor
from quorate.effects.view import View
from quorate.incidents.stage.amending import (
    FIRST,
    SECOND,
    THIRD,
    amend,
    amendment,
    applied,
    filed,
    leads,
    said,
    wait,
    word,
)
from quorate.incidents.stage.passkeys import Authenticator
from quorate.incidents.stage.roles import Row, seeded
from quorate.incidents.stage.sources import Source
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import TROLL, World, proposal_of
from quorate.people.keys import key_id
from quorate.people.passkeys import point
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested, Kind
from quorate.vocabulary.problems import Problem, Refusal

ACTED = [("suspend", TROLL)]
HOLDER = "employee"


@pytest.fixture
def world(folder: Path) -> World:
    """As outside the demo: at tier >= 2 passkeys alone approve. The contractor has one."""
    made = World(folder, cli_approves=False).found()
    keys = [*made.people["contractor"]["keys"], Authenticator("contractor").row()]
    made.change_people({**made.people["contractor"], "keys": keys})
    return made


def view(station: Station) -> View:
    return station.chronicle.view


def living(station: Station, who: str = HOLDER) -> set[str]:
    return {key.id for key in view(station).roster.keys_of(who)}


def with_keys(world: World, *keys: Row, who: str = HOLDER) -> Row:
    """The person's row as in force, with exactly these keys."""
    return {**world.people[who], "keys": list(keys)}


def cli(who: str = HOLDER) -> Row:
    return {"public": seeded(who).public.hex(), "channel": "cli"}


def added(world: World, *devices: Authenticator, **fields: Any) -> Amendment:
    """Approved: the holder's row with these passkeys beside the key of the command line."""
    row = with_keys(world, cli(), *(d.row() for d in devices))
    return amend(world, Charge.PERSON, row, FIRST, SECOND, **fields)


def approved(world: World, device: Authenticator, tier: int = 2) -> Statement:
    """A proposal under two passkeys: the contractor's, and this one of the holder."""
    made = world.propose(tier)
    hands = (("contractor", Authenticator("contractor")), (HOLDER, device))
    world.publish(*(world.touch(made, Kind.APPROVE, who, with_) for who, with_ in hands))
    return made


async def test_i9_a_second_key_waits_an_hour_and_the_old_one_stays(
    world: World, station: Station
) -> None:
    device = Authenticator("second")
    made = added(world, device)
    await wait(station, 59 / 60)
    assert not applied(station, made)
    await wait(station, 1 / 60)
    assert applied(station, made)
    assert living(station) == {key_id(seeded(HOLDER).public), device.key_id}
    assert station.pager.heard("It replaces the keys") == 0


async def test_i6_a_key_alone_widens_nobody_whom_a_source_narrowed(
    world: World, station: Station
) -> None:
    source = Source(world)
    source.declare()
    source.narrow(HOLDER, last_working_day="2026-12-31", zone="UTC")
    device = Authenticator("second")
    made = added(world, device)
    station.chronicle.catch_up()
    bounds = view(station).roster.people[HOLDER].bounds
    for _ in range(5):
        await wait(station, 0.2)
        source.confirm()
    await wait(station, 0.05)
    assert applied(station, made)
    assert device.key_id in living(station)
    assert view(station).roster.people[HOLDER].bounds == bounds != ()


async def test_i9_a_new_key_rests_72_hours_before_it_fills_a_slot_of_tier_2(
    world: World, station: Station
) -> None:
    device = Authenticator("second")
    added(world, device)
    await wait(station)
    early = approved(world, device)
    await station.cool()
    assert world.platform.calls == []
    assert "employee: the key is new until" in await words(world, station, early)
    world.later(hours=70)
    still = approved(world, device)
    await station.cool()
    assert "the key is new until" in await words(world, station, still)
    world.later(minutes=58)
    approved(world, device)
    await station.cool()
    assert world.platform.calls == ACTED


async def test_i9_a_ledger_s_clock_ahead_ends_no_rest(world: World, station: Station) -> None:
    device = Authenticator("second")
    added(world, device)
    await wait(station)
    world.ledger_ahead = timedelta(hours=80)
    made = approved(world, device)
    await station.step()
    found = await words(world, station, made)
    assert found
    assert world.platform.calls == []


async def test_i9_a_resting_key_counts_below_tier_2(world: World, station: Station) -> None:
    device = Authenticator("second")
    added(world, device)
    await wait(station)
    made = world.propose(1)
    world.publish(world.touch(made, Kind.APPROVE, HOLDER, device))
    await station.cool()
    assert world.platform.calls == ACTED


async def test_i9_a_resting_key_of_a_lead_fills_no_slot_of_an_amendment(
    world: World, station: Station
) -> None:
    """Else whoever stole a quorum's patience for one key would have the next at once."""
    world.change_people(*leads())
    device = Authenticator("lead's")
    row = with_keys(world, cli("lead"), device.row(), who="lead")
    amend(world, Charge.PERSON, row, FIRST, SECOND)
    await wait(station)
    made = amendment(world, Charge.QUORUM, {"2": 1})
    world.publish(
        word(world, made, Kind.PROPOSE, THIRD),
        word(world, made, Kind.APPROVE, "lead", device),
        word(world, made, Kind.APPROVE, "other lead"),
    )
    await wait(station)
    assert not applied(station, made)
    await wait(station, 72)
    await wait(station)
    assert applied(station, made)


async def test_i9_a_key_is_replaced_by_adding_and_then_revoking(
    world: World, station: Station
) -> None:
    old, new = Authenticator("old"), Authenticator("new")
    world.change_people(with_keys(world, cli(), old.row()))
    added(world, old, new)
    await wait(station)
    order = world.order("revoke-key", old.key_id, HOLDER)
    assert not isinstance(station.door.revoke_key(order), Refusal)
    assert old.key_id not in living(station)
    world.later(hours=72)
    approved(world, old)
    await station.cool()
    assert world.platform.calls == []
    assert "not a living one" in view(station).forged[-1].reason
    approved(world, new)
    await station.cool()
    assert world.platform.calls == ACTED


async def test_i5_a_key_lost_while_another_is_left_signs_nothing_at_once(
    world: World, station: Station
) -> None:
    lost = Authenticator("lost")
    world.change_people(with_keys(world, cli(), lost.row()))
    made = approved(world, lost)
    await station.step()
    station.memory.database_up = False
    order = world.order("revoke-key", lost.key_id, HOLDER)
    assert not isinstance(station.door.revoke_key(order), Refusal)
    assert living(station) == {key_id(seeded(HOLDER).public)}
    await station.cool()
    assert world.platform.calls == []
    assert "approver" in await words(world, station, made)


async def test_i9_nobody_gives_up_a_key_of_somebody_else(world: World, station: Station) -> None:
    await station.step()
    theirs = Authenticator("contractor").key_id
    found = station.door.revoke_key(world.order("revoke-key", theirs, HOLDER))
    assert isinstance(found, Refusal)
    assert found.problem is Problem.KEY_UNKNOWN
    assert theirs in living(station, "contractor")


async def test_i9_a_recovery_pages_the_holder_and_waits_24_hours(
    world: World, station: Station
) -> None:
    new = Authenticator("recovered")
    made = amend(world, Charge.PERSON, with_keys(world, new.row()), FIRST, SECOND)
    await wait(station, 23)
    assert not applied(station, made)
    told = f"It replaces the keys of {HOLDER}: if {HOLDER} did not ask for that, veto it."
    assert station.pager.heard(told) == 2
    await wait(station, 1)
    assert applied(station, made)
    assert living(station) == {new.key_id}
    approved(world, new)
    await station.cool()
    assert world.platform.calls == []
    world.later(hours=72)
    approved(world, new)
    await station.cool()
    assert world.platform.calls == ACTED


async def test_i9_whoever_gave_up_every_key_recovers_as_slowly(
    world: World, station: Station
) -> None:
    await station.step()
    own = key_id(seeded(HOLDER).public)
    assert not isinstance(station.door.revoke_key(world.order("revoke-key", own, HOLDER)), Refusal)
    new = Authenticator("recovered")
    made = amend(world, Charge.PERSON, with_keys(world, new.row()), FIRST, SECOND)
    await wait(station, 23)
    assert not applied(station, made)
    await wait(station, 1)
    assert living(station) == {new.key_id}


async def test_i9_a_new_key_for_an_old_one_waits_as_a_recovery_where_others_stay(
    world: World, station: Station
) -> None:
    """Else a thief's key would come in an hour beside one that is never used."""
    old, new = Authenticator("old"), Authenticator("new")
    world.change_people(with_keys(world, cli(), old.row()))
    made = added(world, new)
    await wait(station, 23)
    assert not applied(station, made)
    assert station.pager.heard(f"It replaces the keys of {HOLDER}") == 2
    await wait(station, 1)
    assert living(station) == {key_id(seeded(HOLDER).public), new.key_id}


async def test_i9_a_recovery_whose_page_nobody_takes_waits_on(
    world: World, station: Station
) -> None:
    station.pager.down = True
    row = with_keys(world, Authenticator("recovered").row())
    made = amend(world, Charge.PERSON, row, FIRST, SECOND)
    await wait(station, 48)
    assert not applied(station, made)


async def test_i9_the_effector_says_what_stands_under_its_own_name(
    world: World, station: Station
) -> None:
    """What the signer's difference rests on: no page and no row can make it up."""
    made = added(world, Authenticator("second"))
    await station.step()
    door = StaffDoor(station.effector, station.door)
    found = door.before(made.id)
    assert isinstance(found, SignedBefore)
    public = world.process_key("effector").public.hex()
    assert found.holds({"effector": public})
    assert not found.holds({"effector": world.process_key("second effector").public.hex()})
    assert (found.before.genesis, found.before.amendment) == (world.genesis, made.id)
    assert found.before.seen == world.now
    assert {**found.before.content, "training": 0} == {
        **world.people[HOLDER],
        "training": 0,
        "regions": [],
    }
    unknown = door.before("amd_" + "0" * 32)
    assert isinstance(unknown, Refusal)
    assert unknown.problem is Problem.NOT_FOUND


@pytest.mark.parametrize("by_passkey", [False, True])
async def test_i9_the_holder_of_the_lost_key_vetoes_its_recovery(
    world: World, station: Station, *, by_passkey: bool
) -> None:
    """A theft by three hands is undone by the one it is done to."""
    held = Authenticator("held")
    world.change_people(with_keys(world, cli(), held.row()))
    row = with_keys(world, Authenticator("thief").row())
    made = amend(world, Charge.PERSON, row, FIRST, SECOND)
    await wait(station, 23)
    spoken = said(made, Kind.VETO, HOLDER, held if by_passkey else None)
    body = {"amendment": made.fields(), **spoken}
    assert not isinstance(StaffDoor(station.effector, station.door).veto(body), Refusal)
    await wait(station, 2)
    assert not applied(station, made)
    assert filed(station, made).settled == f"vetoed by {HOLDER}"
    assert living(station) == {key_id(seeded(HOLDER).public), held.key_id}


async def test_i9_a_thief_s_new_key_vetoes_nothing(world: World, station: Station) -> None:
    thief = Authenticator("thief")
    made = amend(world, Charge.PERSON, with_keys(world, thief.row()), FIRST, SECOND)
    await station.step()
    body = {"amendment": made.fields(), **said(made, Kind.VETO, HOLDER, thief)}
    found = StaffDoor(station.effector, station.door).veto(body)
    assert isinstance(found, Refusal)
    assert found.problem is Problem.KEY_UNKNOWN


@pytest.mark.parametrize(
    ("by", "approvers"), [("lead", (FIRST, SECOND)), (THIRD, ("lead", SECOND))]
)
async def test_i9_nobody_signs_for_a_key_of_their_own(
    world: World, station: Station, by: str, approvers: tuple[str, ...]
) -> None:
    world.change_people(*leads())
    device = Authenticator("lead's")
    row = with_keys(world, cli("lead"), device.row(), who="lead")
    made = amend(world, Charge.PERSON, row, *approvers, by=by)
    await wait(station, 25)
    assert not applied(station, made)
    assert device.key_id not in living(station, "lead")


async def test_i9_a_passkey_of_somebody_else_is_enrolled_for_nobody(
    world: World, station: Station
) -> None:
    theirs = Authenticator("contractor")
    made = added(world, theirs)
    await wait(station)
    assert made.id not in view(station).agenda.amendments
    assert "served somebody else" in view(station).forged[0].reason
    row = {"public": point(theirs.public, theirs.algorithm).hex(), "channel": "cli"}
    again = amend(world, Charge.PERSON, with_keys(world, cli(), row), FIRST, SECOND)
    await wait(station)
    assert not applied(station, again)


@pytest.mark.parametrize("flags", [0x0D, 0x1D])
async def test_i9_a_passkey_that_leaves_its_device_fills_no_slot(
    world: World, station: Station, flags: int
) -> None:
    """An account keeps and copies it: the flags of its own answer say so (BE, BS)."""
    device = Authenticator("synced")
    added(world, device)
    await wait(station)
    world.later(hours=72)
    made = world.propose(2)
    own = made.spoken_by(Kind.APPROVE, HOLDER)
    data = device.authenticator_data(flags=flags)
    proof = device.signed(device.client_data(own), data).fields()
    row = {"proposal": made.proposal, "signer": HOLDER, "key": device.key_id, "assertion": proof}
    entry = world.entry(Event.PROPOSAL_APPROVED, row, Attested.PERSON, HOLDER)
    world.publish(
        entry.canonical(),
        world.touch(made, Kind.APPROVE, "contractor", Authenticator("contractor")),
    )
    await station.cool()
    assert world.platform.calls == []
    assert list(proposal_of(station, made).approvals) == ["contractor"]
    assert "the key can leave its device" in view(station).forged[0].reason


async def test_i9_two_passkeys_asked_for_at_once_do_not_revoke_each_other(
    world: World, station: Station
) -> None:
    """A row that was written before a key came does not know it: its signers revoked nothing."""
    one, two = Authenticator("one"), Authenticator("two")
    first, second = added(world, one), added(world, two)
    await wait(station)
    assert applied(station, first)
    assert not applied(station, second)
    assert "keys have changed since" in filed(station, second).failed
    assert one.key_id in living(station)
    again = added(world, one, two)
    await wait(station)
    assert applied(station, again)
    assert {one.key_id, two.key_id} < living(station)


async def test_i9_a_key_given_up_meanwhile_stays_given_up(world: World, station: Station) -> None:
    old, new = Authenticator("old"), Authenticator("new")
    world.change_people(with_keys(world, cli(), old.row()))
    made = added(world, old, new)
    await station.step()
    station.door.revoke_key(world.order("revoke-key", old.key_id, HOLDER))
    await wait(station)
    assert applied(station, made)
    assert living(station) == {key_id(seeded(HOLDER).public), new.key_id}


async def test_i5_the_new_key_of_somebody_who_left_counts_nothing(
    world: World, station: Station
) -> None:
    device = Authenticator("second")
    added(world, device)
    await wait(station)
    world.later(hours=72)
    gone = replace(view(station).roster.people[HOLDER], locked=True)
    made = approved(world, device)
    await station.step()
    view(station).roster = view(station).roster.with_person(gone)
    assert "access is locked" in await words(world, station, made)
