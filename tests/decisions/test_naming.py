"""Which policy a decision in few words rests on, and what stands about its subject."""

from typing import Any

import pytest

from quorate.decisions.catalogue import Catalogue, Policy, read_policy
from quorate.decisions.naming import policy_for
from quorate.vocabulary.actions import Action
from quorate.vocabulary.problems import Problem, Refusal


def policy(name: str, area: str, *actions: str, version: int = 1) -> Policy:
    row: dict[str, Any] = {"id": name, "version": version, "area": area, "severity": 3}
    return read_policy({**row, "text": name, "actions": list(actions)})


KNOWN = [
    policy("harassment", "safety", "take_down", "warn"),
    policy("threats", "safety", "take_down", version=2),
    policy("spam", "spam", "take_down", "label"),
    policy("rumours", "spam", "warn"),
]
CATALOGUE = Catalogue({one.hash: one for one in KNOWN})


@pytest.mark.parametrize(
    ("area", "action", "named", "found"),
    [
        ("spam", Action.TAKE_DOWN, [], "spam/1"),
        ("spam", Action.LABEL, [], "spam/1"),
        ("safety", Action.WARN, [], "harassment/1"),
        ("safety", Action.TAKE_DOWN, ["threats"], "threats/2"),
        ("safety", Action.TAKE_DOWN, ["threats/2"], "threats/2"),
        ("unsorted", Action.TAKE_DOWN, ["spam"], "spam/1"),
    ],
)
def test_it_is_named_or_the_only_one_of_the_area(
    area: str, action: Action, named: list[str], found: str
) -> None:
    chosen = policy_for(CATALOGUE, area, action, named)
    assert isinstance(chosen, Policy) and chosen.name == found


@pytest.mark.parametrize(
    ("area", "action", "named", "problem", "told"),
    [
        ("safety", Action.TAKE_DOWN, [], Problem.POLICY_UNKNOWN, "harassment/1, threats/2"),
        ("unsorted", Action.LABEL, [], Problem.POLICY_UNKNOWN, "spam/1"),
        ("safety", Action.SUSPEND, [], Problem.POLICY_UNKNOWN, "none"),
        ("safety", Action.TAKE_DOWN, ["threats/1"], Problem.POLICY_UNKNOWN, "not in force"),
        ("safety", Action.TAKE_DOWN, ["threats", "spam"], Problem.POLICY_UNKNOWN, "one policy"),
        ("safety", Action.LABEL, ["threats"], Problem.ACTION_NOT_ALLOWED, "spam/1"),
    ],
)
def test_nothing_is_guessed(
    area: str, action: Action, named: list[str], problem: Problem, told: str
) -> None:
    refused = policy_for(CATALOGUE, area, action, named)
    assert isinstance(refused, Refusal)
    assert refused.problem is problem
    assert told in refused.detail
