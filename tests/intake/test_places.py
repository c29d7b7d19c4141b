"""What people copy from the address bar, read as a subject of the platform that is served."""

import pytest

from quorate.accounts.subject import Subject
from quorate.intake.places import read_place
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem, Refusal

PDS = "atproto:pds.example"
DID = "did:plc:" + "a" * 24
POST = f"app.bsky.feed.post/3kabc/{DID}"


@pytest.mark.parametrize(
    ("location", "account", "native"),
    [
        (DID, "", DID),
        (f"at://{DID}", "", DID),
        (f"https://bsky.app/profile/{DID}", "", DID),
        (f"at://{DID}/app.bsky.feed.post/3kabc", "", POST),
        (f" at://{DID}/app.bsky.feed.post/3kabc ", "", POST),
        (f"https://bsky.app/profile/{DID}/post/3kabc", "", POST),
        (f"https://bsky.app/profile/{DID.replace(':', '%3A')}/post/3kabc?x=1", "", POST),
        ("https://client.example/profile/alice.test/post/3kabc", DID, POST),
        ("at://alice.test/app.bsky.feed.post/3kabc", f"alice, {DID}", POST),
        ("alice.test", DID, DID),
        (f"at://{DID}/app.bsky.actor.profile/self", "", f"app.bsky.actor.profile/self/{DID}"),
    ],
)
def test_an_address_of_the_at_protocol(location: str, account: str, native: str) -> None:
    kind = SubjectKind.MESSAGE if "/" in native else SubjectKind.ACCOUNT
    assert read_place(location, account, PDS) == Subject(PDS, kind, native)


@pytest.mark.parametrize(
    ("location", "account"),
    [
        ("https://bsky.app/profile/alice.test/post/3kabc", ""),
        ("at://alice.test/app.bsky.feed.post/3kabc", "@alice.test"),
        ("@user:example.org", ""),
        ("did:plc:tooshort", ""),
        (f"{DID}b", ""),
        ("", ""),
    ],
)
def test_a_handle_names_nobody_for_good(location: str, account: str) -> None:
    found = read_place(location, account, PDS)
    assert isinstance(found, Refusal)
    assert (found.problem, found.field) == (Problem.BODY_INVALID, "account")


def test_matrix_is_read_as_before() -> None:
    found = read_place("https://matrix.to/#/@user:example.org", "", "matrix:example.org")
    assert found == Subject("matrix:example.org", SubjectKind.ACCOUNT, "@user:example.org")
