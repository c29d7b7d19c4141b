"""Which entries are told as events, with what, and how a message is signed. Pure.

Source: Standard Webhooks 1.0.0, signature scheme `v1a` (Ed25519 over `id.timestamp.body`).
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from quorate.decisions.docket import Docket
from quorate.ledger.entry import Entry, Json
from quorate.ledger.keys import PrivateKey
from quorate.vocabulary.events import Event

_FIRST: Final = timedelta(seconds=1)
_LONGEST: Final = timedelta(minutes=5)


class EventType(StrEnum):
    """What endpoints are told of."""

    APPEAL_DECIDED = "appeal.decided"
    CASE_DECIDED = "case.decided"
    CASE_OPENED = "case.opened"
    EFFECT_DONE = "effect.done"
    EFFECT_UNDONE = "effect.undone"


_TYPES: Final[Mapping[Event, EventType]] = {
    Event.APPEAL_DECIDED: EventType.APPEAL_DECIDED,
    Event.CASE_CLOSED: EventType.CASE_DECIDED,
    Event.CASE_OPENED: EventType.CASE_OPENED,
    Event.EFFECT_DONE: EventType.EFFECT_DONE,
    Event.EFFECT_ENDED: EventType.EFFECT_UNDONE,
    Event.EFFECT_RESTORED: EventType.EFFECT_UNDONE,
}
# Closed words and ids: who did it, and about whom, stays here.
_FIELDS: Final[Mapping[EventType, tuple[str, ...]]] = {
    EventType.APPEAL_DECIDED: ("appeal", "case", "proposal", "outcome"),
    EventType.CASE_DECIDED: ("case", "outcome"),
    EventType.CASE_OPENED: ("case", "area"),
    EventType.EFFECT_DONE: ("proposal",),
    EventType.EFFECT_UNDONE: ("proposal",),
}


@dataclass(frozen=True, slots=True)
class Message:
    """One event as it is sent; `id` is the same each time, and no other event's."""

    id: str
    body: bytes

    def headers(self, key: PrivateKey, now: datetime) -> dict[str, str]:
        """Of this attempt: the time is the attempt's, so that none is taken again later."""
        seconds = str(int(now.timestamp()))
        signature = key.sign(f"{self.id}.{seconds}.".encode() + self.body)
        return {
            "content-type": "application/json",
            "webhook-id": self.id,
            "webhook-timestamp": seconds,
            "webhook-signature": "v1a," + base64.b64encode(signature).decode(),
        }


def message_of(index: int, digest: str, entry: Entry, docket: Docket) -> Message | None:
    """The event that an entry is, where it is one; `digest` is the entry's hash."""
    kind = _TYPES.get(entry.event)
    if kind is None or entry.data.get("held_by"):  # another effect goes on in its place
        return None
    data: dict[str, Json] = {"entry": index}
    data |= {name: entry.data[name] for name in _FIELDS[kind] if name in entry.data}
    proposal = docket.proposals.get(str(entry.data.get("proposal")))
    if kind in (EventType.EFFECT_DONE, EventType.EFFECT_UNDONE):
        if proposal is None:
            return None
        said = proposal.statement
        data |= {"case": said.case.id, "action": said.action}
    told = {"type": kind, "timestamp": entry.at, "data": data}
    return Message(f"msg_{digest[:32]}", json.dumps(told, separators=(",", ":")).encode())


def public_of(key: PrivateKey) -> str:
    """The half that an endpoint checks by, as Standard Webhooks writes it."""
    return "whpk_" + base64.b64encode(key.public).decode()


def again_after(tries: int) -> timedelta:
    """The pause after so many failures in a row: it doubles from a second up to five minutes."""
    return min(_FIRST * 2 ** min(tries, 20), _LONGEST)
