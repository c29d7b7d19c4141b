"""Hostile report pages are parsed in a child that has nothing to give away."""

import json
import os
import signal
from pathlib import Path

import pytest

from quorate.effects.parsing.child import (
    EVENT,
    EVENT_REPORTS,
    LONGEST_TEXT,
    USER_REPORTS,
    answer,
)
from quorate.effects.parsing.parser import Parser
from quorate.effects.polling import identity
from quorate.intake.wellformed import fault_of_json

ROW = {
    "id": 7,
    "received_ts": 1,
    "user_id": "@reporter:x",
    "sender": "@author:x",
    "room_id": "!room",
    "event_id": "$event",
    "reason": "abuse",
    "score": -10,
}


def page(**facts: object) -> bytes:
    return json.dumps({"event_reports": [{**ROW, **facts}]}).encode()


async def parsed(kind: bytes, data: bytes) -> list[dict[str, object]]:
    parser = Parser()
    try:
        return await parser.parse(kind, data)
    finally:
        await parser.close()


async def test_a_report_comes_back_with_what_identifies_it() -> None:
    found = await parsed(EVENT_REPORTS, page())
    assert identity(found[0]) == "event_report|7|1|@reporter:x|$event"
    assert found[0]["target"] == "@author:x"


async def test_the_child_has_no_environment_and_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_TOKEN", "secret")
    parser = Parser()
    await parser.parse(EVENT_REPORTS, page())
    assert parser.pid is not None
    environment = Path(f"/proc/{parser.pid}/environ").read_bytes()
    await parser.close()
    assert b"A_TOKEN" not in environment


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"\xff\xfe", b"\xef\xbb\xbf{}", b"[" * 200_000, b"null"),
        *(b'{"event_reports": 1}', b'{"event_reports": [1]}'),
    ],
)
async def test_nonsense_is_an_empty_page_and_the_child_lives(data: bytes) -> None:
    parser = Parser()
    await parser.parse(EVENT_REPORTS, page())
    first = parser.pid
    assert await parser.parse(EVENT_REPORTS, data) == []
    assert parser.pid == first
    await parser.close()


@pytest.mark.parametrize("field", ["id", "received_ts", "user_id", "sender", "event_id"])
async def test_a_row_without_what_identifies_it_is_left_out(field: str) -> None:
    assert await parsed(EVENT_REPORTS, page(**{field: None})) == []


async def test_long_texts_are_cut_and_nul_is_gone() -> None:
    found = await parsed(EVENT_REPORTS, page(reason="\x00" + "a" * 60_000))
    reason = found[0]["reason"]
    assert isinstance(reason, str)
    assert len(reason) <= LONGEST_TEXT
    assert "\x00" not in reason


async def test_a_child_that_dies_costs_one_page_and_no_more() -> None:
    parser = Parser()
    await parser.parse(EVENT_REPORTS, page())
    assert parser.pid is not None
    os.kill(parser.pid, signal.SIGKILL)
    first = await parser.parse(EVENT_REPORTS, page())
    second = await parser.parse(EVENT_REPORTS, page())
    await parser.close()
    assert len(first) <= 1
    assert len(second) == 1


@pytest.mark.parametrize("reason", ["", None, 7, {"a": 1}])
async def test_an_odd_reason_costs_no_report(reason: object) -> None:
    assert len(await parsed(EVENT_REPORTS, page(reason=reason))) == 1
    row = {"id": 1, "received_ts": 2, "user_id": "@a:x", "target_user_id": "@b:x"}
    rows = [{**row, "reason": reason}, {"id": "no"}, {**row, "id": 2, "reason": "abuse"}]
    found = await parsed(USER_REPORTS, json.dumps({"user_reports": rows}).encode())
    assert [r["id"] for r in found] == [1, 2]


async def test_evidence_too_long_is_cut_and_says_so() -> None:
    event = {"type": "m.room.message", "sender": "@a:x", "content": {"body": "x" * 90_000}}
    copy = await parsed(EVENT, json.dumps({"event": event}).encode())
    assert "truncated" in str(copy[0]["content"])


def test_evidence_is_kept_whatever_its_author_writes_into_it() -> None:
    shield: object = json.loads("[" * 400 + "]" * 400)
    content = {"body": "told you \\u0000 so\x00", "a\x00": "\ud800", "shield": shield, "n": 1e999}
    event = {"type": "m.room.message", "sender": "@a:x", "content": content}
    (copy,) = json.loads(answer(EVENT, json.dumps({"event": event}).encode()))
    assert copy["content"]["body"] == "told you \\u0000 so\ufffd"
    assert copy["content"]["a\ufffd"] == "\ufffd"
    assert fault_of_json(copy) is None


@pytest.mark.parametrize("field", ["user_id", "sender", "room_id", "event_id", "reason"])
def test_no_text_of_a_page_is_one_that_the_inbox_cannot_hold(field: str) -> None:
    (found,) = json.loads(answer(EVENT_REPORTS, page(**{field: "@a\x00\ud800:x"})))
    assert "@a\ufffd\ufffd:x" in found.values()
    assert fault_of_json(found) is None
