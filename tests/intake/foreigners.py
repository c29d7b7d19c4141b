"""Sources that speak other tools' words, and one message of each tool."""

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

from quorate.intake.sources import Source, read_sources

FORUM = "forum:example.org"
SECRET = "a secret of the webhook"
TOKENS: dict[str, Any] = {
    "app": "token-of-app",
    "coop": {
        "token": "the key of the coop",
        "reads": "coop",
        "connector": FORUM,
        "accounts": ["user"],
        "account": "author",
        "areas": {"p-1": "harassment"},
        "callback": {
            "action": "http://127.0.0.1:1/action",
            "appeal": "http://127.0.0.1:1/appeal",
            "key_file": "coop.pem",
            "actions": {"suspend": "a-7"},
        },
    },
    "mastodon": {"token": SECRET, "reads": "mastodon", "connector": "mastodon:social.example"},
    "osprey": {
        "token": "the token of osprey",
        "reads": "osprey",
        "connector": FORUM,
        "account": "UserId",
        "message": "MessageId",
        "place": "ChannelId",
        "areas": {"reject": "spam", "ban": "harassment"},
        "scores": {"reject": 0.5, "ban": 0.9},
    },
    "abuse": {
        "token": "the token of abuse",
        "reads": "mail",
        "connector": FORUM,
        "links": ["https://example.org/u/"],
        "domain": "example.org",
    },
}


def sources(folder: Path = Path()) -> dict[str, Source]:
    return read_sources(TOKENS, folder)


def coop_report(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "reporter": {"kind": "user", "typeId": "user", "id": "u-9"},
        "reportedAt": "2026-11-24T10:30:00.000Z",
        "reportedForReason": {"policyId": "p-1", "reason": "they insult me", "csam": False},
        "reportedItem": {
            "id": "m-1",
            "typeId": "post",
            "data": {"author": "u-1", "text": "you fool", "images": []},
        },
        "reportedItemThread": [{"id": "m-0", "typeId": "post", "data": {"text": "good morning"}}],
        "reportedItemsInThread": [{"id": "m-0", "typeId": "post"}],
    }
    return {**plain, **changes}


def coop_appeal(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "appealId": "ap-1",
        "appealedBy": {"typeId": "user", "id": "u-1"},
        "appealedAt": "2026-11-24T10:50:00.000Z",
        "actionedItem": {"id": "u-1", "typeId": "user", "data": {}},
        "actionsTaken": ["a-7"],
        "appealReason": "it was a quotation",
    }
    return {**plain, **changes}


def mastodon_event(event: str = "report.created", **changes: Any) -> bytes:
    """As the documentation of Mastodon's webhooks has it, shortened."""
    account = {"id": "9", "username": "witness", "email": "w@example.org", "ip": "192.0.2.7"}
    target = {"id": "42", "username": "troll", "email": "t@example.org", "ip": "192.0.2.8"}
    report = {
        "id": "8437",
        "action_taken": False,
        "category": "violation",
        "comment": "rude",
        "created_at": "2026-11-24T10:30:00.348Z",
        "account": {**account, "account": {"id": "9", "url": "https://social.example/@witness"}},
        "target_account": {**target, "account": {"url": "https://social.example/@troll"}},
        "statuses": [
            {
                "id": "109",
                "content": "<p>you <b>fool</b> &amp; ass</p><p>really</p>",
                "language": "en",
                "url": "https://social.example/@troll/109",
                "spoiler_text": "",
                "media_attachments": [{"type": "image", "description": "a donkey"}],
            }
        ],
        "rules": [{"id": "2", "text": "No insults"}],
        **changes,
    }
    said = {"event": event, "created_at": "2026-11-24T10:30:00.351Z", "object": report}
    return json.dumps(said).encode()


def hub(body: bytes, secret: str = SECRET) -> dict[str, str]:
    made = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature": f"sha256={made}", "Content-Type": "application/json"}


def osprey_features(**changes: Any) -> dict[str, Any]:
    plain = {
        "__action_id": 1532,
        "__timestamp": "2026-11-24T10:30:00Z",
        "__verdicts": ["log", "reject", "ban"],
        "UserId": 77,
        "MessageId": "m-3",
        "ChannelId": "c-1",
        "text": "free money",
    }
    return {**plain, **changes}


ARF = b"""\
From: <fbl@mailbox.example>\r
Date: Tue, 24 Nov 2026 10:30:00 +0000\r
Subject: FW: You won\r
To: <abuse@example.org>\r
Message-ID: <1@mailbox.example>\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=feedback-report; boundary="part"\r
\r
--part\r
Content-Type: text/plain; charset="US-ASCII"\r
\r
This is an abuse report.\r
\r
--part\r
Content-Type: message/feedback-report\r
\r
Feedback-Type: fraud\r
User-Agent: SomeGenerator/1.0\r
Version: 1\r
Original-Mail-From: <Prince@Example.org>\r
Source-IP: 192.0.2.1\r
\r
--part\r
Content-Type: message/rfc822\r
Content-Disposition: inline\r
\r
From: "A prince" <prince@example.org>\r
Subject: =?utf-8?q?You_w=C3=B6n?=\r
Message-ID: <8787@example.org>\r
MIME-Version: 1.0\r
Content-Type: text/html; charset=utf-8\r
Content-Transfer-Encoding: quoted-printable\r
\r
<style>p {}</style><p>Send me <b>money</b>=C3=A9</p>\r
\r
--part--\r
"""
