"""Ways around that others' systems left open: who is gone, who is one's own, and who did it."""

from typing import Any

import pytest
from scim2_models import Context
from tests.invariants.asking import QUORUM, problem

from quorate.accounts.register import Reading
from quorate.api.scim.reading import read_user
from quorate.api.scim.schema import WORKFORCE
from quorate.api.scim.telling import facts_of
from quorate.authority.charter import Charge
from quorate.decisions.statement import CaseRef
from quorate.effects.onlooker import Onlooker
from quorate.incidents.stage.amending import FIRST, THIRD, amend, applied, wait
from quorate.incidents.stage.looking import look
from quorate.incidents.stage.roles import Row, seeded
from quorate.incidents.stage.sources import Source
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import TROLL, World, proposal_of
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import Entry, process_entry, read_entry, sealed
from quorate.people.keys import key_id
from quorate.people.roster import read_person
from quorate.sessions.model import Seated, Session, decide_begin, decide_sit
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested, Kind, Means
from quorate.vocabulary.problems import Problem, Refusal

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"


def key(name: str, channel: str = "cli") -> dict[str, str]:
    return {"public": seeded(name).public.hex(), "channel": channel}


@pytest.fixture
def source(world: World) -> Source:
    made = Source(world)
    made.declare()
    made.confirm()
    return made


@pytest.mark.parametrize("means", Means)
async def test_trap_a_session_survives_the_leaver(
    world: World, station: Station, source: Source, means: Means
) -> None:
    """Nobody ends the session, its row says another hour; the open hand goes with it."""
    web = Onlooker(world.log, world.genesis)
    web.catch_up()
    by = key_id(seeded("contractor").public) if means is Means.BROWSER_KEY else ""
    session = decide_begin(web.view.roster.people["contractor"], means, by, "secret", world.now)
    assert isinstance(session, Session)
    assert isinstance(decide_sit(session, web.view.roster, world.now), Seated)
    said = world.propose(1)
    world.approve(said, "contractor")
    source.narrow("contractor", active=False)
    web.catch_up()
    assert session.ended_at is None
    assert not isinstance(decide_sit(session, web.view.roster, world.now), Seated)
    assert await problem(world, station, said) is Problem.QUORUM_MISSING


@pytest.mark.parametrize("said", ["false", "False", "FALSE", False])
async def test_trap_false_as_a_string_leaves_a_leaver_active(
    world: World, station: Station, source: Source, said: object
) -> None:
    """From the directory's body to the hand that no longer counts."""
    body = {"schemas": [CORE, WORKFORCE], "userName": "one@example.org", "active": said}
    user = read_user(body, Context.RESOURCE_CREATION_REQUEST)
    proposal = world.propose(1)
    world.approve(proposal, "contractor")
    assert await problem(world, station, proposal) is None
    source.narrow("contractor", **facts_of(user, (), None))
    assert await problem(world, station, proposal) is Problem.QUORUM_MISSING


@pytest.mark.parametrize("said", ["false", "no", 0, 1, [], {}])
async def test_trap_a_string_in_the_log_is_taken_for_active(
    world: World, station: Station, source: Source, said: Any
) -> None:
    """A word that is no truth value is not heard, and a source that goes unheard stops all."""
    proposal = world.propose(0)
    source.narrow("proposer", active=said)
    source.confirm()
    assert await problem(world, station, proposal) is Problem.PEOPLE_STALE
    with pytest.raises(ValueError, match="locked"):
        read_person({**world.people["proposer"], "locked": said})


@pytest.mark.parametrize("part", ["creator", "assigner"])
@pytest.mark.parametrize("who", ["proposer", "contractor", "employee"])
async def test_trap_a_ticket_is_created_and_worked_by_the_same_hand(
    world: World, station: Station, part: str, who: str
) -> None:
    """Whoever made the case or handed it out fills none of its slots, nor looks in it."""
    case = {"id": "case-1", "creator": "service:intake", "assigner": "auditor", part: who}
    said = world.propose(2, case=CaseRef(**case))
    world.approve(said, *QUORUM)
    expected = Problem.SELF_EXCLUDED if who == "proposer" else Problem.QUORUM_MISSING
    assert await problem(world, station, said) is expected
    seen = await station.reveals.reveal(look(world, who, **{part: who}))
    assert isinstance(seen, Refusal)
    assert seen.problem is Problem.SELF_EXCLUDED
    assert station.platform.reads == []


