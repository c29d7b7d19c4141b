"""Drafting and opening on a running installation: what is refused, and how it is said."""

import secrets
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from tests.cli.asking import (
    ANSWERS,
    POLICY,
    account,
    ask,
    case_about,
    change,
    claim,
    draft_of,
    drafted,
    given,
    key_of,
    opening,
    problem,
    send,
)

from quorate.authority.charter import Charge
from quorate.cli.rendering import rendered
from quorate.client import RefusedError
from quorate.decisions.statement import read_statement
from quorate.demo.matrix import call
from quorate.demo.people import APPROVER, REVIEWER
from quorate.demo.setting import Setting
from quorate.ledger.keys import PrivateKey
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem

pytest_plugins = ["tests.cli.running"]


def status_on_platform(house: Setting, native: str) -> int:
    home = house.synapse.homeserver
    url = f"{home.base_url}/_synapse/admin/v2/users/{quote(native, safe='')}"
    return call("GET", url, token=home.admin_token)[0]


def test_a_subject_that_the_platform_does_not_know_is_refused_and_not_created(
    house: Setting,
) -> None:
    native = f"@nobody-{secrets.token_hex(6)}:{house.synapse.homeserver.server_name}"
    problem(draft_of(house, native), Problem.SUBJECT_UNKNOWN, "subject")
    assert status_on_platform(house, native) == 404


@pytest.mark.parametrize("native", ["@Nobody:matrix.localhost", "@a:other.example", "nobody"])
def test_an_id_that_is_not_canonical_is_refused(house: Setting, native: str) -> None:
    found = draft_of(house, native)
    problem(found, Problem.SUBJECT_NOT_CANONICAL, "subject")


def test_an_action_that_the_policy_does_not_list_is_refused(house: Setting) -> None:
    answer = draft_of(house, account(house), "lock", "spam/1")
    assert "spam/1" in problem(answer, Problem.ACTION_NOT_ALLOWED, "action")["detail"]


def test_an_action_that_does_not_exist_is_refused(house: Setting) -> None:
    problem(draft_of(house, account(house), "obliterate"), Problem.ACTION_NOT_ALLOWED, "action")


@pytest.mark.parametrize("policy", ["harassment/2", "harassment", "", "\x00", "\u202e/1"])
def test_a_policy_version_that_is_not_in_force_is_refused(house: Setting, policy: str) -> None:
    answer = draft_of(house, account(house), policy=policy)
    problem(answer, Problem.POLICY_UNKNOWN, "policy")


def test_an_action_that_the_platform_does_not_offer_is_refused_by_the_effector(
    house: Setting,
) -> None:
    content = yaml.safe_load(house.cast.policies.read_text())
    reach = {"id": "reach", "version": 1, "area": "reach", "severity": 1, "text": "Seen by fewer."}
    content["policies"].append({**reach, "actions": ["limit"]})
    change(house, Charge.POLICIES, content)
    shown = house.client(REVIEWER).check(given(draft_of(house, account(house), "limit", "reach/1")))
    body = opening(shown, key_of(house, REVIEWER))
    name = given(ask(house, REVIEWER, "POST", "/v1/proposals", body))["id"]
    found = order(house, name, Problem.ACTION_NOT_OFFERED)
    assert "limit" in found["detail"]


