"""The founders' word that gives the log other keys, and who is held to it: everybody who reads one.

It is judged by the genesis and the turns before it alone, never by people or quorums of today:
whoever checks a checkpoint must be able to, before any other entry is believed.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from quorate.authority.charter import Genesis, Signature, read_signatures, short_of_founders
from quorate.ledger.canonical import canonical
from quorate.ledger.entry import Entry, Json, read_entry
from quorate.ledger.errors import LedgerError
from quorate.ledger.fields import as_object, integer, text
from quorate.ledger.keyring import Keyring, Pair, Turn
from quorate.ledger.policy import Policy
from quorate.vocabulary.events import Event
from quorate.vocabulary.times import instant

DOMAIN: Final = b"quorate/log-keys/v1\n"
SHORTEST, LONGEST = timedelta(days=1), timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Rotation:
    """The log's `number`-th turn, from 1 on, as it was drawn up at `at`: the new keys (vkeys), and
    `until`, when the old ones end. Both times are canonical instants."""

    genesis: str
    number: int
    log: str
    cosigner: str
    at: str
    until: str

    def fields(self) -> dict[str, Json]:
        """The rotation as a JSON object."""
        return {
            "genesis": self.genesis,
            "number": self.number,
            "log": self.log,
            "cosigner": self.cosigner,
            "at": self.at,
            "until": self.until,
        }

    def digest(self) -> bytes:
        """What each founder signs."""
        return hashlib.sha256(DOMAIN + canonical(self.fields())).digest()


def read_rotation(row: Mapping[str, object]) -> Rotation:
    """Parses a rotation. Raises ValueError naming the field."""
    found = Rotation(
        text(row, "genesis"),
        integer(row, "number"),
        text(row, "log"),
        text(row, "cosigner"),
        text(row, "at"),
        text(row, "until"),
    )
    if set(row) != set(found.fields()):
        raise ValueError("rotation: a field that is not asked for")
    return found


def keyring_of(genesis: Genesis, genesis_hash: str) -> Keyring:
    """The keyring of the log that begins with this genesis. Raises LedgerError (BAD_KEY)."""
    pair = Pair.parse(genesis.log, genesis.cosigner)
    return Keyring(pair, partial(_turn, genesis, genesis_hash))


def _turn(
    genesis: Genesis, genesis_hash: str, keys: Keyring, leaf: int, body: bytes
) -> Turn | None:
    """An entry that does not hold turns nothing; the fold tells that it is forged."""
    try:
        return read_turn(genesis, genesis_hash, keys, leaf, read_entry(body))
    except (ValueError, LedgerError):
        return None


def read_turn(genesis: Genesis, genesis_hash: str, keys: Keyring, leaf: int, entry: Entry) -> Turn:
    """What a founders' turn puts in force. Raises ValueError or LedgerError where it does not
    hold: another event, too few founders, or what `unfit` says."""
    if entry.event is not Event.LOG_CHANGED:
        raise ValueError("not a turn of the log's keys")
    said = read_rotation(as_object(entry.data.get("rotation"), "rotation"))
    wrong = unfit(genesis, genesis_hash, keys, said)
    lacking = wrong or short(genesis, said, read_signatures(entry.data))
    if lacking:
        raise ValueError(lacking)
    return Turn(Pair.parse(said.log, said.cosigner), leaf, int(instant(said.until).timestamp()))


def short(genesis: Genesis, said: Rotation, signatures: Sequence[Signature]) -> str:
    """Why the founders' signatures do not carry it yet; empty when they do (I9)."""
    return short_of_founders(genesis, said.digest(), signatures)


def unfit(genesis: Genesis, genesis_hash: str, keys: Keyring, said: Rotation) -> str:
    """Why the log could not turn so, whoever signs; empty when it could."""
    if said.genesis != genesis_hash or said.number != len(keys.turns) + 1:
        return "number: for another genesis, or out of its order"
    try:
        pair, at, until = Pair.parse(said.log, said.cosigner), instant(said.at), instant(said.until)
    except (LedgerError, ValueError) as problem:
        return f"rotation: {problem}"
    if (pair.log.name, pair.cosigner.name) != (keys.first.log.name, keys.first.cosigner.name):
        return "log: the names of log and clock stay as they are"
    if _taken(genesis, keys, pair):
        return "log: a key that serves or served already"
    if not SHORTEST <= until - at <= LONGEST:
        return f"until: {SHORTEST.days} to {LONGEST.days} days after `at`"
    if keys.turns and at.timestamp() < keys.turns[-1].until:
        return "at: the last turn's old keys have not ended yet"
    return ""


def _taken(genesis: Genesis, keys: Keyring, pair: Pair) -> bool:
    """Each key serves one, and one that ended never comes back."""
    served = {key.public for old in keys.pairs for key in (old.log, old.cosigner)}
    served |= {bytes.fromhex(public) for public in genesis.effectors.values()}
    served |= {bytes.fromhex(founder.public) for founder in genesis.founders}
    served |= {w.key.public for w in Policy.parse(genesis.witness).witnesses.values()}
    ids = {key.key_id for old in keys.pairs for key in (old.log, old.cosigner)}
    new = (pair.log, pair.cosigner)
    alike = pair.log.public == pair.cosigner.public
    return alike or any(key.public in served or key.key_id in ids for key in new)


def too_late(said: Rotation, now: datetime) -> str:
    """Why it may not be handed in now, though it holds; empty when it may."""
    try:
        left = instant(said.until) - now
    except ValueError as problem:
        return f"until: {problem}"
    return "" if left >= SHORTEST else "until: less than a day is left; draw it up anew"
