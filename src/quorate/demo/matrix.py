"""A user's view of a Matrix homeserver on this machine: what the demo's and tests' people do."""

import hashlib
import hmac
import secrets
import ssl
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast
from urllib.parse import quote

import httpx2

from quorate.ledger.fields import as_object, items, text, texts

CALL_SECONDS = 30.0
# Without any authority it accepts no https: this module talks to plain loopback addresses only.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

JsonObject = dict[str, object]
Answer = tuple[int, JsonObject]
NOTICES = "@notices:"


class MatrixRefused(Exception):
    """The homeserver refused what it never refuses; the message has status and body."""


@dataclass(frozen=True)
class MatrixClient:
    """One signed-in user. Every call answers (HTTP status, body); a refusal has an `errcode`."""

    base_url: str
    token: str
    user_id: str

    def create_room(self, name: str, *, public: bool = True) -> Answer:
        """Make a room that anybody may join when `public`; the body has its `room_id`."""
        preset = "public_chat" if public else "private_chat"
        return self._call("POST", "createRoom", {"name": name, "preset": preset})

    def join(self, room: str) -> Answer:
        """Join a room by its id."""
        return self._call("POST", f"join/{_part(room)}", {})

    def send(self, room: str, text: str) -> Answer:
        """Write a message; the body has its `event_id`."""
        path = f"rooms/{_part(room)}/send/m.room.message/{secrets.token_hex(8)}"
        return self._call("PUT", path, {"msgtype": "m.text", "body": text})

    def report_event(self, room: str, event: str, reason: str, score: int) -> Answer:
        """Report a message; `score` goes from -100, the worst, to 0."""
        path = f"rooms/{_part(room)}/report/{_part(event)}"
        return self._call("POST", path, {"reason": reason, "score": score})

    def report_user(self, user: str, reason: str) -> Answer:
        """Report a user by full Matrix id; an unknown one answers 200 too."""
        return self._call("POST", f"users/{_part(user)}/report", {"reason": reason})

    def notices(self) -> list[str]:
        """What this client reads of its server's notices, the newest of a room first."""
        found: list[str] = []
        for room in texts(self._call("GET", "joined_rooms")[1], "joined_rooms"):
            said = self._call("GET", f"rooms/{_part(room)}/messages?dir=b&limit=50")[1]
            found += [
                text(as_object(event["content"], "content"), "body")
                for event in items(said, "chunk")
                if event["type"] == "m.room.message" and str(event["sender"]).startswith(NOTICES)
            ]
        return found

    def _call(self, method: str, path: str, body: JsonObject | None = None) -> Answer:
        return call(method, f"{self.base_url}/_matrix/client/v3/{path}", body, self.token)


def call(method: str, url: str, body: JsonObject | None = None, token: str | None = None) -> Answer:
    """Make one request; (HTTP status, body), the body empty when it is no JSON object."""
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    with httpx2.Client(verify=NO_TLS, trust_env=False, timeout=CALL_SECONDS) as http:
        response = http.request(method, url, json=body, headers=headers)
    if not response.headers.get("content-type", "").startswith("application/json"):
        return response.status_code, {}
    return response.status_code, cast("JsonObject", response.json())


def _part(identifier: str) -> str:
    return quote(identifier, safe="")


def register(
    base_url: str, secret: str, user: str, password: str, *, admin: bool = False
) -> MatrixClient:
    """Make an account by the homeserver's registration secret, and sign in with it.

    Raises MatrixRefused, for one when the local name `user` is taken.
    """
    url = f"{base_url}/_synapse/admin/v1/register"
    nonce = str(_expect_ok(call("GET", url))["nonce"])
    fields = (nonce, user, password, "admin" if admin else "notadmin")
    # SHA-1 is what Synapse's registration asks for.
    mac = hmac.new(secret.encode(), "\0".join(fields).encode(), hashlib.sha1).hexdigest()
    body: JsonObject = {"nonce": nonce, "username": user, "password": password}
    return _signed_in(base_url, call("POST", url, body | {"admin": admin, "mac": mac}))


def log_in(base_url: str, user: str, password: str) -> MatrixClient:
    """Sign in with a password. Raises MatrixRefused when account or password are wrong."""
    identifier = {"type": "m.id.user", "user": user}
    body: JsonObject = {"type": "m.login.password", "identifier": identifier, "password": password}
    return _signed_in(base_url, call("POST", f"{base_url}/_matrix/client/v3/login", body))


def _signed_in(base_url: str, answer: Answer) -> MatrixClient:
    body = _expect_ok(answer)
    return MatrixClient(base_url, str(body["access_token"]), str(body["user_id"]))


def _expect_ok(answer: Answer) -> JsonObject:
    status, body = answer
    if status != HTTPStatus.OK:
        raise MatrixRefused(f"{status} {body}")
    return body
