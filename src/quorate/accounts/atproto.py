"""How accounts and records of the AT Protocol are named here. Pure.

An account is its DID. A record is `collection/rkey/did`, as a message of any platform is its place,
its id and its author. Source: atproto.com, the specifications of DID, NSID, record key and at URI.
"""

import re
from typing import Final

from quorate.accounts.subject import Subject
from quorate.vocabulary.kinds import SubjectKind

DID: Final = (
    r"did:(?:plc:[a-z2-7]{24}|web:[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}(?:%3A[0-9]{1,5})?)"
)
COLLECTION: Final = r"[a-z][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,8}\.[a-zA-Z][a-zA-Z0-9]{0,62}"
RKEY: Final = r"(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._:~-]{1,512}"
_ACCOUNT: Final = re.compile(DID)
_RECORD: Final = re.compile(f"{COLLECTION}/{RKEY}/{DID}")


def is_canonical(subject: Subject) -> bool:
    """Whether the id is spelled as the network spells it: nothing is normalised."""
    form = _ACCOUNT if subject.kind is SubjectKind.ACCOUNT else _RECORD
    return form.fullmatch(subject.native) is not None


def account_of(subject: Subject) -> str:
    """The account's DID, or that of a record's author."""
    return subject.native.rsplit("/", 1)[-1]


def uri_of(subject: Subject) -> str:
    """The record's at:// URI."""
    collection, rkey, did = subject.native.split("/", 2)
    return f"at://{did}/{collection}/{rkey}"
