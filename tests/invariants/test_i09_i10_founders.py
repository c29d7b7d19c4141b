"""I9, I10: nobody is a super-user; three founders change what is in force; protection ratchets."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.invariants.asking import QUORUM, problem

from quorate.accounts.register import Reading
from quorate.accounts.resolution import SignedResolution
from quorate.authority.charter import REPLACED_WHOLE, Charge
from quorate.effects.doors.resolution import Resolver
from quorate.incidents.stage.roles import row, seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import FOUNDERS, TROLL, World
from quorate.people.keys import key_id
from quorate.vocabulary.kinds import Kind, SubjectKind
from quorate.vocabulary.problems import Problem, Refusal


@pytest.mark.parametrize("role", ["owner", "auditor"])
async def test_i9_owner_and_auditor_have_no_hand(world: World, station: Station, role: str) -> None:
    said = world.propose(0, signer=role)
    assert await problem(world, station, said) is Problem.NOT_ELIGIBLE
    other = world.propose(1)
    world.approve(other, role)
    assert await problem(world, station, other) is Problem.QUORUM_MISSING
    world.deny(other, role)
    world.veto(other, role)
    world.resign()
    station.chronicle.catch_up()
    assert len(station.chronicle.view.forged) == 2
    for kind in (Kind.VETO, Kind.RESTORE):
        body = world.spoken(other, kind, role)
        found = station.door.veto(body) if kind is Kind.VETO else await station.door.restore(body)
        assert isinstance(found, Refusal)


@pytest.mark.parametrize("charge", REPLACED_WHOLE)
@pytest.mark.parametrize("founders", [FOUNDERS[:2], FOUNDERS[:1], (*FOUNDERS[:2], "proposer"), ()])
async def test_i9_fewer_than_three_founders_change_nothing(
    world: World, station: Station, charge: Charge, founders: tuple[str, ...]
) -> None:
    await station.step()
    view = station.chronicle.view
    before = (view.roster, view.catalogue, view.register)
    content = {"people": [row("friend", "north")], "policies": [], "register": []}
    world.publish(world.change_entry(charge, {charge: content[charge]}, founders))
    await station.step()
    assert (view.roster, view.catalogue, view.register) == before
    assert "founders" in view.forged[-1].reason
    assert station.pager.heard("forged") == 1


async def test_i9_change_replayed_or_out_of_order_changes_nothing(
    world: World, station: Station
) -> None:
    old = world.change_entry(Charge.PEOPLE, {"people": list(world.people.values())})
    world.publish(old)
    world.changes += 1
    world.changed("contractor", locked=True)
    world.publish(old)
    world.publish(world.change_entry(Charge.PEOPLE, {"people": []}, number=world.changes + 2))
    await station.step()
    assert station.chronicle.view.roster.people["contractor"].locked
    assert len(station.chronicle.view.forged) == 2


async def test_i9_change_under_the_name_of_another_is_refused(
    world: World, station: Station
) -> None:
    body = world.change_entry(Charge.PEOPLE, {"people": []})
    world.publish(body.replace(b"people:changed", b"policies:changed"))
    await station.step()
    assert station.chronicle.view.roster.people


async def test_i9_two_founders_are_capped_at_tier_1(tmp_path: Path) -> None:
    world = World(tmp_path, founders=2)
    station = world.found().station()
    for tier, found in ((1, None), (2, Problem.TIER_CAPPED), (3, Problem.TIER_CAPPED)):
        said = world.propose(tier)
        world.approve(said, *QUORUM)
        assert await problem(world, station, said) is found


@pytest.mark.parametrize("gone", ["key revoked", "locked", "contract over"])
async def test_i9_a_founder_who_is_gone_carries_no_change(
    world: World, station: Station, gone: str
) -> None:
    """A founder's key that was stolen and revoked, or that a leaver kept, is no third hand."""
    who = FOUNDERS[2]
    await station.step()
    if gone == "key revoked":
        order = world.order("revoke-key", key_id(seeded(who).public), who)
        assert isinstance(station.door.revoke_key(order), dict)
    else:
        end = "2026-11-24" if gone == "contract over" else None
        world.change_people(row(who, "board", keys=[], locked=gone == "locked", contract_end=end))
    await station.step()
    world.change_people(row("newcomer", "night"))
    await station.step()
    assert "newcomer" not in station.chronicle.view.roster.people
    assert "2 of 3" in station.chronicle.view.forged[-1].reason


async def test_i10_one_person_raises_at_once(world: World, station: Station) -> None:
    said = world.propose(0)
    assert await problem(world, station, said) is None
    world.raise_protection(TROLL, 2, "contractor")
    assert await problem(world, station, said) is Problem.QUORUM_MISSING
    world.raise_protection(TROLL, 0, "contractor")
    assert await problem(world, station, said) is Problem.QUORUM_MISSING


