"""A look in a case reaches its subject and the messages reported in it, and no other."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from uuid_utils.compat import uuid7

from quorate.accounts.subject import Subject
from quorate.cases.model import Case
from quorate.cases.queries import CasePage, ReportRow, SubjectRow
from quorate.cases.reported import subject_of
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem, Refusal

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
HOME, WHO, ROOM = "matrix:example.org", "@spam:example.org", "!r:example.org"


def page_of(subject: SubjectRow, *evidence: dict[str, object]) -> CasePage:
    nobody = (None, None, None, None, 0, 1, 0, NOW, NOW, 1, 1.0, None, None, False, None, None)
    case = Case(uuid7(), uuid7(), "open", "spam", None, 1, NOW, "app", *nobody)
    row = ReportRow(
        uuid7(), "report", "app", None, "spam", None, None, None, None, [*evidence], NOW
    )
    return CasePage(case, subject, [row], [])


ACCOUNT = page_of(
    SubjectRow(HOME, "account", WHO),
    {"room_id": ROOM, "event_id": "$e", "content": None},
    {"room_id": ROOM, "text": "which one, nobody says"},
)


def test_without_a_message_it_is_the_case_s_own_subject() -> None:
    assert subject_of(ACCOUNT, "") == Subject(HOME, SubjectKind.ACCOUNT, WHO)


def test_a_reported_message_is_the_account_s_own() -> None:
    found = subject_of(ACCOUNT, f"{ROOM}/$e")
    assert found == Subject(HOME, SubjectKind.MESSAGE, f"{ROOM}/$e/{WHO}")


@pytest.mark.parametrize("place", ["!other:example.org/$e", f"{ROOM}/$f", ROOM, "/", f"{ROOM}/"])
def test_a_message_that_nobody_reported_here_is_refused(place: str) -> None:
    found = subject_of(ACCOUNT, place)
    assert isinstance(found, Refusal)
    assert (found.problem, found.field) == (Problem.CASE_NEEDED, "message")


def test_a_case_about_a_message_reaches_that_one_alone() -> None:
    native = f"{ROOM}/$e/{WHO}"
    page = replace(ACCOUNT, subject=SubjectRow(HOME, "message", native))
    assert subject_of(page, f"{ROOM}/$e") == Subject(HOME, SubjectKind.MESSAGE, native)
    assert isinstance(subject_of(page, f"{ROOM}/$"), Refusal)
    other = replace(ACCOUNT, subject=SubjectRow(HOME, "message", f"{ROOM}/$x/{WHO}"))
    assert isinstance(subject_of(other, f"{ROOM}/$e"), Refusal)
