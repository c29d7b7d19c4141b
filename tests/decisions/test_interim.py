"""An interim measure is one of a closed list, silences nobody, and is an action of its policy."""

from typing import Any

import pytest

from quorate.decisions.catalogue import read_policy
from quorate.vocabulary.actions import FACTS, INTERIM, Action, Power

ROW: dict[str, Any] = {
    "id": "p",
    "version": 1,
    "area": "a",
    "severity": 4,
    "text": "t",
    "actions": ["suspend", "warn"],
}


def test_what_may_be_done_meanwhile_silences_nobody() -> None:
    assert all(FACTS[action].power is Power.NEUTRAL for action in INTERIM)


def test_a_policy_names_one_or_none_and_its_hash_covers_it() -> None:
    assert read_policy(ROW).interim is None
    named = read_policy({**ROW, "interim": "warn"})
    assert named.interim is Action.WARN
    assert named.hash != read_policy(ROW).hash


@pytest.mark.parametrize(
    "changed",
    [
        {"interim": "suspend"},
        {"interim": "lock"},
        {"interim": "pray"},
        {"interim": ["warn"]},
        {"interim": None},
        {"interim": "warn", "actions": ["suspend"]},
    ],
)
def test_any_other_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="interim"):
        read_policy({**ROW, **changed})
