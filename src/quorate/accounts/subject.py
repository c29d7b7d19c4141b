"""What a report, a case and an effect are about: one platform's stable, canonical id."""

import base64
import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass

from quorate.ledger.canonical import canonical
from quorate.vocabulary.kinds import SubjectKind


@dataclass(frozen=True, slots=True)
class Subject:
    """`connector` is the instance ("matrix:example.org"), `native` the platform's own id."""

    connector: str
    kind: SubjectKind
    native: str


def subject_ref(key: bytes, subject: Subject) -> str:
    """The pseudonym that stands in the ledger: HMAC-SHA256(k_subject, subject), base64url.

    The same in proposal and register, so that a protected subject is known again without its id.
    """
    material = "\n".join((subject.connector, subject.kind, subject.native)).encode()
    mac = hmac.digest(key, b"quorate/subject/v1\n" + material, hashlib.sha256)
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def reporters_ref(key: bytes, refs: Collection[str]) -> str:
    """How the reporters' pseudonyms stand in a statement: HMAC-SHA256(k_subject, sorted), hex.

    Pseudonyms stand in the ledger themselves: by a bare hash of them anybody could try out who
    reported.
    """
    said = b"quorate/reporters/v1\n" + canonical(sorted(refs))
    return hmac.digest(key, said, hashlib.sha256).hex()
