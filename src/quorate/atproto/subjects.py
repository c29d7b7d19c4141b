"""What a report of the AT Protocol is about, as a subject and back. Pure.

An account is its DID, a record `collection/rkey/did`, so that a record's author stands last, as a
message's does elsewhere. Source: https://atproto.com/specs/did, /specs/at-uri-scheme.
"""

import re
from typing import Final

from quorate.accounts.atproto import COLLECTION, DID, RKEY
from quorate.accounts.subject import Subject
from quorate.vocabulary.kinds import SubjectKind

_DID: Final = re.compile(DID)
_COLLECTION: Final = re.compile(COLLECTION)
_RKEY: Final = re.compile(RKEY)


def is_did(text: str) -> bool:
    """Whether it is a DID of the two methods that accounts have."""
    return _DID.fullmatch(text) is not None


def read_uri(text: str) -> tuple[str, str, str]:
    """DID, collection and record key of an `at://` address. Raises ValueError."""
    parts = text.removeprefix("at://").split("/")
    if not text.startswith("at://") or len(parts) != 3:
        raise ValueError("uri: at://DID/COLLECTION/RKEY is needed")
    did, collection, rkey = parts
    if not is_did(did):
        raise ValueError("uri: a DID of did:plc or did:web is needed, not a handle")
    if not _COLLECTION.fullmatch(collection) or not _RKEY.fullmatch(rkey):
        raise ValueError("uri: not a collection and a record key")
    return did, collection, rkey


def account(connector: str, did: str) -> Subject:
    """The account of a DID. Raises ValueError."""
    if not is_did(did):
        raise ValueError("did: a DID of did:plc or did:web is needed")
    return Subject(connector, SubjectKind.ACCOUNT, did)


def record(connector: str, uri: str) -> Subject:
    """The record at an address. Raises ValueError."""
    did, collection, rkey = read_uri(uri)
    return Subject(connector, SubjectKind.MESSAGE, f"{collection}/{rkey}/{did}")


def uri_of(subject: Subject) -> str:
    """What a label of the subject is about: the DID of an account, the address of a record.

    Raises ValueError for a subject of another platform.
    """
    if subject.kind is SubjectKind.ACCOUNT:
        return account(subject.connector, subject.native).native
    parts = subject.native.split("/")
    if len(parts) != 3:
        raise ValueError("subject: not a record of the AT Protocol")
    collection, rkey, did = parts
    uri = f"at://{did}/{collection}/{rkey}"
    read_uri(uri)
    return uri
