"""Reading entries: exactly the canonical form, and nothing that stops a follower."""

import pytest

from quorate.ledger.entry import DEEPEST, Json, process_entry, read_entry
from quorate.vocabulary.events import Event
from quorate.vocabulary.times import now

GOOD = process_entry(Event.CASE_OPENED, now(), "web", {"case": "case_1", "area": "spam"})


def test_an_entry_comes_back_as_it_was_written() -> None:
    assert read_entry(GOOD.canonical()) == GOOD


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b"\xff",
        GOOD.canonical() + b" ",
        GOOD.canonical().replace(b'"v":1', b'"v":2'),
        GOOD.canonical().replace(b"case:opened", b"case:unknown"),
        GOOD.canonical().replace(b'"counter":null', b'"counter":true'),
    ],
)
def test_anything_else_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError):
        read_entry(body)


def test_an_entry_over_the_log_s_size_is_not_written() -> None:
    large = process_entry(Event.CASE_OPENED, now(), "web", {"case": "a" * 70_000})
    with pytest.raises(ValueError, match="does not fit"):
        large.canonical()


def nested(levels: int) -> Json:
    found: Json = []
    for _ in range(levels - 1):
        found = [found]
    return found


def test_an_entry_nests_as_deep_for_every_reader() -> None:
    """However much of its stack is used up already."""
    said = {"case": "[{" * DEEPEST}
    known = process_entry(Event.CASE_OPENED, now(), "web", {**said, "a": nested(DEEPEST - 1)})
    assert read_entry(known.canonical()) == known
    empty = process_entry(Event.CASE_OPENED, now(), "web", {"a": "x"})
    for levels in (DEEPEST, 300, 500, 900, 5000):
        deep = empty.canonical().replace(b'"x"', b"[" * levels + b"]" * levels)
        with pytest.raises(ValueError, match="deep"):
            read_entry(deep)
    with pytest.raises(ValueError, match="deep"):
        process_entry(Event.CASE_OPENED, now(), "web", {"a": nested(DEEPEST)}).canonical()
