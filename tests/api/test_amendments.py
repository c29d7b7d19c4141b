"""Amendments on a running installation: by signature and by passkey; who sees one; its end."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import httpx2
import pytest
import yaml
from tests.cli.asking import Json, ask, change, given, key_of, problem

from quorate.authority.amendment import PREFIX, Amendment, read_amendment
from quorate.authority.before import read_before
from quorate.authority.charter import Charge
from quorate.client import RefusedError
from quorate.demo.people import APPROVER, FOUNDERS, LEAD, ON_CALL, REVIEWER, SECOND_CONTRACTOR
from quorate.demo.setting import Setting, signer_of
from quorate.incidents.stage.passkeys import Authenticator
from quorate.ledger.commitment import Salted
from quorate.people.keys import key_id
from quorate.vocabulary.kinds import Kind, ValueKind
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.times import now, stamp

pytest_plugins = ["tests.cli.running"]
pytestmark = [pytest.mark.platform]
FOUNDER = FOUNDERS[0][0]
REASON = "one more for this quarter"
SAID = Salted.fresh(ValueKind.AMENDMENT_REASON, REASON)
TEXT = {"reason": REASON, "salt": SAID.salt.hex()}
SIGNERS = (APPROVER, SECOND_CONTRACTOR)


@dataclass
class Office:
    """An installation where two more people lead teams of their own, each with a passkey."""

    setting: Setting
    devices: dict[str, Authenticator]

    def made(self, charge: Charge = Charge.QUORUM, content: object = None) -> Amendment:
        """Not yet signed."""
        row = {
            "genesis": self.setting.profile.genesis,
            "id": PREFIX + secrets.token_hex(16),
            "nonce": secrets.token_hex(32),
            "charge": charge,
            "content": {charge: content or {"3": 1}},
            "reason": SAID.commitment,
            "approve_by": stamp(now() + timedelta(hours=23)),
        }
        return read_amendment(row)

    def opened(self, charge: Charge = Charge.QUORUM, content: object = None) -> Amendment:
        """In the ledger, by a founder."""
        made = self.made(charge, content)
        body = {"amendment": made.fields(), **TEXT, **self.signed(made, FOUNDER)}
        given(ask(self.setting, FOUNDER, "POST", "/v1/amendments", body))
        return made

    def signed(self, made: Amendment, who: str, kind: Kind = Kind.PROPOSE) -> Json:
        """A word by the key of the command line."""
        key = key_of(self.setting, who)
        sig = key.sign(made.spoken(kind, who).digest()).hex()
        return {"signer": who, "key": key_id(key.public), "sig": sig}

    def touched(self, made: Amendment, who: str, kind: Kind) -> Json:
        """A word by passkey, on the signer's own origin."""
        device = self.devices[who]
        data = device.client_data(made.spoken(kind, who), origin=signer_of(self.setting))
        proof = device.signed(data, device.authenticator_data())
        return {"signer": who, "key": device.key_id, "assertion": proof.fields()}

    def post(self, path: str, body: Json) -> httpx2.Response:
        """As the signer sends it: with no signature on the request."""
        return httpx2.post(self.setting.profile.server + path, json=body, timeout=30)

    def state(self, made: Amendment, who: str = LEAD) -> Json:
        """As somebody reads it."""
        return given(ask(self.setting, who, "GET", f"/v1/amendments/{made.id}"))


@pytest.fixture(scope="module")
def office(house: Setting) -> Iterator[Office]:
    usual = yaml.safe_load(house.cast.people.read_text())
    staff = yaml.safe_load(house.cast.people.read_text())
    devices = {who: Authenticator(who, rp_id="sign.localhost") for who in (*SIGNERS, ON_CALL)}
    for person in staff["people"]:
        if person["id"] in devices:
            person["keys"].append(devices[person["id"]].row())
        if person["id"] in SIGNERS:
            person["roles"] = ["lead", "reviewer"]
    change(house, Charge.PEOPLE, staff)
    yield Office(house, devices)
    change(house, Charge.PEOPLE, usual)


