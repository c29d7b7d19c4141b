"""Cedar's own traps, shown as they are, and that the wrapper falls into none of them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cedarpy import (
    AuthzResult,
    Decision,
    Entities,
    PolicySet,
    is_authorized,  # pyright: ignore[reportUnknownVariableType]
)
from tests.casework import LAW, NOW, actor

from quorate.authority import engine
from quorate.authority.asking import Ask
from quorate.authority.engine import SAFEWARD, Law
from quorate.authority.gate import SERVICES, Actor, Warrant, warrant, widest
from quorate.authority.laws import Laws
from quorate.authority.policyset import (
    SCHEMA,
    SHIPPED,
    PolicySetError,
    read_set,
    read_texts,
    set_hash,
    shipped,
)
from quorate.vocabulary.kinds import Role
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

TEXTS = read_texts(SHIPPED)
ADA = actor("ada").person
CONTEXT = {"hour": 9, "minutes_left": 60, "on_shift": True, "purpose": "casework", "weekday": 3}
REQUEST = {
    "principal": {"type": "Person", "id": "ada"},
    "action": {"type": "Action", "id": "case:claim"},
    "resource": {"type": "Matter", "id": "any"},
    "context": CONTEXT,
}
EVERYTHING = '@id("all") @says("all") permit (principal, action, resource);'


def ask(permission: Permission = Permission.CASE_CLAIM, tier: int | None = None) -> Ask:
    return Ask(ADA, permission, NOW, tier=tier)


def law_of(policies: str) -> Law:
    return Law(read_set({SCHEMA: TEXTS[SCHEMA], "a.cedar": policies}))


def problem(law: Law, asked: Ask) -> Problem | None:
    refused = law.refusal(asked)
    assert law.refusals([asked]) == [refused]
    return refused.problem if refused else None


def test_trap_a_forbid_that_errs_is_skipped_and_cedar_says_allow() -> None:
    errs = PolicySet.from_str(
        EVERYTHING + "forbid (principal, action, resource) when { 1 + context.far > 0 };"
    )
    most = {**REQUEST, "context": {"far": 2**63 - 1}}
    answer = is_authorized(most, errs, [])
    assert answer.decision is Decision.Allow
    assert answer.diagnostics.errors


def test_a_forbid_that_errs_is_a_refusal_here() -> None:
    law = law_of(
        EVERYTHING + '@id("far") @says("far") forbid (principal, action, resource)'
        "when { context.minutes_left * 9223372036854775807 > 5 };"
    )
    assert problem(law, ask()) is Problem.POLICY_BROKEN
    assert "overflow" in str(law.refusal(ask()))


def test_an_answer_that_decides_nothing_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever keeps the library from a decision, even if it names no error."""

    def mute(*_: object) -> list[AuthzResult]:
        return [AuthzResult({"decision": "NoDecision", "diagnostics": {}})]

    monkeypatch.setattr(engine, "is_authorized_batch", mute)
    law = law_of(EVERYTHING)
    assert problem(law, ask()) is Problem.POLICY_BROKEN
    assert "gave no answer" in str(law.refusal(ask()))
    assert problem(law, ask(Permission.EFFECT_RESTORE)) is None


def test_trap_entities_without_schema_are_not_checked() -> None:
    wrong: list[dict[str, object]] = [
        {"uid": {"type": "Person", "id": "ada"}, "attrs": {"roles": 7}, "parents": []}
    ]
    Entities.from_json_str(json.dumps(wrong))  # pyright: ignore
    with pytest.raises(ValueError):
        Entities.from_json_str(json.dumps(wrong), TEXTS[SCHEMA])  # pyright: ignore


def test_facts_that_the_schema_does_not_know_are_a_refusal_here() -> None:
    """A set whose schema wants a fact that no person has."""
    schema = TEXTS[SCHEMA].replace("team: String,", "team: String, clearance: Long,")
    law = Law(read_set({SCHEMA: schema, "a.cedar": EVERYTHING}))
    assert problem(law, ask()) is Problem.POLICY_BROKEN


def test_trap_bad_context_gives_no_decision() -> None:
    answer = is_authorized({**REQUEST, "context": {"hour": "noon"}}, EVERYTHING, [], TEXTS[SCHEMA])
    assert answer.decision is Decision.NoDecision


def test_context_that_does_not_fit_is_a_refusal_here() -> None:
    schema = TEXTS[SCHEMA].replace("hour: Long,", "hour: String,")
    law = Law(read_set({SCHEMA: schema, "a.cedar": EVERYTHING}))
    assert problem(law, ask()) is Problem.POLICY_BROKEN


def test_trap_an_absent_entity_is_only_an_error_beside_an_allow() -> None:
    some = EVERYTHING + 'forbid (principal, action, resource) when { principal.team == "x" };'
    answer = is_authorized(REQUEST, some, [])
    assert answer.decision is Decision.Allow


def test_a_matter_outside_of_the_slice_is_a_refusal_here() -> None:
    assert problem(LAW, ask(Permission.PROPOSAL_OPEN, tier=4)) is Problem.POLICY_BROKEN


