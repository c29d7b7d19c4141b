"""Which cases may be decided by one press, and why others not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.cases.test_model import a_case
from tests.decisions.test_statement import FIXED
from tests.decisions.test_waiting import NOW, SIGNED, docket, proposal

from quorate.cases.model import Case
from quorate.decisions import bulk
from quorate.decisions.docket import Proposal
from quorate.effects.connectors.base import INVERSES
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.problems import Problem, Refusal

SOON = NOW + timedelta(minutes=5)


def problem(refused: Refusal | None) -> Problem | None:
    return refused.problem if refused else None


def test_what_silences_for_good_is_decided_by_itself() -> None:
    alone = {action for action in Action if bulk.undoable(action)}
    for_good = {a for a, facts in FACTS.items() if facts.silencing and not facts.reversible}
    assert alone == for_good | {Action.LABEL}
    assert Action.DEACTIVATE in alone
    assert problem(bulk.undoable(Action.DEACTIVATE)) is Problem.ONE_BY_ONE


@pytest.mark.parametrize(
    ("case", "lead", "expected"),
    [
        (a_case(), False, None),
        (a_case(claimed_by="ada", lease_until=SOON), False, None),
        (a_case(claimed_by="bo", lease_until=SOON), False, Problem.LEASE_LOST),
        (a_case(claimed_by="bo", lease_until=NOW), False, None),
        (a_case(state="closed", outcome="actioned"), True, Problem.ALREADY_DECIDED),
        (a_case(escalated=True), False, Problem.NOT_ELIGIBLE),
        (a_case(escalated=True), True, None),
    ],
)
def test_a_case_that_is_not_free_is_taken_out(
    case: Case, lead: bool, expected: Problem | None
) -> None:
    assert problem(bulk.free(case, "ada", NOW, lead=lead)) is expected


def test_a_protected_account_is_taken_out() -> None:
    found = [problem(bulk.common(tier)) for tier in range(4)]
    assert found == [None, *[Problem.ONE_BY_ONE] * 3]


def made(outcome: str = "", **facts: object) -> Proposal:
    found = proposal("ref", timedelta(minutes=1), tier=0)
    found.outcome = outcome
    for name, value in facts.items():
        setattr(found, name, value)
    return found


@pytest.mark.parametrize(
    ("known", "decided"),
    [
        (made(), True),
        (made(intents=[1]), True),
        (made("done"), True),
        (made("done", restored=True), False),
        (made("refused"), False),
        (made(denials={"bo": SIGNED}), False),
    ],
)
def test_an_account_with_an_open_proposal_or_one_in_force_is_decided(
    known: Proposal, decided: bool
) -> None:
    refused = bulk.undecided(["proposal-0"], docket(known), NOW)
    assert problem(refused) is (Problem.ALREADY_DECIDED if decided else None)


def test_a_proposal_that_the_log_does_not_tell_yet_counts_as_open() -> None:
    assert problem(bulk.undecided(["prop_new"], docket(), NOW)) is Problem.ALREADY_DECIDED


def test_only_what_silences_still_is_in_force() -> None:
    found = [made(), made("done"), made("done", restored=True), made("refused")]
    assert [bulk.in_force(one) for one in found] == [False, True, False, False]
    freed: set[Action] = set()
    for action in Action:
        done = made("done")
        done.statement = replace(FIXED, action=action)
        freed |= {action} if bulk.in_force(done) else set()
    assert freed == set(INVERSES)


@pytest.mark.parametrize(
    ("changes", "held"),
    [
        ({}, True),
        ({"fence": 4}, False),
        ({"claimed_by": "bo"}, False),
        ({"lease_until": NOW}, False),
        ({"state": "closed"}, False),
    ],
)
def test_a_draft_is_opened_only_under_the_claim_it_was_made_for(
    changes: dict[str, object], held: bool
) -> None:
    case = a_case(**{"claimed_by": "ada", "lease_until": SOON, "fence": 3, **changes})
    refused = bulk.still_held(case, "ada", 3, NOW)
    assert problem(refused) is (None if held else Problem.LEASE_LOST)
