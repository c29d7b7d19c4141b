"""The statement of reasons: what it says of a decision, and what it never says."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.decisions.test_facts import TOLD
from tests.decisions.test_statement import FIXED

from quorate.decisions import facts
from quorate.decisions.catalogue import read_policy
from quorate.decisions.docket import Docket, Proposal
from quorate.decisions.reasons import (
    Done,
    OutOfCourt,
    Reported,
    has_reasons,
    reasons_of,
)
from quorate.decisions.told import Standing, standing, token_hash
from quorate.people.signed import Signed
from quorate.transparency.payload import payload
from quorate.transparency.rules import check
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.kinds import SubjectKind

OPENED = datetime(2026, 11, 25, 12, tzinfo=UTC)
DONE = datetime(2026, 11, 26, 0, 5, tzinfo=UTC)
FIRST = datetime(2026, 11, 20, 9, tzinfo=UTC)
UNTIL = "2026-12-24T18:00:00.000Z"
ROW: dict[str, Any] = {
    "id": "harassment",
    "version": 2,
    "area": "safety",
    "severity": 3,
    "text": "Nobody is hounded here.",
    "actions": list(FACTS),
}
POLICY = read_policy(ROW)
BODY = OutOfCourt("A certified body", "https://disputes.example")


def made(reported: Reported | None = None, **changes: Any) -> dict[str, Any]:
    body = changes.pop("body", None)
    policy = changes.pop("policy", POLICY)
    said = replace(FIXED, **{"parameters": (), "action": Action.SUSPEND, **changes})
    return reasons_of(Done(said, policy, OPENED, DONE), reported or Reported(), body)


def test_only_what_takes_something_away_is_given_reasons() -> None:
    assert {a for a in Action if has_reasons(a)} == {
        *(Action.DEACTIVATE, Action.HIDE_CONTENT, Action.LIMIT, Action.LOCK),
        *(Action.REMOVE_CONTENT, Action.SUSPEND, Action.TAKE_DOWN),
    }


@pytest.mark.parametrize("action", [a for a in Action if FACTS[a].silencing])
def test_action_scope_and_duration(action: Action) -> None:
    found = made(action=action)
    assert found["action"] == action
    assert found["scope"]["platform"] == FIXED.connector
    visible = action in (Action.HIDE_CONTENT, Action.LIMIT, Action.REMOVE_CONTENT)
    assert found["scope"]["restricts"] == ("visibility" if visible else "account")
    assert found["duration"] == {
        "from": "2026-11-26T00:05:00.000Z",
        "until": None,
        "reversible": FACTS[action].reversible,
    }
    assert found["application_date"] == "2026-11-26"


def test_a_temporary_one_says_until_when() -> None:
    assert made(parameters=(("until", UNTIL),))["duration"]["until"] == UNTIL


def test_the_ground_is_the_terms_unless_the_policy_names_a_law() -> None:
    assert made()["ground"] == {
        "kind": "terms_and_conditions",
        "policy": "harassment/2",
        "text": "Nobody is hounded here.",
        "law": None,
        "reference_url": None,
    }
    lawful = read_policy(
        {**ROW, "law": "Penal code, 126a", "reference_url": "https://law.example/126a"}
    )
    ground = made(policy=lawful)["ground"]
    assert (ground["kind"], ground["law"]) == ("illegal_content", "Penal code, 126a")
    assert ground["reference_url"] == "https://law.example/126a"
    assert lawful.hash != POLICY.hash


@pytest.mark.parametrize(
    "row",
    [
        *({"law": bad} for bad in ("", " ", 1, None, "x" * 501)),
        *({"reference_url": bad} for bad in ("javascript:alert(1)", "law", "https://a b", "")),
    ],
)
def test_a_policy_whose_law_or_address_is_none_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(row))):
        read_policy({**ROW, **row})


@pytest.mark.parametrize(
    ("reports", "alarms", "source"),
    [(0, 0, "own_initiative"), (0, 2, "own_initiative"), (1, 0, "notice"), (3, 1, "notice")],
)
def test_source_and_automated_means(reports: int, alarms: int, source: str) -> None:
    found = made(Reported(reports, alarms, FIRST))
    assert found["source"] == source
    assert found["automated"] == {"detection": alarms > 0, "decision": False}


@pytest.mark.parametrize(("reports", "detected"), [(0, True), (1, False)])
def test_a_rule_over_reports_detects_only_where_nobody_reported(
    reports: int, detected: bool
) -> None:
    found = made(Reported(reports, first_at=FIRST, own=2))
    assert found["automated"] == {"detection": detected, "decision": False}


def test_a_notice_of_something_illegal_and_a_trusted_flagger_s_are_told_apart() -> None:
    assert made(Reported(3, 1, FIRST, notices=2))["source"] == "article_16"
    flagged = made(Reported(3, 1, FIRST, notices=2, flagged=1))
    assert flagged["source"] == "trusted_flagger"
    assert payload(flagged, {})["source_type"] == "SOURCE_TRUSTED_FLAGGER"


def test_an_authority_s_order_comes_first_and_says_where_it_holds() -> None:
    found = made(Reported(3, 1, FIRST, territory="DE FR"))
    assert (found["source"], found["order"]) == (
        "legal_order",
        {"article": 9, "territory": ["DE", "FR"]},
    )
    assert made(Reported(territory=""))["order"] == {"article": 9, "territory": []}
    assert made(Reported(3, 1, FIRST))["order"] is None


def test_the_content_s_kinds_language_and_day() -> None:
    picture = {"content": {"content": {"msgtype": "m.image", "body": "a.png"}}}
    early = {"text": "x", "received_ts": 1_763_000_000_000}
    evidence: list[object] = [picture, early, "no object", None, {"content": 3}]
    found = made(Reported(1, 0, FIRST, "de", evidence))
    assert found["content"] == {"types": ["image", "text"], "date": "2025-11-13", "language": "de"}
    assert made(Reported(1, 0, FIRST))["content"]["types"] == ["other"]
    assert made(Reported(1, 0, FIRST))["content"]["date"] == "2026-11-20"
    late = [{"text": "x", "received_ts": 4_000_000_000_000}]
    assert made(Reported(0, 0, None, None, late))["content"]["date"] == "2026-11-25"


def test_redress() -> None:
    assert made()["redress"] == {
        "appeal": {"months": 6, "free": True},
        "out_of_court": None,
        "courts": True,
    }
    named = made(body=BODY)["redress"]["out_of_court"]
    assert named == {"name": "A certified body", "url": "https://disputes.example"}


def test_no_hand_no_reporter_and_no_text_of_the_facts_is_inside() -> None:
    """The facts stand by their commitment, so that erasing them erases them here, too."""
    reported = Reported(1, 0, FIRST, "de", [{"sender": "@secret:x", "text": "secret words"}])
    found = made(reported, parameters=((facts.PARAMETER, TOLD.salted.commitment),))
    assert found["facts"] == TOLD.salted.commitment
    said = json.dumps(found)
    for hidden in (FIXED.signer, FIXED.case.creator, FIXED.case.assigner, FIXED.reporters):
        assert hidden not in said
    assert "secret" not in said
    assert TOLD.text[:10] not in said


def proposal(**changes: Any) -> tuple[Docket, Proposal]:
    said = replace(FIXED, action=Action.SUSPEND, parameters=changes.pop("parameters", ()))
    made = Proposal(said, Signed(said.signer, "key", 1, OPENED, b""), OPENED)
    for name, value in changes.items():
        setattr(made, name, value)
    docket = Docket()
    docket.add(made)
    return docket, made


def test_how_a_decision_stands() -> None:
    docket, one = proposal()
    assert standing(docket, one.statement) == (Standing.ABOUT_TO, None)
    one.intents.append(5)
    one.outcome = "done"
    assert standing(docket, one.statement) == (Standing.IN_FORCE, None)
    docket.restore(one, 9, DONE)
    assert standing(docket, one.statement) == (Standing.UNDONE, DONE)
    docket, one = proposal(outcome="abandoned", intents=[5])
    assert standing(docket, one.statement) == (Standing.NOT_DONE, None)
    assert standing(Docket(), one.statement) == (Standing.ABOUT_TO, None)


def test_a_temporary_one_ends_when_the_ledger_says_so_or_is_undone_before() -> None:
    parameters = (("until", UNTIL),)
    docket, one = proposal(parameters=parameters, outcome="done", intents=[5], ended=True)
    until = datetime(2026, 12, 24, 18, tzinfo=UTC)
    assert standing(docket, one.statement) == (Standing.ENDED, until)
    docket, one = proposal(parameters=parameters, outcome="done", intents=[5])
    docket.restore(one, 9, DONE)
    assert standing(docket, one.statement) == (Standing.UNDONE, DONE)


def test_a_restore_of_one_frees_what_another_had_done_alike_and_says_when() -> None:
    docket, one = proposal(outcome="done", intents=[5])
    second = replace(one.statement, proposal="prop_2")
    other = Proposal(second, one.opened, OPENED, intents=[6], outcome="done")
    docket.add(other)
    docket.restore(one, 9, DONE)
    assert standing(docket, second) == (Standing.UNDONE, DONE)
    docket.restore(one, 12, datetime(2027, 1, 1, tzinfo=UTC))
    assert other.undone_at == one.undone_at == DONE


def test_any_text_for_a_token_has_a_hash() -> None:
    assert {len(token_hash(t)) for t in ("", "ab" * 32, "\ud800", "ü" * 9999)} == {32}


def test_a_message_is_its_own_kind_of_scope() -> None:
    target = replace(FIXED.target, kind=SubjectKind.MESSAGE)
    assert made(target=target, action=Action.REMOVE_CONTENT)["scope"]["kind"] == "message"


@pytest.mark.parametrize("action", [a for a in Action if FACTS[a].silencing])
@pytest.mark.parametrize("law", [None, "Penal code, 126a"])
def test_the_transparency_database_takes_it(action: Action, law: str | None) -> None:
    policy = read_policy({**ROW, **({"law": law} if law else {})})
    found = made(Reported(1, 1, FIRST, "de"), action=action, policy=policy)
    assert check(payload(found, {})) == {}
