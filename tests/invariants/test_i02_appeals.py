"""I2: nobody with a part in a decision decides the appeal about it, by whatever door or row."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.appealing import ANSWER, Appeals, tell
from tests.casework import rows
from tests.playing import playing

from quorate.accounts.subject import Subject
from quorate.appeals.deciding import Ruling
from quorate.appeals.model import Appeal
from quorate.authority.erasure import Value
from quorate.effects.doors.resolution import Resolver
from quorate.effects.needing import needed
from quorate.effects.view import View
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.station import INSTANCE
from quorate.incidents.stage.world import TROLL, World
from quorate.ledger.commitment import Salted
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import Entry
from quorate.people.keys import key_id
from quorate.rebuilding.told import Told
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import AppealOutcome, Attested, Kind, Outcome, SubjectKind, ValueKind
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

UPHELD = AppealOutcome.UPHELD


@pytest.fixture
def world(folder: Path) -> World:
    return World(folder).found()


@pytest.fixture
async def appeals(world: World, database_url: str) -> AsyncGenerator[Appeals]:
    async with playing(world, database_url) as play:
        yield Appeals(play)


async def decides(
    appeals: Appeals, who: str, appeal: Appeal, part: frozenset[str] = frozenset()
) -> object:
    """Claims and decides; whoever is refused the claim tries to decide without one."""
    claimed = await appeals.claim(who, appeal, part)
    if isinstance(claimed, Refusal):
        word = appeals.word(who, appeal, UPHELD, fence=0)
        found = await appeals.decide(who, appeal, word, part)
        assert isinstance(found, Refusal)
        assert found.problem is claimed.problem
        return claimed
    return await appeals.decide(who, appeal, appeals.word(who, appeal, UPHELD), part)


def refused(found: object) -> None:
    assert isinstance(found, Refusal), found
    assert (found.problem, found.invariant) == (Problem.SELF_EXCLUDED, "I2")


async def story(appeals: Appeals) -> tuple[Appeal, str]:
    """A case that many had in their hands before it was decided."""
    play = appeals.play
    case = await play.report(TROLL)
    await play.claim("other contractor", case)
    await play.release("other contractor", case)
    await play.assign("lead", case, "proposer")
    said = await play.propose("proposer", case, TROLL)
    play.publish()
    await play.say("employee", Kind.APPROVE, said)
    play.publish()
    await play.say("contractor", Kind.DENY, said)
    play.publish()
    play.world.veto(said, "on-call")
    await play.close("proposer", case, Outcome.ACTIONED)
    play.publish()
    tell(play.url, said.proposal, play.world.now)
    return await appeals.filed(said.proposal), said.proposal


@pytest.mark.parametrize(
    "who", ["proposer", "employee", "contractor", "on-call", "other contractor", "lead"]
)
async def test_i2_no_hand_in_a_decision_decides_its_appeal(appeals: Appeals, who: str) -> None:
    appeal, _ = await story(appeals)
    refused(await decides(appeals, who, appeal))
    assert rows(appeals.play.url, "SELECT outcome FROM appeals") == [(None,)]


async def test_i2_somebody_without_a_part_decides_it(appeals: Appeals) -> None:
    appeal, _ = await story(appeals)
    assert isinstance(await decides(appeals, "other employee", appeal), Appeal)


async def test_i2_who_gets_a_part_between_page_and_click_is_refused(appeals: Appeals) -> None:
    appeal, _ = await story(appeals)
    assert isinstance(await appeals.claim("other employee", appeal), Appeal)
    await appeals.play.reopen("other employee", appeal.case_id)
    word = appeals.word("other employee", appeal, UPHELD)
    refused(await appeals.decide("other employee", appeal, word))


async def test_i2_neither_owner_nor_reporter_decides(
    world: World, appeals: Appeals, database_url: str
) -> None:
    """Only the effector knows whose account it is, and who reported."""
    own, reporter = world.ref(TROLL), world.ref("@witness:example.org")
    world.changed("other employee", accounts=[own])
    world.changed("employee of contractor's team", accounts=[reporter])
    appeal, _ = await story(appeals)
    resolver = Resolver(world.station().executor)
    subject = Subject(INSTANCE, SubjectKind.ACCOUNT, TROLL)
    found = resolver.concerned(subject, ["@witness:example.org"])
    assert found == ["employee of contractor's team", "other employee"]
    assert isinstance(found, list)
    refused(await decides(appeals, "other employee", appeal))  # the web knows the target's own
    part = frozenset(found)
    refused(await decides(appeals, "employee of contractor's team", appeal, part))


def test_i2_the_author_of_a_message_has_a_part_in_it(world: World) -> None:
    world.changed("employee", accounts=[world.ref(TROLL)])
    resolver = Resolver(world.station().executor)
    message = Subject(INSTANCE, SubjectKind.MESSAGE, f"!room:here.example/$event/{TROLL}")
    assert resolver.concerned(message, []) == resolver.owners(message) == ["employee"]
    foreign = resolver.concerned(replace(message, connector="matrix:elsewhere.example"), [])
    assert isinstance(foreign, Refusal)
    assert foreign.problem is Problem.SUBJECT_UNKNOWN


def written(world: World, appeal: Appeal, who: str, signer: str = "", **other: object) -> Entry:
    """A decision as a row of whoever can write rows; `other` replaces what was signed."""
    answer = Salted.fresh(ValueKind.APPEAL_ANSWER, ANSWER).commitment
    said = Ruling(
        *(world.genesis, Event.APPEAL_DECIDED, appeal.name, appeal.decision, who),
        *(UPHELD, answer),
    )
    key = seeded(signer or who)
    data = {
        "appeal": appeal.name,
        "decision": appeal.decision,
        "case": edge(CASE, appeal.case_id),
        "proposal": appeal.proposal_id,
        "by": who,
        "outcome": UPHELD,
        "answer": answer,
        "key": key_id(key.public),
        "sig": key.sign(said.digest()).hex(),
        **other,
    }
    return Entry(Event.APPEAL_DECIDED, stamp(world.now), Attested.PERSON, who, data)  # pyright: ignore


async def test_i2_a_row_that_decides_without_the_signer_or_by_a_hand_counts_for_nothing(
    world: World, appeals: Appeals
) -> None:
    appeal, _ = await story(appeals)
    appeals.play.publish()
    rows = [
        written(world, appeal, "proposer"),
        written(world, appeal, "employee"),
        written(world, appeal, "on-call"),
        written(world, appeal, "other employee", signer="proposer"),
        written(world, appeal, "other employee", outcome="reversed"),
        written(world, appeal, "other employee", decision="prop_other"),
        replace(written(world, appeal, "other employee"), by="web", attested=Attested.PROCESS),
        written(world, appeal, "other employee"),
        written(world, appeal, "other employee"),
    ]
    first = world.sequencer.size
    world.publish(*(row.canonical() for row in rows))
    told = Told(View(world.genesis))
    for index, body in enumerate(LogReader(world.log).entries(0, world.sequencer.size)):
        told.read(str(index), body)
    part = "whoever had a part in a decision decides no appeal about it"
    assert [w.reason for w in told.wrong if int(w.entry) >= first] == [
        *(part, part, part),
        "the key is not a living one of the signer",
        "the signature does not hold over this decision",
        "no such appeal is open",
        "in the name of other employee, without their signature",
        "no such appeal is open",
    ]
    (row,) = told.books.table("appeals").values()
    assert (row.values["outcome"], row.said["outcome"]) == ("upheld", str(first + 7))


async def test_i2_the_words_of_an_open_appeal_are_not_erased(
    world: World, appeals: Appeals
) -> None:
    appeal, _ = await story(appeals)
    appeals.play.publish()
    value = Value(ValueKind.APPEAL_WORDS, appeal.words, "web")
    assert needed(appeals.play.onlooker.view, value, world.now) == f"{appeal.name} is open"
    await decides(appeals, "other employee", appeal)
    appeals.play.publish()
    assert needed(appeals.play.onlooker.view, value, world.now) == ""
