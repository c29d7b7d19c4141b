"""Readers of signed things: arbitrary JSON is refused by ValueError alone; round trips."""

import contextlib
import json
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuzz.test_view import JSON, SEEN

from quorate.accounts.resolution import Resolution, SignedResolution, read_resolution
from quorate.decisions.statement import CaseRef, Statement, Target, read_statement
from quorate.ledger.entry import Entry, read_entry
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import SLOT_OF, Attested, Kind, SubjectKind
from quorate.vocabulary.times import stamp

FUZZ = settings(derandomize=True, max_examples=200, deadline=None)
CLEAN = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
TEXT = st.text(CLEAN, min_size=1, max_size=20)
HEX = st.binary(min_size=32, max_size=32).map(bytes.hex)
SAFE = st.integers(-(2**53) + 1, 2**53 - 1)
TIMES = st.datetimes(SEEN.replace(year=1000, tzinfo=None), SEEN.replace(year=8999, tzinfo=None))
STAMPS = TIMES.map(lambda t: stamp(t.replace(tzinfo=SEEN.tzinfo)))


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    kind = draw(st.sampled_from(list(Kind)))
    approve_by, execute_by = sorted((draw(STAMPS), draw(STAMPS)))
    parameters = draw(st.dictionaries(TEXT, TEXT, max_size=3))
    return Statement(
        genesis=draw(HEX),
        connector=draw(TEXT),
        kind=kind,
        slot=SLOT_OF[kind],
        signer=draw(TEXT),
        proposal=draw(TEXT),
        nonce=draw(HEX),
        case=CaseRef(draw(TEXT), draw(TEXT), draw(TEXT)),
        reporters=draw(HEX),
        target=Target(draw(st.sampled_from(list(SubjectKind))), draw(TEXT)),
        tier=draw(st.integers(0, 3)),
        action=draw(st.sampled_from(list(Action))),
        parameters=tuple(sorted(parameters.items())),
        policy=draw(HEX),
        evidence=draw(HEX),
        approve_by=approve_by,
        execute_by=execute_by,
    )


RESOLUTIONS = st.builds(
    SignedResolution,
    st.builds(
        Resolution,
        genesis=TEXT,
        connector=TEXT,
        kind=st.sampled_from(list(SubjectKind)),
        native=TEXT,
        ref=TEXT,
        tier=SAFE,
        reach=SAFE,
        reporters=TEXT,
        reporter_count=SAFE,
        at=TEXT,
    ),
    effector=TEXT,
    sig=TEXT,
)
LEAVES = st.none() | st.booleans() | SAFE | st.text(CLEAN, max_size=9)
DATA = st.dictionaries(TEXT, LEAVES | st.lists(LEAVES, max_size=3), max_size=4)
ENTRIES = st.builds(
    Entry,
    event=st.sampled_from(list(Event)),
    at=STAMPS,
    attested=st.sampled_from(list(Attested)),
    by=TEXT,
    data=DATA,
    key=TEXT,
    counter=st.none() | SAFE,
    sig=TEXT,
)


@FUZZ
@given(said=statements())
def test_a_statement_is_read_back_as_it_was_with_the_same_digest(said: Statement) -> None:
    read = read_statement(json.loads(said.canonical()))
    assert read == said
    assert read.digest() == said.digest()


@FUZZ
@given(said=statements(), name=st.sampled_from(sorted(Statement.__dataclass_fields__)), value=JSON)
def test_a_statement_with_an_arbitrary_field_is_read_or_refused_by_valueerror(
    said: Statement, name: str, value: object
) -> None:
    row: dict[str, Any] = {**said.fields(), name: value}
    with contextlib.suppress(ValueError):
        assert len(read_statement(row).digest()) == 32


@FUZZ
@given(value=JSON)
def test_arbitrary_json_is_refused_by_valueerror(value: object) -> None:
    for read in (read_statement, read_resolution):
        with contextlib.suppress(ValueError):
            read(value)
    for whole in ({"resolution": value}, {"resolution": {"kind": value}, "sig": value}):
        with contextlib.suppress(ValueError):
            read_resolution(whole)
    with contextlib.suppress(ValueError):
        read_entry(json.dumps(value).encode())


@FUZZ
@given(body=st.binary(max_size=200))
def test_arbitrary_bytes_are_no_entry(body: bytes) -> None:
    with contextlib.suppress(ValueError):
        read_entry(body)


@FUZZ
@given(found=RESOLUTIONS)
def test_a_resolution_is_read_back_as_it_was(found: SignedResolution) -> None:
    read = read_resolution(json.loads(json.dumps(found.fields())))
    assert read == found
    assert read.resolution.digest() == found.resolution.digest()


@FUZZ
@given(entry=ENTRIES)
def test_an_entry_is_read_back_as_it_was(entry: Entry) -> None:
    assert read_entry(entry.canonical()) == entry


@FUZZ
@given(entry=ENTRIES, name=st.sampled_from(["v", "event", "at", "counter", "data"]), value=JSON)
def test_an_entry_with_an_arbitrary_field_is_read_or_refused_by_valueerror(
    entry: Entry, name: str, value: object
) -> None:
    row = {**entry.fields(), name: value}
    with contextlib.suppress(ValueError):
        read_entry(json.dumps(row, sort_keys=True, separators=(",", ":")).encode())


@FUZZ
@given(entry=ENTRIES, at=STAMPS)
def test_two_instants_never_share_signed_bytes(entry: Entry, at: str) -> None:
    same = replace(entry, at=at).signed_bytes() == entry.signed_bytes()
    assert same == (at == entry.at)
