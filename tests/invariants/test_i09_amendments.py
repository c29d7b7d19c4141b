"""I9, I20: people, policies, quorums and settings change by three people's amendment, or not."""

from datetime import timedelta
from typing import Any

import pytest
from tests.invariants.asking import QUORUM, problem

from quorate.authority.charter import Charge
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
    wait,
    word,
)
from quorate.incidents.stage.roles import row, seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import POLICY, World
from quorate.ledger.entry import read_entry
from quorate.people.keys import key_id
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested, Kind
from quorate.vocabulary.problems import Problem, Refusal

NEW = row("newcomer", "night")
STRICTER = {**POLICY, "version": 2, "actions": ["warn"]}


def view(station: Station) -> View:
    return station.chronicle.view


async def test_i9_three_founders_of_two_teams_bring_a_person_in(
    world: World, station: Station
) -> None:
    made = amend(world, Charge.PERSON, NEW, FIRST, SECOND)
    await station.step()
    assert "newcomer" not in view(station).roster.people
    await wait(station)
    assert view(station).roster.people["newcomer"].team == "night"
    assert "employee" in view(station).roster.people
    assert applied(station, made)
    for stage in ("opened", "approved", "in force"):
        assert station.pager.heard(f"amendment {stage}") == 1


@pytest.mark.parametrize(
    ("by", "approvers"),
    [
        (THIRD, ()),
        (THIRD, (FIRST,)),
        (THIRD, (FIRST, FIRST)),
        (THIRD, (THIRD, SECOND)),
        (SECOND, (FIRST, THIRD)),
        (THIRD, (FIRST, "employee")),
        (THIRD, ("contractor", "other contractor")),
        ("lead", ("contractor lead", "contractor lead")),
        ("owner", (FIRST,)),
    ],
)
async def test_i9_fewer_or_alike_hands_change_nothing(
    world: World, station: Station, by: str, approvers: tuple[str, ...]
) -> None:
    world.change_people(*leads())
    made = amend(world, Charge.PERSON, NEW, *approvers, by=by)
    await wait(station, 20)
    assert not applied(station, made)
    assert "newcomer" not in view(station).roster.people


@pytest.mark.parametrize("approvers", [("lead", "other lead"), ("contractor lead", "lead")])
async def test_i9_leads_and_owners_have_a_say(
    world: World, station: Station, approvers: tuple[str, ...]
) -> None:
    world.change_people(*leads())
    made = amend(world, Charge.PERSON, NEW, *approvers, by="owner")
    await wait(station)
    assert applied(station, made)


@pytest.mark.parametrize("by", ["employee", "on-call", "auditor"])
async def test_i9_whoever_has_no_say_opens_nothing(world: World, station: Station, by: str) -> None:
    made = amend(world, Charge.PERSON, NEW, by=by)
    await station.step()
    assert made.id not in view(station).agenda.amendments
    assert len(view(station).forged) == 1
    assert station.pager.heard("amendment opened") == 0


async def test_i9_two_contractors_are_not_enough(world: World, station: Station) -> None:
    agency = row("second contractor lead", "agency", "contractor", roles=["lead"])
    world.change_people(*leads(), agency)
    made = amend(world, Charge.PERSON, NEW, "contractor lead", agency["id"])
    await wait(station)
    assert not applied(station, made)


async def test_i9_a_manager_does_not_sign_with_their_own_people(
    world: World, station: Station
) -> None:
    world.change_people(*leads(), row("head of reviews", "house", roles=["lead"]))
    made = amend(world, Charge.PERSON, NEW, "lead", "head of reviews")
    await wait(station)
    assert not applied(station, made)


@pytest.mark.parametrize(
    ("by", "approvers"), [("lead", (FIRST, SECOND)), (THIRD, ("lead", SECOND))]
)
async def test_i9_nobody_widens_themselves(
    world: World, station: Station, by: str, approvers: tuple[str, ...]
) -> None:
    world.change_people(*leads())
    wider = {**world.people["lead"], "roles": ["lead", "owner"]}
    made = amend(world, Charge.PERSON, wider, *approvers, by=by)
    await wait(station)
    assert not applied(station, made)


async def test_i9_a_key_of_a_page_fills_no_approver_slot(world: World, station: Station) -> None:
    key = {"public": seeded("lead").public.hex(), "channel": "console"}
    world.change_people(*leads())
    world.changed("lead", keys=[key])
    assert not await _passes(world, station, "lead", "other lead", by=THIRD)
    assert await _passes(world, station, FIRST, "other lead", by="lead")


