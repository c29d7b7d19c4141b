#!/usr/bin/env python3
"""Checks the bundle that this file lies in, with nothing but Python 3.9 or newer.

    python3 -I -S check.py [--genesis HASH]

It recomputes every hash, verifies every signature with code of its own (RFC 8032, FIPS 186,
RFC 9162), prints the timeline, and ends with status 1 naming the file that does not hold.
"""

# Entries are parsed JSON, and there is no library here to give it types:
# pyright: basic
from __future__ import annotations

import base64
import hashlib
import json
import math
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
# --- Ed25519, RFC 8032 ---------------------------------------------------------------------------
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def _add(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(n: int, point: tuple[int, ...]) -> tuple[int, ...]:
    found: tuple[int, ...] = (0, 1, 1, 0)
    while n:
        if n & 1:
            found = _add(found, point)
        point, n = _add(point, point), n >> 1
    return found


def _point(raw: bytes) -> tuple[int, ...] | None:
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if (x & 1) != sign else x
    return (x, y, 1, x * y % P)


def ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is the key's over the message."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = _point(public), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    base = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    k = int.from_bytes(digest, "little") % L
    one, two = _times(s, base or r), _add(r, _times(k, a))
    return not ((one[0] * two[2] - two[0] * one[2]) % P or (one[1] * two[2] - two[1] * one[2]) % P)


# --- ECDSA on P-256 with SHA-256, FIPS 186-5 -----------------------------------------------------
Q = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def _sum(a: tuple[int, int] | None, b: tuple[int, int] | None) -> tuple[int, int] | None:
    if a is None or b is None:
        return b if a is None else a
    if a[0] == b[0] and (a[1] + b[1]) % Q == 0:
        return None
    if a == b:
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], Q - 2, Q)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], Q - 2, Q)
    x = (slope * slope - a[0] - b[0]) % Q
    return x, (slope * (a[0] - x) - a[1]) % Q


def _multiple(n: int, point: tuple[int, int] | None) -> tuple[int, int] | None:
    found = None
    while n:
        if n & 1:
            found = _sum(found, point)
        point, n = _sum(point, point), n >> 1
    return found


def _der(raw: bytes) -> tuple[int, int] | None:
    """The two numbers of an ECDSA signature in its one DER spelling."""
    numbers: list[int] = []
    at = 2
    if len(raw) < 8 or raw[0] != 0x30 or raw[1] != len(raw) - 2:
        return None
    for _ in range(2):
        if at + 2 > len(raw) or raw[at] != 2:
            return None
        part = raw[at + 2 : at + 2 + raw[at + 1]]
        if len(part) != raw[at + 1] or not part or part[0] & 0x80:
            return None
        if len(part) > 1 and part[0] == 0 and not part[1] & 0x80:
            return None
        numbers.append(int.from_bytes(part, "big"))
        at += 2 + len(part)
    return (numbers[0], numbers[1]) if at == len(raw) else None


