"""Bad input to decisions: a typed problem with field and way out, and nothing half done."""

import json
from dataclasses import replace

import httpx2
import pytest
import yaml
from tests.installed import BRIGADED, client_with, matter, problem_of, wait_until

from quorate.client import Client, MistrustError
from quorate.demo.people import APPROVER, CONTRACTOR, FOUNDERS, ON_CALL, REVIEWER
from quorate.demo.setting import Setting
from quorate.ledger.keys import PrivateKey
from quorate.people.keys import key_id
from quorate.people.requests import signed_headers
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Kind

pytestmark = pytest.mark.platform


def refused(problem: dict[str, object], name: str, field: str | None) -> None:
    assert problem["type"] == f"urn:quorate:problem:{name}"
    assert problem["field"] == field
    assert problem["way_out"]


@pytest.mark.parametrize(
    ("action", "policy", "name", "field"),
    [
        ("lock", "spam/1", "action-not-allowed", "action"),
        ("shadow_ban", "spam/1", "action-not-allowed", "action"),
        ("limit", "spam/1", "action-not-allowed", "action"),
        ("suspend", "spam/2", "policy-unknown", "policy"),
        ("suspend", "nothing/1", "policy-unknown", "policy"),
    ],
)
def test_what_the_policy_does_not_allow_is_not_drafted(
    quorate: Setting, action: str, policy: str, name: str, field: str
) -> None:
    about = matter(quorate)
    refused(problem_of(lambda: about.draft(REVIEWER, action, policy)), name, field)


def test_a_case_of_another_s_claim_is_not_drafted(quorate: Setting) -> None:
    about = matter(quorate)
    fence = about.claim(APPROVER)
    wish = {"action": "suspend", "policy": "spam/1", "fence": fence}
    client = quorate.client(REVIEWER)
    found = problem_of(lambda: client.call("POST", f"/v1/cases/{about.case}/drafts", wish))
    refused(found, "lease-lost", "fence")


def test_a_stale_version_claims_nothing(quorate: Setting) -> None:
    about = matter(quorate)
    about.claim(REVIEWER)
    client = quorate.client(REVIEWER)
    found = problem_of(lambda: client.call("POST", f"/v1/cases/{about.case}/claim", {"version": 1}))
    refused(found, "version-stale", "version")


@pytest.mark.parametrize("change", ["tier", "action", "approve_by", "policy"])
def test_a_statement_changed_after_the_draft_opens_nothing(quorate: Setting, change: str) -> None:
    about = matter(quorate)
    shown = about.draft(REVIEWER, "suspend")
    changed = {
        "tier": replace(shown.statement, tier=3),
        "action": replace(shown.statement, action=Action.LOCK),
        "approve_by": replace(shown.statement, approve_by="2026-01-01T00:00:00.000Z"),
        "policy": replace(shown.statement, policy="0" * 64),
    }[change]
    client = quorate.client(REVIEWER)
    body = {"statement": changed.fields(), **client.signed(changed)}
    refused(
        problem_of(lambda: client.call("POST", "/v1/proposals", body)),
        "digest-mismatch",
        "statement",
    )


def test_a_key_of_someone_else_opens_nothing(quorate: Setting) -> None:
    about = matter(quorate)
    shown = about.draft(REVIEWER, "suspend")
    client, other = quorate.client(REVIEWER), quorate.client(APPROVER)
    body = {"statement": shown.statement.fields(), **other.signed(shown.statement)}
    refused(problem_of(lambda: client.call("POST", "/v1/proposals", body)), "key-unknown", "key")
    body = {**body, "key": key_id(client.key.public)}
    refused(
        problem_of(lambda: client.call("POST", "/v1/proposals", body)),
        "signature-invalid",
        "sig",
    )
    assert about.heard()


def test_a_stranger_and_an_unsigned_request_get_nothing(quorate: Setting) -> None:
    stranger = client_with(quorate, Client(quorate.profile, PrivateKey.generate()))
    found = problem_of(lambda: stranger.call("GET", "/v1/cases"))
    assert found["type"] == "urn:quorate:problem:key-unknown"
    assert httpx2.get(quorate.profile.server + "/v1/cases").status_code == 401


def test_a_request_said_again_or_with_another_body_is_refused(quorate: Setting) -> None:
    key, url = quorate.client(ON_CALL).key, quorate.profile.server + "/v1/cases"
    headers = signed_headers(key, "GET", url, b"")
    assert httpx2.get(url, headers=headers).status_code == 200
    again = httpx2.get(url, headers=headers)
    assert again.status_code == 401
    assert "made before" in again.json()["detail"]
    claim = quorate.profile.server + "/v1/subjects/resolve"
    headers = signed_headers(key, "POST", claim, b'{"kind":"account","id":"@a:b"}')
    other = httpx2.post(claim, content=b'{"kind":"account","id":"@c:d"}', headers=headers)
    assert other.status_code == 401


