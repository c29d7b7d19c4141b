"""What may become of an authority's order; nobody alone checks one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.casework import actor
from tests.ordering import AREAS, CONTENT, ITEM, wanted

from quorate.orders.content import Content, Element, read_content
from quorate.orders.model import (
    Answer,
    Found,
    How,
    LegalOrder,
    Stage,
    Word,
    decide_answer,
    decide_complete,
    decide_receive,
    decide_word,
)
from quorate.people.model import Person
from quorate.transparency.template import STATES as REPORTED
from quorate.vocabulary.kinds import OrderGround, OrderKind, OrderOutcome
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.states import STATES

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
YEAR_1 = datetime(1, 1, 1, tzinfo=UTC)
ID = UUID(int=7)
TEXT = "The account was suspended for this."


def person(name: str, team: str, manager: str = "boss") -> Person:
    return replace(actor(name).person, team=team, manager=manager)


def take(content: Content = CONTENT, **changes: Any) -> LegalOrder | Refusal:
    return decide_receive(ID, wanted(NOW, **changes), content, "ab" * 32, "taker", AREAS, NOW)


def order(**changes: Any) -> LegalOrder:
    found = take()
    assert isinstance(found, LegalOrder)
    return replace(found, **changes)


def test_a_whole_order_lacks_nothing_and_is_unchecked() -> None:
    found = order()
    assert (found.missing, found.stage, found.items) == ((), Stage.UNCHECKED, 1)
    assert read_content(CONTENT.written()) == CONTENT


@pytest.mark.parametrize(
    ("content", "changes", "lacks"),
    [
        ({"authority": ""}, {}, Element.AUTHORITY),
        ({"basis": ""}, {}, Element.BASIS),
        ({"contact": ""}, {}, Element.CONTACT),
        ({"items": ()}, {}, Element.ITEMS),
        ({"reasons": ""}, {}, Element.REASONS),
        ({"redress": ""}, {}, Element.REDRESS),
        ({}, {"territory": ()}, Element.TERRITORY),
        ({}, {"kind": OrderKind.INFORM}, Element.FIELDS),
    ],
)
def test_what_the_law_demands_is_named_where_it_is_missing_and_nothing_is_refused(
    content: dict[str, Any], changes: dict[str, Any], lacks: Element
) -> None:
    found = take(replace(CONTENT, **content), **changes)
    assert isinstance(found, LegalOrder)
    assert (found.missing, found.stage) == ((lacks,), Stage.INCOMPLETE)
    assert isinstance(decide_word(found, person("a", "x"), [], [], (), NOW, genuine=True), Refusal)


@pytest.mark.parametrize(
    ("content", "changes", "field"),
    [
        ({"contact": "nobody"}, {}, "contact"),
        ({"reasons": "x" * 6_001}, {}, "reasons"),
        ({"basis": "a\x00"}, {}, "basis"),
        ({"via": "pigeon"}, {}, "via"),
        ({"telling": "never"}, {}, "telling"),
        ({"tell_from": "2026-12-01T00:00:00.000Z"}, {}, "tell_from"),
        ({"telling": "when_allowed", "tell_from": "soon"}, {}, "tell_from"),
        ({"issued_on": "yesterday"}, {}, "issued_on"),
        ({"fields": ("shoe_size",)}, {}, "fields"),
        ({"items": (ITEM, ITEM)}, {}, "items"),
        ({"items": (replace(ITEM, kind="room"),)}, {}, "items.0"),
        ({"items": (replace(ITEM, native="a b"),)}, {}, "items.0"),
        ({"items": tuple(replace(ITEM, native=f"@{n}:x") for n in range(101))}, {}, "items"),
        ({}, {"kind": "wish"}, "kind"),
        ({}, {"state": "GR"}, "state"),
        ({}, {"area": "weather"}, "area"),
        ({}, {"language": ""}, "language"),
        ({}, {"territory": ("EU", "DE")}, "territory"),
        ({}, {"received_at": NOW + timedelta(minutes=1)}, "received_at"),
        ({}, {"deadline": NOW - timedelta(hours=2)}, "deadline"),
        ({}, {"received_at": YEAR_1, "deadline": YEAR_1 + timedelta(hours=5)}, "received_at"),
    ],
)
def test_bad_input_names_its_field(
    content: dict[str, Any], changes: dict[str, Any], field: str
) -> None:
    found = take(replace(CONTENT, **content), **changes)
    assert isinstance(found, Refusal)
    assert (found.problem, found.field) == (Problem.BODY_INVALID, field)


def test_only_what_lacks_something_is_completed() -> None:
    lacking = order(missing=(Element.BASIS,), received_at=NOW - timedelta(days=2))
    found = decide_complete(lacking, order())
    assert isinstance(found, LegalOrder)
    assert (found.number, found.received_at) == (2, lacking.received_at)
    assert isinstance(decide_complete(order(), order()), Refusal)


PEOPLE = {
    "a": person("a", "north", "boss"),
    "b": person("b", "north", "boss"),
    "c": person("c", "south", "a"),
    "d": person("d", "west", "boss"),
}


def play(said: list[tuple[str, bool]]) -> tuple[LegalOrder, list[Word]]:
    """Word after word; what is refused changes nothing."""
    found, words = order(), list[Word]()
    for who, genuine in said:
        others = [PEOPLE[w.person] for w in words if w.genuine]
        done = decide_word(found, PEOPLE[who], words, others, (), NOW, genuine=genuine)
        if isinstance(done, LegalOrder):
            found = done
            words.append(Word(who, genuine, How.LIST, NOW))
    return found, words


@given(st.sampled_from(sorted(PEOPLE)), st.lists(st.booleans(), max_size=8))
def test_no_sequence_of_words_by_one_person_alone_checks_an_order(
    who: str, said: list[bool]
) -> None:
    found, _ = play([(who, genuine) for genuine in said])
    assert found.found is not Found.CHECKED


@given(st.lists(st.tuples(st.sampled_from(sorted(PEOPLE)), st.booleans()), max_size=8))
def test_what_is_checked_was_vouched_for_by_two_who_stand_apart_and_one_no_ends_it(
    said: list[tuple[str, bool]],
) -> None:
    found, words = play(said)
    pairs = {frozenset(pair) for pair in (("a", "d"), ("b", "c"), ("b", "d"), ("c", "d"))}
    sure = {word.person for word in words if word.genuine}
    assert (found.found is Found.CHECKED) == any(pair <= sure for pair in pairs)
    assert (found.found is Found.REJECTED) == any(not word.genuine for word in words)
    if found.found:
        for genuine in (True, False):
            late = decide_word(found, PEOPLE["d"], words, [], (), NOW, genuine=genuine)
            assert isinstance(late, Refusal)


@pytest.mark.parametrize(
    "gone", [{"locked": True}, {"contract_end": NOW.date() - timedelta(days=1)}]
)
def test_i5_the_word_of_who_was_locked_out_or_left_since_counts_no_more(
    gone: dict[str, Any],
) -> None:
    words = [Word("a", True, How.LIST, NOW)]
    left = replace(PEOPLE["a"], **gone)
    alone = decide_word(order(), PEOPLE["d"], words, [left], (), NOW, genuine=True)
    assert isinstance(alone, LegalOrder)
    assert alone.found is None
    both = decide_word(order(), PEOPLE["c"], words, [left, PEOPLE["d"]], (), NOW, genuine=True)
    assert isinstance(both, LegalOrder)
    assert both.found is Found.CHECKED


def test_nothing_is_answered_before_it_is_checked() -> None:
    said = Answer(OrderOutcome.CARRIED_OUT, TEXT, effected_at=NOW)
    refused = decide_answer(order(), (), said, "a", (), NOW)
    assert isinstance(refused, Refusal)
    assert refused.problem is Problem.QUORUM_MISSING
    found = decide_answer(order(found=Found.CHECKED), (), said, "a", (), NOW)
    assert isinstance(found, LegalOrder)
    assert found.stage is Stage.ANSWERED
    assert isinstance(decide_answer(found, (), said, "a", (), NOW), Refusal)
    rejected = decide_answer(order(found=Found.REJECTED), (), said, "a", (), NOW)
    assert isinstance(rejected, Refusal)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Answer(OrderOutcome.CARRIED_OUT, TEXT), "effected_at"),
        (Answer(OrderOutcome.CARRIED_OUT, TEXT, OrderGround.NOT_FOUND, (), NOW), "ground"),
        (Answer(OrderOutcome.NOT_CARRIED_OUT, TEXT), "ground"),
        (
            Answer(OrderOutcome.NOT_CARRIED_OUT, TEXT, OrderGround.NOT_FOUND, (), NOW),
            "effected_at",
        ),
        (
            Answer(OrderOutcome.CARRIED_OUT, TEXT, effected_at=NOW + timedelta(minutes=1)),
            "effected_at",
        ),
        (Answer(OrderOutcome.CARRIED_OUT, "too short", effected_at=NOW), "text"),
        (
            Answer(OrderOutcome.CARRIED_OUT, TEXT, None, (PrivateField.PHONE,), NOW),
            "given",
        ),
    ],
)
def test_an_answer_fits_and_gives_nothing_that_the_order_does_not_name(
    said: Answer, field: str
) -> None:
    found = decide_answer(order(found=Found.CHECKED), ("email",), said, "a", (), NOW)
    assert isinstance(found, Refusal)
    assert (found.problem, found.field) == (Problem.BODY_INVALID, field)


def test_a_deadline_presses_a_day_before_and_only_while_something_is_owed() -> None:
    late = order(deadline=NOW)
    assert (late.soon(NOW - timedelta(hours=24)), late.overdue(NOW)) == (True, True)
    assert not late.soon(NOW - timedelta(hours=25))
    assert not replace(late, found=Found.REJECTED).overdue(NOW)


def test_the_member_states_are_those_of_the_report() -> None:
    assert set(STATES) == set(REPORTED)
