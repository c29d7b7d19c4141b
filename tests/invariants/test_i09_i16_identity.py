"""I9, I16: outside people appear under a pseudonym; whom it stands for takes a quorum to see."""

from typing import Any

import pytest
from tests.invariants.asking import QUORUM

from quorate.accounts.subject import Subject, subject_ref
from quorate.authority.charter import Charge
from quorate.effects.doors.identities import Identities
from quorate.effects.doors.staff import StaffDoor
from quorate.effects.outward import Outward
from quorate.incidents.stage.amending import FIRST, SECOND, THIRD, amend, applied, leads
from quorate.incidents.stage.roles import row
from quorate.incidents.stage.station import INSTANCE, Station
from quorate.incidents.stage.world import World
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import read_entry
from quorate.people.pseudonyms import is_pseudonym, person_behind, pseudonym
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem, Refusal

KEY = b"k" * 32


async def look(world: World, station: Station, who: str, name: str) -> Any:
    """The person whom the door names, or the problem it refuses with."""
    door = Identities(station.effector, station.door)
    found = await door.show(world.order("show-identity", name, who))
    if isinstance(found, Refusal):
        return found.problem
    receipt = found["receipt"]
    assert isinstance(receipt, dict)
    assert receipt["pseudonym"] == name
    return receipt["person"]


async def opened(world: World, station: Station, name: str) -> None:
    world.change_people(*leads())
    amend(world, Charge.IDENTITY, {"pseudonym": name}, FIRST, SECOND)
    for _ in range(3):
        await station.step()


def looks(world: World) -> list[Any]:
    reader = LogReader(world.log)
    found = (read_entry(body) for body in reader.entries(0, world.sequencer.size))
    return [e for e in found if e.event is Event.IDENTITY_SHOWN]


def test_i16_a_pseudonym_is_keyed_stable_and_never_a_subject_s() -> None:
    name = pseudonym(KEY, "employee")
    assert is_pseudonym(name)
    assert name == pseudonym(KEY, "employee")
    assert "employee" not in name
    assert name != pseudonym(b"l" * 32, "employee")
    assert name != pseudonym(KEY, "other employee")
    bare = subject_ref(KEY, Subject("", SubjectKind.ACCOUNT, "employee"))
    assert not is_pseudonym(bare)
    assert person_behind(KEY, name, ["owner", "employee"]) == "employee"
    assert person_behind(KEY, name, ["owner"]) is None


async def test_i16_what_leaves_for_the_platform_names_nobody(
    world: World, station: Station
) -> None:
    said = world.propose(2)
    world.approve(said, *QUORUM)
    await station.cool()
    (order,) = world.platform.told
    names = {pseudonym(world.subject_key, who) for who in (said.signer, *QUORUM)}
    assert set(order.hands) == names
    for who in world.people:
        assert who not in repr(order)


def test_i16_only_a_certificate_leaves() -> None:
    with pytest.raises(TypeError):
        Outward("prop_x", Action.SUSPEND, ())


@pytest.mark.parametrize("approvers", [(), (FIRST,), (FIRST, "employee"), (FIRST, THIRD)])
async def test_i9_fewer_hands_open_no_pseudonym(
    world: World, station: Station, approvers: tuple[str, ...]
) -> None:
    name = pseudonym(world.subject_key, "employee")
    made = amend(world, Charge.IDENTITY, {"pseudonym": name}, *approvers)
    for _ in range(3):
        await station.step()
    assert not applied(station, made)
    assert await look(world, station, FIRST, name) is Problem.IDENTITY_SEALED
    assert looks(world) == []


async def test_i9_three_people_open_one_pseudonym_and_no_other(
    world: World, station: Station
) -> None:
    name, other = (pseudonym(world.subject_key, who) for who in ("employee", "other employee"))
    await opened(world, station, name)
    for who in (FIRST, "lead", "owner"):
        assert await look(world, station, who, name) == "employee"
        assert await look(world, station, who, other) is Problem.IDENTITY_SEALED


async def test_i9_founders_leads_and_owners_look_and_nobody_else(
    world: World, station: Station
) -> None:
    name = pseudonym(world.subject_key, "employee")
    await opened(world, station, name)
    for who in ("employee", "contractor", "on-call"):
        assert await look(world, station, who, name) is Problem.NOT_ELIGIBLE
    world.changed("owner", shift=None)
    await station.step()
    assert await look(world, station, "owner", name) is Problem.PERSON_NOT_ALIVE
    assert looks(world) == []


