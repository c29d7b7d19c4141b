"""The quorum's count: order is nothing, a hand more never hurts, one human is one hand."""

import re
from dataclasses import replace
from itertools import permutations
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from quorate.authority import kernel
from quorate.authority.kernel import KERNEL, Hand, Matter, Terms, missing_slots
from quorate.people.model import Person
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.kinds import Channel, Employment, Role


def made(name: str, team: str, manager: str, employment: Employment) -> Hand:
    vendor = "vendor" if employment is Employment.CONTRACTOR else None
    roles = frozenset({Role.REVIEWER})
    person = Person(
        name, team, manager, employment, vendor, roles, (), "UTC", None, None, None, False, ()
    )
    return Hand(person, Channel.CLI)


NAMES = st.sampled_from(["a", "b", "c", "d", "e"])
HANDS = st.builds(
    made,
    NAMES,
    st.sampled_from("xyz"),
    st.sampled_from(["m", "n", "a"]),
    st.sampled_from(Employment),
)
MATTERS = st.builds(
    Matter,
    st.integers(0, 3),
    st.sampled_from([FACTS[Action.SUSPEND], FACTS[Action.WARN]]),
    st.just(frozenset[str]()),
    st.just(frozenset[str]()),
    st.just(frozenset[str]()),
    st.integers(0, 1),
)
UNIQUE = st.lists(HANDS, max_size=5, unique_by=lambda h: h.person.id)


@given(HANDS, st.lists(HANDS, max_size=4, unique_by=lambda h: h.person.id), MATTERS)
def test_i20_order_of_approvals_is_nothing(
    proposer: Hand, approvers: list[Hand], matter: Matter
) -> None:
    found = {missing_slots(proposer, list(p), matter) for p in permutations(approvers)}
    assert len(found) == 1


@given(HANDS, UNIQUE, MATTERS, HANDS)
def test_i1_hand_more_never_adds_a_missing_slot(
    proposer: Hand, approvers: list[Hand], matter: Matter, more: Hand
) -> None:
    if more.person.id in {h.person.id for h in approvers}:
        return
    before = missing_slots(proposer, approvers, matter)
    after = missing_slots(proposer, [*approvers, more], matter)
    assert len(after) <= len(before)
    assert bool(before) >= bool(after)


@given(HANDS, UNIQUE, MATTERS)
def test_i1_quorum_has_so_many_distinct_people(
    proposer: Hand, approvers: list[Hand], matter: Matter
) -> None:
    if missing_slots(proposer, approvers, matter) or not matter.action.silencing:
        return
    people = {h.person.id for h in [proposer, *approvers]}
    assert len(people) >= [1, 2, 3, 3][matter.tier] + (matter.tier > 0) * matter.extra_approvers
    if matter.tier < 2:
        return
    others = [h.person for h in approvers if h.person.id != proposer.person.id]
    assert any(p.employment is Employment.EMPLOYEE for p in others)
    assert len({p.team for p in others}) >= 2
    assert len({p.manager for p in others}) >= 2


@given(HANDS, HANDS, MATTERS)
def test_i1_one_human_fills_one_slot(proposer: Hand, approver: Hand, matter: Matter) -> None:
    once = missing_slots(proposer, [approver], matter)
    assert missing_slots(proposer, [approver, approver, proposer], matter) == once


@given(UNIQUE, MATTERS)
def test_i1_without_a_proposer_there_is_no_quorum(approvers: list[Hand], matter: Matter) -> None:
    assert "proposer" in missing_slots(None, approvers, matter)


LENDING = [
    made("a", "x", "m", Employment.CONTRACTOR),
    made("b", "y", "n", Employment.CONTRACTOR),
    made("c", "x", "n", Employment.EMPLOYEE),
]
PROTECTED_MATTER = Matter(2, FACTS[Action.SUSPEND], frozenset(), frozenset())


@given(HANDS, UNIQUE, MATTERS)
@example(made("e", "z", "m", Employment.EMPLOYEE), LENDING, PROTECTED_MATTER)
def test_i1_asking_for_one_more_never_makes_it_easier(
    proposer: Hand, approvers: list[Hand], matter: Matter
) -> None:
    """A third approver may not lend the pair what it lacks: an employee, a team, a manager."""
    usual = missing_slots(proposer, approvers, replace(matter, extra_approvers=0))
    more = missing_slots(proposer, approvers, replace(matter, extra_approvers=1))
    assert len(more) >= len(usual)


TERMS = st.builds(
    Terms,
    st.tuples(*[st.integers(0, 3)] * 4),
    st.integers(0, 4),
    st.integers(0, 4),
)


@given(HANDS, UNIQUE, MATTERS, TERMS, TERMS)
def test_i1_stricter_terms_never_miss_fewer(
    proposer: Hand, approvers: list[Hand], matter: Matter, one: Terms, other: Terms
) -> None:
    stricter = Terms(
        tuple(max(pair) for pair in zip(one.approvers, other.approvers, strict=True)),  # pyright: ignore[reportArgumentType]
        min(one.employee_from, other.employee_from),
        min(one.apart_from, other.apart_from),
    )
    usual = missing_slots(proposer, approvers, matter, one)
    assert len(missing_slots(proposer, approvers, matter, stricter)) >= len(usual)


def test_i1_nobody_who_acts_knows_other_terms_than_the_kernel_s() -> None:
    """Only what asks about the past may name them."""
    source = Path(kernel.__file__).parents[1]
    users = {
        path.relative_to(source).parts[0]
        for path in source.rglob("*.py")
        if re.search(r"\b(Terms|Windows|powers_under)\b", path.read_text())
    }
    assert users <= {"authority", "incidents", "people"}
    assert Terms() == KERNEL
