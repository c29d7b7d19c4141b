"""A network of our own for the tests: accounts with keys, their documents in a directory, and the
service tokens that their servers sign."""

import base64
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx2
from cryptography.hazmat.primitives.asymmetric import ec
from tests.casework import ADDRESSES, NOW

from quorate.api.around.deps import Dependencies
from quorate.atproto.keys import key_of, sign
from quorate.atproto.resolving import Resolver
from quorate.authority.engine import shipped_law
from quorate.labeler.service import Identity, Labeler
from quorate.vocabulary.problems import Problem, Refusal

PLC = "http://plc.test"
SERVICE = "did:web:labels.example"
URL = "https://labels.example"
CONNECTOR = "atproto:pds.example"
METHOD = "com.atproto.moderation.createReport"
PATH = f"/xrpc/{METHOD}"
WITNESS = "did:plc:" + "w" * 24
TROLL = "did:plc:" + "t" * 24
K256, P256 = ec.SECP256K1(), ec.SECP256R1()


def new_key(curve: ec.EllipticCurve = K256) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(curve)


def document(did: str, key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    method = {
        "id": f"{did}#atproto",
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": key_of(key).multikey,
    }
    return {"id": did, "verificationMethod": [method], "service": []}


@dataclass
class Directory:
    """Answers for documents, and counts how often each address was asked."""

    documents: dict[str, Any] = field(default_factory=dict[str, Any])
    asked: list[str] = field(default_factory=list[str])
    answers: Callable[[httpx2.Request], httpx2.Response] | None = None

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(str(request.url))
        if self.answers is not None:
            return self.answers(request)
        found = self.documents.get(request.url.path.removeprefix("/"))
        return httpx2.Response(404) if found is None else httpx2.Response(200, json=found)

    def client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=httpx2.MockTransport(self))


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def claims(**changes: Any) -> dict[str, Any]:
    """What a PDS says; a change to None leaves it out."""
    at = int(NOW.timestamp())
    usual: dict[str, Any] = {
        "iat": at,
        "iss": WITNESS,
        "aud": SERVICE,
        "exp": at + 60,
        "lxm": METHOD,
        "jti": secrets.token_hex(16),
    }
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def token(
    key: ec.EllipticCurvePrivateKey, said: dict[str, Any] | None = None, **header: Any
) -> str:
    """Signed by this key, over these claims, under a PDS's header or a changed one."""
    headers = {"typ": "JWT", "alg": key_of(key).algorithm, **header}
    shown = {name: value for name, value in headers.items() if value is not None}
    parts = [shown, claims() if said is None else said]
    content = ".".join(b64(json.dumps(part).encode()) for part in parts)
    return f"{content}.{b64(sign(key, content.encode()))}"


def nobody(request: object, body: bytes) -> Refusal:
    return Refusal(Problem.NOT_SIGNED_IN, f"nobody signs here: {request}, {len(body)}")


def labeler(
    pool: Any, directory: Directory, clock: Callable[[], datetime] = lambda: NOW
) -> Labeler:
    deps = Dependencies(pool, nobody, {}, clock, shipped_law, ADDRESSES)
    label_key = key_of(new_key()).multikey
    identity = Identity(SERVICE, URL, label_key, CONNECTOR)
    return Labeler(identity, deps, Resolver(PLC, directory.client(), directory.client()))


def account_report(**changes: Any) -> dict[str, Any]:
    subject = {"$type": "com.atproto.admin.defs#repoRef", "did": TROLL}
    usual = {
        "reasonType": "com.atproto.moderation.defs#reasonSpam",
        "reason": "buys and sells",
        "subject": subject,
    }
    return {**usual, **changes}
