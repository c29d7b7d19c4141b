"""The whole bundle: each entry in the log, and vouched for by whoever it is of."""

# Entries are parsed JSON, and there is no library here to give it types:
# pyright: basic
from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

from checking.curves import ed25519
from checking.files import Files, Wrong, entry_file, receipt_file
from checking.keys import bare, key_id, unasserted
from checking.log import b64, digest, included, open_checkpoint, read_body, seconds, vkey
from checking.words import Word, effectors_own, object_of, people_of, word


class Bundle(Files):
    """The entries by index, and the keys as they were enrolled."""

    def __init__(self, folder: Path) -> None:
        """Raises Wrong where a file is not as listed."""
        super().__init__(folder)
        self.entries: dict[int, dict[str, Any]] = {}
        self.keys: dict[str, list[tuple[str, dict[str, Any], int]]] = {}
        self.told = json.loads(self.read("incident.json"))
        self.flaws = {int(index): why for index, why in self.told["flaws"].items()}

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
        said = word(entry, self.genesis, self.statement, self.amendment)
        if said is not None:
            self.person(index, said)

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

    def person(self, index: int, said: Word) -> None:
        """The signer's enrolled key signed these words."""
        row, signer = said.row, said.signer
        known = self.keys.get(row.get("key", ""), [])
        enrolled = [key for who, key, at in known if who == signer and at < index]
        if not enrolled:
            raise Wrong(f"{entry_file(index)}: no entry here enrols the key for {signer}")
        if "assertion" in row:
            raw = said.digest + said.slot.encode() + bytes.fromhex(said.nonce)
            challenge = hashlib.sha256(b"quorate/webauthn/v1\n" + raw).digest()
            wrong = unasserted(enrolled[0], challenge, row["assertion"], self.founded["origins"])
        else:
            held = ed25519(bare(enrolled[0]), said.digest, bytes.fromhex(row["sig"]))
            wrong = "" if held else "the signature does not hold"
        if wrong:
            raise Wrong(f"{entry_file(index)}: {signer}: {wrong}")
