"""A platform of a few accounts in memory that takes Quorate's signed webhooks.

    QUORATE_KEY=<64 hex digits> BASE_URL=http://127.0.0.1:8500 uvicorn receiver:app --port 8500

It needs `fastapi`, `uvicorn` and `http-message-signatures`. A real platform keeps nonces and
idempotency keys in its database, in the transaction that acts.
"""

import json
import os
import time
from datetime import timedelta
from types import SimpleNamespace
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from http_message_signatures import (
    HTTPMessageVerifier,
    InvalidSignature,
    MappingKeyResolver,
    algorithms,
)

BASE_URL, KEY = os.environ["BASE_URL"], bytes.fromhex(os.environ["QUORATE_KEY"])
FRESH, READ, CHANGE = 30, ("@method", "@target-uri"), ("content-type", "idempotency-key")
OFFERED = ("hide_content", "lock", "remove_content", "suspend", "warn")
UNDOES = {"show_content": "hide_content", "unlock": "lock", "unsuspend": "suspend"}
ACCOUNTS = {name: {"posts": 2, "followers": 3} for name in ("ada", "bob", "test")}
MESSAGES = {f"square/{number}/{name}" for name in ACCOUNTS for number in (1, 2)}
in_force: set[tuple[str, str]] = set()
done: dict[str, bytes] = {}
nonces: dict[str, float] = {}
log: list[dict[str, object]] = []
app = FastAPI()


class Quorates(MappingKeyResolver):
    """One key may act here, whatever id a request names."""

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        """It."""
        return Ed25519PublicKey.from_public_bytes(KEY)


VERIFIER = HTTPMessageVerifier(
    signature_algorithm=algorithms.ED25519,
    key_resolver=Quorates(public_keys={}, private_keys={}),
)


async def signed(request: Request) -> bytes:
    """The body of a request that Quorate signed for this address just now, and sent once. The path
    is the raw one: decoded, it is another address."""
    body, url = await request.body(), BASE_URL + request.scope["raw_path"].decode()
    message = SimpleNamespace(method=request.method, url=url, headers=dict(request.headers))
    covered = READ if request.method == "GET" else READ + CHANGE
    try:
        age = timedelta(seconds=FRESH)
        found = VERIFIER.verify(message, max_age=age, require_components=covered, body=body)
    except (InvalidSignature, ValueError) as problem:
        raise HTTPException(401, "not signed by Quorate just now") from problem
    now, nonce = time.monotonic(), str(found[0].parameters.get("nonce"))
    for old in [known for known, at in nonces.items() if at < now - 2 * FRESH]:
        del nonces[old]
    if nonce in nonces:
        raise HTTPException(401, "this very request was here before")
    nonces[nonce] = now
    return body


Signed = Annotated[bytes, Depends(signed)]


def state(native: str) -> dict[str, object]:
    """What stands of an account or a message."""
    account = native.rpartition("/")[2]
    if native not in ACCOUNTS and native not in MESSAGES:
        raise HTTPException(404, "unknown-subject")
    kind = "message" if "/" in native else "account"
    return {
        "subject": {"kind": kind, "id": native, "account": account},
        "in_force": {action: (action, native) in in_force for action in OFFERED},
        "facts": {"reach": ACCOUNTS[account]["followers"], "verified": False, "office": False},
        "dependants": ACCOUNTS[account],
    }


def first_time(request: Request, body: bytes) -> bool:
    """Whether this idempotency key is new; the same key with another body is refused."""
    key = request.headers["idempotency-key"]
    known = key in done
    if known and done[key] != body:
        raise HTTPException(409, "this key was used for another request")
    done[key] = body
    return not known


@app.get("/subjects/{native:path}/state")
async def read_back(native: str, body: Signed) -> dict[str, object]:
    """The state document."""
    return state(native)


@app.get("/subjects/{native:path}/private/email")
async def email(native: str, body: Signed) -> dict[str, list[str]]:
    """A private field, a line for each value."""
    state(native)
    return {"lines": [f"{native.rpartition('/')[2]}@example.org"]}


@app.post("/effects")
async def effect(request: Request, body: Signed) -> dict[str, object]:
    """Acts once, and answers with the state after."""
    order = json.loads(body)
    action = UNDOES.get(order["action"], order["action"])
    native = order["subject"]["id" if action.endswith("_content") else "account"]
    state(native)
    if action not in OFFERED:
        raise HTTPException(422, "not offered here")
    if first_time(request, body):
        log.append(order)
        change = in_force.discard if order["action"] in UNDOES else in_force.add
        change((action, native))
    return state(native)


@app.post("/notices")
async def notice(request: Request, body: Signed) -> dict[str, str]:
    """A statement of reasons, for the account to read; the same one twice arrives once."""
    said = json.loads(body)
    state(said["account"])
    if first_time(request, body):
        log.append(said)
    return {"notice_id": said["notice_id"]}


@app.get("/log")
async def taken() -> list[dict[str, object]]:
    """What was taken, in order: for whoever tries this example, and never on a real platform."""
    return log


@app.exception_handler(HTTPException)
async def told(request: Request, error: HTTPException) -> JSONResponse:
    """Each refusal by its name."""
    return JSONResponse({"error": error.detail}, error.status_code)
