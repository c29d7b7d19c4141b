"""The library that signs our requests, held to RFC 9421's own example of Ed25519 (B.1.4, B.2.6)."""

from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from http_message_signatures.algorithms import ED25519  # pyright: ignore[reportPrivateImportUsage]
from http_message_signatures.resolvers import MappingKeyResolver
from http_message_signatures.signatures import HTTPMessageSigner

from quorate.people.requests import Message

KEY = b"""-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----
"""
SIGNATURE = (
    "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5"
    "WPpBKRCw==:"
)


def test_the_example_of_the_standard_comes_out_byte_for_byte() -> None:
    key = load_pem_private_key(KEY, None)
    assert isinstance(key, Ed25519PrivateKey)
    headers = {
        "Host": "example.com",
        "Date": "Tue, 20 Apr 2021 02:07:55 GMT",
        "Content-Type": "application/json",
        "Content-Length": "18",
    }
    message = Message("POST", "https://example.com/foo?param=Value&Pet=dog", headers)
    keys = MappingKeyResolver(public_keys={}, private_keys={"test-key-ed25519": key})
    HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=keys).sign(  # pyright: ignore[reportUnknownMemberType]
        message,
        key_id="test-key-ed25519",
        created=datetime.fromtimestamp(1618884473, UTC),
        covered_component_ids=(
            *("date", "@method", "@path", "@authority", "content-type", "content-length"),
        ),
        include_alg=False,
        label="sig-b26",
    )
    assert message.headers["Signature"] == SIGNATURE
