"""The word of a source: signed, numbered and chained, so that nothing can be held back unseen.

Each entry names the hash of the one before. A gap or a wrong hash breaks the chain for good, until
the founders declare the sources anew; an entry said again changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from quorate.ledger.entry import Entry, Json, sealed
from quorate.ledger.fields import integer, text
from quorate.ledger.keys import PrivateKey
from quorate.people.keys import hex_bytes, key_id, signature_holds
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested
from quorate.vocabulary.times import stamp

NOTHING_BEFORE = "0" * 64


@dataclass(frozen=True, slots=True)
class Chain:
    """How far one source's word was followed. `last` is the hash of its newest entry."""

    public: str
    sequence: int = 0
    last: str = NOTHING_BEFORE
    confirmed: datetime | None = None
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A source that can sign."""

    name: str
    key: PrivateKey


def said(
    speaker: Speaker, after: Chain, event: Event, data: Mapping[str, Json], now: datetime
) -> Entry:
    """The source's next entry, sealed with its key."""
    numbered: dict[str, Json] = {
        **data,
        "source": speaker.name,
        "sequence": after.sequence + 1,
        "previous": after.last,
    }
    key = key_id(speaker.key.public)
    entry = Entry(event, stamp(now), Attested.SOURCE, speaker.name, numbered, key=key)
    return sealed(entry, speaker.key.sign)


def heard(chain: Chain, entry: Entry, digest: str, seen: datetime) -> Chain:
    """The chain after one more entry; raises ValueError for what the source did not say now.

    `digest` is the entry's hash. A word counts from when it was signed, however late it is let
    through, and never from before we saw it.
    """
    if entry.attested is not Attested.SOURCE or text(entry.data, "source") != entry.by:
        raise ValueError("only a source says this, under its own name")
    if not signature_holds(chain.public, entry.signed_bytes(), hex_bytes(entry.sig)):
        raise ValueError("the source's signature does not hold")
    sequence, previous = integer(entry.data, "sequence"), text(entry.data, "previous")
    if sequence <= chain.sequence:
        raise ValueError(f"number {sequence} was said before")
    broken = chain.broken
    if sequence != chain.sequence + 1:
        broken = broken or f"number {chain.sequence + 1} is missing"
    elif previous != chain.last:
        broken = broken or f"number {sequence} does not follow the one before"
    confirmed = min(seen, entry.instant)
    return replace(chain, sequence=sequence, last=digest, confirmed=confirmed, broken=broken)


def declared(sources: Mapping[str, str], known: Mapping[str, Chain]) -> dict[str, Chain]:
    """The chains after the founders declared the sources: a broken one begins anew from there."""
    chains = dict(known)
    for name, public in sources.items():
        chain = chains.get(name)
        same = chain is not None and chain.public == public
        chains[name] = replace(chain, broken="") if chain and same else Chain(public)
    return chains


def stale(
    sources: Mapping[str, str], chains: Mapping[str, Chain], now: datetime, most: timedelta
) -> str:
    """Why the facts about people cannot be believed now; empty when they can, or none are due."""
    for name in sources:
        chain = chains[name]
        if chain.broken:
            return f"{name}: {chain.broken}"
        if chain.confirmed is None:
            return f"{name} has confirmed nothing yet"
        if now - chain.confirmed > most:
            return f"{name} has confirmed nothing since {stamp(chain.confirmed)}"
    return ""