def test_a_label_says_what_it_says_and_one_that_hides_is_none(house: Setting) -> None:
    content = yaml.safe_load(house.cast.policies.read_text())
    claims = {"id": "claims", "version": 1, "area": "claims", "severity": 1, "text": "Say so."}
    content["policies"].append({**claims, "actions": ["label"]})
    change(house, Charge.POLICIES, content)
    case = case_about(house, account(house))
    wish = {"action": "label", "policy": "claims/1", "fence": claim(house, case)}
    path = f"/v1/cases/{case}/drafts"
    problem(ask(house, REVIEWER, "POST", path, wish), Problem.BODY_INVALID, "label")
    hiding = ask(house, REVIEWER, "POST", path, {**wish, "label": "!hide"})
    problem(hiding, Problem.ACTION_NOT_ALLOWED, "label")
    other = {**wish, "action": "suspend", "policy": POLICY, "label": "rude"}
    problem(ask(house, REVIEWER, "POST", path, other), Problem.BODY_INVALID, "label")
    made = given(ask(house, REVIEWER, "POST", path, {**wish, "label": "rude"}))
    assert made["statement"]["parameters"] == {"label": "rude"}
    shown = house.client(REVIEWER).check(made)
    assert "label      rude" in rendered(shown, Kind.PROPOSE, REVIEWER)


def order(house: Setting, name: str, expected: Problem) -> dict[str, Any]:
    """The effector's answer to `execute`, once it knows the proposal."""
    for _ in range(300):
        try:
            house.client(REVIEWER).order("execute", name, REVIEWER)
        except RefusedError as refused:
            if not str(refused.problem["type"]).endswith("not-found"):
                assert refused.problem["type"] == f"urn:quorate:problem:{expected}"
                return dict(refused.problem)
    raise TimeoutError(name)


def test_an_old_fence_after_a_newer_claim_is_refused(house: Setting) -> None:
    case = case_about(house, account(house))
    old = claim(house, case)
    assert claim(house, case) > old
    wish = {"action": "suspend", "policy": POLICY, "fence": old}
    answer = ask(house, REVIEWER, "POST", f"/v1/cases/{case}/drafts", wish)
    problem(answer, Problem.LEASE_LOST, "fence")


def test_a_protected_subject_is_drafted_on_only_with_answers_and_asking_alarms_nobody(
    house: Setting,
) -> None:
    case = case_about(house, account(house, office=True))
    wish = {"action": "suspend", "policy": POLICY, "fence": claim(house, case)}
    path = f"/v1/cases/{case}/drafts"
    answer = ask(house, REVIEWER, "POST", path, wish)
    problem(answer, Problem.PUBLIC_INTEREST_MISSING, "public_interest")
    bad = {**wish, "public_interest": {**ANSWERS, "considered": "prayer"}}
    problem(ask(house, REVIEWER, "POST", path, bad), Problem.BODY_INVALID, "public_interest")
    made = given(ask(house, REVIEWER, "POST", path, {**wish, "public_interest": ANSWERS}))
    salt = made["public_interest"]["salt"]
    assert made["public_interest"] == {**ANSWERS, "salt": salt}
    chosen = {**wish, "public_interest": {**ANSWERS, "salt": salt}}
    problem(ask(house, REVIEWER, "POST", path, chosen), Problem.BODY_INVALID, "public_interest")
    assert made["statement"]["parameters"]["public_interest"]


def test_a_case_that_somebody_else_holds_is_not_drafted_on(house: Setting) -> None:
    case = case_about(house, account(house))
    wish = {"action": "suspend", "policy": POLICY, "fence": claim(house, case)}
    answer = ask(house, APPROVER, "POST", f"/v1/cases/{case}/drafts", wish)
    problem(answer, Problem.LEASE_LOST, "fence")


