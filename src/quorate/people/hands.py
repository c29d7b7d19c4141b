"""Whose word it is: the one check that a key's holder said a statement, on every path.

A key of the command line or a browser signs the statement's digest (Ed25519). A passkey signs a
challenge that is made from it, so that the authenticator itself signs this very action.
"""

import hashlib
from collections.abc import Collection, Mapping
from typing import Final, Protocol, TypeAlias

from quorate.ledger.entry import Json
from quorate.ledger.fields import as_object, text
from quorate.people.keys import signature_holds
from quorate.people.model import Key
from quorate.people.passkeys import Assertion, read_assertion, unasserted

CHALLENGE_DOMAIN: Final = b"quorate/webauthn/v1\n"
Proof: TypeAlias = "bytes | Assertion"


class Word(Protocol):
    """What somebody says: its digest covers everything; `nonce` is 64 hex digits, once used."""

    @property
    def slot(self) -> str:
        """The place that the signature fills."""
        ...

    @property
    def nonce(self) -> str:
        """32 random bytes, hex."""
        ...

    def digest(self) -> bytes:
        """32 bytes over every field."""
        ...


def challenge(word: Word) -> bytes:
    """What a passkey is asked to sign."""
    said = word.digest() + word.slot.encode() + bytes.fromhex(word.nonce)
    return hashlib.sha256(CHALLENGE_DOMAIN + said).digest()


def unproved(key: Key, word: Word, proof: Proof, origins: Collection[str]) -> str:
    """Why the proof does not show that this key's holder said the word; empty when it does."""
    if key.passkey is None:
        held = isinstance(proof, bytes) and signature_holds(key.public, word.digest(), proof)
        return "" if held else "the signature does not hold over this digest"
    if not isinstance(proof, Assertion):
        return "a passkey answers with an assertion, not with a bare signature"
    public = bytes.fromhex(key.public)
    return unasserted(key.passkey, public, challenge(word), proof, origins)


def read_proof(row: Mapping[str, object]) -> Proof:
    """The `sig` (hex) or the `assertion` of an entry or body. Raises ValueError naming it."""
    if ("assertion" in row) == ("sig" in row):
        raise ValueError("sig: either a signature or an assertion is needed")
    if "assertion" in row:
        return read_assertion(as_object(row["assertion"], "assertion"))
    return bytes.fromhex(text(row, "sig"))


def proof_fields(proof: Proof) -> dict[str, Json]:
    """How a proof stands in an entry."""
    if isinstance(proof, Assertion):
        return {"assertion": proof.fields()}
    return {"sig": proof.hex()}


def signature_bytes(proof: Proof) -> bytes:
    """The bare signature; the whole proof stands in the ledger."""
    return proof.signature if isinstance(proof, Assertion) else proof
