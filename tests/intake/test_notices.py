"""A notice counts with its elements, and each that is missing is named (DSA, Article 16(2))."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.casework import CONNECTOR

from quorate.accounts.subject import Subject
from quorate.intake.model import Accepted, check
from quorate.intake.notices import FORM, Handed, Notice, faults, report_of
from quorate.intake.places import read_place
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem, Refusal

AREAS = ("spam", "harassment")
NOTICE = Notice(
    explanation="it threatens my neighbour by name",
    location="@troll:example.org",
    account="",
    category="harassment",
    ground="illegal",
    name="A Neighbour",
    email="neighbour@mail.example",
    child_abuse=False,
    good_faith=True,
    language="en",
)
ROOM, EVENT, TROLL = "!abc:example.org", "$Rqnc-F_dvnEY", "@troll:example.org"


def handed(notice: Notice = NOTICE) -> Handed:
    subject = Subject(CONNECTOR, SubjectKind.ACCOUNT, TROLL)
    return Handed(notice, subject, "k1", b"t" * 32, b"v" * 32)


@pytest.mark.parametrize(
    "typed",
    [
        "=?utf-8?q?me=40evil.example=2Cc?=.d@mail.example",
        "a@=?utf-8?q?b.example=2Cc=40d.example?=.mail.example",
        "=?utf-8?q?=3A?=a@mail.example",
    ],
)
def test_an_address_that_a_header_would_read_as_another_is_none(typed: str) -> None:
    (wrong,) = faults(replace(NOTICE, email=typed), AREAS)
    assert wrong.field == "email"


def test_a_whole_notice_has_no_fault() -> None:
    assert faults(NOTICE, AREAS) == []
    assert faults(replace(NOTICE, category="other"), AREAS) == []


@pytest.mark.parametrize(
    ("field", "empty"),
    [
        ("explanation", " \n"),
        ("location", ""),
        ("category", "gardening"),
        ("ground", ""),
        ("name", " "),
        ("email", ""),
        ("good_faith", False),
    ],
)
def test_each_missing_element_is_named_and_no_other(field: str, empty: object) -> None:
    found = faults(replace(NOTICE, **{field: empty}), AREAS)  # pyright: ignore[reportArgumentType]
    assert [(r.field, r.problem) for r in found] == [(field, Problem.BODY_INVALID)]


def test_of_child_abuse_nobody_has_to_say_who_they_are() -> None:
    assert faults(replace(NOTICE, name="", email="", child_abuse=True), AREAS) == []


@pytest.mark.parametrize(
    "email",
    ["nobody", "a@b", "a b@c.example", "a@c.example\nBcc: x@y.example", "<a@c.example>", "a@" * 99],
)
def test_what_is_no_address_is_refused(email: str) -> None:
    assert [r.field for r in faults(replace(NOTICE, email=email), AREAS)] == ["email"]


@pytest.mark.parametrize("field", ["explanation", "location", "account", "name"])
def test_too_long_and_unstorable_texts_are_named(field: str) -> None:
    for text in ("x" * 10_001, "a\x00b", "half a pair \ud800"):
        found = faults(replace(NOTICE, **{field: text}), AREAS)
        assert [r.field for r in found] == [field]


@pytest.mark.parametrize(
    ("location", "account", "kind", "native"),
    [
        (TROLL, "", "account", TROLL),
        ("  @Troll:Example.ORG ", "", "account", TROLL),
        (f"https://matrix.to/#/{TROLL}", "", "account", TROLL),
        ("https://matrix.to/#/%40troll%3Aexample.org?via=x", "", "account", TROLL),
        (f"https://app.example/#/user/{TROLL}", "", "account", TROLL),
        ("matrix:u/troll:example.org", "", "account", TROLL),
        (
            f"https://matrix.to/#/{ROOM}/{EVENT}?via=example.org",
            TROLL,
            "message",
            f"{ROOM}/{EVENT}/{TROLL}",
        ),
        (
            "matrix:roomid/abc:example.org/e/Rqnc-F_dvnEY",
            f"https://matrix.to/#/{TROLL}",
            "message",
            f"{ROOM}/{EVENT}/{TROLL}",
        ),
        ("the third message in the room about cats", TROLL, "account", TROLL),
        ("https://matrix.to/#/#cats:example.org", TROLL, "account", TROLL),
    ],
)
def test_an_address_is_read_as_people_copy_it(
    location: str, account: str, kind: str, native: str
) -> None:
    found = read_place(location, account, CONNECTOR)
    assert found == Subject(CONNECTOR, SubjectKind(kind), native)


@pytest.mark.parametrize("location", ["the room about cats", f"https://matrix.to/#/{ROOM}/{EVENT}"])
def test_where_the_address_names_nobody_the_account_is_asked_for(location: str) -> None:
    found = read_place(location, "somebody", CONNECTOR)
    assert isinstance(found, Refusal)
    assert found.field == "account"


@given(st.text(max_size=300), st.text(max_size=100))
def test_no_text_breaks_the_reading_and_what_is_read_can_be_filed(where: str, account: str) -> None:
    found = read_place(where, account, CONNECTOR)
    if isinstance(found, Subject) and found.native.isprintable():
        filed = check(report_of(replace(handed(), subject=found), FORM, None))
        assert isinstance(filed, Accepted)


def test_the_report_has_neither_name_nor_address() -> None:
    report = report_of(handed(), FORM, "notifier_1")
    assert report.reporter == "notifier_1"
    assert "neighbour@" not in repr(report)
    assert "A Neighbour" not in repr(report)
