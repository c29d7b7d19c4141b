"""An entry: one canonical-JSON line of the log. docs/reference/entries.md fixes the schema.

`attested` says who vouches: a person (a signed statement in `data`), a source (a signed file) or
a process (this envelope, signed with the process's key and numbered by its own counter).
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias, cast

from quorate.ledger.canonical import canonical
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested
from quorate.vocabulary.times import instant, stamp

ENTRY_DOMAIN = b"quorate/entry/v1\n"
LARGEST = 65_535
DEEPEST = 64
"""Levels of objects and lists. Whoever reads one that is deeper needs a deep stack, so that one
reader fails at it and another does not."""
_TOO_DEEP = f"an entry is nested at most {DEEPEST} deep"
Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True, slots=True)
class Entry:
    """`by` is a person's id or a process's name; `counter` and `sig` are a process's own."""

    event: Event
    at: str
    attested: Attested
    by: str
    data: Mapping[str, Json]
    key: str = ""
    counter: int | None = None
    sig: str = ""

    def fields(self) -> dict[str, Json]:
        """The entry as a JSON object."""
        return {
            "v": 1,
            "event": self.event,
            "at": self.at,
            "attested": self.attested,
            "by": self.by,
            "key": self.key,
            "counter": self.counter,
            "data": dict(self.data),
            "sig": self.sig,
        }

    def canonical(self) -> bytes:
        """The bytes in the log. Raises ValueError over 65,535 bytes (tlog-tiles bundles), or where
        it is nested deeper than DEEPEST."""
        try:
            body = canonical(self.fields())
        except RecursionError:
            raise ValueError(_TOO_DEEP) from None
        if body.count(b"[") + body.count(b"{") > DEEPEST and _is_deep(self.data):
            raise ValueError(_TOO_DEEP)
        if len(body) > LARGEST:
            raise ValueError(f"an entry of {len(body)} bytes does not fit the log")
        return body

    def signed_bytes(self) -> bytes:
        """What a process signs: the entry with an empty `sig`, under a domain tag."""
        bare = replace(self, sig="").canonical()
        return hashlib.sha256(ENTRY_DOMAIN + bare).digest()

    @property
    def instant(self) -> datetime:
        """When the writer says it happened."""
        return instant(self.at)


def _is_deep(data: Mapping[str, object]) -> bool:
    """Without recursion, level by level."""
    level: list[object] = [data]
    for _ in range(DEEPEST):
        inner: list[object] = []
        for value in level:
            if isinstance(value, Mapping):
                inner += cast("Mapping[object, object]", value).values()
            elif isinstance(value, (list, tuple)):
                inner += cast("Sequence[object]", value)
        if not inner:
            return False
        level = inner
    return True


def process_entry(
    event: Event, now: datetime, by: str, data: Mapping[str, Json], **own: str | int
) -> Entry:
    """An entry that a process vouches for; `own` takes `key` and `counter` of a signing one."""
    key, counter = own.get("key", ""), own.get("counter")
    return Entry(
        event,
        stamp(now),
        Attested.PROCESS,
        by,
        data,
        key=str(key),
        counter=None if counter is None else int(counter),
    )


def sealed(entry: Entry, sign: Callable[[bytes], bytes]) -> Entry:
    """The entry with its process's signature."""
    return replace(entry, sig=sign(entry.signed_bytes()).hex())


_KEYS = {"v", "event", "at", "attested", "by", "key", "counter", "data", "sig"}


def read_entry(body: bytes) -> Entry:
    """Parses one entry; raises ValueError when it is not exactly the canonical form."""
    try:
        loaded: object = json.loads(body)
    except RecursionError:
        raise ValueError("not an entry: nested too deeply") from None
    if not isinstance(loaded, dict) or set(loaded) != _KEYS:  # pyright: ignore[reportUnknownArgumentType]
        raise ValueError("not an entry")
    f: dict[str, object] = loaded  # pyright: ignore[reportUnknownVariableType]
    data, counter = f["data"], f["counter"]
    texts = {k: f[k] for k in ("at", "by", "key", "sig")}
    if f["v"] != 1 or not isinstance(data, dict) or not (counter is None or type(counter) is int):
        raise ValueError("not an entry of version 1")
    if not all(isinstance(v, str) for v in texts.values()):
        raise ValueError("not an entry: a text field is not a text")
    entry = Entry(
        Event(str(f["event"])),
        str(f["at"]),
        Attested(str(f["attested"])),
        str(f["by"]),
        data,  # pyright: ignore[reportUnknownArgumentType]
        key=str(f["key"]),
        counter=counter,
        sig=str(f["sig"]),
    )
    if entry.canonical() != body:
        raise ValueError("not canonical JSON")
    instant(entry.at)
    return entry


def entry_hash(body: bytes) -> str:
    """SHA-256 of the entry's bytes, hex: how a genesis is pinned."""
    return hashlib.sha256(body).hexdigest()
