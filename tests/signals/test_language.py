"""The language of rules: a mistake is told with its place, and nothing that could run long runs."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quorate.signals.language import DEEPEST, LONGEST, Asked, Fault, Program, read
from quorate.signals.record import TYPES, Record

PLAIN = Record(
    kind="report",
    about="account",
    category="spam",
    language="en",
    jurisdiction="DE",
    source="app",
    score=-1,
    tier=0,
    reach=12,
    reports_hour=1,
    reports_day=2,
    reporters_hour=1,
    case_minutes=0,
    words="they sell things",
    text="buy now",
)


def program(expression: str) -> Program:
    found = read(expression)
    assert isinstance(found, Program), found
    return found


@pytest.mark.parametrize(
    ("asks", "hit"),
    [
        ("category == 'spam' && reports_day >= 2", True),
        ('category in ["spam", "scam"]', True),
        ("text.startsWith('buy') ? tier == 0 : false", True),
        ("text.matches('b.y [nm]ow') || words.contains('gold')", True),
        ("score > 0.9", False),
        ("!(tier > 0) && size(text) > 7", False),
        ("double(reach) * 0.5 > 7.0", False),
        ("1 / case_minutes > 0", None),
    ],
)
def test_a_rule_says_yes_no_or_that_it_failed(asks: str, hit: bool | None) -> None:
    assert program(asks).holds(Asked(PLAIN)) is hit


@pytest.mark.parametrize(
    ("asks", "line", "column", "why"),
    [
        ("scor > 1.0", 1, 1, "there is no field scor"),
        ("true\n  && score > 1", 2, 12, "> does not go with double, int"),
        ("tier", 1, 1, "true or false is needed"),
        ("tier >", 1, 7, "Syntax error"),
        ("", 1, 1, "Syntax error"),
        ("[1, 2].exists(x, x == tier)", 1, 8, "exists is none of"),
        ("[1, 2].map(x, x) == [1]", 1, 8, "map is none of"),
        ("has(score)", 1, 1, "has is none of"),
        ("{'a': 1} == {'a': 1}", 1, 1, "'{' has no place here"),
        ("text.matches(words)", 1, 6, "a pattern is written out"),
        ("text.matches('a' + words)", 1, 6, "a pattern is written out"),
        ("text.matches('(a{99}){99}')", 1, 14, "no counted repetition"),
        ("text.matches('a\\x7b99}')", 1, 14, "no counted repetition"),
        ("tier > 0 || text.matches( '(' )", 1, 27, "cannot be read"),
        ("true // tier\n", 1, 6, "no comments"),
        ("'''a' + [1].map(x, x)'''", 1, 3, "a text stands by itself"),
        ("r'a' == text", 1, 2, "a text stands by itself"),
        ("(" * (DEEPEST + 1) + "true" + ")" * (DEEPEST + 1), 1, DEEPEST + 1, "nested"),
        ("tier > 0" + " || tier > 0" * 100, 1, LONGEST + 1, "at most 1000 characters"),
    ],
)
def test_a_mistake_is_told_with_its_place(asks: str, line: int, column: int, why: str) -> None:
    found = read(asks)
    assert isinstance(found, Fault), asks
    assert (found.line, found.column) == (line, column)
    assert why in found.why
    assert str(found) == f"line {line}, column {column}: {found.why}"


@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            [
                "'",
                '"',
                "(",
                ")",
                "[",
                "]",
                "tier",
                ".map(",
                "matches",
                " in ",
                "//",
                "\\",
                "r",
                "1",
                "?",
                ":",
                "&&",
                "score",
                "\n",
                "`",
                "{",
                "exists(x, ",
                "!",
            ]
        ),
        max_size=14,
    ).map("".join)
)
def test_no_text_breaks_the_check(asks: str) -> None:
    found = read(asks)
    assert isinstance(found, Fault) or found.holds(Asked(PLAIN)) in (True, False, None)


@given(st.text(max_size=1_000), st.text(max_size=1_000))
def test_no_report_breaks_a_rule(words: str, text: str) -> None:
    asks = "text.matches('(a|a)*b+c') || size(words + text) > 1999 || text.endsWith(words)"
    record = replace(PLAIN, words=_clean(words), text=_clean(text))
    assert program(asks).holds(Asked(record)) is not None


def _clean(text: str) -> str:
    return text.encode(errors="replace").decode()


def test_each_field_has_a_type() -> None:
    assert set(TYPES.values()) == {str, int, float}
    assert PLAIN.facts().keys() == TYPES.keys()
    for name, value in PLAIN.facts().items():
        literal = f"'{value}'" if isinstance(value, str) else str(value)
        if name != "score":
            assert program(f"{name} == {literal}").holds(Asked(PLAIN)) is True
