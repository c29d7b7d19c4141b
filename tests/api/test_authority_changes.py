"""Changes by the founders and raises by one person, on a running installation."""

from datetime import timedelta
from typing import Any

import pytest
import yaml
from tests.cli.asking import (
    THREE,
    Json,
    account,
    ask,
    change,
    change_of,
    given,
    hand_in,
    key_of,
    problem,
)

from quorate.accounts.raising import Raise
from quorate.authority.charter import Charge
from quorate.demo.people import APPROVER, CONTRACTOR, ON_CALL, REVIEWER
from quorate.demo.setting import Setting
from quorate.ledger.commitment import Salted
from quorate.people.keys import key_id
from quorate.vocabulary.kinds import ValueKind
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.times import now, stamp

pytest_plugins = ["tests.cli.running"]


def people_of(house: Setting) -> Json:
    found: Json = yaml.safe_load(house.cast.people.read_text())
    return found


def number(house: Setting) -> int:
    return int(given(ask(house, REVIEWER, "GET", "/v1/changes/next"))["number"])


@pytest.mark.parametrize("founders", [THREE[:2], THREE[:1], (), (*THREE[:2], THREE[0])])
def test_fewer_than_three_founders_change_nothing(
    house: Setting, founders: tuple[str, ...]
) -> None:
    before = number(house)
    answer = hand_in(house, change_of(house, Charge.PEOPLE, {"people": []}, founders))
    found = problem(answer, Problem.QUORUM_MISSING, "signatures")
    assert (found["invariant"], found["missing"]) == ("I9", ["founder"])
    assert f"{len(set(founders))} of 3" in found["detail"]
    assert number(house) == before


def test_a_signature_over_another_content_does_not_count(house: Setting) -> None:
    body = change_of(house, Charge.PEOPLE, people_of(house))
    body["change"]["content"] = {"people": []}
    found = problem(hand_in(house, body), Problem.QUORUM_MISSING, "signatures")
    assert "0 of 3" in found["detail"]


def test_a_reviewers_signature_does_not_count_as_a_founders(house: Setting) -> None:
    body = change_of(house, Charge.PEOPLE, {"people": []}, (*THREE[:2], REVIEWER))
    problem(hand_in(house, body), Problem.QUORUM_MISSING, "signatures")


def test_a_change_that_was_made_before_is_refused(house: Setting) -> None:
    body = change_of(house, Charge.PEOPLE, people_of(house))
    change(house, Charge.PEOPLE, people_of(house))
    problem(hand_in(house, body), Problem.VERSION_STALE, "number")


def test_a_change_for_another_installation_is_refused(house: Setting) -> None:
    before = number(house)
    body = change_of(house, Charge.PEOPLE, people_of(house), genesis="ab" * 32)
    problem(hand_in(house, body), Problem.STATEMENT_FOREIGN, "genesis")
    assert number(house) == before


def with_person(house: Setting, who: str, **facts: Any) -> Json:
    found = people_of(house)
    next(p for p in found["people"] if p["id"] == who).update(facts)
    return found


def two_with_one_key(house: Setting) -> Json:
    keys = [{"public": key_of(house, REVIEWER).public.hex(), "channel": "cli"}]
    return with_person(house, APPROVER, keys=keys)


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"zone": "Nowhere/Here"}, "zone"),
        ({"vendor": None}, "vendor"),
        ({"locked": "false"}, "locked"),
        ({"locked": 0}, "locked"),
        ({"team": ""}, "team"),
        ({"keys": [{"public": "zz", "channel": "cli"}]}, "hex"),
        ({"shift": {"days": [8], "starts": "00:00", "ends": "01:00"}}, "shift.days"),
        ({"roles": ["emperor"]}, "emperor"),
        ({"accounts": "all"}, "accounts"),
    ],
)
def test_a_people_file_that_does_not_fit_is_refused_by_field(
    house: Setting, facts: Json, named: str
) -> None:
    before = number(house)
    content = with_person(house, CONTRACTOR, **facts)
    answer = hand_in(house, change_of(house, Charge.PEOPLE, content))
    assert named in problem(answer, Problem.BODY_INVALID, "change.content")["detail"]
    assert number(house) == before