async def _passes(world: World, station: Station, *approvers: str, by: str) -> bool:
    made = amend(world, Charge.QUORUM, {"2": 1}, *approvers, by=by)
    await wait(station)
    return applied(station, made)


async def test_i5_an_approver_who_left_does_not_count(world: World, station: Station) -> None:
    world.change_people(*leads())
    made = amend(world, Charge.PERSON, NEW, "lead", "other lead")
    await station.step()
    world.changed("lead", locked=True)
    await wait(station, 2)
    assert not applied(station, made)
    world.changed("lead", locked=False)
    await wait(station)
    assert applied(station, made)


async def test_i4_an_approval_after_approve_by_does_not_count(
    world: World, station: Station
) -> None:
    made = amend(world, Charge.PERSON, NEW, FIRST)
    await station.step()
    world.later(hours=24, seconds=1)
    world.publish(word(world, made, Kind.APPROVE, SECOND))
    await wait(station)
    assert not applied(station, made)


async def test_i4_the_proposer_does_not_stretch_the_time(world: World, station: Station) -> None:
    from_now = world.now + timedelta(days=300)
    late = from_now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    made = amend(world, Charge.PERSON, NEW, FIRST, approve_by=late)
    await station.step()
    world.later(hours=25)
    world.publish(word(world, made, Kind.APPROVE, SECOND))
    await wait(station)
    assert not applied(station, made)


async def test_i9_waits_from_the_page_taken_and_the_last_approval(
    world: World, station: Station
) -> None:
    station.pager.down = True
    made = amend(world, Charge.PERSON, NEW, FIRST)
    await wait(station, 2)
    world.publish(word(world, made, Kind.APPROVE, SECOND))
    await wait(station, 2)
    assert not applied(station, made)
    station.pager.down = False
    await station.step()
    world.later(minutes=59)
    await station.step()
    await station.step()
    assert not applied(station, made)
    world.later(minutes=1)
    await station.step()
    await station.step()
    assert applied(station, made)


async def test_i9_a_clock_ahead_shortens_no_delay(world: World, station: Station) -> None:
    made = amend(world, Charge.PERSON, NEW, FIRST, SECOND)
    await station.step()
    world.ledger_ahead = timedelta(hours=3)
    for _ in range(3):
        await station.step()
    assert not applied(station, made)


@pytest.mark.parametrize("kind", [Kind.DENY, Kind.VETO])
@pytest.mark.parametrize("who", [FIRST, "lead", "owner"])
async def test_i9_one_no_ends_it(world: World, station: Station, kind: Kind, who: str) -> None:
    world.change_people(*leads())
    made = amend(world, Charge.PERSON, NEW, "other lead", SECOND)
    await station.step()
    world.publish(word(world, made, kind, who))
    await wait(station)
    assert not applied(station, made)
    assert filed(station, made).settled


async def test_i9_on_call_whom_the_page_wakes_may_veto(world: World, station: Station) -> None:
    made = amend(world, Charge.PERSON, NEW, FIRST, SECOND)
    world.publish(word(world, made, Kind.VETO, "on-call"))
    await wait(station)
    assert not applied(station, made)


@pytest.mark.parametrize("who", ["employee", "auditor", "proposer"])
async def test_i9_others_no_does_not_count(world: World, station: Station, who: str) -> None:
    made = amend(world, Charge.PERSON, NEW, FIRST, SECOND)
    world.publish(word(world, made, Kind.VETO, who), word(world, made, Kind.DENY, who))
    await wait(station)
    assert applied(station, made)
    assert len(view(station).forged) == 2


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
async def test_i20_the_order_of_arrival_is_nothing(
    world: World, station: Station, order: tuple[int, ...]
) -> None:
    made = amendment(world, Charge.PERSON, NEW)
    world.publish(word(world, made, Kind.PROPOSE, THIRD))
    said = [(Kind.APPROVE, FIRST), (Kind.APPROVE, SECOND), (Kind.DENY, FIRST)]
    world.publish(*(word(world, made, *said[i]) for i in order))
    await wait(station)
    assert not applied(station, made)
    assert filed(station, made).settled == f"denied by {FIRST}"


async def test_i9_a_replay_changes_nothing(world: World, station: Station) -> None:
    made = amend(world, Charge.PERSON, NEW, FIRST, SECOND)
    await wait(station)
    opening = word(world, made, Kind.PROPOSE, THIRD)
    again = amendment(world, Charge.PERSON, {**NEW, "locked": True}, nonce=made.nonce)
    world.publish(opening, word(world, again, Kind.PROPOSE, THIRD))
    await wait(station)
    assert again.id not in view(station).agenda.amendments
    assert [f.reason for f in view(station).forged] == [
        "this amendment's id or nonce was used before"
    ] * 2


