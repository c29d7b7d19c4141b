import json
from typing import Any

import pytest
from tests.casework import CONNECTOR

from quorate.intake.inbox import read_payload
from quorate.intake.model import Accepted, check


def payload(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "kind": "event_report",
        "id": 7,
        "received_ts": 1_795_518_000_000,
        "reporter": "@witness:example.org",
        "target": "@spam:example.org",
        "room_id": "!room:example.org",
        "event_id": "$event",
        "reason": "spam",
        "score": -100,
        "evidence": {"type": "m.room.message", "content": {"body": "buy now"}},
    }
    return {**plain, **changes}


def test_a_report_is_about_the_account_that_wrote_the_event() -> None:
    found = read_payload(CONNECTOR, "event_report:7", payload())
    assert isinstance(check(found), Accepted)
    assert (found.source, found.key) == (CONNECTOR, "event_report:7")
    assert (found.subject.connector, found.subject.native) == (CONNECTOR, "@spam:example.org")
    assert found.subject.kind == "account"
    assert found.body == "spam"
    (evidence,) = found.evidence
    assert isinstance(evidence, dict)
    assert evidence["room_id"] == "!room:example.org"
    assert evidence["event_id"] == "$event"
    assert evidence["content"]["content"]["body"] == "buy now"


def test_a_report_of_a_user_has_no_room() -> None:
    nothing = {"room_id": None, "event_id": None, "reason": None, "score": None, "evidence": None}
    found = read_payload(CONNECTOR, "k", payload(kind="user_report", **nothing))
    assert isinstance(check(found), Accepted)
    assert found.body is None


def test_what_is_too_long_is_cut_and_not_lost() -> None:
    huge = payload(reason="r" * 20_000, evidence={"body": "e" * 70_000})
    found = read_payload(CONNECTOR, "k", huge)
    assert isinstance(check(found), Accepted)
    assert found.body == "r" * 10_000
    (evidence,) = found.evidence
    assert isinstance(evidence, dict)
    assert evidence["content"] is None
    assert evidence["content_left_out_bytes"] > 70_000


@pytest.mark.parametrize(
    "odd",
    [json.loads("[" * 200 + "]" * 200), "a\x00b", "\ud800", 10**40, float("inf"), {"\x00": 1}],
)
def test_what_an_author_puts_beside_their_words_costs_nobody_their_report(odd: object) -> None:
    content = {"body": "buy now", "org.example.shield": odd}
    said = payload(evidence={"type": "m.room.message", "content": content})
    found = read_payload(CONNECTOR, "k", said)
    assert isinstance(check(found), Accepted)
    (evidence,) = found.evidence
    assert isinstance(evidence, dict)
    assert evidence["content"]["content"]["body"] == "buy now"


@pytest.mark.parametrize(
    "broken",
    [
        [],
        "text",
        None,
        {},
        payload(extra=1),
        payload(kind="other"),
        payload(id="7"),
        payload(id=True),
        payload(target="spam"),
        payload(target=None),
        payload(reporter=""),
        payload(reason=5),
        payload(score="high"),
        payload(evidence="text"),
        payload(received_ts=1.5),
    ],
)
def test_what_is_no_report_is_said_by_field(broken: object) -> None:
    with pytest.raises(ValueError, match=": "):
        read_payload(CONNECTOR, "k", broken)