def test_a_key_that_serves_two_people_is_refused(house: Setting) -> None:
    answer = hand_in(house, change_of(house, Charge.PEOPLE, two_with_one_key(house)))
    assert "keys" in problem(answer, Problem.BODY_INVALID, "change.content")["detail"]


def test_a_policy_or_register_that_does_not_fit_is_refused(house: Setting) -> None:
    row: Json = {"id": "a", "version": 1, "area": "a", "severity": 6, "text": "t", "actions": []}
    answer = hand_in(house, change_of(house, Charge.POLICIES, {"policies": [row]}))
    assert "severity" in problem(answer, Problem.BODY_INVALID, "change")["detail"]
    low = {
        "ref": "r",
        "tier": 4,
        "criterion": "office",
        "owner": "o",
        "reason_commitment": "ab" * 32,
    }
    register = {"register": [{**low, "review_by": "2030-01-01"}]}
    answer = hand_in(house, change_of(house, Charge.REGISTER, register))
    assert "tier" in problem(answer, Problem.BODY_INVALID, "change.content")["detail"]
    register = {"register": [{**low, "tier": 2, "review_by": "9999-01-01"}]}
    answer = hand_in(house, change_of(house, Charge.REGISTER, register))
    told = problem(answer, Problem.BODY_INVALID, "change.content")["detail"]
    assert told.startswith("review_by: at the latest ")


@pytest.mark.parametrize("number", [2**60, 10**40])
def test_a_number_that_no_json_carries_is_refused(house: Setting, number: int) -> None:
    body = change_of(house, Charge.PEOPLE, {"people": []}, ())
    body["change"]["content"] = {"people": [], "surplus": number}
    problem(hand_in(house, body), Problem.BODY_INVALID, "change")


def test_a_change_that_does_not_fit_the_log_is_refused(house: Setting) -> None:
    content = {**people_of(house), "surplus": "x" * 70_000}
    answer = hand_in(house, change_of(house, Charge.PEOPLE, content))
    problem(answer, Problem.BODY_INVALID, "change")


def raising(house: Setting, who: str, key: str, why: str = "reported in waves", **own: Any) -> Json:
    """A raise of a new account to tier 1 in the name of `who`, signed with the key of `key`."""
    body = {"kind": "account", "id": account(house)}
    found = given(ask(house, ON_CALL, "POST", "/v1/subjects/resolve", body))["resolution"]
    day = (now() + timedelta(days=30)).date().isoformat()
    reason = Salted.fresh(ValueKind.RAISE_REASON, why)
    said: Json = {
        "genesis": house.profile.genesis,
        "ref": found["ref"],
        "tier": 1,
        "criterion": "brigaded",
        "owner": ON_CALL,
        "review_by": day,
        "signer": who,
        "reason_commitment": reason.commitment,
        "at": stamp(now()),
        **own,
    }
    raised, signer = Raise(**said), key_of(house, key)
    sig = signer.sign(raised.digest()).hex()
    return {
        **{k: v for k, v in said.items() if k != "reason_commitment"},
        "reason": reason.value,
        "salt": reason.salt.hex(),
        "key": key_id(signer.public),
        "sig": sig,
        "native": body["id"],
    }


def post_raise(house: Setting, who: str, body: Json) -> Any:
    sent = {k: v for k, v in body.items() if k != "native"}
    return ask(house, who, "POST", "/v1/register/raises", sent)


