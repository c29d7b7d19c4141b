"""An authenticator in memory: real keys, and answers of which any part can be replaced."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from quorate.incidents.stage.roles import Row
from quorate.people.hands import Word, challenge
from quorate.people.keys import key_id
from quorate.people.passkeys import Assertion, base64url, point
from quorate.vocabulary.kinds import Algorithm

RP_ID: Final = "sign.here.example"
ORIGIN: Final = f"https://{RP_ID}"
_ES256: Final = "a5010203262001215820{x}225820{y}"
_EDDSA: Final = "a4010103272006215820{x}"


@dataclass
class Authenticator:
    """One credential of a security key, made from a name; it counts its signatures."""

    name: str
    algorithm: Algorithm = Algorithm.ES256
    rp_id: str = RP_ID
    count: int = 0
    _key: EllipticCurvePrivateKey | Ed25519PrivateKey = field(init=False)

    def __post_init__(self) -> None:
        seed = hashlib.sha256(f"passkey {self.name}".encode()).digest()
        if self.algorithm is Algorithm.EDDSA:
            self._key = Ed25519PrivateKey.from_private_bytes(seed)
        else:
            self._key = derive_private_key(int.from_bytes(seed, "big") >> 1, SECP256R1())

    @property
    def public(self) -> bytes:
        """The COSE key, as CTAP2 spells it."""
        if isinstance(self._key, Ed25519PrivateKey):
            x = self._key.public_key().public_bytes_raw().hex()
            return bytes.fromhex(_EDDSA.format(x=x))
        numbers = self._key.public_key().public_numbers()
        x, y = f"{numbers.x:064x}", f"{numbers.y:064x}"
        return bytes.fromhex(_ES256.format(x=x, y=y))

    @property
    def key_id(self) -> str:
        """How entries name it."""
        return key_id(point(self.public, self.algorithm))

    def row(self, **other: Any) -> Row:
        """The key as a people file has it."""
        return {
            "channel": "signer",
            "public": self.public.hex(),
            "credential": base64url(self.name.encode()),
            "rp_id": self.rp_id,
            "algorithm": self.algorithm,
            **other,
        }

    def client_data(self, word: Word, **other: Any) -> bytes:
        """What the browser collects, as WebAuthn serialises it; a value of None is left out."""
        said = {
            "type": "webauthn.get",
            "challenge": base64url(challenge(word)),
            "origin": f"https://{self.rp_id}",
            "crossOrigin": False,
            **other,
        }
        kept = {k: v for k, v in said.items() if v is not None}
        return json.dumps(kept, separators=(",", ":"), ensure_ascii=False).encode()

    def authenticator_data(self, flags: int = 0x05, rp_id: str | None = None) -> bytes:
        """Relying party, flags and the next count."""
        self.count += 1
        party = hashlib.sha256((rp_id or self.rp_id).encode()).digest()
        return party + bytes([flags]) + self.count.to_bytes(4, "big")

    def signed(self, client_data: bytes, authenticator_data: bytes) -> Assertion:
        """A true signature over whatever it is given."""
        message = authenticator_data + hashlib.sha256(client_data).digest()
        if isinstance(self._key, Ed25519PrivateKey):
            return Assertion(client_data, authenticator_data, self._key.sign(message))
        signature = self._key.sign(message, ECDSA(SHA256()))
        return Assertion(client_data, authenticator_data, signature)

    def says(self, word: Word) -> Assertion:
        """The word, as its holder says it after a touch and a PIN."""
        return self.signed(self.client_data(word), self.authenticator_data())