async def test_i16_each_look_is_in_the_ledger_under_its_signature_without_the_person(
    world: World, station: Station
) -> None:
    name = pseudonym(world.subject_key, "employee")
    await opened(world, station, name)
    await look(world, station, "lead", name)
    await look(world, station, FIRST, name)
    await station.step()
    found = looks(world)
    assert [e.data["order"]["signer"] for e in found] == ["lead", FIRST]
    assert all(e.data["pseudonym"] == name for e in found)
    assert not any("employee" in str(e.data) for e in found)
    assert station.chronicle.view.forged == []


async def test_i14_a_look_that_cannot_be_published_shows_nothing(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quorate.effects.doors.identities.PUBLISHED_WITHIN", 0.05)
    name = pseudonym(world.subject_key, "employee")
    await opened(world, station, name)
    station.memory.database_up = False
    assert await look(world, station, FIRST, name) is Problem.LEDGER_UNAVAILABLE


async def test_i5_whoever_is_locked_out_while_the_look_is_published_sees_nothing(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, published = pseudonym(world.subject_key, "employee"), station.executor.published
    await opened(world, station, name)

    async def meanwhile(digest: str, seconds: float) -> bool:
        world.changed("lead", locked=True)
        return await published(digest, seconds)

    monkeypatch.setattr(station.executor, "published", meanwhile)
    assert await look(world, station, "lead", name) is Problem.PERSON_NOT_ALIVE
    assert len(looks(world)) == 1


async def test_i16_who_left_is_still_known(world: World, station: Station) -> None:
    name = pseudonym(world.subject_key, "leaver")
    world.change_people(row("leaver", "night"))
    await opened(world, station, name)
    del world.people["leaver"]
    world.change_people()
    await station.step()
    assert "leaver" not in station.chronicle.view.roster.people
    assert await look(world, station, FIRST, name) == "leaver"


async def test_i9_a_pseudonym_of_nobody_or_of_an_account_opens_nothing(
    world: World, station: Station
) -> None:
    unknown = pseudonym(b"other", "employee")
    await opened(world, station, unknown)
    assert await look(world, station, FIRST, unknown) is Problem.IDENTITY_SEALED
    ref = subject_ref(world.subject_key, Subject(INSTANCE, SubjectKind.ACCOUNT, "@a:here"))
    made = amend(world, Charge.IDENTITY, {"pseudonym": ref}, FIRST, SECOND)
    for _ in range(3):
        await station.step()
    assert not applied(station, made)


async def test_i9_an_effector_with_another_key_shows_nobody(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = pseudonym(world.subject_key, "employee")
    await opened(world, station, name)
    monkeypatch.setattr(station.executor, "_key", KEY)
    assert await look(world, station, FIRST, name) is Problem.NOT_FOUND
    assert looks(world) == []


async def test_i9_an_order_for_something_else_shows_nothing(world: World, station: Station) -> None:
    name = pseudonym(world.subject_key, "employee")
    await opened(world, station, name)
    door = Identities(station.effector, station.door)
    other = await door.show(world.order("execute", name, FIRST))
    assert isinstance(other, Refusal)
    assert other.problem is Problem.STATEMENT_FOREIGN
    body = world.order("show-identity", name, FIRST)
    body["order"]["about"] = pseudonym(world.subject_key, "owner")
    forged = await door.show(body)
    assert isinstance(forged, Refusal)
    assert forged.problem is Problem.SIGNATURE_INVALID


async def test_i22_under_a_broken_glass_nobody_is_shown_one(world: World, station: Station) -> None:
    name = pseudonym(world.subject_key, "employee")
    await opened(world, station, name)
    staff = StaffDoor(station.effector, station.door)
    order = world.order("break-glass", "emergency", "lead")
    assert isinstance(await staff.break_glass(order), dict)
    assert await look(world, station, "lead", name) is Problem.NARROWED
    assert looks(world) == []
    assert await look(world, station, "other lead", name) == "employee"
    world.later(minutes=61)
    await station.step()
    assert await look(world, station, "lead", name) == "employee"
