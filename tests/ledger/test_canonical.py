"""The fast spelling of an entry is the library's, byte for byte, and refuses what it refuses."""

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from quorate.ledger.canonical import canonical
from quorate.vocabulary.events import Event

_PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
_TEXTS = st.text(st.characters(codec=None))  # with halves of pairs, which UTF-8 has no bytes for
_VALUES = st.recursive(
    _PLAIN | _TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(_TEXTS | st.text(), inner, max_size=4)
    ),
)


def _spelled(value: object) -> bytes | None:
    try:
        return rfc8785.dumps(value)  # pyright: ignore[reportArgumentType]
    except ValueError:
        return None


@given(_VALUES)
@example({"b": 1, "a": [True, None, '\x7f\u2028"\\\b\x1f/']})
@example({"\ufb33": 1, "\U0001f600": 2})  # sorted otherwise by code points
@example([2**53, 1])
@example([1.0, 1e-7, 1e21])
@example("\ud800")
@example({"\ud800": 1})
def test_it_is_the_librarys(value: object) -> None:
    try:
        found = canonical(value)
    except ValueError:
        found = None
    assert found == _spelled(value)


def test_words_of_closed_lists_are_written_as_their_text() -> None:
    assert canonical({"event": Event.CASE_OPENED}) == b'{"event":"case:opened"}'


@pytest.mark.parametrize("value", [{1: "a"}, {None: "a"}, {"a": b"x"}, object(), {"a"}])
def test_what_is_no_json_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"unsupported type|keys must be strings"):
        canonical(value)
