"""A label of the AT Protocol, the bytes that are signed, and the two forms it is sent in. Pure.

Source: https://atproto.com/specs/label: DAG-CBOR without `sig`, SHA-256, secp256k1.
"""

import base64
from dataclasses import dataclass, replace

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec

from quorate.atproto.keys import AtKey, sign

VERSION = 1


@dataclass(frozen=True, slots=True)
class Label:
    """`src` says `val` of `uri`, or with `neg` takes it back; `cts` and `exp` are instants as
    texts. `sig` is empty until it is signed."""

    src: str
    uri: str
    val: str
    neg: bool
    cts: str
    exp: str | None = None
    sig: bytes = b""

    def fields(self) -> dict[str, object]:
        """Without its signature; what is not said is absent."""
        found: dict[str, object] = {
            "ver": VERSION,
            "src": self.src,
            "uri": self.uri,
            "val": self.val,
            "cts": self.cts,
        }
        if self.neg:
            found["neg"] = True
        if self.exp is not None:
            found["exp"] = self.exp
        return found

    def canonical(self) -> bytes:
        """What is signed."""
        return dag_cbor(self.fields())

    def signed(self, key: ec.EllipticCurvePrivateKey) -> "Label":
        """With its signature."""
        return replace(self, sig=sign(key, self.canonical()))

    def holds(self, key: AtKey) -> bool:
        """Whether the key signed it."""
        return key.signed(self.sig, self.canonical())

    def json(self) -> dict[str, object]:
        """As JSON has it: bytes as `$bytes`."""
        shown = base64.b64encode(self.sig).decode().rstrip("=")
        return {**self.fields(), "sig": {"$bytes": shown}}

    def frame(self) -> dict[str, object]:
        """As a frame of the stream has it."""
        return {**self.fields(), "sig": self.sig}


def dag_cbor(value: object) -> bytes:
    """The one encoding: shortest numbers, keys by length and then by bytes. For maps, lists, texts,
    bytes, whole numbers and truth values, which is all that a label has."""
    return cbor2.dumps(value, canonical=True)
