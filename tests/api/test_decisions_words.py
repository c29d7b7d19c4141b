"""Approvals and denials of an open proposal about a tier 2 account."""

import json
import os
import secrets
import signal
from typing import Any

import httpx2
import pytest
import yaml
from tests.cli.asking import (
    POLICY,
    WEIGHED,
    ask,
    change,
    claim,
    drafted,
    entries,
    file,
    given,
    key_of,
    opened,
    opening,
    problem,
    report_body,
    send,
    until,
)

from quorate.authority.charter import Charge
from quorate.client import Shown
from quorate.demo.matrix import MatrixClient
from quorate.demo.people import APPROVER, CONTRACTOR, ON_CALL, REVIEWER, SECOND_CONTRACTOR
from quorate.demo.setting import Setting, founders_apply
from quorate.ledger.keys import PrivateKey
from quorate.people.keys import key_id
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem

pytest_plugins = ["tests.cli.running"]


@pytest.fixture(scope="module")
def shown(house: Setting) -> Shown:
    """One proposal, on which the refused words leave nothing."""
    return opened(house)


def word(shown: Shown, kind: Kind, who: str, key: PrivateKey) -> dict[str, str]:
    said = shown.statement.spoken_by(kind, who)
    return {"key": key_id(key.public), "sig": key.sign(said.digest()).hex()}


def say(house: Setting, shown: Shown, who: str, kind: Kind = Kind.APPROVE) -> httpx2.Response:
    key = key_of(house, who)
    return put(house, shown, key, kind, word(shown, kind, who, key))


def put(
    house: Setting, shown: Shown, key: PrivateKey, kind: Kind, body: dict[str, Any]
) -> httpx2.Response:
    path = "approvals" if kind is Kind.APPROVE else "denials"
    return send(house, key, "POST", f"/v1/proposals/{shown.statement.proposal}/{path}", body)


def approvals(house: Setting, shown: Shown) -> list[str]:
    found = entries(house, shown.statement.proposal)
    return [e.by for e in found if e.event is Event.PROPOSAL_APPROVED]


def test_nobody_approves_a_proposal_of_their_own(house: Setting, shown: Shown) -> None:
    found = problem(say(house, shown, REVIEWER), Problem.SELF_EXCLUDED, "signer")
    assert found["invariant"] == "I2"
    assert approvals(house, shown) == []


def test_on_call_does_not_approve(house: Setting, shown: Shown) -> None:
    problem(say(house, shown, ON_CALL), Problem.NOT_PERMITTED, "permission")


@pytest.mark.parametrize("kind", [Kind.APPROVE, Kind.DENY])
def test_a_word_signed_with_another_persons_key_is_refused(
    house: Setting, shown: Shown, kind: Kind
) -> None:
    own = key_of(house, APPROVER)
    for key in (key_of(house, SECOND_CONTRACTOR), PrivateKey.generate()):
        answer = put(house, shown, own, kind, word(shown, kind, APPROVER, key))
        problem(answer, Problem.KEY_UNKNOWN, "key")


@pytest.mark.parametrize("kind", [Kind.APPROVE, Kind.DENY])
def test_a_word_over_other_bytes_is_refused(house: Setting, shown: Shown, kind: Kind) -> None:
    key, other = key_of(house, APPROVER), Kind.DENY if kind is Kind.APPROVE else Kind.APPROVE
    for body in (
        word(shown, other, APPROVER, key),
        word(shown, kind, SECOND_CONTRACTOR, key),
        {**word(shown, kind, APPROVER, key), "sig": "00" * 64},
    ):
        answer = put(house, shown, key, kind, body)
        assert problem(answer, Problem.SIGNATURE_INVALID, "sig")["invariant"] == "I3"
    assert approvals(house, shown) == []


@pytest.mark.parametrize(
    ("body", "field"),
    [({"key": "00"}, "sig"), ({"key": "00", "sig": 1}, "sig"), ({"sig": "", "key": ["a"]}, "key")],
)
def test_a_word_without_its_parts_is_refused_by_field(
    house: Setting, shown: Shown, body: dict[str, Any], field: str
) -> None:
    answer = put(house, shown, key_of(house, APPROVER), Kind.APPROVE, body)
    problem(answer, Problem.BODY_INVALID, field)


def test_nobody_approves_twice(house: Setting) -> None:
    shown = opened(house)
    given(say(house, shown, SECOND_CONTRACTOR))
    until(house, shown.statement.proposal, "approvals", [SECOND_CONTRACTOR])
    answer = say(house, shown, SECOND_CONTRACTOR)
    problem(answer, Problem.ALREADY_DECIDED, "signer")
    assert approvals(house, shown) == [SECOND_CONTRACTOR]


def test_nobody_approves_what_was_denied(house: Setting) -> None:
    shown = opened(house)
    given(say(house, shown, APPROVER, Kind.DENY))
    until(house, shown.statement.proposal, "denials", [APPROVER])
    found = problem(say(house, shown, CONTRACTOR), Problem.ALREADY_DECIDED, "proposal")
    assert APPROVER in found["detail"]
    assert approvals(house, shown) == []