def test_two_passkeys_and_a_founder_are_a_quorum(office: Office) -> None:
    made = office.opened()
    first, second = SIGNERS
    body = office.touched(made, first, Kind.APPROVE)
    told = given(office.post(f"/v1/amendments/{made.id}/approvals", body))
    assert told["approvals"] == [first]
    assert told["missing"]
    word = office.touched(made, second, Kind.APPROVE)
    del word["signer"]
    said = given(office.post("/v1/signing/words", {"about": made.id, "kind": "approve", **word}))
    assert said == {"who": second}
    told = office.state(made)
    assert told["approvals"] == sorted(SIGNERS)
    assert told["missing"] == []


def test_i9_a_raise_that_nobody_could_undo_is_not_opened(office: Office) -> None:
    made = office.made(content={"3": 5})
    body = {"amendment": made.fields(), **TEXT, **office.signed(made, FOUNDER)}
    answer = ask(office.setting, FOUNDER, "POST", "/v1/amendments", body)
    refused = problem(answer, Problem.BODY_INVALID, "amendment.content")
    assert "changing anything would take 8 people" in refused["detail"]


def test_an_opening_by_passkey_is_in_the_ledger_with_its_assertion(office: Office) -> None:
    made = office.made()
    body = {"amendment": made.fields(), **TEXT}
    word = office.touched(made, APPROVER, Kind.PROPOSE)
    given(office.post("/v1/amendments", {**body, **word}))
    assert office.state(made)["proposer"] == APPROVER


def test_i3_an_assertion_is_for_its_amendment_and_word_alone(office: Office) -> None:
    made, other = office.opened(), office.opened()
    for wrong in (
        office.touched(other, APPROVER, Kind.APPROVE),
        office.touched(made, APPROVER, Kind.DENY),
        {**office.touched(made, APPROVER, Kind.APPROVE), "signer": SECOND_CONTRACTOR},
    ):
        answer = office.post(f"/v1/amendments/{made.id}/approvals", wrong)
        assert answer.status_code in (401, 403), answer.text
    assert office.state(made)["approvals"] == []


@pytest.mark.parametrize("proof", ["both", "neither", "bare", "torn"])
def test_a_word_has_one_proof_of_its_key_s_kind(office: Office, proof: str) -> None:
    made = office.opened()
    word = office.touched(made, APPROVER, Kind.APPROVE)
    sig = office.signed(made, APPROVER, Kind.APPROVE)["sig"]
    said = {
        "both": {**word, "sig": sig},
        "neither": {k: v for k, v in word.items() if k != "assertion"},
        "bare": {**{k: v for k, v in word.items() if k != "assertion"}, "sig": sig},
        "torn": {**word, "assertion": {"client_data": "00"}},
    }[proof]
    answer = office.post(f"/v1/amendments/{made.id}/approvals", said)
    if proof == "bare":
        problem(answer, Problem.SIGNATURE_INVALID, "sig")
    else:
        problem(answer, Problem.BODY_INVALID, "sig" if proof == "neither" else "assertion")


@pytest.mark.parametrize(
    ("who", "kind", "says"),
    [(APPROVER, "deny", "denied by"), (APPROVER, "veto", "vetoed by"), (ON_CALL, "veto", "vetoed")],
)
def test_one_no_by_passkey_ends_it(office: Office, who: str, kind: str, says: str) -> None:
    made = office.opened()
    word = office.touched(made, who, Kind(kind))
    del word["signer"]
    given(office.post("/v1/signing/words", {"about": made.id, "kind": kind, **word}))
    assert says in office.state(made)["settled"]
    answer = office.post("/v1/signing/words", {"about": made.id, "kind": "approve", **word})
    assert answer.status_code in (403, 409)