def test_one_person_raises_protection_at_once(house: Setting) -> None:
    body = raising(house, ON_CALL, ON_CALL)
    assert post_raise(house, ON_CALL, body).status_code == 202
    subject = {"kind": "account", "id": body["native"]}
    for _ in range(200):
        found = given(ask(house, ON_CALL, "POST", "/v1/subjects/resolve", subject))
        if found["resolution"]["tier"] == 1:
            break
    else:
        raise TimeoutError("not raised")
    rows = given(ask(house, ON_CALL, "GET", "/v1/register?limit=500"))["rows"]
    row = next(r for r in rows if r["ref"] == body["ref"])
    said = {k: body[k] for k in ("tier", "criterion", "owner", "review_by", "reason")}
    assert {**row, **said, "by": ON_CALL, "account": None, "overdue": False} == row


@pytest.mark.parametrize(
    ("own", "field"),
    [
        ({"criterion": "friend"}, "criterion"),
        ({"criterion": "office"}, "tier"),
        ({"owner": "nobody of ours"}, "owner"),
        ({"review_by": "2020-01-01"}, "review_by"),
        ({"review_by": "9999-01-01"}, "review_by"),
        ({"review_by": "20300101"}, "review_by"),
        ({"review_by": "2030-13-01"}, "review_by"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_by_its_field(
    house: Setting, own: dict[str, str], field: str
) -> None:
    body = raising(house, ON_CALL, ON_CALL, **own)
    problem(post_raise(house, ON_CALL, body), Problem.BODY_INVALID, field)


def test_a_reason_that_no_database_holds_is_refused_by_its_field(house: Setting) -> None:
    body = raising(house, ON_CALL, ON_CALL, "reported\x00")
    problem(post_raise(house, ON_CALL, body), Problem.BODY_INVALID, "reason")


def test_a_raise_that_would_lower_is_refused(house: Setting) -> None:
    high = raising(house, ON_CALL, ON_CALL, tier=2, criterion="office")
    assert post_raise(house, ON_CALL, high).status_code == 202
    low = raising(house, ON_CALL, ON_CALL, ref=high["ref"])
    for _ in range(200):
        rows = given(ask(house, ON_CALL, "GET", "/v1/register?limit=500"))["rows"]
        if high["ref"] in {row["ref"] for row in rows}:
            break
    problem(post_raise(house, ON_CALL, low), Problem.BODY_INVALID, "tier")
    row = {
        "ref": high["ref"],
        "tier": 1,
        "criterion": "brigaded",
        "owner": "o",
        "reason_commitment": "ab" * 32,
    }
    content = {"register": [{**row, "review_by": "2030-01-01"}]}
    answer = hand_in(house, change_of(house, Charge.REGISTER, content))
    assert "quorate lower" in problem(answer, Problem.BODY_INVALID, "change.content")["detail"]


def test_a_raise_signed_with_another_persons_key_is_refused(house: Setting) -> None:
    for who, key in ((ON_CALL, REVIEWER), (REVIEWER, REVIEWER), (ON_CALL, THREE[0])):
        body = raising(house, who, key)
        problem(post_raise(house, ON_CALL, body), Problem.KEY_UNKNOWN, "key")


def test_a_raise_over_other_bytes_is_refused(house: Setting) -> None:
    body = {**raising(house, ON_CALL, ON_CALL), "tier": 3}
    problem(post_raise(house, ON_CALL, body), Problem.SIGNATURE_INVALID, "sig")


@pytest.mark.parametrize("tier", [0, 4, -1, True, "1"])
def test_a_raise_to_a_tier_that_does_not_exist_is_refused(house: Setting, tier: object) -> None:
    body = {**raising(house, ON_CALL, ON_CALL), "tier": tier}
    problem(post_raise(house, ON_CALL, body), Problem.BODY_INVALID, "tier")


def test_a_raise_for_another_installation_is_refused(house: Setting) -> None:
    body = raising(house, ON_CALL, ON_CALL, genesis="ab" * 32)
    problem(post_raise(house, ON_CALL, body), Problem.STATEMENT_FOREIGN, "genesis")


def test_a_raise_without_a_canonical_instant_is_refused(house: Setting) -> None:
    body = raising(house, ON_CALL, ON_CALL, at="today")
    problem(post_raise(house, ON_CALL, body), Problem.BODY_INVALID, "at")
