"""People's keys, as entries enrol them, and what a passkey's assertion proves."""

# Entries are parsed JSON, and there is no library here to give it types:
# pyright: basic
from __future__ import annotations

import base64
import hashlib
import json
from typing import Any
from urllib.parse import urlsplit

from checking.curves import ed25519, p256

ES256 = (bytes.fromhex("a5010203262001215820"), bytes.fromhex("225820"))
EDDSA = bytes.fromhex("a4010103272006215820")


def bare(key: dict[str, Any]) -> bytes:
    """A row's public key without its COSE clothes."""
    raw = bytes.fromhex(key["public"])
    if "algorithm" not in key:
        return raw
    if key["algorithm"] == "EdDSA":
        return raw[len(EDDSA) :] if raw.startswith(EDDSA) else b""
    start, between = ES256
    x, y = raw[len(start) : len(start) + 32], raw[-32:]
    return x + y if raw == start + x + between + y else b""


def key_id(key: dict[str, Any]) -> str:
    """How entries name it."""
    return hashlib.sha256(bare(key)).hexdigest()[:16]


def unasserted(
    key: dict[str, Any], challenge: bytes, row: dict[str, str], origins: list[str]
) -> str:
    """Why a passkey's assertion does not hold; empty when it does."""
    client, device = bytes.fromhex(row["client_data"]), bytes.fromhex(row["authenticator_data"])
    said = json.loads(client)
    wanted = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
    if said["type"] != "webauthn.get" or said["challenge"] != wanted:
        return "the passkey was asked about something else"
    origin = said["origin"]
    if origin not in origins or urlsplit(origin).hostname != key["rp_id"]:
        return "the passkey answered elsewhere"
    if len(device) != 37 or device[:32] != hashlib.sha256(key["rp_id"].encode()).digest():
        return "the passkey answered for another host"
    if device[32] != 5:
        return "the passkey's user was not verified"
    verify = ed25519 if key["algorithm"] == "EdDSA" else p256
    signed = device + hashlib.sha256(client).digest()
    held = verify(bare(key), signed, bytes.fromhex(row["signature"]))
    return "" if held else "the passkey's signature does not hold"
