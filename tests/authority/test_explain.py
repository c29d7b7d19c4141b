"""Why, in words: the fact, the rule, the promise, and what time alone will change."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial

import pytest
from tests.casework import LAW, NOW, actor

from quorate.authority.engine import Law
from quorate.authority.explain import Explanation, Question, explain
from quorate.authority.gate import SERVICES, Actor, Warrant, warrant
from quorate.authority.kernel import Matter
from quorate.people.model import Shift
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.kinds import Role
from quorate.vocabulary.permissions import Permission

ADA = replace(actor("ada").person, shift=Shift(frozenset(range(1, 8)), time(9), time(17)))
PROPOSE = partial(Question, ADA, Permission.PROPOSAL_OPEN)


def against(found: Explanation) -> list[tuple[str, str]]:
    return [(g.rule, g.promise) for g in found.grounds if not g.holds]


def ahead(found: Explanation) -> list[tuple[str, bool, str]]:
    return [(c.at.strftime("%a %H:%M"), c.may, c.says) for c in found.ahead]


def test_what_may_be_done_and_what_time_takes_away() -> None:
    found = explain(PROPOSE(NOW, tier=2), LAW)
    assert found.may
    assert "two approvers" in found.besides
    assert ahead(found)[:3] == [
        ("Tue 16:45", False, "the last 15 minutes of the shift: no new claim or proposal"),
        ("Tue 17:00", False, "off shift"),
        ("Wed 09:00", True, "it may be done"),
    ]


def test_a_missing_training_is_named_with_its_rule() -> None:
    untrained = replace(ADA, training=frozenset())
    found = explain(Question(untrained, Permission.PROPOSAL_OPEN, NOW, tier=2), LAW)
    assert not found.may
    assert against(found) == [("rule protected-needs-training", "")]
    assert explain(Question(untrained, Permission.PROPOSAL_OPEN, NOW, tier=1), LAW).may


def test_every_reason_is_told_not_only_the_first() -> None:
    matter = Matter(3, FACTS[Action.SUSPEND], frozenset({"ada"}), frozenset())
    volunteer = replace(ADA, locked=True, roles=frozenset({Role.AUDITOR}))
    question = Question(volunteer, Permission.PROPOSAL_OPEN, NOW, 3, matter)
    promises = {promise for _, promise in against(explain(question, LAW))}
    assert {"I1", "I2", "I5", "I9"} <= promises
    assert all(g.way_out for g in explain(question, LAW).grounds if not g.holds)


def test_broken_rules_are_told_and_a_restore_goes_on() -> None:
    broken = Law(None, "gone")
    assert against(explain(PROPOSE(NOW), broken)) == [("rules of authority", "I13")]
    restore = explain(Question(ADA, Permission.EFFECT_RESTORE, NOW), broken)
    assert restore.may
    assert "gone" in restore.grounds[-1].says


def test_the_last_day_ends_it_for_good() -> None:
    leaver = replace(ADA, contract_end=NOW.date())
    found = explain(Question(leaver, Permission.CASE_CLAIM, NOW), LAW)
    assert ahead(found)[-1][:2] == ("Wed 00:00", False)


@pytest.mark.parametrize("permission", [p for p in Permission if p not in SERVICES])
@pytest.mark.parametrize("hours", [0, 5.8, 7, 22])
def test_what_is_explained_is_what_the_gate_does(permission: Permission, hours: float) -> None:
    at: datetime = NOW + timedelta(hours=hours)
    for role in Role:
        person = replace(ADA, roles=frozenset({role}))
        given = warrant(LAW, Actor(person), permission, "x", at)
        told = explain(Question(person, permission, at), LAW)
        # Who may object, propose or approve at all is decided beyond the gate too.
        assert isinstance(given, Warrant) or not told.may
        if told.may != isinstance(given, Warrant):
            assert against(told)[0][0] == "docs/reference/eligibility.md"
