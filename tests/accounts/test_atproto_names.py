"""One grammar for the names of accounts and records of the AT Protocol, wherever they come in."""

import pytest

from quorate.accounts.atproto import is_canonical
from quorate.accounts.subject import Subject
from quorate.atproto.subjects import record
from quorate.vocabulary.kinds import SubjectKind

DID = "did:plc:abcdefghijklmnopqrstuvwx"
POST = "app.bsky.feed.post"


@pytest.mark.parametrize("rkey", ["3kabc", "self", "a~b:c_d-e.f", "...", "x" * 512])
def test_a_record_that_is_reported_is_one_that_an_effector_knows(rkey: str) -> None:
    found = record("atproto:pds.example", f"at://{DID}/{POST}/{rkey}")
    assert found.native == f"{POST}/{rkey}/{DID}"
    assert is_canonical(found)


@pytest.mark.parametrize(
    ("did", "collection", "rkey"),
    [
        (DID, POST, "."),
        (DID, POST, ".."),
        (DID, POST, "x" * 513),
        (DID, POST, "a b"),
        (DID, "post", "1"),
        (DID, "App.bsky.feed.post", "1"),
        ("did:key:zabc", POST, "1"),
        ("did:web:", POST, "1"),
        (DID.upper(), POST, "1"),
    ],
)
def test_what_an_effector_would_not_know_is_no_record(did: str, collection: str, rkey: str) -> None:
    with pytest.raises(ValueError, match="uri"):
        record("atproto:pds.example", f"at://{did}/{collection}/{rkey}")
    native = f"{collection}/{rkey}/{did}"
    assert not is_canonical(Subject("atproto:pds.example", SubjectKind.MESSAGE, native))