def p256(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the DER signature is the key's (x and y, 64 bytes) over the message."""
    x, y = int.from_bytes(public[:32], "big"), int.from_bytes(public[32:], "big")
    found = _der(signature)
    on_curve = len(public) == 64 and max(x, y) < Q and (y * y - x**3 + 3 * x - B) % Q == 0
    if found is None or not on_curve or not all(0 < n < N for n in found):
        return False
    inverse = pow(found[1], N - 2, N)
    z = int.from_bytes(hashlib.sha256(message).digest(), "big")
    one = _multiple(z * inverse % N, G)
    point = _sum(one, _multiple(found[0] * inverse % N, (x, y)))
    return point is not None and point[0] % N == found[0]


# --- canonical JSON (RFC 8785, for what entries hold), notes, trees ------------------------------
class Wrong(Exception):
    """A file that does not hold, and why."""


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


# --- the bundle ----------------------------------------------------------------------------------
SLOTS = {
    "approve": "approver",
    "deny": "objector",
    "propose": "proposer",
    "restore": "restorer",
    "revoke": "objector",
    "veto": "objector",
}
WORDS = {
    "approved": "approve",
    "denied": "deny",
    "opened": "propose",
    "restored": "restore",
    "revoked": "revoke",
    "vetoed": "veto",
}
ABOUT = {"assigned": "to", "closed": "outcome", "escalated": "reason", "reopened": "reason"}
RAISE = [
    "genesis",
    "ref",
    "tier",
    "criterion",
    "owner",
    "review_by",
    "signer",
    "reason_commitment",
    "at",
]
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


class Bundle:
    """The files, the entries by index, and the keys as they were enrolled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entries: dict[int, dict[str, Any]] = {}
        self.keys: dict[str, list[tuple[str, dict[str, Any], int]]] = {}
        self.manifest()
        self.told = json.loads(self.read("incident.json"))
        self.flaws = {int(index): why for index, why in self.told["flaws"].items()}

    def read(self, name: str) -> bytes:
        """A file's bytes."""
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            raise Wrong(f"{name}: is missing") from None

    def manifest(self) -> None:
        """Every file is as listed, and no other file is there."""
        whole = self.read("MANIFEST")
        lines = whole.decode(errors="replace").split("\n")
        body = "\n".join(lines[:-2]) + "\n"
        if lines[-2:] != [f"{hashlib.sha256(body.encode()).hexdigest()}  MANIFEST", ""]:
            raise Wrong("MANIFEST: was changed")
        listed = {line[66:]: line[:64] for line in lines[:-2]}
        for name, wanted in listed.items():
            if hashlib.sha256(self.read(name)).hexdigest() != wanted:
                raise Wrong(f"{name}: is not the file that MANIFEST lists")
        there = {str(p.relative_to(self.folder)) for p in self.folder.rglob("*") if p.is_file()}
        for name in sorted(there - set(listed) - {"MANIFEST"}):
            raise Wrong(f"{name}: is not listed in MANIFEST")

    def lying(self, folder: str) -> list[Path]:
        """The files in a part of the bundle."""
        return list((self.folder / folder).iterdir())

    def check(self, pinned: str) -> tuple[int, int]:
        """Everything; the log's size and the cosigned time. Raises Wrong."""
        first = self.read(entry_file(0))
        self.genesis = hashlib.sha256(first).hexdigest()
        if self.genesis != self.told["genesis"] or pinned not in ("", self.genesis):
            raise Wrong(f"{entry_file(0)}: is not the pinned genesis")
        self.founded = json.loads(first)["data"]["genesis"]
        note = self.read("checkpoint")
        for name in ("log", "cosigner"):
            if self.read(f"keys/{name}.vkey").decode() != self.founded[name] + "\n":
                raise Wrong(f"keys/{name}.vkey: is not the genesis's")
        try:
            _, size, root = read_body(note.decode())
        except (ValueError, IndexError) as problem:
            raise Wrong(f"checkpoint: {problem}") from None
        named = {*self.told["shown"], *self.told["beside"]}
        if {entry_file(i) for i in named} != {f"entries/{p.name}" for p in self.lying("entries")}:
            raise Wrong("incident.json: does not name just the entries that are here")
        for index in sorted(named):
            self.load(index)
        at = self.cosigned(note.decode())
        for index in sorted(named):
            self.proved(index, size, root, note)
        for index, entry in self.entries.items():
            self.enrol(index, entry)
        for index, entry in self.entries.items():
            if index not in self.flaws:
                self.vouched(index, entry)
        return size, at

    def cosigned(self, note: str) -> int:
        """The time of the checkpoint, by the log's newest pair of keys here or, until that one
        ends, by the pair before it."""
        pairs, wrong = self.pairs(), "no key of the log"
        end = math.inf
        for log, cosigner, begun in reversed(pairs):
            try:
                at = open_checkpoint(note, log, cosigner)
            except (ValueError, IndexError) as problem:
                wrong, end = str(problem), begun
                continue
            if at >= end:
                raise Wrong("checkpoint: signed with a key that had ended")
            return at
        raise Wrong(f"checkpoint: {wrong}")

    def pairs(self) -> list[tuple[str, str, float]]:
        """The log's pairs of keys in their order, each with when it ended the one before."""
        found = [(self.founded["log"], self.founded["cosigner"], 0.0)]
        for index, entry in sorted(self.entries.items()):
            if entry["event"] != "log:changed" or index in self.flaws:
                continue
            said = entry["data"]["rotation"]
            new, used = (said["log"], said["cosigner"]), [k for pair in found for k in pair[:2]]
            named = [vkey(k)[0] for k in new] == [vkey(k)[0] for k in used[:2]]
            fresh = not {vkey(k)[3] for k in new} & {vkey(k)[3] for k in used}
            if said["genesis"] != self.genesis or said["number"] != len(found) or not named:
                raise Wrong(f"{entry_file(index)}: is no turn of this log's keys, or out of order")
            if not fresh or seconds(said["at"]) < found[-1][2]:
                raise Wrong(f"{entry_file(index)}: a key comes back, or two turns overlap")
            found.append((*new, seconds(said["until"])))
        return found

    def proved(self, index: int, size: int, root: bytes, note: bytes) -> None:
        """The entry stands in the log at this index."""
        name, body = receipt_file(index), self.read(entry_file(index))
        head, _, rest = self.read(name).decode(errors="replace").partition("\n\n")
        lines = head.split("\n")
        if lines[:2] != ["c2sp.org/tlog-proof@v1", f"index {index}"] or rest.encode() != note:
            raise Wrong(f"{name}: is no receipt for entry {index} under this checkpoint")
        try:
            proof = [b64(line) for line in lines[2:]]
        except ValueError:
            raise Wrong(f"{name}: is malformed") from None
        if not included(body, index, size, proof, root):
            raise Wrong(f"{entry_file(index)}: {name} does not prove that it is in the log")

    def load(self, index: int) -> None:
        """An entry's fields, for now unproved."""
        try:
            self.entries[index] = json.loads(self.read(entry_file(index)))
        except ValueError:
            self.entries[index] = {"event": "?", "at": "", "by": "?", "attested": "", "data": {}}

    def enrol(self, index: int, entry: dict[str, Any]) -> None:
        """Keys of a genesis, a people file or an amendment of a person."""
        data = entry["data"]
        for row in people_of(entry):
            for key in row.get("keys", []):
                self.keys.setdefault(key_id(key), []).append((row["id"], key, index))
        for row in data.get("genesis", {}).get("founders", []) if index == 0 else []:
            self.keys.setdefault(key_id(row), []).append((row["id"], row, 0))

    def vouched(self, index: int, entry: dict[str, Any]) -> None:
        """Whoever vouches for an entry signed it."""
        data = entry["data"]
        if entry["event"] == "genesis":
            self.founders(index, digest("quorate/genesis/v1", data["genesis"]), data, everyone=True)
        elif entry["event"] == "log:changed":
            self.founders(index, digest("quorate/log-keys/v1", data["rotation"]), data)
        elif "change" in data:
            self.founders(index, digest("quorate/change/v1", data["change"]), data)
        elif entry["sig"] or effectors_own(entry["event"]):
            self.process(index, entry)
        said = self.word(entry)
        if said is not None:
            self.person(index, *said)

    def founders(self, index: int, said: bytes, data: Any, *, everyone: bool = False) -> None:
        """Enough founders signed: all of the genesis, three (or both of two) of a change."""
        public = {f["id"]: bytes.fromhex(f["public"]) for f in self.founded["founders"]}
        good = {
            s["person"]
            for s in data["signatures"]
            if ed25519(public.get(s["person"], b""), said, bytes.fromhex(s["sig"]))
        }
        if len(good) < (len(public) if everyone else min(3, len(public))):
            raise Wrong(f"{entry_file(index)}: too few founders signed it")

    def process(self, index: int, entry: dict[str, Any]) -> None:
        """An effector of the genesis signed the envelope."""
        public = {e["name"]: e["public"] for e in self.founded["effectors"]}.get(entry["by"])
        if public is None and not effectors_own(entry["event"]):
            return  # a source of people's facts: its key is no founder's word
        said = digest("quorate/entry/v1", {**entry, "sig": ""})
        if not ed25519(bytes.fromhex(public or ""), said, bytes.fromhex(entry["sig"])):
            raise Wrong(f"{entry_file(index)}: the effector's signature does not hold")

    def word(self, entry: dict[str, Any]) -> tuple[bytes, str, str, str, dict[str, Any]] | None:
        """What a person signed in this entry: digest, signer, slot, nonce and the proof's row."""
        data, (room, _, happened) = entry["data"], entry["event"].partition(":")
        kind, signer = WORDS.get(happened, ""), data.get("signer", "")
        if room in ("proposal", "effect") and kind and happened != "overdue":
            statement = data.get("statement") or self.statement(data.get("proposal", ""))
            signer = signer or statement["signer"]
            said = {**statement, "kind": kind, "slot": SLOTS[kind], "signer": signer}
            return digest("quorate/statement/v1", said), signer, SLOTS[kind], said["nonce"], data
        if room == "amendment" and kind:
            amendment = data["amendment"]
            if isinstance(amendment, str):
                amendment = self.amendment(amendment)
            said = {**amendment, "kind": kind, "slot": SLOTS[kind], "signer": signer}
            return digest("quorate/amendment/v2", said), signer, SLOTS[kind], said["nonce"], data
        if entry["event"] == "register:raised":
            said = {name: data[name] for name in RAISE}
            return digest("quorate/raise/v3", said), signer, "", "", data
        if room == "case" and happened in ABOUT and entry["attested"] == "person":
            if "sig" not in data:
                return None  # it rests on a signed proposal
            said = {"genesis": self.genesis, "event": entry["event"], "case": data["case"]}
            said.update(version=data["version"], signer=data["by"], about=data[ABOUT[happened]])
            return digest("quorate/case-decision/v1", said), data["by"], "", "", data
        order: dict[str, Any] = object_of(data.get("order"))
        if order:
            row = order if "sig" in order else data
            said = {k: v for k, v in order.items() if k not in ("key", "sig")}
            domain = "quorate/reveal/v1" if room == "reveal" else "quorate/order/v1"
            return digest(domain, said), order["signer"], "", "", row
        return None

    def statement(self, name: str) -> dict[str, Any]:
        """A proposal's own words."""
        for index, entry in self.entries.items():
            said = entry["data"].get("statement", {})
            if index not in self.flaws and said.get("proposal") == name:
                return said
        raise Wrong(f"incident.json: the proposal {name} is not in the bundle")

    def amendment(self, name: str) -> dict[str, Any]:
        """An amendment's own words."""
        for index, entry in self.entries.items():
            said = object_of(entry["data"].get("amendment"))
            if index not in self.flaws and said.get("id") == name:
                return said
        raise Wrong(f"incident.json: the amendment {name} is not in the bundle")

    def person(
        self, index: int, said: bytes, signer: str, slot: str, nonce: str, row: dict[str, Any]
    ) -> None:
        """The signer's enrolled key signed these words."""
        known = self.keys.get(row.get("key", ""), [])
        enrolled = [key for who, key, at in known if who == signer and at < index]
        if not enrolled:
            raise Wrong(f"{entry_file(index)}: no entry here enrols the key for {signer}")
        if "assertion" in row:
            raw = said + slot.encode() + bytes.fromhex(nonce)
            challenge = hashlib.sha256(b"quorate/webauthn/v1\n" + raw).digest()
            wrong = self.unasserted(enrolled[0], challenge, row["assertion"])
        else:
            held = ed25519(bare(enrolled[0]), said, bytes.fromhex(row["sig"]))
            wrong = "" if held else "the signature does not hold"
        if wrong:
            raise Wrong(f"{entry_file(index)}: {signer}: {wrong}")

    def unasserted(self, key: dict[str, Any], challenge: bytes, row: dict[str, str]) -> str:
        """Why a passkey's assertion does not hold; empty when it does."""
        client, device = bytes.fromhex(row["client_data"]), bytes.fromhex(row["authenticator_data"])
        said = json.loads(client)
        wanted = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
        if said["type"] != "webauthn.get" or said["challenge"] != wanted:
            return "the passkey was asked about something else"
        origin = said["origin"]
        if origin not in self.founded["origins"] or urlsplit(origin).hostname != key["rp_id"]:
            return "the passkey answered elsewhere"
        if len(device) != 37 or device[:32] != hashlib.sha256(key["rp_id"].encode()).digest():
            return "the passkey answered for another host"
        if device[32] != 5:
            return "the passkey's user was not verified"
        verify = ed25519 if key["algorithm"] == "EdDSA" else p256
        signed = device + hashlib.sha256(client).digest()
        held = verify(bare(key), signed, bytes.fromhex(row["signature"]))
        return "" if held else "the passkey's signature does not hold"

    def who(self, person: str, before: int) -> str:
        """Role, employment and team by the newest row here that stands before an entry."""
        for index in sorted((i for i in self.entries if i <= before), reverse=True):
            for row in people_of(self.entries[index]):
                if row.get("id") == person:
                    return f" ({', '.join(row['roles'])}, {row['employment']}, team {row['team']})"
        return ""

    def holds(self, index: int, entry: dict[str, Any]) -> bool:
        """Whether an entry that is said not to count is vouched for all the same."""
        try:
            self.vouched(index, entry)
        except (Wrong, ValueError, KeyError, TypeError, AttributeError):
            return False
        return True

    def line(self, index: int) -> str:
        """One entry in words."""
        entry = self.entries[index]
        data = entry["data"]
        order = object_of(data.get("order"))
        signer = data.get("signer") or order.get("signer")
        who = entry["by"] if entry["attested"] == "person" else signer or data.get("by")
        who = str(who or entry["by"])
        statement = data.get("statement") or {}
        if not statement and data.get("proposal") and index not in self.flaws:
            statement = self.statement(data["proposal"])
        about = f"{statement['action']} of {statement['target']['ref']}" if statement else ""
        named = ("case", "outcome", "reason", "problem", "missing", "stage", "tier", "field")
        more = [f"{name} {data[name]}" for name in named if data.get(name) not in (None, "", [])]
        if data.get("hands"):
            more.append(f"hands {', '.join(data['hands'])}")
        flaw = f"  DOES NOT COUNT: {self.flaws[index]}" if index in self.flaws else ""
        flaw += " (its signatures hold nevertheless)" if flaw and self.holds(index, entry) else ""
        event = entry["event"].replace(":", " ")
        told = " | ".join(filter(None, (about, *more)))
        return f"{entry['at']}  entry {index}  {who}{self.who(who, index)}: {event}  {told}{flaw}"


def seconds(text: str) -> float:
    """A time of the log (UTC) as Unix seconds, whole."""
    at = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    return int(at.timestamp())


def object_of(value: Any) -> dict[str, Any]:
    """What is an object, or an empty one."""
    return value if isinstance(value, dict) else {}


def effectors_own(event: str) -> bool:
    """Whether none but an effector writes such an entry."""
    rooms = ("effect", "glass", "identity", "key", "page", "person", "reveal")
    return event.partition(":")[0] in rooms or event in ("amendment:applied", "proposal:overdue")


def people_of(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """The people's rows in an entry."""
    change = entry["data"].get("change") or {}
    content = object_of(entry["data"].get("amendment")).get("content", {})
    rows = list(change.get("content", {}).get("people", []))
    return rows + ([content["person"]] if "person" in content else [])


def entry_file(index: int) -> str:
    """Where an entry lies."""
    return f"entries/{index:012}.json"


def receipt_file(index: int) -> str:
    """Where its receipt lies."""
    return f"receipts/{index:012}.tlog-proof"


def printable(text: str) -> str:
    """Without control characters and direction marks."""
    return "".join(c if c.isprintable() else "?" for c in text)


def main(arguments: list[str]) -> int:
    """0 when all of it holds."""
    pinned = arguments[1] if arguments[:1] == ["--genesis"] and len(arguments) == 2 else ""
    try:
        bundle = Bundle(HERE)
        size, at = bundle.check(pinned)
        told = [bundle.line(index) for index in bundle.told["shown"]]
    except Wrong as wrong:
        print(printable(f"NOT VERIFIED: {wrong}"))
        return 1
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as problem:
        print(printable(f"NOT VERIFIED: incident.json or an entry is malformed: {problem!r}"))
        return 1
    for line in told:
        print(printable(line))
    print(f"verified: {len(told)} entries shown, {len(bundle.entries) - len(told)} beside them, in")
    print(f"a log of {size} entries, cosigned at {at} (Unix seconds), genesis {bundle.genesis}")
    if not pinned:
        print("No genesis was pinned: whole, but whose? Get its hash from somewhere else.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