def test_one_s_own_proposal_is_not_approved_and_nobody_signs_twice(quorate: Setting) -> None:
    about = matter(quorate)
    quorate.command(ON_CALL, "protect", about.user.user_id, "--tier", "1", *BRIGADED)
    wait_until(lambda: about.draft(REVIEWER, "suspend").statement.tier == 1)
    shown = about.propose(REVIEWER, "suspend")
    own = problem_of(lambda: quorate.client(REVIEWER).say(shown, Kind.APPROVE, REVIEWER))
    refused(own, "self-excluded", "signer")
    quorate.client(APPROVER).say(shown, Kind.DENY, APPROVER)
    late = problem_of(lambda: quorate.client(CONTRACTOR).say(shown, Kind.APPROVE, CONTRACTOR))
    assert late["status"] in (403, 409)
    twice = problem_of(lambda: quorate.client(APPROVER).say(shown, Kind.APPROVE, APPROVER))
    assert twice["type"] == "urn:quorate:problem:already-decided"
    assert about.heard()


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"zone": "Europe"}, "zone"),
        ({"employment": "contractor", "vendor": None}, "vendor"),
        ({"locked": "false"}, "locked"),
        ({"shift": {"days": [0], "starts": "00:00", "ends": "01:00"}}, "days"),
    ],
)
def test_a_people_file_that_does_not_fit_changes_nothing(
    quorate: Setting, row: dict[str, object], names: str
) -> None:
    people = yaml.safe_load(quorate.cast.people.read_text())
    people["people"][0] |= row
    file = quorate.folder / "broken.yaml"
    file.write_text(yaml.safe_dump(people))
    done = [quorate.command(who, "apply", str(file)) for who, _, _ in FOUNDERS]
    assert [d.returncode for d in done] == [0, 0, 1]
    assert names in done[-1].stderr
    file.with_name("broken.yaml.signatures.json").unlink()


def test_two_founders_change_nothing(quorate: Setting) -> None:
    for who in (FOUNDERS[0][0], FOUNDERS[1][0]):
        done = quorate.command(who, "apply", str(quorate.cast.policies))
        assert done.returncode == 0
        assert "of 3 founders" in done.stdout
    side = quorate.cast.policies.with_name("policies.yaml.signatures.json")
    assert len(json.loads(side.read_text())) == 2
    side.unlink()


def test_a_server_that_lies_about_the_account_gets_no_signature(quorate: Setting) -> None:
    about, other = matter(quorate), matter(quorate)
    client = quorate.client(REVIEWER)
    shown = about.draft(REVIEWER, "suspend")
    true = client.call(
        "POST", "/v1/subjects/resolve", {"kind": "account", "id": about.user.user_id}
    )
    lie = client.call("POST", "/v1/subjects/resolve", {"kind": "account", "id": other.user.user_id})
    statement = shown.statement.fields()
    assert client.check({"statement": statement, "resolution": true})
    with pytest.raises(MistrustError):
        client.check({"statement": statement, "resolution": lie})
    forged = json.loads(json.dumps(true).replace(about.user.user_id, other.user.user_id))
    with pytest.raises(MistrustError):
        client.check({"statement": statement, "resolution": forged})


def test_a_wrong_id_typed_signs_nothing(quorate: Setting) -> None:
    about = matter(quorate)
    shown = about.propose(REVIEWER, "suspend")
    name = shown.statement.proposal
    done = quorate.command(APPROVER, "deny", name, typed="no")
    assert done.returncode == 1
    assert "Not signed" in done.stderr


@pytest.mark.parametrize(
    "path", ["/v1/veto", "/v1/restore", "/v1/revoke", "/v1/execute", "/v1/resolve"]
)
@pytest.mark.parametrize("body", [b"\xff\xfe", b"[" * 100_000, b"null", b"{}", b'{"statement": 1}'])
def test_the_door_answers_nonsense_with_a_problem(quorate: Setting, path: str, body: bytes) -> None:
    answer = httpx2.post(quorate.profile.door + path, content=body)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["field"]
    assert answer.json()["way_out"]


def test_the_door_takes_no_flood(quorate: Setting) -> None:
    answer = httpx2.post(quorate.profile.door + "/v1/restore", content=b"x" * (10 << 20))
    assert answer.status_code == 413