async def test_i9_another_installation_s_amendment_is_none(world: World, station: Station) -> None:
    made = amend(world, Charge.PERSON, NEW, FIRST, SECOND, genesis="ab" * 32)
    await wait(station)
    assert made.id not in view(station).agenda.amendments


async def test_i9_a_changed_content_voids_every_signature(world: World, station: Station) -> None:
    made = amendment(world, Charge.PERSON, NEW)
    other = amendment(world, Charge.PERSON, {**NEW, "roles": ["lead"]}, id=made.id)
    body = word(world, made, Kind.PROPOSE, THIRD)
    entry = read_entry(body)
    data: dict[str, Any] = {**entry.data, "amendment": other.fields()}
    world.publish(world.entry(entry.event, data, Attested.PERSON, THIRD).canonical())
    await station.step()
    assert made.id not in view(station).agenda.amendments


async def test_i9_stolen_web_database_people_source_and_one_key_apply_nothing(
    world: World, station: Station
) -> None:
    """H + W + D + 1h: forged approvals, a forged row of the effector, one real key."""
    made = amendment(world, Charge.PERSON, {**NEW, "roles": ["lead"]})
    world.publish(
        word(world, made, Kind.PROPOSE, THIRD),
        word(world, made, Kind.APPROVE, FIRST, seeded("thief")),
        word(world, made, Kind.APPROVE, SECOND, seeded(THIRD)),
        word(world, made, Kind.APPROVE, THIRD),
    )
    data: dict[str, Any] = {"amendment": made.id, "hands": [THIRD, FIRST, SECOND]}
    for by, attested in (("effector", Attested.PROCESS), (THIRD, Attested.PERSON)):
        entry = world.entry(Event.AMENDMENT_APPLIED, data, attested, by)
        world.publish(entry.canonical())
    await wait(station, 30)
    assert not applied(station, made)
    assert "newcomer" not in view(station).roster.people
    assert station.pager.heard("forged") == 4


async def test_i9_an_effector_alone_applies_nothing(world: World, station: Station) -> None:
    """X signs that two of three hands were enough: every view counts them again."""
    made = amend(world, Charge.PERSON, NEW, FIRST)
    await station.step()
    data: dict[str, Any] = {"amendment": made.id, "hands": [THIRD, FIRST, SECOND]}
    station.chronicle.write(Event.AMENDMENT_APPLIED, data)
    await wait(station)
    assert not applied(station, made)
    assert "missing: approver" in view(station).forged[-1].reason


async def test_i9_two_effectors_apply_once(world: World, station: Station) -> None:
    second = world.station("second effector")
    made = amend(world, Charge.PERSON, NEW, FIRST, SECOND)
    await station.step()
    await second.step()
    world.later(hours=1)
    world.resign()
    station.memory.database_up = second.memory.database_up = False
    for each in (station, second):
        await each.effector.tick()
        each.memory.flush()
    await station.step()
    assert applied(station, made)
    assert view(station).forged == []


async def test_i9_a_restarted_effector_applies_once(world: World, station: Station) -> None:
    made = amend(world, Charge.PERSON, NEW, FIRST, SECOND)
    await station.step()
    world.later(hours=1)
    station.memory.database_up = False
    await station.step()
    station.restart()
    await station.step()
    station.memory.flush()
    await station.step()
    assert applied(station, made)
    assert station.memory.last_number() == 4  # two pages, applied, one page


async def test_i9_policy_is_put_in_force_and_retired(world: World, station: Station) -> None:
    amend(world, Charge.POLICY, STRICTER, FIRST, SECOND)
    await wait(station)
    assert view(station).catalogue.by_name("harassment/2")
    assert view(station).catalogue.by_name("harassment/1") is None
    amend(world, Charge.POLICY, {"retired": "harassment"}, FIRST, SECOND)
    await wait(station)
    assert not view(station).catalogue.policies