def test_trap_a_bare_date_is_midnight_so_no_request_carries_one() -> None:
    last_day = (
        "permit (principal, action, resource) when "
        '{ datetime("2026-11-25T09:00:00Z") <= datetime("2026-11-25") };'
    )
    assert is_authorized(REQUEST, last_day, []).decision is Decision.Deny
    assert "datetime" not in TEXTS[SCHEMA]


def test_an_action_that_the_set_does_not_know_is_a_refusal() -> None:
    assert problem(LAW, ask(Permission.REPORT_FILE)) is Problem.POLICY_BROKEN


def test_no_rule_is_no_leave() -> None:
    assert problem(law_of(""), ask()) is Problem.NOT_PERMITTED
    assert "ada: no rule permits case:claim" in str(law_of("").refusal(ask()))


@pytest.mark.parametrize("permission", sorted(set(Permission) - SERVICES))
def test_no_rule_gives_a_role_more_than_the_kernel_leaves_it(permission: Permission) -> None:
    everything, beyond = law_of(EVERYTHING), frozenset(Role) - widest(permission)
    able = replace(ADA, roles=widest(permission))
    assert isinstance(warrant(everything, Actor(able), permission, "x", NOW), Warrant)
    for role in beyond:
        person = replace(ADA, roles=frozenset({role}))
        found = warrant(everything, Actor(person), permission, "x", NOW)
        assert isinstance(found, Refusal)
        assert found.problem is Problem.NOT_ELIGIBLE


@pytest.mark.parametrize("permission", list(Permission))
def test_a_broken_law_stops_all_but_what_frees(permission: Permission) -> None:
    expected = None if permission in SAFEWARD else Problem.POLICY_BROKEN
    assert problem(Law(None, "gone"), ask(permission)) is expected


def test_every_permission_of_people_is_an_action_of_the_shipped_set() -> None:
    """Each is permitted to somebody; else it could never be used."""
    everybody = [actor(f"one-{role}", role).person for role in Role]
    asks = [Ask(p, permission, NOW) for permission in Permission for p in everybody]
    allowed = {a.permission for a, v in zip(asks, LAW.verdicts(asks), strict=True) if v.allowed}
    assert allowed == set(Permission) - SERVICES


@pytest.mark.parametrize(
    ("policies", "says"),
    [
        ("permit (principal, action, resource);", "@id"),
        ('@id("a") permit (principal, action, resource);', "@says"),
        (EVERYTHING + EVERYTHING, "two policies"),
        ("permit (principal, action, resource) when {", "unexpected"),
        (
            EVERYTHING.replace("resource)", "resource) when { principal.age > 3 }"),
            "age",
        ),
        (
            EVERYTHING.replace("resource)", "resource) when { resource.tier > 1 }"),
            "tier",
        ),
    ],
)
def test_a_set_that_would_pass_over_something_is_refused(policies: str, says: str) -> None:
    with pytest.raises(PolicySetError, match=says):
        law_of(policies)


def test_a_set_that_asks_for_an_entity_of_no_request_is_refused() -> None:
    schema = TEXTS[SCHEMA].replace("entity Person =", "entity Team; entity Person in [Team] =")
    rule = EVERYTHING.replace("(principal,", '(principal in Team::"north",')
    with pytest.raises(PolicySetError, match="names a Team"):
        read_set({SCHEMA: schema, "a.cedar": rule})


def test_the_hash_covers_every_byte_of_policies_and_schema() -> None:
    for name, text in TEXTS.items():
        assert set_hash({**TEXTS, name: text + " "}) != shipped().hash
    assert set_hash(dict(reversed(TEXTS.items()))) == shipped().hash


def _write(folder: Path, texts: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    for name, text in texts.items():
        (folder / name).write_text(text)


def test_the_pinned_set_is_found_by_its_hash_and_no_other_is_taken(tmp_path: Path) -> None:
    seconds = [0.0]
    laws = Laws(tmp_path, lambda: seconds[0])
    changed = {**TEXTS, "casework.cedar": EVERYTHING}
    _write(tmp_path / "other", changed)
    (tmp_path / "empty").mkdir()
    assert problem(laws.pinned(shipped().hash), ask()) is Problem.POLICY_BROKEN
    _write(tmp_path / "founding", TEXTS)
    assert laws.pinned(shipped().hash).policies is None, "looked at again too soon"
    seconds[0] += 3
    assert problem(laws.pinned(shipped().hash), ask()) is None
    assert problem(laws.pinned(""), ask()) is Problem.POLICY_BROKEN


def test_training_and_regions_narrow_a_reveal() -> None:
    there = replace(ADA, regions=frozenset({"DE"}))
    reveal = Permission.FIELD_REVEAL
    cases = [
        (ADA, None, None),
        (there, "DE", None),
        (there, "FR", Problem.NOT_PERMITTED),
        (ADA, "DE", Problem.NOT_PERMITTED),
        (replace(there, training=frozenset()), "DE", Problem.NOT_PERMITTED),
    ]
    for person, region, expected in cases:
        assert problem(LAW, Ask(person, reveal, NOW, region=region)) is expected
