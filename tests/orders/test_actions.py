"""Authorities' orders on a real database: what they begin, and when."""

import json
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.casework import entries, rows
from tests.ordering import CONTENT, ITEM, TEXT, Orders, wanted
from tests.playing import Play, playing

from quorate.cases.jobs import rank
from quorate.decisions.reasons import Reported
from quorate.decisions.stating import _reported as reported  # pyright: ignore[reportPrivateUsage]
from quorate.incidents.stage.world import World
from quorate.intake.model import AUTHORITY
from quorate.orders import queries
from quorate.orders.actions import ORDERS, Letter
from quorate.orders.jobs import write_letters
from quorate.orders.model import Answer, LegalOrder, Stage
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import OrderGround, OrderKind, OrderOutcome
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.problems import Problem, Refusal


@pytest.fixture
async def play(tmp_path: Path, database_url: str) -> AsyncGenerator[Play]:
    async with playing(World(tmp_path).found(), database_url) as found:
        yield found


def refused(found: object, problem: Problem) -> Refusal:
    assert isinstance(found, Refusal), found
    assert found.problem is problem
    return found


async def test_before_two_people_checked_it_nothing_comes_of_an_order(
    play: Play, database_url: str
) -> None:
    orders = Orders(play)
    order = await orders.received()
    once = await orders.say("lead", order)
    assert isinstance(once, LegalOrder)
    assert once.stage is Stage.UNCHECKED
    refused(await orders.say("lead", order), Problem.ALREADY_DECIDED)
    refused(await orders.say("other lead", order, by="lead"), Problem.SIGNATURE_INVALID)
    refused(await orders.answer("other lead", order), Problem.QUORUM_MISSING)
    assert rows(database_url, "SELECT * FROM cases") == []
    twice = await orders.say("other lead", order)
    assert isinstance(twice, LegalOrder)
    assert twice.stage is Stage.CHECKED
    found = rows(database_url, "SELECT opened_by, area, state FROM cases")
    assert found == [(AUTHORITY, "safety", "open")]
    ((source, body),) = rows(database_url, "SELECT source, body FROM reports")
    assert (source, CONTENT.basis in body, CONTENT.authority in body) == (AUTHORITY, True, False)
    assert rows(database_url, "SELECT * FROM proposals") == []


async def test_one_no_ends_it(play: Play, database_url: str) -> None:
    orders = Orders(play)
    order = await orders.received()
    assert isinstance(await orders.say("lead", order), LegalOrder)
    ended = await orders.say("lead", order, genuine=False)
    assert isinstance(ended, LegalOrder)
    assert ended.stage is Stage.REJECTED
    refused(await orders.say("other lead", order), Problem.ALREADY_DECIDED)
    refused(await orders.tell("lead", order, Letter.RECEIPT), Problem.ALREADY_DECIDED)
    assert await write_letters(play.pool, play.world.now) == 0
    assert rows(database_url, "SELECT * FROM cases") == []


async def test_an_item_joins_its_open_case_which_is_due_by_the_order_s_deadline(
    play: Play, database_url: str
) -> None:
    case = await play.report(ITEM.native)
    order = await Orders(play).checked()
    assert rows(database_url, "SELECT id FROM cases") == [(case,)]
    await rank(play.pool, dict)
    ((ordered_by, due_at, waiting),) = rows(
        database_url, "SELECT ordered_by, due_at, waiting_since FROM cases"
    )
    assert ordered_by == order.deadline
    assert due_at < waiting - timedelta(hours=168 - 31)
    assert "a legal order's deadline" in json.dumps(
        [term.reason for term in _terms(await play.case(case))]
    )
    assert isinstance(await Orders(play).answer("lead", order), LegalOrder)
    await rank(play.pool, dict)
    assert rows(database_url, "SELECT ordered_by FROM cases") == [(None,)]


def _terms(case: Any) -> Any:
    from quorate.cases.priority import terms  # noqa: PLC0415

    return terms(case.facts())


async def test_an_answer_gives_what_the_order_names_and_nothing_else(play: Play) -> None:
    orders = Orders(play)
    content = replace(CONTENT, fields=("email",))
    order = await orders.checked(content, kind=OrderKind.INFORM, territory=())
    now = play.world.now
    more = Answer(OrderOutcome.PARTLY, TEXT, OrderGround.NOT_FOUND, (PrivateField.PHONE,), now)
    assert refused(await orders.answer("lead", order, more), Problem.BODY_INVALID).field == "given"
    done = await orders.answer("lead", order, replace(more, given=(PrivateField.EMAIL,)))
    assert isinstance(done, LegalOrder)
    assert done.given == (PrivateField.EMAIL,)
    refused(await orders.answer("other lead", order, more), Problem.ALREADY_DECIDED)


async def test_the_authority_is_written_each_thing_once_in_its_language(
    play: Play, database_url: str
) -> None:
    orders = Orders(play)
    await orders.received(replace(CONTENT, contact=""))  # nobody to write to: stops no other
    lacking = await orders.received(replace(CONTENT, basis=""))
    assert [await write_letters(play.pool, play.world.now) for _ in range(2)] == [1, 0]
    whole = await orders.receive(known=lacking.id)
    assert isinstance(whole, LegalOrder)
    for who in ("lead", "other lead"):
        assert isinstance(await orders.say(who, whole), LegalOrder)
    assert isinstance(await orders.answer("lead", whole), LegalOrder)
    assert [await write_letters(play.pool, play.world.now) for _ in range(2)] == [2, 0]
    mails = rows(database_url, "SELECT recipient, subject, body FROM mail_outbox ORDER BY id")
    assert {to for to, _, _ in mails} == {CONTENT.contact}
    assert [subject for _, subject, _ in mails] == [
        "Ihre Anordnung ist unvollständig",
        "Ihre Anordnung ist eingegangen",
        "Was aus Ihrer Anordnung wurde",
    ]
    assert TEXT in mails[2][2]
    assert CONTENT.reference in mails[2][2]
    told = [e["data"]["what"] for e in entries(database_url) if e["event"] == Event.ORDER_TOLD]
    assert told == ["receipt", "receipt", "answer"]


async def test_the_list_goes_by_deadline_and_the_pressing_ones_are_within_a_day(
    play: Play,
) -> None:
    orders, now = Orders(play), play.world.now
    late = await orders.received(deadline=now + timedelta(hours=40))
    soon = await orders.received(deadline=now + timedelta(hours=20))
    leave = play.leave("on-call", Permission.ORDER_READ, ORDERS)
    async with play.pool.connection() as conn:
        found = await queries.listing(conn, leave)
        pressing = await queries.pressing(conn, leave, now)
    assert [one.id for one in found.waiting] == [soon.id, late.id]
    assert [one.id for one in pressing] == [soon.id]


async def test_the_statement_of_reasons_knows_of_the_order_and_its_territory(play: Play) -> None:
    await Orders(play).checked()
    play.world.later(minutes=1)
    async with play.pool.connection() as conn:
        rows_ = await conn.execute("SELECT id FROM cases")
        ((case,),) = await rows_.fetchall()
        found: Reported = await reported(conn, case, play.world.now)
        before = await reported(conn, case, play.world.now - timedelta(hours=1))
    assert (found.territory, before.territory) == ("DE", None)


async def test_an_order_in_the_queue_of_another_kind_is_refused_by_field(play: Play) -> None:
    found = await Orders(play).receive(deadline=wanted(play.world.now).received_at)
    assert refused(found, Problem.BODY_INVALID).field == "deadline"
