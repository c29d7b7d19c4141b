"""Whatever another tool or a stranger's mail says: a report that fits, or one problem by name."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.intake.foreigners import ARF, coop_report, mastodon_event, osprey_features, sources

from quorate.intake.foreign import coop, mailed, mastodon, osprey
from quorate.intake.foreign.reading import WrongError, parsed
from quorate.intake.model import Accepted, Report, check
from quorate.intake.sources import Source

FUZZ = settings(derandomize=True, max_examples=150, deadline=None)
SOURCES = sources()
ANY = st.text(max_size=6) | st.sampled_from(["\x00", "\ud800", "a" * 20_000, "/", "a b", "\u202e"])
NUMBERS = st.integers() | st.floats() | st.sampled_from([10**400, 1e308])
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | ANY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY, inner, max_size=3),
    max_leaves=6,
)
READERS: dict[str, tuple[dict[str, Any], Callable[[Any], Report | None]]] = {
    "coop": (coop_report(), lambda row: coop.read_report(SOURCES["coop"], row)),
    "mastodon": (
        json.loads(mastodon_event()),
        lambda row: mastodon.read_report(SOURCES["mastodon"], row),
    ),
    "osprey": (osprey_features(), lambda row: osprey.read_alarm(SOURCES["osprey"], row)),
}


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in a JSON value."""
    steps: list[tuple[Any, Any]] = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value))  # pyright: ignore[reportUnknownArgumentType]
    )
    for step, inner in steps:
        yield (*at, step)
        if isinstance(inner, dict | list):
            yield from places(inner, (*at, step))


def changed(value: Any, at: tuple[Any, ...], new: object) -> bytes:
    """The same with another thing at this place."""
    made = deepcopy(value)
    inner = made
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = new
    return json.dumps(made).encode()


@pytest.mark.parametrize("tool", READERS)
@FUZZ
@given(data=st.data())
def test_a_tool_s_message_with_anything_in_it(tool: str, data: st.DataObject) -> None:
    plain, read = READERS[tool]
    at = data.draw(st.sampled_from(list(places(plain))))
    try:
        found = read(parsed(changed(plain, at, data.draw(JSON))))
    except WrongError as wrong:
        assert wrong.field
        return
    if found is not None:
        check(found)  # refused or taken, and never an error


PIECES = st.sampled_from(
    [
        *(b"\r\n", b"\n\n", b"--part", b"--part--", b"Content-Type: ", b";", b'"', b": "),
        *(b"multipart/mixed", b"message/rfc822", b"charset=", b"=?utf-8?b?", b"?=", b"<", b"@"),
        *(b"\xff", b"\x00"),
    ]
)


@FUZZ
@given(
    cuts=st.lists(st.tuples(st.integers(0, len(ARF)), PIECES | st.binary(max_size=5)), max_size=6)
)
def test_a_mail_with_anything_in_it_is_a_report(cuts: list[tuple[int, bytes]]) -> None:
    mail, source = ARF, SOURCES["abuse"]
    for at, piece in cuts:
        mail = mail[:at] + piece + mail[at + len(piece) // 2 :]
    assert isinstance(check(mailed.read_mail(source, mail)), Accepted)


@FUZZ
@given(raw=st.binary(max_size=300))
def test_bytes_are_a_mail(raw: bytes) -> None:
    source: Source = SOURCES["abuse"]
    assert isinstance(check(mailed.read_mail(source, raw)), Accepted)
