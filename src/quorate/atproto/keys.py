"""Keys of the AT Protocol: secp256k1 and P-256, written as Multikey. Pure.

Signatures are the 64 bytes `r || s` over SHA-256, and `s` is in the lower half of its range: the
other half is the same signature once more, by which a replay could look new.
Source: https://atproto.com/specs/cryptography.
"""

from dataclasses import dataclass, field
from typing import Final

import coincurve
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_DIGITS: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_LONGEST: Final = 100
_HALF: Final = 32


@dataclass(frozen=True, slots=True)
class _Kind:
    """A curve: its name in tokens, the type of its keys in older documents, its multicodec prefix,
    its order."""

    algorithm: str
    older: str
    prefix: bytes
    curve: ec.EllipticCurve
    order: int


_KINDS: Final = (
    _Kind(
        "ES256K",
        "EcdsaSecp256k1VerificationKey2019",
        b"\xe7\x01",
        ec.SECP256K1(),
        0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141,
    ),
    _Kind(
        "ES256",
        "EcdsaSecp256r1VerificationKey2019",
        b"\x80\x24",
        ec.SECP256R1(),
        0xFFFFFFFF_00000000_FFFFFFFF_FFFFFFFF_BCE6FAAD_A7179E84_F3B9CAC2_FC632551,
    ),
)


def _kind_of(curve: ec.EllipticCurve) -> _Kind:
    found = next((kind for kind in _KINDS if kind.curve.name == curve.name), None)
    if found is None:
        raise ValueError(f"key: {curve.name} is not a curve of the AT Protocol")
    return found


@dataclass(frozen=True, slots=True)
class AtKey:
    """A public key, and how its signatures are named in a token: ES256K or ES256.

    Most of the network's keys are of secp256k1, for which OpenSSL has no code of its own: the
    library that was written for that curve checks a signature in a tenth of the time.
    """

    algorithm: str
    public: ec.EllipticCurvePublicKey
    _k1: coincurve.PublicKey | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Parsed once a key, not once a signature."""
        k1 = isinstance(self.public.curve, ec.SECP256K1)
        object.__setattr__(self, "_k1", coincurve.PublicKey(self._point()) if k1 else None)

    def _point(self) -> bytes:
        return self.public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)

    @property
    def multikey(self) -> str:
        """As a DID document has it."""
        return "z" + _base58(_kind_of(self.public.curve).prefix + self._point())

    def signed(self, signature: bytes, content: bytes) -> bool:
        """Whether this key signed it, in the one form that counts."""
        r, s = (int.from_bytes(signature[n : n + _HALF]) for n in (0, _HALF))
        order = _kind_of(self.public.curve).order
        if len(signature) != 2 * _HALF or not 0 < r < order or not 0 < s <= order // 2:
            return False
        if self._k1 is not None:
            return self._k1.verify(encode_dss_signature(r, s), content)
        try:
            self.public.verify(encode_dss_signature(r, s), content, ec.ECDSA(SHA256()))
        except InvalidSignature:
            return False
        return True


def read_multikey(text: str) -> AtKey:
    """A key from its Multikey. Raises ValueError."""
    raw = _unbase58(text[1:]) if text.startswith("z") else b""
    for kind in _KINDS:
        if raw.startswith(kind.prefix):
            point = raw[len(kind.prefix) :]
            public = ec.EllipticCurvePublicKey.from_encoded_point(kind.curve, point)
            return AtKey(kind.algorithm, public)
    raise ValueError("key: not a Multikey of secp256k1 or P-256")


def read_method(type_: str, text: str) -> AtKey:
    """A key as a document's verification method has it: a Multikey, or the bare point of an older
    document. Raises ValueError."""
    if type_ == "Multikey":
        return read_multikey(text)
    kind = next((kind for kind in _KINDS if kind.older == type_), None)
    if kind is None or not text.startswith("z"):
        raise ValueError("key: not a key of secp256k1 or P-256")
    public = ec.EllipticCurvePublicKey.from_encoded_point(kind.curve, _unbase58(text[1:]))
    return AtKey(kind.algorithm, public)


def key_of(private: ec.EllipticCurvePrivateKey) -> AtKey:
    """The public half."""
    return AtKey(_kind_of(private.curve).algorithm, private.public_key())


def sign(private: ec.EllipticCurvePrivateKey, content: bytes) -> bytes:
    """64 bytes, `s` in its lower half."""
    order = _kind_of(private.curve).order
    r, s = decode_dss_signature(private.sign(content, ec.ECDSA(SHA256())))
    return r.to_bytes(_HALF) + min(s, order - s).to_bytes(_HALF)


def read_private(text: str) -> ec.EllipticCurvePrivateKey:
    """A secp256k1 key from its 64 hex digits. Raises ValueError."""
    number = int.from_bytes(bytes.fromhex(text))
    if len(text) != 2 * _HALF or not 0 < number < _KINDS[0].order:
        raise ValueError("key: not 64 hex digits of a secp256k1 key")
    return ec.derive_private_key(number, ec.SECP256K1())


def written(private: ec.EllipticCurvePrivateKey) -> str:
    """A secp256k1 key as `read_private` reads it: 64 hex digits."""
    return f"{private.private_numbers().private_value:0{2 * _HALF}x}"


def _base58(raw: bytes) -> str:
    number, found = int.from_bytes(raw), ""
    while number:
        number, digit = divmod(number, 58)
        found = _DIGITS[digit] + found
    return found


def _unbase58(text: str) -> bytes:
    """No leading zeros: no prefix here begins with one."""
    if len(text) > _LONGEST or any(digit not in _DIGITS for digit in text):
        raise ValueError("key: not base58")
    number = 0
    for digit in text:
        number = number * 58 + _DIGITS.index(digit)
    return number.to_bytes((number.bit_length() + 7) // 8)