def test_a_denial_counts_before_the_log_has_it(house: Setting) -> None:
    """Who approves next is told so, and not thanked for a signature that can do nothing."""
    shown = opened(house)
    name = shown.statement.proposal
    until(house, name, "logged", True)
    sequencer = house.supervisor.pid("sequencer")
    os.kill(sequencer, signal.SIGSTOP)
    try:
        given(say(house, shown, APPROVER, Kind.DENY))
        assert ask(house, APPROVER, "GET", f"/v1/proposals/{name}").json()["denials"] == []
        found = problem(say(house, shown, CONTRACTOR), Problem.ALREADY_DECIDED, "proposal")
        twice = problem(say(house, shown, APPROVER), Problem.ALREADY_DECIDED, "proposal")
    finally:
        os.kill(sequencer, signal.SIGCONT)
    assert found["detail"] == twice["detail"] == f"denied by {APPROVER}"
    until(house, name, "denials", [APPROVER])
    assert approvals(house, shown) == []


def written(house: Setting) -> tuple[str, str]:
    """An administrator with a slash in the name, and a message of theirs as the platform names
    it."""
    name, server = f"town/office-{secrets.token_hex(6)}", house.synapse.homeserver
    author = f"@{name}:{server.server_name}"
    token = house.synapse.register(name, secrets.token_urlsafe(16), admin=True)
    client = MatrixClient(server.base_url, token, author)
    room = client.create_room("townhall")[1]["room_id"]
    event = client.send(str(room), "The square is closed on Monday.")[1]["event_id"]
    return author, f"{room}/{event}/{author}"


def about_a_message(house: Setting, native: str) -> Shown:
    """A proposal to suspend whoever wrote it, in the ledger."""
    about = report_body(house, native)
    about["subject"]["kind"] = "message"
    case = given(file(house, json.dumps(about).encode()))["case"]
    wish = {"action": "suspend", "policy": POLICY, "fence": claim(house, case), **WEIGHED}
    shown = house.client(REVIEWER).check(
        given(ask(house, REVIEWER, "POST", f"/v1/cases/{case}/drafts", wish))
    )
    given(ask(house, REVIEWER, "POST", "/v1/proposals", opening(shown, key_of(house, REVIEWER))))
    until(house, shown.statement.proposal, "logged", True)
    return shown


def test_nobody_has_a_word_about_what_they_wrote_themselves(house: Setting) -> None:
    """A message's pseudonym is in nobody's row: only the effector knows who wrote it. Where it does
    not answer a denial stands, for then nothing is silenced, either."""
    author, native = written(house)
    before = yaml.safe_load(house.cast.people.read_text())
    people = yaml.safe_load(house.cast.people.read_text())
    row = next(p for p in people["people"] if p["id"] == APPROVER)
    row["accounts"] = [drafted(house, author).statement.target.ref]
    change(house, Charge.PEOPLE, people)
    try:
        shown = about_a_message(house, native)
        for kind in (Kind.APPROVE, Kind.DENY):
            found = problem(say(house, shown, APPROVER, kind), Problem.SELF_EXCLUDED, "signer")
            assert found["invariant"] == "I2"
        given(say(house, shown, CONTRACTOR))
        effector = house.supervisor.pid("effector")
        os.kill(effector, signal.SIGSTOP)
        try:
            given(say(house, shown, APPROVER, Kind.DENY))
        finally:
            os.kill(effector, signal.SIGCONT)
    finally:
        change(house, Charge.PEOPLE, before)


def test_a_word_about_an_unknown_proposal_is_refused(house: Setting, shown: Shown) -> None:
    key = key_of(house, APPROVER)
    path = f"/v1/proposals/prop_{'0' * 32}/approvals"
    answer = send(house, key, "POST", path, word(shown, Kind.APPROVE, APPROVER, key))
    problem(answer, Problem.NOT_FOUND, "id")


def test_a_consoles_key_does_not_approve_at_tier_2_and_denies(house: Setting) -> None:
    key, people = PrivateKey.generate(), yaml.safe_load(house.cast.people.read_text())
    before = house.cast.people.read_text()
    row = next(p for p in people["people"] if p["id"] == APPROVER)
    row["keys"].append({"public": key.public.hex(), "channel": "console"})
    house.cast.people.write_text(yaml.safe_dump(people, sort_keys=False))
    founders_apply(house, house.cast.people)
    shown = opened(house)
    answer = put(house, shown, key, Kind.APPROVE, word(shown, Kind.APPROVE, APPROVER, key))
    assert problem(answer, Problem.CHANNEL_NOT_COUNTED, "key")["detail"].count("tier 2") == 1
    assert approvals(house, shown) == []
    given(put(house, shown, key, Kind.DENY, word(shown, Kind.DENY, APPROVER, key)))
    house.cast.people.write_text(before)
    change(house, Charge.PEOPLE, yaml.safe_load(before))
    found = send(house, key, "GET", "/v1/cases")
    problem(found, Problem.KEY_UNKNOWN, "keyid")
    given(ask(house, APPROVER, "GET", "/v1/cases"))
