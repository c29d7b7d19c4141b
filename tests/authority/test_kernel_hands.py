"""Whose hand counts, guard by guard: what the kernel refuses without any rule or door above it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias

import pytest
from tests.authority.test_kernel import made

from quorate.authority.kernel import (
    Hand,
    Matter,
    hand_counts,
    may_approve,
    may_propose,
    missing_slots,
)
from quorate.authority.slots import (
    Administrator,
    fewest,
    may_administrate,
    missing_administrators,
)
from quorate.people.model import Person, Shift
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.kinds import Channel, Employment, Role
from quorate.vocabulary.problems import Problem, Refusal

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
ALL_DAY = Shift(frozenset(range(1, 8)), time(0), time(0))
ENDS_SOON = Shift(frozenset(range(1, 8)), time(8), time(12, 10))
NOBODY: frozenset[str] = frozenset()


def someone(**changes: object) -> Person:
    """An employee who reviews, at work around the clock."""
    person = made("a", "x", "m", Employment.EMPLOYEE).person
    return replace(person, **{"shift": ALL_DAY, **changes})  # pyright: ignore[reportArgumentType]


def matter(tier: int = 0, action: Action = Action.SUSPEND, **changes: object) -> Matter:
    return replace(
        Matter(tier, FACTS[action], NOBODY, NOBODY),
        **changes,  # pyright: ignore[reportArgumentType]
    )


def why(found: object) -> Problem | None:
    return found.problem if isinstance(found, Refusal) else None


Row: TypeAlias = "tuple[dict[str, object], Matter, Problem | None]"
LAST_DAY: dict[str, object] = {
    "shift": Shift(frozenset(range(1, 8)), time(4), time(12, 40)),
    "last_working_day": date(2026, 11, 25),
}
BOTH: list[Row] = [
    ({}, matter(3), None),
    ({"locked": True}, matter(), Problem.PERSON_NOT_ALIVE),
    ({"shift": None}, matter(), Problem.PERSON_NOT_ALIVE),
    ({"roles": frozenset({Role.ON_CALL})}, matter(), Problem.NOT_ELIGIBLE),
    ({"employment": Employment.VOLUNTEER}, matter(2), None),
    ({"employment": Employment.VOLUNTEER}, matter(3), Problem.NOT_ELIGIBLE),
    ({}, matter(involved=frozenset({"a"})), Problem.SELF_EXCLUDED),
    (
        {"accounts": ("theirs",)},
        matter(involved_accounts=frozenset({"theirs"})),
        Problem.SELF_EXCLUDED,
    ),
]
NARROWED: list[Row] = [
    (LAST_DAY, matter(0, Action.DEACTIVATE), Problem.NARROWED),
    (LAST_DAY, matter(0, Action.SUSPEND), None),
]


@pytest.mark.parametrize(("facts", "about", "wrong"), [*BOTH, *NARROWED])
def test_a_proposer_s_hand_given_earlier(
    facts: dict[str, object], about: Matter, wrong: Problem | None
) -> None:
    assert why(hand_counts(someone(**facts), about, NOON)) is wrong


PROPOSING: list[Row] = [
    ({"shift": ENDS_SOON}, matter(), Problem.NARROWED),
    ({}, matter(1, Action.DEACTIVATE), Problem.ACTION_IRREVERSIBLE),
    ({}, matter(0, Action.DEACTIVATE), None),
]


@pytest.mark.parametrize(("facts", "about", "wrong"), [*BOTH, *NARROWED, *PROPOSING])
def test_who_proposes(facts: dict[str, object], about: Matter, wrong: Problem | None) -> None:
    assert why(may_propose(someone(**facts), about, NOON)) is wrong


@pytest.mark.parametrize(("facts", "about", "wrong"), BOTH)
def test_who_approves(facts: dict[str, object], about: Matter, wrong: Problem | None) -> None:
    assert why(may_approve(Hand(someone(**facts), Channel.SIGNER), about, NOON)) is wrong


@pytest.mark.parametrize("tier", [0, 1, 2, 3])
@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("cli", [False, True])
def test_on_which_channel_an_approval_counts(tier: int, channel: Channel, cli: bool) -> None:
    found = may_approve(Hand(someone(), channel), matter(tier, cli_approves=cli), NOON)
    counts = channel is Channel.SIGNER or (cli and channel is Channel.CLI)
    counts = counts or (tier < 2 and channel is not Channel.NETWORK)
    assert why(found) is (None if counts else Problem.CHANNEL_NOT_COUNTED)


def test_who_approved_what_was_vetoed_does_not_approve_it_again() -> None:
    hand = Hand(someone(), Channel.SIGNER)
    assert why(may_approve(hand, matter(barred=frozenset({"a"})), NOON)) is Problem.SELF_EXCLUDED


def test_an_hour_before_the_last_day_ends_is_the_edge() -> None:
    person, about = someone(**LAST_DAY), matter(0, Action.DEACTIVATE)
    ends = datetime(2026, 11, 25, 12, 40, tzinfo=UTC)
    before = ends - timedelta(minutes=61)
    assert why(may_propose(person, about, before)) is None
    assert why(may_propose(person, about, ends - timedelta(minutes=59))) is Problem.NARROWED


def test_i1_a_hand_more_who_manages_another_spoils_no_quorum() -> None:
    proposer = made("p", "x", "m", Employment.CONTRACTOR)
    first = made("a", "y", "n", Employment.EMPLOYEE)
    second, chief = (
        made("b", "z", "k", Employment.EMPLOYEE),
        made("n", "w", "l", Employment.EMPLOYEE),
    )
    assert missing_slots(proposer, [first, second], matter(2)) == ()
    assert missing_slots(proposer, [first, second, chief], matter(2)) == ()
    assert missing_slots(proposer, [first, chief], matter(2)) == (
        "approver who manages none of the others",
    )


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ({"roles": frozenset({Role.LEAD})}, None),
        ({"roles": frozenset({Role.OWNER})}, None),
        ({"roles": frozenset({Role.OWNER}), "locked": True}, Problem.PERSON_NOT_ALIVE),
        ({"roles": frozenset({Role.REVIEWER, Role.ON_CALL})}, Problem.NOT_ELIGIBLE),
    ],
)
def test_who_administrates(facts: dict[str, object], wrong: Problem | None) -> None:
    found = may_administrate(someone(**facts), Channel.CLI, NOON)
    assert why(found) is wrong
    assert isinstance(found, Administrator) is (wrong is None)


def lead(name: str, team: str, manager: str, *, employee: bool = True) -> Administrator:
    return Administrator(name, team, manager, employee, Channel.CLI)


@pytest.mark.parametrize(
    ("approvers", "missing"),
    [
        ((lead("a", "x", "m"), lead("b", "y", "n")), ()),
        ((lead("a", "x", "m"), lead("b", "x", "n")), ("approver of a second team",)),
        ((lead("a", "x", "m"), lead("b", "y", "m")), ("approver under a second manager",)),
        (
            (lead("a", "x", "m"), lead("b", "y", "a")),
            ("approver who manages none of the others",),
        ),
        (
            (lead("a", "x", "m", employee=False), lead("b", "y", "n", employee=False)),
            ("approver who is an employee",),
        ),
    ],
)
def test_i9_each_slot_of_an_amendment_is_asked_for_by_itself(
    approvers: tuple[Administrator, ...], missing: tuple[str, ...]
) -> None:
    proposer = lead("p", "x", "l")
    assert missing_administrators(proposer, approvers, NOBODY, 0) == missing


def test_i9_what_is_told_to_be_missing_is_the_least_of_all_pairs() -> None:
    approvers = (
        lead("a", "x", "m", employee=False),
        lead("b", "x", "m", employee=False),
        lead("c", "y", "m"),
    )
    found = missing_administrators(lead("p", "x", "l"), approvers, NOBODY, 0)
    assert found == ("approver under a second manager",)


def test_nothing_further_is_looked_at_once_nothing_is_missing() -> None:
    found = iter([("approver",), (), ("proposer",)])
    assert fewest(found) == ()
    assert list(found) == [("proposer",)]
    assert fewest([]) == ("proposer",)
