"""The log: canonical JSON (RFC 8785, for what entries hold), proofs (RFC 9162), signed notes."""

# Entries are parsed JSON, and there is no library here to give it types:
# pyright: basic
from __future__ import annotations

import base64
import hashlib
import json
from datetime import datetime, timezone
from typing import Any

from checking.curves import ed25519


def utf16(name: str) -> bytes:
    """What RFC 8785 sorts by."""
    return name.encode("utf-16-be")


def canonical(value: Any) -> bytes:
    """Texts, whole numbers, truths, lists and objects, as RFC 8785 spells them."""

    def ordered(part: Any) -> Any:
        if isinstance(part, dict):
            row: dict[str, Any] = part
            return {k: ordered(row[k]) for k in sorted(row, key=utf16)}
        if isinstance(part, list):
            rows: list[Any] = part
            return [ordered(one) for one in rows]
        return part

    return json.dumps(ordered(value), separators=(",", ":"), ensure_ascii=False).encode()


def digest(domain: str, value: Any) -> bytes:
    """What people sign: SHA-256 over the domain, a line break and the canonical JSON."""
    return hashlib.sha256(domain.encode() + b"\n" + canonical(value)).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def included(body: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2."""
    fn, sn, r = index, size - 1, hashlib.sha256(b"\x00" + body).digest()
    if not 0 <= index < size or len(root) != 32:
        return False
    for p in proof:
        if sn == 0 or len(p) != 32:
            return False
        if fn & 1 or fn == sn:
            r = _node(p, r)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = _node(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


def b64(text: str) -> bytes:
    """The one canonical spelling; ValueError for others."""
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("not canonical base64")
    return raw


def vkey(text: str) -> tuple[str, bytes, int, bytes]:
    """Name, key id, type and public key of `name+hex+base64`."""
    name, _, rest = text.partition("+")
    hexed, _, encoded = rest.partition("+")
    raw = b64(encoded)
    known = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if known.hex() != hexed:
        raise ValueError("the key id is not the key's")
    return name, known, raw[0], raw[1:]


def read_body(note: str) -> tuple[str, int, bytes]:
    """What a checkpoint says: origin, size and root; ValueError unless it is well-formed."""
    origin, size, root = note.rpartition("\n\n")[0].splitlines()
    if str(int(size)) != size:
        raise ValueError("its size is malformed")
    return origin, int(size), b64(root)


def open_checkpoint(note: str, log: str, cosigner: str) -> int:
    """The cosigned time (seconds), by both keys; ValueError otherwise."""
    body, _, lines = note.rpartition("\n\n")
    body += "\n"
    found: dict[tuple[str, bytes], bytes] = {}
    for line in lines.splitlines():
        dash, name, encoded = line.split(" ")
        raw = b64(encoded)
        if dash != "\u2014" or (name, raw[:4]) in found:
            raise ValueError("a signature line is malformed or stands twice")
        found[name, raw[:4]] = raw[4:]
    name, known, kind, public = vkey(log)
    if kind != 1 or not ed25519(public, body.encode(), found.get((name, known), b"")):
        raise ValueError("the log's signature does not hold")
    clock, known, kind, public = vkey(cosigner)
    signed = found.get((clock, known), b"")
    at = int.from_bytes(signed[:8], "big")
    said = f"cosignature/v1\ntime {at}\n{body}".encode()
    if kind != 4 or not ed25519(public, said, signed[8:]):
        raise ValueError("the cosignature does not hold")
    if read_body(note)[0] != name:
        raise ValueError("it is another log's")
    return at


def seconds(text: str) -> float:
    """A time of the log (UTC) as Unix seconds, whole."""
    at = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)  # noqa: UP017 - Python 3.9
    return int(at.timestamp())
