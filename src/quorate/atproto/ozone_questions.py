"""What tools.ozone.moderation.queryStatuses and queryEvents are asked. Pure.

A filter that there is none of here is refused by its name: an answer that does not heed it would be
a wrong one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from quorate.accounts.subject import Subject
from quorate.atproto.ozone_events import DEFS
from quorate.atproto.subjects import account, is_did, record

USUAL: Final = 50
MOST: Final = 100
_LATEST: Final = 2**53
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_STATES: Final = ("reviewOpen", "reviewEscalated", "reviewClosed", "reviewNone")
_TAGS: Final = 25
_LONGEST: Final = 2_048


@dataclass(frozen=True, slots=True)
class Statuses:
    """`state` is empty where any open one is asked for; of `tags` each is several that must all
    stand, and one of them is enough; `takendown` and `account` None where either is."""

    subject: Subject | None
    state: str
    tags: tuple[frozenset[str], ...]
    takendown: bool | None
    muted: bool
    only_muted: bool
    account: bool | None
    limit: int
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Events:
    """`before` or `after` the event of a number, newest first unless `ascending`."""

    subject: Subject | None
    kinds: frozenset[str]
    created_by: str | None
    ascending: bool
    limit: int
    cursor: int | None


def read_statuses(connector: str, pairs: Iterable[tuple[str, str]]) -> Statuses:
    """From the parameters of an address. Raises ValueError naming one that does not fit."""
    asked = _Asked(pairs)
    if asked.one("sortField", "lastReportedAt") != "lastReportedAt":
        raise ValueError("sortField: the queue has one order, the most urgent first")
    if asked.one("sortDirection", "desc") != "desc":
        raise ValueError("sortDirection: the queue has one order, the most urgent first")
    state = (asked.one("reviewState") or "").removeprefix(DEFS)
    if state not in ("", *_STATES):
        raise ValueError(f"reviewState: one of {', '.join(_STATES)}")
    kind = asked.one("subjectType")
    if kind not in (None, "account", "record"):
        raise ValueError("subjectType: account or record")
    tags = asked.all("tags")
    if len(tags) > _TAGS:
        raise ValueError(f"tags: at most {_TAGS}")
    found = Statuses(
        subject=_subject(connector, asked),
        state=state,
        tags=tuple(frozenset(tag.split("&&")) for tag in tags),
        takendown=asked.truth("takendown"),
        muted=bool(asked.truth("includeMuted")),
        only_muted=bool(asked.truth("onlyMuted")),
        account=None if kind is None else kind == "account",
        limit=asked.limit(),
        cursor=asked.one("cursor"),
    )
    asked.nothing_else()
    return found


def read_events(connector: str, pairs: Iterable[tuple[str, str]]) -> Events:
    """From the parameters of an address. Raises ValueError naming one that does not fit."""
    asked = _Asked(pairs)
    direction = asked.one("sortDirection", "desc")
    if direction not in ("asc", "desc"):
        raise ValueError("sortDirection: asc or desc")
    cursor = asked.one("cursor")
    found = Events(
        subject=_subject(connector, asked),
        kinds=frozenset(kind.removeprefix(DEFS) for kind in asked.all("types")),
        created_by=asked.one("createdBy"),
        ascending=direction == "asc",
        limit=asked.limit(),
        cursor=None if cursor is None else read_number(cursor, "cursor"),
    )
    asked.nothing_else()
    return found


def read_number(text: str, name: str) -> int:
    """A whole number that every client's JSON has. Raises ValueError."""
    if not _NUMBER.fullmatch(text) or int(text) >= _LATEST:
        raise ValueError(f"{name}: not a number")
    return int(text)


def read_subject(connector: str, text: str) -> Subject:
    """Whom a DID or an `at://` address means; the address of a DID alone is its account. Raises
    ValueError."""
    bare = text.removeprefix("at://").rstrip("/")
    return account(connector, bare) if is_did(bare) else record(connector, text)


def _subject(connector: str, asked: "_Asked") -> Subject | None:
    found = asked.one("subject")
    return None if found is None else read_subject(connector, found)


class _Asked:
    """Parameters, each read once; what is left over is unknown."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._left: dict[str, list[str]] = {}
        for name, value in pairs:
            if len(value) > _LONGEST:
                raise ValueError(f"{name[:64]}: too long")
            self._left.setdefault(name, []).append(value)

    def all(self, name: str) -> list[str]:
        """Every value of this name."""
        return self._left.pop(name, [])

    def one(self, name: str, usual: str | None = None) -> str | None:
        """Its only value."""
        found = self.all(name)
        if len(found) > 1:
            raise ValueError(f"{name}: it stands twice")
        return found[0] if found else usual

    def truth(self, name: str) -> bool | None:
        """True or false as an address has them."""
        found = self.one(name)
        if found not in (None, "true", "false"):
            raise ValueError(f"{name}: true or false")
        return None if found is None else found == "true"

    def limit(self) -> int:
        """How many are wanted."""
        found = read_number(self.one("limit") or str(USUAL), "limit")
        if not 1 <= found <= MOST:
            raise ValueError(f"limit: 1 to {MOST}")
        return found

    def nothing_else(self) -> None:
        """Raises ValueError for what was not read; false asks for nothing."""
        surplus = sorted(n for n, values in self._left.items() if values != ["false"])
        if surplus:
            raise ValueError(f"{surplus[0][:64]}: there is no such filter here")
