"""Signing and verifying keys of notes (C2SP signed-note, tlog-cosignature), and their files."""

import hashlib
import os
import re
import stat
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Final, Self

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from quorate.ledger.encoding import from_base64, to_base64
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.exposure import is_exposed

_PUBLIC_SIZE: Final = 32
_SIGNATURE_SIZE: Final = 64
_TIMESTAMP_SIZE: Final = 8
LATEST: Final = 221_845_391_999
"""Unix seconds, the end of the year 8999. A later time has no date, or none that a day can be added
to: whoever has the clock's key, or a witness's, would stop everybody who reads it."""


class KeyKind(IntEnum):
    """The signature type byte of a key."""

    ED25519 = 0x01
    COSIGNATURE = 0x04


def is_key_name(name: str) -> bool:
    """Tell whether `name` may name a key: not empty, no white space, control sign or plus."""
    return bool(name) and not re.search(r"[\s+\x00-\x1f\x7f\ud800-\udfff]", name)


def cosigned_message(text: str, timestamp: int) -> bytes:
    """Return the bytes a cosignature/v1 signs over a note's text at `timestamp` (Unix seconds)."""
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


@dataclass(frozen=True)
class VerifierKey:
    """A named public key: `public` is the 32 raw bytes of an Ed25519 key."""

    name: str
    kind: KeyKind
    public: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.name) or len(self.public) != _PUBLIC_SIZE:
            raise LedgerError(LedgerReason.BAD_KEY, f"not a key's name and bytes: {self.name!r}")

    @property
    def key_id(self) -> bytes:
        """The 4 bytes SHA-256(name || 0x0A || type || public)[:4] (C2SP signed-note)."""
        material = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(material).digest()[:4]

    @property
    def vkey(self) -> str:
        """The text form: name+hex(key id)+base64(type || public)."""
        encoded = to_base64(bytes([self.kind]) + self.public)
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """Read the text form; raise LedgerError (BAD_KEY) unless it is exactly canonical."""
        name, _, rest = vkey.partition("+")
        data = from_base64(rest.partition("+")[2], LedgerReason.BAD_KEY)
        if not data or data[0] not in set(KeyKind):
            raise LedgerError(LedgerReason.BAD_KEY, f"unknown type of key: {vkey!r}")
        key = cls(name, KeyKind(data[0]), data[1:])
        if key.vkey != vkey:
            raise LedgerError(LedgerReason.BAD_KEY, f"the key id does not fit: {vkey!r}")
        return key

    def verify(self, text: str, signature: bytes) -> int | None:
        """Check a signature on a note's text; return a cosignature's Unix seconds, else None.

        Raises LedgerError (BAD_SIGNATURE), also for a time after LATEST.
        """
        timestamp, message = None, text.encode()
        if self.kind is KeyKind.COSIGNATURE:
            timestamp = int.from_bytes(signature[:_TIMESTAMP_SIZE], "big")
            message = cosigned_message(text, timestamp)
            signature = signature[_TIMESTAMP_SIZE:]
        try:
            if len(signature) != _SIGNATURE_SIZE or (timestamp or 0) > LATEST:
                raise InvalidSignature
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            detail = f"the signature of {self.name} does not verify"
            raise LedgerError(LedgerReason.BAD_SIGNATURE, detail) from None
        return timestamp


class PrivateKey:
    """An Ed25519 private key that never shows itself; its file is PKCS #8 PEM with mode 0600."""

    __slots__ = ("_key", "public")

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public: bytes = key.public_key().public_bytes_raw()

    def __repr__(self) -> str:
        return f"PrivateKey(public={self.public.hex()})"

    def __reduce__(self) -> str:
        raise TypeError("a private key is not pickled")

    @classmethod
    def generate(cls) -> Self:
        """Make a new key from the system's randomness."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """Make the key of a 32-byte seed; raise LedgerError (BAD_KEY) for another length."""
        if len(seed) != _PUBLIC_SIZE:
            raise LedgerError(LedgerReason.BAD_KEY, "a seed has 32 bytes")
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a key file.

        Raises LedgerError: KEY_FILE_EXPOSED if group or others have any right on it, BAD_KEY if
        it is no regular file with an Ed25519 key; OSError if it cannot be opened or is a link.
        """
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if not stat.S_ISREG(mode):
                raise LedgerError(LedgerReason.BAD_KEY, f"{path} is not a file")
            if is_exposed(path, mode):
                detail = f"{path} is open to others (mode {stat.S_IMODE(mode):04o}, not 0600)"
                raise LedgerError(LedgerReason.KEY_FILE_EXPOSED, detail)
            pem = file.read()
        return cls.from_pem(pem, str(path))

    @classmethod
    def from_pem(cls, pem: bytes, name: str) -> Self:
        """Read PKCS #8 text whose exposure the caller answers for; LedgerError (BAD_KEY)."""
        try:
            key = serialization.load_pem_private_key(pem, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            key = None
        if not isinstance(key, Ed25519PrivateKey):
            raise LedgerError(LedgerReason.BAD_KEY, f"{name} holds no plain Ed25519 key")
        return cls(key)

    def save(self, path: Path) -> None:
        """Write a new file with mode 0600, durably; raise FileExistsError rather than replace."""
        pem = self.pem()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        with open(os.open(path, flags, 0o600), "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def pem(self) -> bytes:
        """Return the secret PKCS #8 text, for a file of its owner or a library that signs."""
        return self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature of `message`."""
        return self._key.sign(message)


@dataclass(frozen=True)
class SignerKey:
    """A named private key that signs notes as its kind says."""

    name: str
    kind: KeyKind
    private: PrivateKey = field(repr=False)
    verifier: VerifierKey = field(init=False)

    def __post_init__(self) -> None:
        verifier = VerifierKey(self.name, self.kind, self.private.public)
        object.__setattr__(self, "verifier", verifier)

    def sign(self, text: str, now_seconds: int) -> bytes:
        """Return the signature bytes on a note's text; only a cosignature carries the time.

        Raises LedgerError (BAD_RANGE) for a time outside 0..LATEST.
        """
        if self.kind is KeyKind.ED25519:
            return self.private.sign(text.encode())
        if not 0 <= now_seconds <= LATEST:
            raise LedgerError(LedgerReason.BAD_RANGE, f"no Unix time: {now_seconds}")
        stamp = now_seconds.to_bytes(_TIMESTAMP_SIZE, "big")
        return stamp + self.private.sign(cosigned_message(text, now_seconds))