def test_on_call_does_not_deny_and_a_proposal_is_not_vetoed_here(office: Office) -> None:
    made = office.opened()
    word = office.touched(made, ON_CALL, Kind.DENY)
    del word["signer"]
    answer = office.post("/v1/signing/words", {"about": made.id, "kind": "deny", **word})
    problem(answer, Problem.NOT_ELIGIBLE, "signer")
    body = {"about": "prop_" + "0" * 32, "kind": "veto", **word}
    problem(office.post("/v1/signing/words", body), Problem.BODY_INVALID, "kind")


def test_whom_it_is_about_sees_it_and_vetoes_and_other_reviewers_do_not_see_it(
    office: Office,
) -> None:
    """A reviewer whose keys others would replace: it may be a theft."""
    staff = yaml.safe_load(office.setting.cast.people.read_text())["people"]
    row = next(p for p in staff if p["id"] == REVIEWER)
    thief = Authenticator("thief", rp_id="sign.localhost").row()
    made = office.opened(Charge.PERSON, {**row, "keys": [thief]})
    link = {"about": made.id}
    other = "contractor-on-last-day"
    for method, path, body in (
        ("GET", f"/v1/amendments/{made.id}", None),
        ("POST", "/v1/signing/links", link),
    ):
        problem(ask(office.setting, other, method, path, body), Problem.NOT_ELIGIBLE, "permission")
        given(ask(office.setting, REVIEWER, method, path, body))
    problem(
        ask(office.setting, REVIEWER, "GET", "/v1/amendments"), Problem.NOT_ELIGIBLE, "permission"
    )
    office.setting.client(REVIEWER).say_of_amendment(made, Kind.VETO, REVIEWER)
    ended = office.state(made)
    while not ended["settled"]:
        ended = office.state(made)
    assert ended["settled"] == f"vetoed by {REVIEWER}"


def test_i2_nobody_ends_what_would_take_a_role_from_them(office: Office) -> None:
    staff = yaml.safe_load(office.setting.cast.people.read_text())["people"]
    row = next(p for p in staff if p["id"] == APPROVER)
    keys = [*row["keys"], office.devices[APPROVER].row()]
    made = office.opened(Charge.PERSON, {**row, "keys": keys, "roles": ["reviewer"]})
    body = office.signed(made, APPROVER, Kind.DENY)
    answer = office.post(f"/v1/amendments/{made.id}/denials", body)
    problem(answer, Problem.SELF_EXCLUDED, "signer")
    with pytest.raises(RefusedError, match="own matter"):
        office.setting.client(APPROVER).say_of_amendment(made, Kind.VETO, APPROVER)
    assert office.state(made)["settled"] == ""
    given(
        office.post(f"/v1/amendments/{made.id}/denials", office.signed(made, SIGNERS[1], Kind.DENY))
    )


def test_the_signer_is_shown_what_stands_under_the_effector_s_name(office: Office) -> None:
    staff = yaml.safe_load(office.setting.cast.people.read_text())["people"]
    row = next(p for p in staff if p["id"] == REVIEWER)
    made = office.opened(Charge.PERSON, {**row, "team": "elsewhere"})
    url = given(ask(office.setting, APPROVER, "POST", "/v1/signing/links", {"about": made.id}))[
        "url"
    ]
    assert f"/amendments/{made.id}?link=" in url
    shown = given(office.post("/v1/signing/shown", {"link": url.partition("link=")[2]}))
    assert shown["who"] == APPROVER
    assert shown["amendment"] == made.fields()
    assert (shown["reason"], shown["proposer"]) == (REASON, FOUNDER)
    signed = read_before(shown["before"])
    assert signed.holds(office.setting.profile.effectors)
    assert signed.before.amendment == made.id
    assert signed.before.content["team"] == row["team"]
    assert signed.before.content["keys"] == row["keys"]


def test_the_effector_tells_what_stands_to_known_processes_alone(office: Office) -> None:
    made = office.opened()
    key = key_of(office.setting, APPROVER)
    asked = {"amendment": made.id, "at": stamp(now())}
    body = {"ask": asked, "key": key_id(key.public), "sig": "00" * 64}
    answer = httpx2.post(office.setting.profile.door + "/v1/before", json=body)
    assert answer.status_code == 401