async def test_i10_a_founders_file_lowers_nothing(world: World, station: Station) -> None:
    world.register({TROLL: 2})
    world.register({})
    world.register({TROLL: 1})
    world.later(days=91)
    await station.step()
    assert station.chronicle.view.register.listed[world.ref(TROLL)].tier == 2
    assert await problem(world, station, world.propose(0)) is Problem.QUORUM_MISSING
    assert station.chronicle.view.forged == []


@pytest.mark.parametrize(
    "said",
    [{"criterion": "friend"}, {"criterion": "emergency_service"}, {"review_by": "some day"}],
)
async def test_i10_a_raise_under_no_written_criterion_is_told_as_forged(
    world: World, station: Station, said: dict[str, str]
) -> None:
    world.raise_protection(TROLL, 2, "contractor", **said)
    await station.step()
    assert station.chronicle.view.register.listed == {}
    assert station.pager.heard("forged") == 1


@pytest.mark.parametrize(("tier", "days"), [(1, 92), (2, 367), (3, 2_900_000)])
async def test_i10_no_raise_puts_a_review_off_too_far(
    world: World, station: Station, tier: int, days: int
) -> None:
    """Nor the same raise again, which renews: else one person ends every review of a row."""
    world.raise_protection(TROLL, tier, "contractor")
    far = (world.now + timedelta(days=days)).date().isoformat()
    world.raise_protection(TROLL, tier, "employee", review_by=far)
    await station.step()
    view = station.chronicle.view
    assert view.register.listed[world.ref(TROLL)].by == "contractor"
    assert view.forged[-1].reason.startswith("review_by: at the latest 202")
    world.later(days=30)
    near = (world.now + timedelta(days=90 if tier == 1 else 365)).date().isoformat()
    world.raise_protection(TROLL, tier, "employee", review_by=near)
    await station.step()
    assert view.register.listed[world.ref(TROLL)].review_by.isoformat() == near


async def test_i10_a_review_too_far_stays_refused_for_who_reads_the_log_later(
    world: World, station: Station
) -> None:
    world.raise_protection(TROLL, 2, "employee", review_by="2028-01-01")
    world.later(days=400)
    await station.step()
    assert station.chronicle.view.register.listed == {}


async def test_i10_a_founders_file_puts_no_review_off_too_far(
    world: World, station: Station
) -> None:
    row = {"ref": world.ref(TROLL), "tier": 2, "criterion": "office", "owner": "lead"}
    rows = [{**row, "reason_commitment": "ab" * 32, "review_by": "9999-01-01"}]
    world.change(Charge.REGISTER, {"register": rows})
    await station.step()
    assert "review_by: at the latest" in station.chronicle.view.register.broken
    assert await problem(world, station, world.propose(0)) is Problem.TIER_UNREAD


@pytest.mark.parametrize("tier", [2, 3])
async def test_i10_one_person_puts_no_weaker_criterion_in_place(
    world: World, station: Station, tier: int
) -> None:
    world.raise_protection(TROLL, 2, "contractor")
    world.raise_protection(TROLL, tier, "employee", criterion="brigaded")
    await station.step()
    row = station.chronicle.view.register.listed[world.ref(TROLL)]
    assert (row.criterion, row.tier) == ("office", tier)


async def test_i10_an_overdue_review_lowers_nothing(world: World, station: Station) -> None:
    world.raise_protection(TROLL, 2, "contractor", review_by="2026-11-26")
    world.later(days=400)
    assert await problem(world, station, world.propose(0)) is Problem.QUORUM_MISSING


@pytest.mark.parametrize("days", [0, 89])
async def test_i10_a_tier_that_the_platform_showed_counts_for_90_days_more(
    world: World, station: Station, days: int
) -> None:
    """Whoever thins out an account's rooms, or takes its office, does not silence it alone next."""
    world.platform.readings[TROLL] = Reading(0, verified=False, office=True)
    assert await problem(world, station, world.propose(0)) is Problem.QUORUM_MISSING
    world.platform.readings[TROLL] = Reading(0, verified=False, office=False)
    world.later(days=days)
    station.restart()
    assert await problem(world, station, world.propose(0)) is Problem.QUORUM_MISSING
    resolved = await Resolver(station.executor).resolve(SubjectKind.ACCOUNT, TROLL, [])
    assert isinstance(resolved, SignedResolution)
    assert resolved.resolution.tier == 2
    world.later(days=91 - days)
    assert await problem(world, station, world.propose(0)) is None