async def test_i9_quorum_asks_for_more_hands_never_fewer(world: World, station: Station) -> None:
    world.change_people(*leads())
    amend(world, Charge.QUORUM, {"0": 1, "2": 1}, FIRST, SECOND)
    await wait(station)
    said = world.propose(0)
    assert await problem(world, station, said) is Problem.QUORUM_MISSING
    world.approve(said, "employee")
    assert await problem(world, station, said) is None
    protected = world.propose(2)
    world.approve(protected, *QUORUM)
    assert await problem(world, station, protected) is Problem.QUORUM_MISSING
    for fewer in ({"2": -1}, {"2": 6}, {"4": 1}, {"2": True}):
        made = amend(world, Charge.QUORUM, fewer, FIRST, SECOND, "lead")
        await wait(station)
        assert not applied(station, made)


async def test_i9_authority_is_pinned_by_hash(world: World, station: Station) -> None:
    amend(world, Charge.AUTHORITY, {"hash": "ab" * 32}, FIRST, SECOND)
    await wait(station)
    assert view(station).authority == "ab" * 32


async def test_i9_a_key_serves_one_person_for_ever(world: World, station: Station) -> None:
    key = {"public": seeded("employee").public.hex(), "channel": "cli"}
    founders = {"public": seeded(FIRST).public.hex(), "channel": "cli"}
    for keys in ([key], [founders]):
        made = amend(world, Charge.PERSON, {**NEW, "keys": keys}, FIRST, SECOND)
        await wait(station)
        assert not applied(station, made)
    amend(world, Charge.PERSON, {**world.people["employee"], "keys": []}, FIRST, SECOND)
    await wait(station)
    assert view(station).roster.key(key_id(seeded("employee").public)) is None
    made = amend(world, Charge.PERSON, {**NEW, "keys": [key]}, FIRST, SECOND)
    await wait(station)
    assert not applied(station, made)


@pytest.mark.parametrize(
    ("who", "minutes"),
    [("on-call", 10), ("employee", 10), ("newcomer", 5), ("auditor", 5), ("on-call's key", 5)],
)
async def test_i11_a_vetoer_s_or_a_hand_s_change_restarts_the_cooling_off(
    world: World, station: Station, who: str, minutes: int
) -> None:
    keys = [*world.people["on-call"]["keys"], {"public": "ab" * 32, "channel": "console"}]
    changed = {
        "newcomer": NEW,
        "on-call's key": {**world.people["on-call"], "keys": keys},
    }.get(who) or {**world.people[who], "languages": ["de"]}
    made = amend(world, Charge.PERSON, changed, FIRST, SECOND)
    await station.step()
    world.later(minutes=55)
    world.approve(world.propose(2), *QUORUM)
    await station.step()
    world.later(minutes=5)
    await station.step()
    await station.step()
    assert applied(station, made)
    world.later(minutes=minutes, seconds=-1)
    await station.step()
    assert world.platform.calls == []
    world.later(seconds=1)
    await station.step()
    assert len(world.platform.calls) == 1


async def test_i9_other_settings_than_the_pinned_ones_silence_nobody(
    world: World, station: Station
) -> None:
    station.executor.settings = "ab" * 32
    amend(world, Charge.CONNECTOR, {"effector": "effector", "settings": "ab" * 32}, FIRST, SECOND)
    await wait(station)
    said = world.propose(0)
    assert await problem(world, station, said) is None
    station.executor.settings = "cd" * 32
    assert await problem(world, station, said) is Problem.SETTINGS_NOT_PINNED
    amend(world, Charge.CONNECTOR, {"effector": "effector", "settings": "cd" * 32}, FIRST, SECOND)
    await wait(station)
    assert await problem(world, station, world.propose(0)) is None


async def test_i9_an_amendment_does_not_undo_a_lock_that_came_after_it(
    world: World, station: Station
) -> None:
    """Its signers saw other facts (I3)."""
    made = amend(world, Charge.PERSON, {**world.people["employee"], "team": "new"}, FIRST, SECOND)
    await station.step()
    world.changed("employee", locked=True)
    await wait(station, 2)
    assert not applied(station, made)
    assert view(station).roster.people["employee"].locked


async def test_i9_the_door_takes_a_veto_that_no_database_withholds(
    world: World, station: Station
) -> None:
    made = amend(world, Charge.PERSON, NEW, FIRST, SECOND)
    await station.step()
    station.memory.database_up = False
    for who, found in (("employee", Problem.NOT_ELIGIBLE), ("on-call", None)):
        key = seeded(who)
        sig = key.sign(made.spoken(Kind.VETO, who).digest()).hex()
        body = {"amendment": made.fields(), "signer": who, "key": key_id(key.public), "sig": sig}
        answer = StaffDoor(station.effector, station.door).veto(body)
        assert (answer.problem if isinstance(answer, Refusal) else None) is found
    await wait(station)
    assert not applied(station, made)
