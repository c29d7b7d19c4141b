"""I2: who brought the case, handed it out, reported or owns the subject fills no slot."""

import pytest
from tests.invariants.asking import problem, words

from quorate.accounts.register import Reading
from quorate.decisions.statement import CaseRef
from quorate.incidents.stage.looking import look
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import TROLL, World
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem, Refusal

OWN = "@private:here.example"


@pytest.mark.parametrize("part", ["creator", "assigner"])
@pytest.mark.parametrize("who", ["proposer", "contractor"])
async def test_i2_creator_and_assigner_fill_no_slot(
    world: World, station: Station, part: str, who: str
) -> None:
    case = CaseRef(
        **{"id": "case-1", "creator": "service:intake", "assigner": "auditor", part: who}
    )
    said = world.propose(1, case=case)
    world.approve(said, "contractor")
    assert f"{who} created or assigned" in await words(world, station, said)


@pytest.mark.parametrize("who", ["proposer", "contractor"])
async def test_i2_owner_of_the_subject_fills_no_slot(
    world: World, station: Station, who: str
) -> None:
    world.changed(who, accounts=[world.ref(TROLL)])
    said = world.propose(1)
    world.approve(said, "contractor")
    assert f"{who} reported or owns" in await words(world, station, said)


@pytest.mark.parametrize("who", ["proposer", "contractor"])
async def test_i2_reporter_of_the_signed_list_fills_no_slot(
    world: World, station: Station, who: str
) -> None:
    world.changed(who, accounts=[world.ref(OWN)])
    station.knows(TROLL, (OWN,))
    said = world.propose(1, reporters=world.reporters_digest((OWN,)))
    world.approve(said, "contractor")
    assert f"{who} reported or owns" in await words(world, station, said)


async def test_i2_live_reporter_after_the_proposal_fills_no_slot(
    world: World, station: Station
) -> None:
    world.changed("contractor", accounts=[world.ref(OWN)])
    said = world.propose(1)
    world.approve(said, "contractor")
    assert await problem(world, station, said) is None
    station.memory.take_report("report 1", world.ref(TROLL), world.ref(OWN))
    assert "reported or owns" in await words(world, station, said)


async def test_i2_who_reported_the_author_of_a_message_has_no_hand_nor_look(
    world: World, station: Station
) -> None:
    """A platform's report of a message names its author, under whom the effector keeps it."""
    message = f"!room:here.example/$event/{TROLL}"
    station.knows(message)
    said = world.propose(0, message)
    world.changed("proposer", accounts=[world.ref(OWN)])
    assert await problem(world, station, said) is None
    station.memory.take_report("report 1", world.ref(TROLL), world.ref(OWN))
    assert "reported or owns" in await words(world, station, said)
    seen = await station.reveals.reveal(look(world, "proposer", message))
    assert isinstance(seen, Refusal)
    assert seen.problem is Problem.SELF_EXCLUDED


async def test_i2_author_of_the_message_fills_no_slot(world: World, station: Station) -> None:
    message = f"!room:here.example/$event/{OWN}"
    station.knows(message)
    world.changed("proposer", accounts=[world.ref(OWN)])
    said = world.propose(0, message)
    assert await problem(world, station, said) is Problem.SELF_EXCLUDED


async def test_i2_list_of_reporters_that_the_effector_never_made_is_refused(
    world: World, station: Station
) -> None:
    said = world.propose(0, reporters=world.reporters_digest((OWN,)))
    assert await problem(world, station, said) is Problem.TIER_UNREAD


async def test_i2_nobody_vetoes_for_an_account_of_their_own(world: World, station: Station) -> None:
    message = f"!room:here.example/$event/{OWN}"
    station.knows(message)
    world.changed("contractor", accounts=[world.ref(TROLL), world.ref(OWN)])
    for native in (TROLL, message):
        said = world.propose(0, native)
        found = station.door.veto(world.spoken(said, Kind.VETO, "contractor"))
        assert isinstance(found, Refusal)
        assert found.problem is Problem.SELF_EXCLUDED
    world.veto(world.propose(0), "contractor")
    world.deny(world.propose(0), "contractor")
    station.chronicle.catch_up()
    assert [f.event for f in station.chronicle.view.forged] == [
        "proposal:vetoed",
        "proposal:denied",
    ]


async def test_i2_message_takes_the_tier_of_its_author(world: World, station: Station) -> None:
    message = f"!room:here.example/$event/{OWN}"
    station.knows(message)
    world.register({OWN: 2})
    said = world.propose(0, message)
    assert await problem(world, station, said) is Problem.QUORUM_MISSING
    world.platform.readings[OWN] = Reading(0, verified=False, office=False)
    await station.step()
    assert station.pager.heard("proposed") == 1
