"""Private pages as Synapse answers them, hostile ones among them, read in the child."""

import json
from collections.abc import AsyncGenerator

import pytest

from quorate.effects.parsing import child, private
from quorate.effects.parsing.parser import Parser

USER = {
    "name": "@a:here.example",
    "threepids": [
        {"medium": "email", "address": "a@mail.example", "added_at": 1, "validated_at": 2},
        {"medium": "msisdn", "address": "4915112345678", "added_at": 1, "validated_at": 2},
    ],
}
WHOIS = {
    "user_id": "@a:here.example",
    "devices": {
        "": {
            "sessions": [
                {
                    "connections": [
                        {"ip": "192.0.2.7", "last_seen": 1767225600000, "user_agent": "Old/1"},
                        {"ip": "2001:db8::1", "last_seen": 1767312000000, "user_agent": None},
                    ]
                }
            ]
        }
    },
}
DEVICES = {
    "devices": [
        {"device_id": "AB", "display_name": "Phone\x00 of A", "last_seen_ts": 1767225600000},
        {"device_id": "CD", "display_name": None, "last_seen_ts": None},
    ],
    "total": 2,
}
ACCOUNT_DATA = {
    "account_data": {
        "global": {"m.direct": {"@b:here.example": ["!r"], "@c:here.example": ["!s", "!t"]}},
        "rooms": {},
    }
}


def message(number: int, body: object = "words") -> dict[str, object]:
    return {
        "type": "m.room.message",
        "sender": f"@s{number}:here.example",
        "origin_server_ts": 1767225600000 + number * 1000,
        "content": {"body": body},
    }


CONTEXT = {
    "event": message(3, "the reported one"),
    "events_before": [message(2), message(1)],
    "events_after": [{"type": "m.room.member"}, message(4, 7)],
}
PAGES: list[tuple[bytes, object, list[str]]] = [
    (child.EMAILS, USER, ["a@mail.example"]),
    (child.PHONES, USER, ["+4915112345678"]),
    (child.EMAILS, {"threepids": []}, []),
    (
        child.ADDRESSES,
        WHOIS,
        [
            "2001:db8::1, last seen 2026-01-02 00:00:00 UTC, no user agent",
            "192.0.2.7, last seen 2026-01-01 00:00:00 UTC, Old/1",
        ],
    ),
    (
        child.DEVICES,
        DEVICES,
        [
            "Phone\ufffd of A (AB), last seen 2026-01-01 00:00:00 UTC",
            "no name (CD), last seen never",
        ],
    ),
    (child.DIRECT_CHATS, ACCOUNT_DATA, ["with 2 people"]),
    (child.DIRECT_CHATS, {"account_data": {"global": {}}}, ["with 0 people"]),
    (
        child.AROUND,
        CONTEXT,
        [
            "2026-01-01 00:00:01 UTC @s1:here.example: words",
            "2026-01-01 00:00:02 UTC @s2:here.example: words",
            "→ 2026-01-01 00:00:03 UTC @s3:here.example: the reported one",
            "2026-01-01 00:00:04 UTC @s4:here.example: (no text)",
        ],
    ),
]


@pytest.fixture
async def parser() -> AsyncGenerator[Parser]:
    made = Parser()
    yield made
    await made.close()


async def test_each_field_is_a_few_lines_read_in_the_child(parser: Parser) -> None:
    for kind, page, lines in PAGES:
        assert await parser.parse(kind, json.dumps(page).encode()) == [{"lines": lines}], kind


@pytest.mark.parametrize("page", [[], {}, {"devices": 7}, {"account_data": []}, {"event": 1}])
def test_a_page_that_cannot_be_read_is_not_a_field_that_is_empty(page: object) -> None:
    for kind in (child.ADDRESSES, child.AROUND, child.DIRECT_CHATS):
        assert json.loads(child.answer(kind, json.dumps(page).encode())) == []


def test_lines_are_cut_in_number_and_length() -> None:
    many = {"devices": [{"device_id": "x" * 5_000, "display_name": "n"}] * 500}
    (found,) = private.devices(many)
    lines = found["lines"]
    assert isinstance(lines, list)
    assert len(lines) == private.MOST_LINES  # pyright: ignore[reportUnknownArgumentType]
    assert {len(line) for line in lines} == {private.LONGEST_LINE}  # pyright: ignore
