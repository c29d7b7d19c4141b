"""Signed requests (RFC 9421, Ed25519): who asks, without a cookie or a password.

Covered are method, target URI and the body's digest (RFC 9530), and whichever headers the signer
names. A signature is 30 s old at most and its nonce is taken once, so that nothing recorded can be
said again.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures.algorithms import ED25519  # pyright: ignore[reportPrivateImportUsage]
from http_message_signatures.exceptions import HTTPMessageSignaturesException
from http_message_signatures.resolvers import HTTPSignatureKeyResolver
from http_message_signatures.signatures import HTTPMessageSigner, HTTPMessageVerifier

from quorate.ledger.keys import PrivateKey
from quorate.people.keys import key_id
from quorate.vocabulary.problems import Problem, Refusal

FRESH: Final = timedelta(seconds=30)
MADE_BEFORE: Final = Refusal(Problem.NOT_SIGNED_IN, "this request was made before", "nonce")
_COVERED: Final = ("@method", "@target-uri")


@dataclass
class Message:
    """A request as the signature library reads it."""

    method: str
    url: str
    headers: dict[str, str]


class _Own(HTTPSignatureKeyResolver):
    def __init__(self, key: PrivateKey) -> None:
        self._key = key

    def resolve_private_key(self, key_id: str) -> bytes:  # pyright: ignore
        return self._key.pem()

    def resolve_public_key(self, key_id: str) -> bytes:  # pyright: ignore
        raise KeyError(key_id)


def signed_headers(
    key: PrivateKey,
    method: str,
    url: str,
    body: bytes,
    covered: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The headers that make this very request the key holder's: those in `covered`, which the
    signature covers too, the body's digest and the signature, which says when it ends."""
    message, made = Message(method, url, dict(covered or {})), datetime.now(UTC)
    signer = HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=_Own(key))
    signer.sign(  # pyright: ignore
        message,
        key_id=key_id(key.public),
        created=made,
        expires=made + FRESH,
        nonce=secrets.token_urlsafe(16),
        covered_component_ids=(*_COVERED, *(name.lower() for name in message.headers)),
        body=body,
    )
    return message.headers


class _Known(HTTPSignatureKeyResolver):
    def __init__(self, find: Callable[[str], str | None]) -> None:
        self._find = find
        self.unknown = ""

    def resolve_private_key(self, key_id: str) -> bytes:  # pyright: ignore
        raise KeyError(key_id)

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:  # pyright: ignore
        public = self._find(key_id)
        if public is None:
            self.unknown = key_id
            raise KeyError(key_id)
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))


@dataclass(frozen=True, slots=True)
class Asker:
    """The id of the key that signed a request, and what makes this very request the only one."""

    key: str
    nonce: str


@dataclass(slots=True)
class RequestCheck:
    """Verifies signed requests for one process; remembers nonces while they could come again."""

    find: Callable[[str], str | None]
    _nonces: dict[str, datetime] = field(default_factory=dict[str, datetime])

    def asker_of(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> Asker | Refusal:
        """Who signed this request, or why it counts for nobody."""
        lower = {k.lower(): v for k, v in headers.items()}
        if "signature-input" not in lower:
            return Refusal(Problem.NOT_SIGNED_IN, "no signature on the request", "Signature")
        known = _Known(self.find)
        verifier = HTTPMessageVerifier(signature_algorithm=ED25519, key_resolver=known)
        message = Message(method, url, dict(headers))
        try:
            found = verifier.verify(  # pyright: ignore
                message, max_age=FRESH, require_components=_COVERED, body=body
            )
        except (HTTPMessageSignaturesException, ValueError) as problem:
            if known.unknown:
                detail = f"no living enrolment of key {known.unknown[:16]}"
                return Refusal(Problem.KEY_UNKNOWN, detail, "keyid")
            detail = f"the signature does not verify: {str(problem)[:120]}"
            return Refusal(Problem.NOT_SIGNED_IN, detail, "Signature")
        parameters = found[0].parameters
        nonce = str(parameters.get("nonce", ""))
        if not nonce:
            return Refusal(Problem.NOT_SIGNED_IN, "a nonce is needed", "Signature-Input")
        if self._known(nonce, now):
            return MADE_BEFORE
        return Asker(str(parameters.get("keyid")), nonce)

    def _known(self, nonce: str, now: datetime) -> bool:
        over = list(takewhile(lambda one: one[1] <= now - 2 * FRESH, self._nonces.items()))
        for old, _ in over:  # they stand in the order in which they came
            del self._nonces[old]
        known = nonce in self._nonces
        self._nonces.setdefault(nonce, now)
        return known
