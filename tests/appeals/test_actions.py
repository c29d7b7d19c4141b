"""Appeals on a real database: filed once, decided once, and told by the log alone."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from tests.appealing import ANSWER, WORDS, Appeals, tell
from tests.casework import entries, rows
from tests.playing import playing

from quorate.appeals import queries
from quorate.appeals.filing import Filed
from quorate.appeals.jobs import settle_restored
from quorate.appeals.model import Appeal
from quorate.appeals.periods import appeal_until
from quorate.appeals.queries import APPEALS, ByPolicy
from quorate.database import migrate
from quorate.decisions.catalogue import read_policy
from quorate.flow import undone
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import POLICY, World
from quorate.ledger.commitment import Salted
from quorate.rebuilding.reading import compare_with, told_by
from quorate.vocabulary.kinds import AppealOutcome, Kind, Outcome, ValueKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

pytestmark = pytest.mark.both_postgres
MIGRATIONS = Path(migrate.__file__).parent / "migrations"
UPHELD, REVERSED = AppealOutcome.UPHELD, AppealOutcome.REVERSED
PARTLY = AppealOutcome.PARTLY_REVERSED


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path).found()


@pytest.fixture
def station(world: World) -> Station:
    return world.station()


@pytest.fixture
async def appeals(world: World, database_url: str) -> AsyncGenerator[Appeals]:
    async with playing(world, database_url) as play:
        yield Appeals(play)


def problem(found: object) -> Problem:
    assert isinstance(found, Refusal), found
    return found.problem


def agrees(world: World, appeals: Appeals) -> None:
    """The log alone tells what the database has."""
    appeals.play.publish()
    told, size = told_by(world.log, world.genesis)
    assert told.wrong == []
    differences = compare_with(appeals.play.url, told, size).differences
    assert [str(d) for d in differences] == []


async def test_it_is_filed_once_however_often_and_shows_the_first(
    world: World, appeals: Appeals
) -> None:
    _, said = await appeals.decided()
    found = await asyncio.gather(*(appeals.file(said.proposal, f"no {n}") for n in range(8)))
    filed = [one for one in found if isinstance(one, Filed)]
    assert len(filed) == 8
    assert [one.new for one in filed].count(True) == 1
    assert len({one.appeal.id for one in filed}) == 1
    events = [e["event"] for e in entries(appeals.play.url)]
    assert events.count("appeal:filed") == 1
    texts = rows(appeals.play.url, "SELECT value FROM kept_values WHERE kind = 'appeal-words'")
    assert len(texts) == 1
    world.later(days=400)  # too late for a first one, and there is one
    late = await appeals.file(said.proposal)
    assert isinstance(late, Filed)
    assert not late.new


async def test_nobody_appeals_what_they_were_not_told_or_after_six_months(
    world: World, appeals: Appeals
) -> None:
    assert problem(await appeals.file("prop_" + "0" * 32)) is Problem.NOT_FOUND
    _, said = await appeals.decided()
    until = appeal_until(world.now)
    world.now = until
    assert problem(await appeals.file(said.proposal)) is Problem.EXPIRED
    world.now = until - timedelta(seconds=1)
    assert isinstance(await appeals.file(said.proposal), Filed)


async def test_after_the_answer_there_is_no_second_one(appeals: Appeals) -> None:
    _, said = await appeals.decided()
    appeal = await appeals.filed(said.proposal)
    done = await appeals.answered("employee", appeal, UPHELD)
    again = await appeals.file(said.proposal, "still wrong")
    assert isinstance(again, Filed)
    assert (again.new, again.appeal) == (False, done)


async def test_a_decision_is_told_by_the_log_with_its_texts_beside(
    world: World, appeals: Appeals
) -> None:
    _, said = await appeals.decided()
    appeal = await appeals.filed(said.proposal)
    done = await appeals.answered("employee", appeal, UPHELD)
    assert await appeals.settle("lead", appeal, "a certified body") != done
    agrees(world, appeals)
    async with appeals.play.pool.connection() as conn:
        shown = await queries.of_person(conn, said.proposal)
    assert shown is not None
    assert (shown.words, shown.answer, shown.body) == (WORDS, ANSWER, "a certified body")
    assert (shown.appeal.outcome, shown.appeal.decided_by) == (UPHELD, "employee")


@pytest.mark.parametrize("wrong", ["sig", "key", "outcome", "text", "fence"])
async def test_only_exactly_what_was_signed_counts(appeals: Appeals, wrong: str) -> None:
    _, said = await appeals.decided()
    appeal = await appeals.filed(said.proposal)
    assert isinstance(await appeals.claim("employee", appeal), Appeal)
    other = {
        "sig": "00" * 64,
        "key": "0" * 16,
        "outcome": REVERSED,
        "text": Salted.fresh(ValueKind.APPEAL_ANSWER, ANSWER),
        "fence": 7,
    }[wrong]
    word = appeals.word("employee", appeal, UPHELD, **{wrong: other})
    found = await appeals.decide("employee", appeal, word)
    expected = Problem.LEASE_LOST if wrong == "fence" else Problem.SIGNATURE_INVALID
    assert problem(found) is expected
    assert rows(appeals.play.url, "SELECT outcome FROM appeals") == [(None,)]
    assert rows(
        appeals.play.url, "SELECT count(*) FROM kept_values WHERE kind = 'appeal-answer'"
    ) == [(0,)]


async def test_of_two_deciders_at_once_one_wins(world: World, appeals: Appeals) -> None:
    _, said = await appeals.decided()
    appeal = await appeals.filed(said.proposal)
    people = ("employee", "other employee")
    claims = await asyncio.gather(*(appeals.claim(who, appeal) for who in people))
    assert sum(isinstance(one, Appeal) for one in claims) == 1
    for fence in (1, 2):
        words = [appeals.word(who, appeal, UPHELD, fence=fence) for who in people]
        await asyncio.gather(
            *(appeals.decide(who, appeal, word) for who, word in zip(people, words, strict=True))
        )
    events = [e["event"] for e in entries(appeals.play.url)]
    assert events.count("appeal:decided") == 1
    agrees(world, appeals)


async def test_a_reversal_waits_for_its_restore_until_the_ledger_says_so(
    world: World, appeals: Appeals, station: Station
) -> None:
    _, said = await appeals.decided()
    await station.step()
    appeals.play.publish()
    appeal = await appeals.filed(said.proposal)
    done = await appeals.answered("employee", appeal, REVERSED)
    assert done.unrestored
    # Whoever decided is gone before the restore was sent: it stays outstanding, and is counted.
    is_undone = undone(appeals.play.onlooker)
    assert await settle_restored(appeals.play.pool, is_undone) == 1
    leave = appeals.play.leave("lead", Permission.CASE_ASSIGN, APPEALS)
    async with appeals.play.pool.connection() as conn:
        figures = await queries.figures(conn, leave, world.now - timedelta(days=30))
    policy = read_policy(POLICY).hash
    assert (figures.open, figures.unrestored) == (0, 1)
    assert figures.policies == [ByPolicy(policy, 1, 1)]
    await station.door.restore(world.spoken(said, Kind.RESTORE, "other employee"))
    appeals.play.onlooker.catch_up()
    assert await settle_restored(appeals.play.pool, is_undone) == 0
    assert rows(appeals.play.url, "SELECT unrestored FROM appeals") == [(False,)]
    agrees(world, appeals)


async def test_what_was_restored_before_is_not_waited_for(
    world: World, appeals: Appeals, station: Station
) -> None:
    _, said = await appeals.decided()
    await station.step()
    appeal = await appeals.filed(said.proposal)
    await station.door.restore(world.spoken(said, Kind.RESTORE, "on-call"))
    done = await appeals.answered("employee", appeal, REVERSED)
    assert not done.unrestored


async def test_reversed_in_part_opens_the_case_in_the_same_transaction(
    world: World, appeals: Appeals
) -> None:
    case, said = await appeals.decided()
    appeal = await appeals.filed(said.proposal)
    assert isinstance(await appeals.claim("employee", appeal), Appeal)
    word = appeals.word("employee", appeal, PARTLY)
    refused = await appeals.decide("employee", appeal, word)  # its reopening is not signed
    assert problem(refused) is Problem.VERSION_STALE
    assert (await appeals.play.case(case)).state == "closed"
    done = await appeals.decide("employee", appeal, word, reopens=True)
    assert isinstance(done, Appeal)
    found = await appeals.play.case(case)
    assert (found.state, found.reopened_by) == ("open", "employee")
    agrees(world, appeals)


async def test_what_is_open_already_is_not_opened_by_reversing_in_part(appeals: Appeals) -> None:
    case, said = await appeals.decided()
    appeal = await appeals.filed(said.proposal)
    await appeals.play.reopen("lead", case)
    await appeals.answered("employee", appeal, PARTLY)
    found = await appeals.play.case(case)
    assert (found.state, found.reopened_by) == ("open", "lead")


async def test_a_reporter_s_appeal_reopens_the_case_and_a_new_decision_may_be_appealed_anew(
    world: World, appeals: Appeals
) -> None:
    case = await appeals.play.report("@quiet:here.example")
    assert problem(await appeals.report(case)) is Problem.CASE_IS_OPEN
    await appeals.play.claim("proposer", case)
    await appeals.play.close("proposer", case, Outcome.DUPLICATE)
    first = await appeals.report(case)
    assert isinstance(first, Filed)
    again = await appeals.report(case)
    assert isinstance(again, Filed)
    assert not again.new
    assert problem(await appeals.claim("proposer", first.appeal)) is Problem.SELF_EXCLUDED
    await appeals.answered("employee", first.appeal, REVERSED, reopens=True)
    found = await appeals.play.case(case)
    assert (found.state, found.reopened_by) == ("open", "employee")
    await appeals.play.claim("contractor", case)
    await appeals.play.close("contractor", case, Outcome.DUPLICATE)
    second = await appeals.report(case)
    assert isinstance(second, Filed)
    assert second.new
    # Who decided the first one opened the case again, and so has a part in it by now.
    assert problem(await appeals.claim("employee", second.appeal)) is Problem.SELF_EXCLUDED
    agrees(world, appeals)


async def test_where_another_case_is_open_the_work_goes_on_there(appeals: Appeals) -> None:
    case = await appeals.play.report("@loud:here.example")
    await appeals.play.claim("proposer", case)
    await appeals.play.close("proposer", case, Outcome.DUPLICATE)
    filed = await appeals.report(case)
    assert isinstance(filed, Filed)
    await appeals.play.report("@loud:here.example")
    done = await appeals.answered("employee", filed.appeal, REVERSED)
    assert done.outcome is REVERSED
    assert (await appeals.play.case(case)).state == "closed"


async def test_the_queue_is_oldest_first(world: World, appeals: Appeals) -> None:
    natives = ("@a:here.example", "@b:here.example", "@c:here.example")
    for native in natives:
        _, said = await appeals.decided(native)
        await appeals.filed(said.proposal)
        world.later(minutes=1)
    leave = appeals.play.leave("auditor", Permission.CASE_READ, APPEALS)
    async with appeals.play.pool.connection() as conn:
        found = await queries.waiting(conn, leave)
    assert tuple(one.native for one in found) == natives
    with pytest.raises(ValueError, match="needs a warrant"):
        await queries.waiting(conn, appeals.play.leave("lead", Permission.CASE_READ, "cases"))


async def test_hostile_words_are_kept_as_they_are_and_stand_in_no_entry(
    world: World, appeals: Appeals
) -> None:
    _, said = await appeals.decided()
    hostile = "<script>alert(1)</script> '; DROP TABLE appeals; -- \u202e %(a)s {{ 7*7 }}"
    filed = await appeals.file(said.proposal, hostile)
    assert isinstance(filed, Filed)
    async with appeals.play.pool.connection() as conn:
        shown = await queries.of_person(conn, said.proposal)
    assert shown is not None
    assert shown.words == hostile
    assert all("script" not in str(e) for e in entries(appeals.play.url))


async def test_a_token_is_known_by_its_hash_alone(appeals: Appeals) -> None:
    case = await appeals.play.report("@t:here.example")
    await appeals.play.claim("proposer", case)
    said = await appeals.play.propose("proposer", case, "@t:here.example")
    token = tell(appeals.play.url, said.proposal, appeals.play.world.now)
    ((kept,),) = rows(appeals.play.url, "SELECT token_hash FROM tellings")
    assert token.encode() not in bytes(kept)


async def test_hands_of_before_are_taken_from_the_entries(
    world: World, appeals: Appeals, database_url: str
) -> None:
    """The migration reads what any role could have written, and passes over what is no entry."""
    case, _ = await appeals.decided()
    await appeals.play.reopen("lead", case)
    await appeals.play.assign("lead", case, "employee")
    await appeals.play.release("employee", case)
    before = rows(database_url, "SELECT case_id, person, since FROM case_hands ORDER BY 1, 2")
    assert {who for _, who, _ in before} == {"proposer", "lead", "employee"}
    with psycopg.connect(database_url) as conn:
        for hostile in (b'"event":"case:', b'{"event":"case:closed","data":{"case":"x"}}'):
            conn.execute(
                "INSERT INTO ledger_queue (body, written_by) VALUES (%s, 'web')", (hostile,)
            )
        conn.execute("DELETE FROM case_hands")
        migration = (MIGRATIONS / "0026_pre_appeals.sql").read_text()
        conn.execute(migration[migration.index("DO $$") : migration.index("END $$;") + 7].encode())
    after = rows(database_url, "SELECT case_id, person, since FROM case_hands ORDER BY 1, 2")
    told = [(c, who, stamp(at)) for c, who, at in after]
    assert told == [(c, who, stamp(at)) for c, who, at in before]
