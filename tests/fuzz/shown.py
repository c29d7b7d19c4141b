"""True messages, for the parsers to be given variants of."""

from typing import Any, Final

DID: Final = "did:plc:abcdefghijklmnopqrstuvwx"
SCIM_USER: Final[dict[str, Any]] = {
    "schemas": [
        "urn:ietf:params:scim:schemas:core:2.0:User",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    ],
    "userName": "contractor@example.test",
    "active": True,
    "timezone": "Europe/Vienna",
    "preferredLanguage": "de-AT",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
        "department": "north",
        "manager": {"value": "7"},
    },
}
SCIM_PATCH: Final[dict[str, Any]] = {
    "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    "Operations": [
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "add", "path": 'emails[type eq "work"].value', "value": "a@b.test"},
        {"op": "remove", "path": "timezone"},
    ],
}
EMITTED: Final[dict[str, Any]] = {
    "event": {
        "$type": "tools.ozone.moderation.defs#modEventTakedown",
        "comment": "seen",
        "durationInHours": 24,
        "policies": ["spam/1"],
    },
    "subject": {"$type": "com.atproto.admin.defs#repoRef", "did": DID},
    "createdBy": DID,
}
ADMIN_PAGE: Final[dict[str, Any]] = {
    "event_reports": [
        {
            "id": 1,
            "received_ts": 1,
            "room_id": "!r:a",
            "event_id": "$e",
            "reason": "x",
            "user_id": "@u:a",
        }
    ],
    "event": {
        "type": "m.room.message",
        "sender": "@u:a",
        "content": {"body": "x", "url": "mxc://a/b"},
    },
    "devices": [{"device_id": "d", "last_seen_ip": "192.0.2.1", "last_seen_ts": 1}],
    "threepids": [{"medium": "email", "address": "a@b.test"}],
}
SERVE_TOML: Final = b"""database_url_file = "url"
ledger = "ledger"
genesis = "00"
port = 8400
door = "http://127.0.0.1:1"
key_file = "key"
intake_tokens_file = "tokens"
invites_file = "invites"
authority = "authority"
second_reviews = 0.1
[events.ops]
url = "https://ops.example.org/x"
key_file = "ops.key"
[mail]
host = "localhost"
port = 25
from = "a@example.org"
address = "https://q.example.org"
[care]
[retention]
[oidc]
issuer = "https://idp.test"
client_id = "q"
client_secret_file = "s"
redirect_uri = "https://q.test/console/sign-in/return"
"""
