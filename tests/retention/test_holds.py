"""Holds: they stop every way of erasing, and end by another person's hand."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from uuid import UUID

import pytest
from tests.casework import entries, rows
from tests.holding import WHY, lift, place
from tests.ordering import Orders
from tests.playing import Play, playing
from tests.retention.keeping import DAYS, Kept, left, nobody, put, texts

from quorate.authority.erasure import ERASE
from quorate.decisions.facts import ToldFacts
from quorate.incidents.stage.roles import row
from quorate.incidents.stage.world import TROLL, World
from quorate.orders.model import LegalOrder
from quorate.people.orders import read_order
from quorate.rebuilding.reading import compare_with, told_by
from quorate.retention import queries
from quorate.retention.actions import (
    HOLDS,
    REQUESTS,
    Wanted,
    forget,
    lift_hold,
    place_hold,
    unless_held,
)
from quorate.retention.erasing import START, Due, erase_batch
from quorate.retention.jobs import erase_day
from quorate.retention.model import DataKind, Hold, boundary
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Kind, Outcome
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

OLD = Kept(closed=1200, appealed=1300, decided=1250, proposed=1400, told=1390)


@pytest.fixture
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("world")).found()


@pytest.fixture
async def play(world: World, database_url: str) -> AsyncGenerator[Play]:
    world.people["other owner"] = row("other owner", "panel", roles=["owner"])
    async with playing(world, database_url) as found:
        yield found


def problem(answer: object) -> Problem:
    assert isinstance(answer, Refusal), answer
    return answer.problem


@pytest.mark.parametrize("whole", [False, True])
async def test_a_hold_stops_the_job_until_another_person_lifts_it(play: Play, whole: bool) -> None:
    put(play.url, play.world.now, OLD)
    hold = await place(play, OLD.id, whole_account=whole)
    assert isinstance(hold, Hold)
    assert (hold.case is None) == whole
    await erase_day(play.pool, DAYS, nobody, play.world.now)
    assert all(texts(play.url, OLD).values())
    assert problem(await lift(play, hold, "lead")) is Problem.SELF_EXCLUDED
    assert isinstance(await lift(play, hold), Hold)
    assert problem(await lift(play, hold)) is Problem.ALREADY_DECIDED
    await erase_day(play.pool, DAYS, nobody, play.world.now + timedelta(days=1))
    assert left(play.url) == set()
    found = {e["event"]: e["data"] for e in entries(play.url)}
    placed, lifted = found[Event.HOLD_PLACED], found[Event.HOLD_LIFTED]
    assert (placed["by"], lifted["by"]) == ("lead", "other lead")
    assert placed["hold"] == lifted["hold"]
    assert WHY not in str(found)


@pytest.mark.parametrize(
    ("about", "refused"),
    [
        ({"reason": " "}, Problem.BODY_INVALID),
        ({"reason": "x" * 601}, Problem.BODY_INVALID),
        ({"review_on": "2020-01-01"}, Problem.BODY_INVALID),
        ({"review_on": "soon"}, Problem.BODY_INVALID),
    ],
)
async def test_a_hold_has_a_reason_and_a_review_that_lies_ahead(
    play: Play, about: dict[str, str], refused: Problem
) -> None:
    put(play.url, play.world.now, OLD)
    assert problem(await place(play, OLD.id, **about)) is refused
    assert problem(await place(play, UUID(int=7))) is Problem.NOT_FOUND
    assert isinstance(await place(play, OLD.id, review_on="2099-01-01"), Hold)
    assert problem(await place(play, OLD.id, "other lead")) is Problem.ALREADY_DECIDED
    assert isinstance(await place(play, OLD.id, whole_account=True), Hold)


async def test_only_leads_and_owners_hold_and_only_by_leave_for_it(play: Play) -> None:
    put(play.url, play.world.now, OLD)
    with pytest.raises(AssertionError, match="not-eligible"):
        await place(play, OLD.id, "contractor")
    leave = play.leave("auditor", Permission.CASE_READ, HOLDS)
    async with play.pool.connection() as conn:
        with pytest.raises(ValueError, match="hold:place"):
            await place_hold(conn, leave, Wanted(OLD.id, WHY), play.world.now)
        with pytest.raises(ValueError, match="hold:place"):
            await lift_hold(conn, leave, OLD.id, play.world.now)
        with pytest.raises(ValueError, match="warrant"):
            await queries.holds(conn, leave)


async def test_a_hold_stops_an_owner_and_a_note_s_author(play: Play) -> None:
    case = await play.report(TROLL)
    await play.claim("proposer", case)
    facts = ToldFacts("hounded a neighbour", "5b" * 32)
    said = await play.propose("proposer", case, TROLL, facts=facts)
    play.publish()
    await play.say("contractor", Kind.DENY, said)
    await play.close("proposer", case, Outcome.NO_VIOLATION)
    play.publish()
    hold = await place(play, case)
    assert isinstance(hold, Hold)
    order = play.world.order(ERASE, f"gdpr-17:{facts.salted.commitment}", "owner")
    signed = read_order(order["order"], order["key"], order["sig"])
    refused = await play.erase("owner", signed)
    assert problem(refused) is Problem.ON_HOLD
    assert str(refused).endswith(f"of lead keeps it since {play.world.now.date()}")
    own = play.world.order(ERASE, f"gdpr-17:{hold.reason}", "owner")
    signed_own = read_order(own["order"], own["key"], own["sig"])
    assert problem(await play.erase("owner", signed_own)) is Problem.ON_HOLD
    async with play.pool.connection() as conn:
        assert problem(await unless_held(conn, case)) is Problem.ON_HOLD
    assert isinstance(await lift(play, hold), Hold)
    async with play.pool.connection() as conn:
        assert await unless_held(conn, case) is None
    assert await play.erase("owner", signed) is None


async def test_a_hold_keeps_what_an_authority_ordered_about_its_case_and_was_answered(
    play: Play,
) -> None:
    orders = Orders(play)
    order = await orders.answer("lead", await orders.checked())
    assert isinstance(order, LegalOrder)
    play.publish()
    ((case,),) = rows(play.url, "SELECT case_id FROM legal_order_items")
    hold = await place(play, case)
    assert isinstance(hold, Hold)
    for commitment in (order.content, order.answer):
        signed = play.world.order(ERASE, f"gdpr-17:{commitment}", "owner")
        said = read_order(signed["order"], signed["key"], signed["sig"])
        assert problem(await play.erase("owner", said)) is Problem.ON_HOLD
    assert isinstance(await lift(play, hold), Hold)
    assert await play.erase("owner", said) is None


async def test_a_hold_keeps_its_reason_however_many_others_stand(play: Play) -> None:
    put(play.url, play.world.now, OLD)
    hold = await place(play, OLD.id)
    assert isinstance(hold, Hold)
    rows(
        play.url,
        "INSERT INTO holds (id, case_id, placed_by, placed_at, reason, review_on)"
        " SELECT gen_random_uuid(), case_id, placed_by, placed_at, reason || n, '2020-01-01'"
        " FROM holds, generate_series(1, 200) n RETURNING id",
    )
    own = play.world.order(ERASE, f"gdpr-17:{hold.reason}", "owner")
    signed_own = read_order(own["order"], own["key"], own["sig"])
    assert problem(await play.erase("owner", signed_own)) is Problem.ON_HOLD


async def test_a_hold_waits_for_a_batch_under_way_and_the_next_batch_sees_it(play: Play) -> None:
    other = Kept(closed=1200)
    put(play.url, play.world.now, OLD, other)
    now = play.world.now
    due = Due(DataKind.REPORT, boundary(365, now), now, nobody)
    async with play.pool.connection() as conn, conn.transaction():
        assert (await erase_batch(conn, due, START)).rows == 2
        placing = asyncio.create_task(place(play, OLD.id))
        await asyncio.sleep(0.3)
        assert not placing.done()
    assert isinstance(await placing, Hold)
    await erase_day(play.pool, DAYS, nobody, now)
    assert texts(play.url, OLD)[DataKind.NOTE]
    assert not texts(play.url, other)[DataKind.NOTE]


async def test_a_request_erases_what_no_duty_or_hold_needs(play: Play) -> None:
    """Younger than the rule's days, older than the duties'."""
    free, young = Kept(closed=200, proposed=250), Kept(closed=100)
    held = Kept(closed=200, hold="case")
    put(play.url, play.world.now, free, young, held)
    leave = play.leave("owner", Permission.VALUE_ERASE, REQUESTS)
    native = f"@canary7f3a-{free.subject.hex}:example.org"
    async with play.pool.connection() as conn:
        whom = await queries.of_account(conn, "matrix:example.org", native)
        there = await queries.there_is(conn, whom)
        done = await forget(conn, leave, whom, nobody, play.world.now)
        again = await forget(conn, leave, whom, nobody, play.world.now)
    assert there[DataKind.REPORT] == done[DataKind.REPORT] == 1
    assert done[DataKind.ACCOUNT] == 1
    assert again == {}
    assert not any(texts(play.url, free).values())
    assert texts(play.url, young)[DataKind.REPORT]
    assert rows(play.url, "SELECT 1 FROM subjects WHERE native = %s", native) == []
    told = [e["data"] for e in entries(play.url) if e["event"] == Event.RETENTION_ERASED]
    assert {row["kind"]: row["rows"] for row in told} == done
    assert {(row["ground"], row["by"]) for row in told} == {("gdpr-17", "owner")}
    reporter = "@canary7f3a-r:example.org"
    async with play.pool.connection() as conn:
        whom = await queries.of_reporter(conn, "app", reporter)
        assert (await forget(conn, leave, whom, nobody, play.world.now)) == {}
        whom = await queries.of_address(conn, "CANARY7F3A@mail.example")
        assert await queries.there_is(conn, whom) == {DataKind.NOTICE: 2}
        later = play.world.now + timedelta(days=100)
        assert await forget(conn, leave, whom, nobody, later) == {DataKind.NOTICE: 1}
    assert not texts(play.url, young)[DataKind.NOTICE]
    assert texts(play.url, young)[DataKind.NOTE]


async def test_a_value_that_the_rule_took_is_no_difference_and_any_other_is(play: Play) -> None:
    case = await play.report(TROLL)
    await play.claim("proposer", case)
    facts = ToldFacts("hounded a neighbour", "5b" * 32)
    said = await play.propose("proposer", case, TROLL, facts=facts)
    play.publish()
    await play.say("contractor", Kind.DENY, said)
    await play.close("proposer", case, Outcome.NO_VIOLATION)
    then = play.world.now + timedelta(days=800)
    await erase_day(play.pool, DAYS, nobody, then)
    assert rows(play.url, "SELECT * FROM kept_values") == []
    assert differences(play) == []
    hold = await place(play, case)
    assert isinstance(hold, Hold)
    async with play.pool.connection() as conn:
        await conn.execute("DELETE FROM kept_values")
    (missing,) = differences(play)
    assert missing.endswith(f"kept_values {hold.reason} is missing")


def differences(play: Play) -> list[str]:
    play.publish()
    told, size = told_by(play.world.log, play.world.genesis)
    assert not told.wrong
    return [str(d) for d in compare_with(play.url, told, size).differences]
