"""The bytes people sign, held by golden vectors; a reader that takes nothing else."""

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quorate.decisions.statement import CaseRef, Statement, Target, read_statement
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import SLOT_OF, Kind, Slot, SubjectKind

FIXED = Statement(
    genesis="ab" * 32,
    connector="matrix:here.example",
    kind=Kind.PROPOSE,
    slot=Slot.PROPOSER,
    signer="contractor",
    proposal="proposal-1",
    nonce="cd" * 32,
    case=CaseRef("case-1", "service:intake", "lead"),
    reporters="01" * 32,
    target=Target(SubjectKind.ACCOUNT, "pseudonym"),
    tier=2,
    action=Action.SUSPEND,
    parameters=(("days", "7"), ("note", "ä\u2028")),
    policy="02" * 32,
    evidence="03" * 32,
    approve_by="2026-11-25T12:00:00.000Z",
    execute_by="2026-11-25T13:00:00.000Z",
)
CANONICAL = (
    '{"action":"suspend","approve_by":"2026-11-25T12:00:00.000Z","case":{"assigner":"lead","c'
    'reator":"service:intake","id":"case-1"},"connector":"matrix:here.example","evidence":"03'
    '03030303030303030303030303030303030303030303030303030303030303","execute_by":"2026-11-25'
    'T13:00:00.000Z","genesis":"ababababababababababababababababababababababababababababababa'
    'bab","kind":"propose","nonce":"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdc'
    'dcdcdcd","parameters":{"days":"7","note":"ä\u2028"},"policy":"0202020202020202020202020202020'
    '202020202020202020202020202020202","proposal":"proposal-1","reporters":"0101010101010101'
    '010101010101010101010101010101010101010101010101","signer":"contractor","slot":"proposer'
    '","target":{"kind":"account","ref":"pseudonym"},"tier":2}'
)
DIGESTS = {
    Kind.APPROVE: "cea31f9d717b522dedc50b110a96c96bdef02325c7a09b41ff61ed69766bcc02",
    Kind.DENY: "6976a7aec69b564a8f9ddafd10900467a6ac7dba1b96e19deb05292c695fdd68",
    Kind.PROPOSE: "e71854104857ab2186e9dbeab36081d01823be3830e3cff114ad5fb8cd7f715c",
    Kind.RESTORE: "729ae8f36146569455e4083645d79951d5bdb4cc828a06be8aec2497095cc8d7",
    Kind.REVOKE: "810720d31b5e4989fdca6f34ce260e2fa96ee599ef53f6d3648910376ff460dd",
    Kind.VETO: "fe71c85d06d6baf84f81c20950d7c581c69f7148034730e2245f97311162df7f",
}


def test_canonical_bytes_are_the_golden_ones() -> None:
    assert FIXED.canonical() == CANONICAL.encode()


@pytest.mark.parametrize("kind", list(Kind))
def test_digest_of_each_kind_is_the_golden_one(kind: Kind) -> None:
    said = FIXED.spoken_by(kind, "contractor")
    assert said.slot is SLOT_OF[kind]
    assert said.digest().hex() == DIGESTS[kind]


def test_statement_is_read_back_as_it_was() -> None:
    assert read_statement(FIXED.fields()) == FIXED


@pytest.mark.parametrize("field", [f.name for f in fields(Statement)])
@pytest.mark.parametrize("value", [None, 0.5, [], "", "x" * 257, {"id": "x"}, True])
def test_field_of_another_form_is_refused(field: str, value: object) -> None:
    row: dict[str, Any] = {**FIXED.fields(), field: value}
    if field == "parameters" and isinstance(value, dict):
        assert read_statement(row).parameters == (("id", "x"),)
        return
    with pytest.raises(ValueError, match=r"\w"):
        read_statement(row)


@pytest.mark.parametrize(
    "change",
    [
        {"slot": "approver"},
        {"tier": 4},
        {"tier": -1},
        {"genesis": "AB" * 32},
        {"approve_by": "2026-11-25T14:00:00.000Z"},
        {"approve_by": "2026-11-25T12:00:00Z"},
        {"approve_by": "2026-11-25T13:00:00.000+01:00"},
        {"approve_by": "0001-01-01T00:00:00.000+14:00"},
        {"approve_by": "0999-12-31T23:59:59.999Z"},
        {"execute_by": "9000-01-01T00:00:00.000Z"},
        {"parameters": {"until": "9999-12-31T23:59:59.999Z"}},
        {"surplus": "field"},
    ],
)
def test_statement_out_of_form_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_statement({**FIXED.fields(), **change})


@pytest.mark.parametrize("field", [f.name for f in fields(Statement)])
def test_missing_field_is_refused(field: str) -> None:
    row = FIXED.fields()
    del row[field]
    with pytest.raises(ValueError, match="fields are not exactly"):
        read_statement(row)


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_two_texts_never_share_a_digest(one: str, other: str) -> None:
    digests = {replace(FIXED, proposal=text).digest() for text in (one, other)}
    assert len(digests) == len({one, other})


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_text_does_not_flow_from_one_field_into_the_next(one: str, other: str) -> None:
    whole = replace(FIXED, signer=one + other, proposal="p")
    assert whole.digest() != replace(FIXED, signer=one, proposal=other + "p").digest()
