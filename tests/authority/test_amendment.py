"""The bytes of an amendment, and what is no amendment at all."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from quorate.authority.amendment import Amendment, read_amendment
from quorate.authority.charter import AMENDED, Charge
from quorate.authority.difference import NOTHING, after, differences, in_words
from quorate.languages.catalogues import tongues
from quorate.languages.tongues import TONGUE
from quorate.people.keys import key_id
from quorate.vocabulary.kinds import Kind

MADE = Amendment(
    genesis="ab" * 32,
    id="amd_" + "0" * 31 + "1",
    nonce="cd" * 32,
    charge=Charge.QUORUM,
    content={"quorum": {"2": 1}},
    reason="ef" * 32,
    approve_by="2026-11-25T12:00:00.000Z",
)
VETOED = "234601442e6982f6fdbba78a0fcd56bb246a5c7441182710d3585736642d04a6"
APPROVED = "76ea7124eb943ae177b0ed4e9caebb5667a598c732ebf839b77f698b747353d6"
PROPOSED = "351651540785cec42a9904eb5251e72ca41d0e6adc1b360f460d0bfb2517b732"


@pytest.mark.parametrize(
    ("kind", "signer", "digest"),
    [
        (
            Kind.PROPOSE,
            "first founder",
            "351651540785cec42a9904eb5251e72ca41d0e6adc1b360f460d0bfb2517b732",
        ),
        (Kind.APPROVE, "lead", APPROVED),
        (Kind.VETO, "lead", VETOED),
    ],
)
def test_golden_digests(kind: Kind, signer: str, digest: str) -> None:
    assert MADE.spoken(kind, signer).digest().hex() == digest


def test_the_canonical_form() -> None:
    assert MADE.spoken(Kind.DENY, "lead").canonical() == (
        b'{"approve_by":"2026-11-25T12:00:00.000Z","charge":"quorum","content":{"quorum":{"2":1}},'
        b'"genesis":"' + b"ab" * 32 + b'","id":"amd_00000000000000000000000000000001",'
        b'"kind":"deny","nonce":"' + b"cd" * 32 + b'","reason":"' + b"ef" * 32 + b'",'
        b'"signer":"lead","slot":"objector"}'
    )


def test_every_field_is_in_the_digest() -> None:
    others: list[dict[str, Any]] = [
        {"genesis": "00" * 32},
        {"id": "amd_" + "0" * 31 + "2"},
        {"nonce": "00" * 32},
        {"charge": Charge.POLICY},
        {"content": {"quorum": {"2": 0}}},
        {"reason": "00" * 32},
        {"approve_by": "2026-11-25T12:00:00.001Z"},
    ]
    digests = {replace(MADE, **o).spoken(Kind.APPROVE, "lead").digest() for o in others}
    assert len(digests | {MADE.spoken(Kind.APPROVE, "lead").digest()}) == len(others) + 1


def test_what_is_written_is_read_again() -> None:
    assert read_amendment(MADE.fields()) == MADE


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("genesis", "AB" * 32, "genesis"),
        ("id", "amd_1", "id"),
        ("id", "prop_" + "0" * 32, "id"),
        ("nonce", "", "nonce"),
        ("charge", "people", "charge"),
        ("charge", "everything", "everything"),
        ("charge", "policy", "content"),
        ("content", {"quorum": {}, "policy": {}}, "content"),
        ("content", {}, "content"),
        ("content", [], "content"),
        ("content", {"quorum": {"2": 2**60}}, "2"),
        ("reason", "because", "reason"),
        ("approve_by", "2026-11-25T12:00:00Z", "instant"),
        ("approve_by", None, "approve_by"),
        ("surplus", 1, "exactly"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(field: str, value: object, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        read_amendment({**MADE.fields(), field: value})


def test_a_missing_field_is_refused() -> None:
    for name in MADE.fields():
        with pytest.raises(ValueError, match="exactly"):
            read_amendment({k: v for k, v in MADE.fields().items() if k != name})


def test_charges_are_those_that_no_founders_file_replaces() -> None:
    assert {str(c) for c in AMENDED} == {
        "authority",
        "connector",
        "identity",
        "lowering",
        "person",
        "policy",
        "quorum",
    }


def told(made: Amendment, before: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """The differences as the page's language has them."""
    return [(str(d.field), str(d.before), str(d.after)) for d in differences(made, before)]


@pytest.fixture
def german() -> Iterator[None]:
    token = TONGUE.set(tongues()["de"])
    yield
    TONGUE.reset(token)


def test_tiers_that_a_quorum_does_not_name_do_not_look_changed() -> None:
    made = replace(MADE, charge=Charge.QUORUM, content={"quorum": {"2": 0, "3": 1}})
    assert told(made, {"1": 2, "2": 1}) == [
        ("approvers at tier 2", "1 more than the least", "the least"),
        ("approvers at tier 3", "the least", "1 more than the least"),
    ]


def test_what_a_row_leaves_out_is_a_difference_and_a_key_stands_under_its_id() -> None:
    held = {"id": "a", "regions": ["AT"], "keys": [{"public": "ab" * 32, "channel": "cli"}]}
    made = replace(MADE, charge=Charge.PERSON, content={"person": {"id": "a", "keys": []}})
    assert told(made, held) == [
        ("regions", "AT", NOTHING),
        (f"key {key_id(bytes.fromhex('ab' * 32))}", "command line", NOTHING),
    ]


@pytest.mark.usefixtures("german")
def test_no_language_hides_a_line_or_a_change() -> None:
    content = {"severity": 5, "Schwere": 1, "key ab": "x", "text": "yes"}
    made = replace(MADE, charge=Charge.POLICY, content={"policy": content})
    assert told(made, {"text": True, "severity": 5, "Schwere": 1}) == [
        ("key ab", NOTHING, "x"),
        ("Text", "ja", "yes"),
    ]
    said = [(str(label), str(line)) for label, line in in_words(made, after(made)).items()]
    assert said == [("Schwere", "5"), ("Schwere", "1"), ("key ab", "x"), ("Text", "yes")]