def test_a_claim_on_a_version_that_has_passed_is_refused(house: Setting) -> None:
    case = case_about(house, account(house))
    row = given(ask(house, REVIEWER, "GET", f"/v1/cases/{case}"))["case"]
    body = {"version": row["version"], "fence": claim(house, case)}
    given(ask(house, REVIEWER, "POST", f"/v1/cases/{case}/claim", {"version": row["version"] + 1}))
    answer = ask(house, REVIEWER, "POST", f"/v1/cases/{case}/claim", {"version": body["version"]})
    problem(answer, Problem.VERSION_STALE, "version")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("target", {"kind": "account", "ref": "somebody-else"}),
        ("tier", 0),
        ("action", "warn"),
        ("approve_by", "2026-11-25T00:00:00.000Z"),
    ],
)
def test_a_statement_that_is_not_the_draft_is_refused_though_signed(
    house: Setting, field: str, value: object
) -> None:
    shown, key = drafted(house, account(house, office=True)), key_of(house, REVIEWER)
    changed = read_statement({**shown.statement.fields(), field: value})
    assert changed != shown.statement
    body = {**opening(shown, key), "statement": changed.fields()}
    for sig in (body["sig"], key.sign(changed.digest()).hex()):
        answer = ask(house, REVIEWER, "POST", "/v1/proposals", {**body, "sig": sig})
        problem(answer, Problem.DIGEST_MISMATCH, "statement")
    answer = ask(house, REVIEWER, "GET", f"/v1/proposals/{shown.statement.proposal}")
    problem(answer, Problem.NOT_FOUND, "id")


def test_a_draft_signed_with_another_persons_key_is_refused(house: Setting) -> None:
    shown = drafted(house, account(house))
    for key in (key_of(house, APPROVER), PrivateKey.generate()):
        answer = ask(house, REVIEWER, "POST", "/v1/proposals", opening(shown, key))
        problem(answer, Problem.KEY_UNKNOWN, "key")


def test_a_signature_over_other_bytes_is_refused(house: Setting) -> None:
    shown, key = drafted(house, account(house)), key_of(house, REVIEWER)
    for sig in (key.sign(b"other bytes").hex(), "00" * 64, "", "00"):
        body = {**opening(shown, key), "sig": sig}
        answer = ask(house, REVIEWER, "POST", "/v1/proposals", body)
        assert problem(answer, Problem.SIGNATURE_INVALID, "sig")["invariant"] == "I3"


def test_a_signature_that_is_no_hex_is_refused(house: Setting) -> None:
    shown = drafted(house, account(house))
    body = {**opening(shown, key_of(house, REVIEWER)), "sig": "none"}
    problem(ask(house, REVIEWER, "POST", "/v1/proposals", body), Problem.BODY_INVALID, "sig")


def test_a_statement_of_no_draft_is_not_found(house: Setting) -> None:
    shown, key = drafted(house, account(house)), key_of(house, REVIEWER)
    body = opening(shown, key)
    body["statement"]["proposal"] = "prop_" + "0" * 32
    answer = ask(house, REVIEWER, "POST", "/v1/proposals", body)
    problem(answer, Problem.NOT_FOUND, "proposal")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"tier": 4}, "tier"),
        ({"tier": True}, "tier"),
        ({"surplus": 1}, "fields"),
        ({"nonce": "AB" * 32}, "nonce"),
        ({"approve_by": "soon"}, "soon"),
        ({"proposal": "prop_\x00"}, "proposal"),
    ],
)
def test_a_statement_out_of_form_is_refused_by_its_field(
    house: Setting, change: dict[str, Any], said: str
) -> None:
    shown = drafted(house, account(house))
    body = opening(shown, key_of(house, REVIEWER))
    body["statement"].update(change)
    answer = ask(house, REVIEWER, "POST", "/v1/proposals", body)
    assert said in problem(answer, Problem.BODY_INVALID, "statement")["detail"]


def test_a_draft_is_opened_once(house: Setting) -> None:
    shown, key = drafted(house, account(house, office=True)), key_of(house, REVIEWER)
    body = opening(shown, key)
    given(send(house, key, "POST", "/v1/proposals", body))
    answer = send(house, key, "POST", "/v1/proposals", body)
    problem(answer, Problem.NOT_FOUND, "proposal")


@pytest.mark.parametrize("name", ["prop_" + "0" * 32, "prop_" + "f" * 32])
def test_an_unknown_proposal_is_not_found(house: Setting, name: str) -> None:
    for path in ("", "/receipt"):
        answer = ask(house, REVIEWER, "GET", f"/v1/proposals/{name}{path}")
        problem(answer, Problem.NOT_FOUND, "id")
