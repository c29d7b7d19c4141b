"""One network for the tests of a module, with a mail server and a labeler that the PDS trusts."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256K1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.network.postbox import Postbox, postbox
from tests.network.running import Network, real_network

_DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def did_key(key: EllipticCurvePrivateKey) -> str:
    """The public half as a did:key of secp256k1: multicodec e7 01, in base58."""
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    number, said = int.from_bytes(b"\xe7\x01" + point, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        said = _DIGITS[digit] + said
    return "did:key:z" + said


@dataclass(frozen=True, slots=True)
class Platform:
    """The network, the key that the PDS trusts with its moderation, and what it mailed."""

    network: Network
    key: EllipticCurvePrivateKey
    mails: Postbox


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    key = generate_private_key(SECP256K1())
    with (
        postbox() as mails,
        real_network(smtp=f"smtp://127.0.0.1:{mails.port}", key=did_key(key)) as network,
    ):
        yield Platform(network, key, mails)
