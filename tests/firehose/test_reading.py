"""Whatever comes, it is a report of its own source or a refusal that tells nothing of it."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.casework import report
from tests.firehose.hosing import alarm, item

from quorate.accounts.subject import Subject
from quorate.firehose.model import Partition, digit_of, partitions, place_of, subjects_of
from quorate.firehose.reading import read_message
from quorate.intake.model import Report, ReportKind
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Refusal
from quorate_client.firehose import partition_of
from quorate_client.types import SubjectIn

VECTOR = "9"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(["key", "subject", "category", "body", "score", "evidence", "other"])


def place(kind: str, digit: str, source: str = "rules") -> str:
    return f"quorate.intake.{source}.{kind}.{digit}"


def test_the_partition_is_the_documented_one_on_both_sides() -> None:
    subject: SubjectIn = {"connector": "forum:example.org", "kind": "account", "id": "42"}
    assert partition_of(subject) == VECTOR
    assert digit_of(Subject("forum:example.org", SubjectKind.ACCOUNT, "42")) == VECTOR


def test_a_report_and_an_alarm_are_those_of_the_api() -> None:
    digit = partition_of(item("k")["subject"])
    own = Partition("rules", digit)
    found = read_message(own, place("report", digit), json.dumps(item("k")).encode())
    wanted = report("k", source="rules", reporter=None, language=None, jurisdiction=None)
    assert isinstance(found, Report)
    assert (found.source, found.key, found.subject) == ("rules", "k", wanted.subject)
    told = read_message(own, place("alarm", digit), json.dumps(alarm("k")).encode())
    assert isinstance(told, Report)
    assert (told.kind, told.score) == (ReportKind.ALARM, 0.5)


def test_neither_another_source_s_place_nor_another_partition_s_counts() -> None:
    body, digit = json.dumps(item("k")).encode(), partition_of(item("k")["subject"])
    other = "0" if digit != "0" else "1"
    for own, subject in (
        (Partition("rules", digit), place("report", digit, "else")),
        (Partition("rules", digit), place("report", other)),
        (Partition("rules", other), place("report", other)),
        (Partition("rules", digit), place("appeal", digit)),
        (Partition("rules", digit), "quorate.intake.rules"),
    ):
        found = read_message(own, subject, body)
        assert isinstance(found, Refusal)
        assert found.field == "subject"


def test_each_subject_of_a_source_is_of_one_partition() -> None:
    places = [place_of(subject) for subject in subjects_of("rules")]
    assert {p.partition for p in places if p} == set(partitions(["rules"]))
    assert len(places) == 32


@given(st.binary(max_size=200))
def test_no_bytes_are_too_strange(body: bytes) -> None:
    assert isinstance(read_message(Partition("rules", "7"), place("report", "7"), body), Refusal)


@given(FIELDS, VALUES, st.sampled_from(["report", "alarm"]))
def test_no_json_is_too_strange(field: str, value: Any, kind: str) -> None:
    said: Any = {**(alarm("k") if kind == "alarm" else item("k")), field: value}
    digit = partition_of(item("k")["subject"])
    body = json.dumps(said).encode()
    found = read_message(Partition("rules", digit), place(kind, digit), body)
    assert isinstance(found, Refusal | Report)
