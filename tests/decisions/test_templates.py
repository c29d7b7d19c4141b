"""Templates: what each key drafts, and what none may."""

from dataclasses import replace

import pytest
from tests.casework import LAW, NOW, actor, granted, web_pool

from quorate.authority.gate import Warrant, warrant
from quorate.decisions.catalogue import Catalogue, read_catalogue
from quorate.decisions.ladder import Step
from quorate.decisions.templates import (
    LONGEST_NOTE,
    OWN,
    Template,
    by_key,
    decide_template,
    offered,
    shipped,
)
from quorate.decisions.templating import TEMPLATES, forget_template, set_template, templates
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Role
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal


def policy(name: str, *actions: str) -> dict[str, object]:
    row = {"version": 1, "area": name, "severity": 3, "text": f"about {name}"}
    return {**row, "id": name, "actions": list(actions)}


CATALOGUE = read_catalogue(
    {
        "policies": [
            policy("spam", "no_violation", "suspend", "deactivate"),
            policy("harassment", "no_violation", "warn", "lock", "suspend"),
            policy("theft", "no_violation", "deactivate"),
        ]
    }
)
SET = Template(1, "spam", Action.SUSPEND, "bulk only", "lea", NOW)


def told(catalogue: Catalogue, area: str, *kept: Template) -> dict[int, tuple[str, str]]:
    found = offered(by_key(catalogue, kept), catalogue, area)
    return {one.template.key: (one.policy.id, one.action) for one in found}


def test_shipped_keys_are_each_policy_s_mildest_silencing_then_warn_and_no_violation() -> None:
    assert told(CATALOGUE, "spam") == {
        1: ("harassment", "suspend"),
        2: ("spam", "suspend"),
        8: ("harassment", "warn"),
        9: ("spam", "no_violation"),
    }
    assert told(CATALOGUE, "theft")[9] == ("theft", "no_violation")


def test_no_shipped_key_has_what_cannot_be_undone() -> None:
    assert Action.DEACTIVATE not in {t.action for t in shipped(CATALOGUE).values()}


def test_a_set_key_wins_and_a_silent_one_stays_silent() -> None:
    assert told(CATALOGUE, "spam", SET)[1] == ("spam", "suspend")
    assert 1 not in told(CATALOGUE, "spam", replace(SET, action=None))


def test_a_template_whose_policy_is_gone_leaves_its_key_silent() -> None:
    without = CATALOGUE.without("spam")
    assert 1 not in told(without, "spam", SET)


@pytest.mark.parametrize(
    ("wrong", "problem", "field"),
    [
        ({"key": 0}, Problem.BODY_INVALID, "key"),
        ({"key": 10}, Problem.BODY_INVALID, "key"),
        ({"note": "x" * (LONGEST_NOTE + 1)}, Problem.BODY_INVALID, "note"),
        ({"policy": "nothing"}, Problem.POLICY_UNKNOWN, "policy"),
        ({"action": Action.DEACTIVATE}, Problem.ACTION_NOT_ALLOWED, "action"),
        ({"action": Action.RESTORE}, Problem.ACTION_NOT_ALLOWED, "action"),
        ({"action": Action.LOCK}, Problem.ACTION_NOT_ALLOWED, "action"),
        ({"policy": OWN, "action": Action.LIMIT}, Problem.ACTION_NOT_ALLOWED, "action"),
    ],
)
def test_what_no_key_may_have(wrong: dict[str, object], problem: Problem, field: str) -> None:
    refused = decide_template(replace(SET, **wrong), CATALOGUE)  # pyright: ignore[reportArgumentType]
    assert isinstance(refused, Refusal)
    assert (refused.problem, refused.field) == (problem, field)


def leads(resource: str = TEMPLATES) -> Warrant:
    lead = actor("lea", Role.LEAD)
    return granted(warrant(LAW, lead, Permission.CASE_ASSIGN, resource, NOW))


async def test_a_key_is_set_changed_and_given_back(database_url: str) -> None:
    async with web_pool(database_url) as pool, pool.connection() as conn:
        assert (await templates(conn, CATALOGUE))[1].policy == "harassment"
        for note in ("first", "bulk only"):
            await set_template(conn, leads(), replace(SET, note=note), CATALOGUE)
        assert (await templates(conn, CATALOGUE))[1] == SET
        await set_template(conn, leads(), replace(SET, action=None), CATALOGUE)
        assert (await templates(conn, CATALOGUE))[1].action is None
        await forget_template(conn, leads(), 1)
        assert (await templates(conn, CATALOGUE))[1].set_at is None


async def test_setting_takes_leave_for_just_that(database_url: str) -> None:
    async with web_pool(database_url) as pool, pool.connection() as conn:
        with pytest.raises(ValueError, match="warrant"):
            await set_template(conn, leads("case_1"), SET, CATALOGUE)
        with pytest.raises(ValueError, match="warrant"):
            await forget_template(conn, leads("case_1"), 1)


@pytest.mark.parametrize(
    ("action", "days", "fits"),
    [
        (Action.SUSPEND, 3, True),
        (Action.SUSPEND, None, True),
        (Action.SUSPEND, 0, False),
        (Action.SUSPEND, 367, False),
        (Action.WARN, 3, False),
        (Action.NO_VIOLATION, 3, False),
    ],
)
def test_days_are_for_what_may_end(action: Action, days: int | None, fits: bool) -> None:
    wanted = Template(1, "harassment", action, days=days)
    decided = decide_template(wanted, CATALOGUE)
    if fits:
        assert decided == wanted
    else:
        assert isinstance(decided, Refusal)
        assert (decided.problem, decided.field) == (Problem.BODY_INVALID, "days")


def test_a_template_takes_the_days_of_the_ladder_s_step_and_keeps_its_own() -> None:
    three = Step(2, Action.SUSPEND, 3)
    endless, week = Template(1, "spam", Action.SUSPEND), Template(2, "spam", Action.SUSPEND, days=7)
    found = {one.template.key: one for one in offered({1: endless, 2: week}, CATALOGUE, "spam")}
    assert [(one.days, one.named) for one in found.values()] == [(None, False), (7, False)]
    on = {key: one.on(three) for key, one in found.items()}
    assert [(one.days, one.named) for one in on.values()] == [(3, True), (7, False)]
    assert found[1].on(Step(1, Action.WARN)) == found[1].on(None) == found[1]
    assert found[2].on(Step(2, Action.SUSPEND, 7)).named
    assert not found[2].on(Step(2, Action.SUSPEND)).named
