"""Enrolled Ed25519 keys (RFC 8032): how they are named, and whether a signature is theirs."""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def key_id(public: bytes) -> str:
    """How a key is named in entries: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def hex_bytes(hex_text: str) -> bytes:
    """The bytes of a hex text; none of what is no hex, which are nobody's key or signature."""
    try:
        return bytes.fromhex(hex_text)
    except ValueError:
        return b""


def signature_holds(public_hex: str, digest: bytes, signature: bytes) -> bool:
    """Whether `signature` is this key's over `digest`; malformed keys hold nothing."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_hex)).verify(signature, digest)
    except (InvalidSignature, ValueError):
        return False
    return True