@pytest.mark.parametrize("way", ["amendment", "two keys", "a founder asks", "people file"])
async def test_trap_an_owner_grants_itself(world: World, station: Station, way: str) -> None:
    world.changed("owner", keys=[key("owner"), key("owner's further key")])
    wider = {**world.people["owner"], "roles": ["lead", "owner", "reviewer"]}
    by = THIRD if way == "a founder asks" else "owner"
    if way == "people file":
        people = {"people": [*({**world.people, "owner": wider}).values()]}
        world.publish(world.change_entry(Charge.PEOPLE, people, founders=("owner",)))
    made = amend(world, Charge.PERSON, wider, "owner", *([FIRST] if by == THIRD else []), by=by)
    await wait(station, 80)
    assert not applied(station, made)
    said = world.propose(0, signer="owner")
    assert await problem(world, station, said) is Problem.NOT_ELIGIBLE


PAGES: dict[str, tuple[Row, Problem]] = {
    "tier understated": ({"tier": 0}, Problem.QUORUM_MISSING),
    "nothing answered": ({"parameters": ()}, Problem.PUBLIC_INTEREST_MISSING),
    "action not of the policy": ({"action": Action.NO_VIOLATION}, Problem.ACTION_NOT_ALLOWED),
    "irreversible": ({"action": Action.DEACTIVATE}, Problem.ACTION_IRREVERSIBLE),
    "policy of yesterday": ({"policy": "0" * 64}, Problem.POLICY_UNKNOWN),
    "reporters made up": ({"reporters": "0" * 64}, Problem.TIER_UNREAD),
}


@pytest.mark.parametrize("way", PAGES)
async def test_trap_protection_lives_only_in_the_page(
    world: World, station: Station, way: str
) -> None:
    """What every page refuses to draft, signed by hand and put into the log beside all pages."""
    fields, expected = PAGES[way]
    world.platform.readings[TROLL] = Reading(0, verified=False, office=True)
    signed: Row = {"tier": 2, **fields}
    said = world.propose(**signed)
    world.approve(said, *(("contractor",) if "tier" in fields else QUORUM))
    assert await problem(world, station, said) is expected
    await station.cool()
    assert station.platform.calls == []


def restores(world: World) -> list[Entry]:
    bodies = LogReader(world.log).entries(0, world.sequencer.size)
    return [e for e in map(read_entry, bodies) if e.event is Event.EFFECT_RESTORED]


@pytest.mark.parametrize("robot", ["effector", "service:classifier"])
async def test_trap_a_robot_s_reversal_is_recorded_under_a_human_s_name(
    world: World, station: Station, robot: str
) -> None:
    """Even the effector's own, true key writes nobody's name under what nobody signed."""
    said = world.propose(0)
    await station.step()
    hand, on_call = world.process_key(robot), seeded("on-call")
    sig = hand.sign(said.spoken_by(Kind.RESTORE, "on-call").digest()).hex()
    name = {"signer": "on-call", "key": key_id(on_call.public), "sig": sig}
    data = {"proposal": said.proposal, **name}
    own = key_id(hand.public)
    entry = process_entry(Event.EFFECT_RESTORED, world.now, robot, data, key=own, counter=99)
    world.publish(sealed(entry, hand.sign).canonical())
    await station.step()
    assert not proposal_of(station, said).restored
    assert station.pager.heard("forged") == 1


async def test_trap_a_robot_finishes_a_reversal_in_its_own_name(
    world: World, station: Station
) -> None:
    """The effector retries what a person signed: one entry, that person's, and none of its own."""
    said = world.propose(0)
    await station.step()
    world.platform.down = True
    assert isinstance(await station.door.restore(world.spoken(said, Kind.RESTORE, "on-call")), dict)
    world.platform.down = False
    station.restart()
    await station.step()
    await station.effector.keep_restoring()
    assert world.platform.in_effect == set()
    (told,) = restores(world)
    assert (told.attested, told.by) == (Attested.PROCESS, "effector")
    assert told.data["signer"] == "on-call"
