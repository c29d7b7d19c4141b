"""What evidence says, whatever shape a stranger gave it."""

from datetime import UTC, datetime

import pytest

from quorate.vocabulary.evidence import message, texts

COPIED: dict[str, object] = {
    "kind": "event_report",
    "received_ts": 1_764_000_000_000,
    "room_id": "!r:example.org",
    "event_id": "$e",
    "content": {
        "type": "m.room.message",
        "sender": "@s:example.org",
        "content": {"body": "buy", "msgtype": "m.text"},
    },
}


def test_a_copied_event_is_a_message_with_sender_and_place() -> None:
    found = message(COPIED)
    assert found is not None
    assert (found.text, found.sender, found.room, found.event) == (
        "buy",
        "@s:example.org",
        "!r:example.org",
        "$e",
    )
    assert found.at == datetime(2025, 11, 24, 16, tzinfo=UTC)


def test_a_message_whose_content_was_left_out_is_still_named() -> None:
    found = message(COPIED | {"content": None, "content_left_out_bytes": 99_000})
    assert found is not None
    assert (found.text, found.event) == (None, "$e")


def test_what_other_sources_send_is_read_where_it_says_text() -> None:
    sent = [{"text": "one"}, {"body": "two", "sender": "x"}, {"text": "one"}, {"score": 3}, "free"]
    assert texts(sent) == ["one", "two"]


@pytest.mark.parametrize(
    "item",
    [
        *(None, 3, "text", [], {}, {"content": []}, {"content": {"content": 7}}, {"text": 5}),
        *({"text": ""}, {"event_id": ["$e"]}, {"received_ts": 10**30}, {"content": {"body": {}}}),
    ],
)
def test_another_shape_says_nothing(item: object) -> None:
    assert message(item) is None


@pytest.mark.parametrize("when", [-1, True, "1", 10**18, None])
def test_an_instant_that_is_none_is_left_out(when: object) -> None:
    found = message({"text": "x", "received_ts": when})
    assert found is not None
    assert found.at is None
