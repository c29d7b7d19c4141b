"""The ledger as the web sees it: verified, folded, and remembered where each proposal stands."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from quorate.effects.following import follower_of
from quorate.effects.view import ForgedError, View
from quorate.ledger.checkpoint import read_body
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import Entry, read_entry
from quorate.ledger.errors import LedgerError
from quorate.ledger.follow import Follower
from quorate.ledger.receipt import Receipt
from quorate.telemetry.metrics.ledger import CHECKPOINT_TIME, SIZE
from quorate.vocabulary.events import Event
from quorate.vocabulary.times import now

_PROPOSAL: Final = b'"proposal":'
"""Stands in the canonical bytes of every entry that names one."""


@dataclass(frozen=True, slots=True)
class Place:
    """An entry about a proposal."""

    index: int
    event: Event


class Onlooker:
    """Follows a log folder whose first entry has the pinned hash."""

    def __init__(self, ledger: Path, genesis_hash: str) -> None:
        self.view = View(genesis_hash)
        self.places: defaultdict[str, list[Place]] = defaultdict(list)
        self.ledger = ledger
        self._reader = LogReader(ledger)
        self._follower: Follower | None = None
        self.fresh: datetime | None = None
        self.told: Counter[str] = Counter()
        self._moved: set[str] = set()

    def catch_up(self) -> bool:
        """Folds what is newly published; False when the ledger cannot be read or believed."""
        try:
            step = (self._follower or self._begin()).step()
        except (LedgerError, ForgedError, OSError, ValueError):
            return False
        if step is None:
            return True
        seen = now()
        for leaf, body in enumerate(step.entries, step.first):
            self.view.apply(body, seen)
            self._place(leaf, body)
        self.fresh = datetime.fromtimestamp(step.checkpoint.seconds, seen.tzinfo)
        SIZE.set(self.view.size)
        CHECKPOINT_TIME.set(step.checkpoint.seconds)
        return True

    def _place(self, leaf: int, body: bytes) -> None:
        if _PROPOSAL not in body:  # most of a log: not read a second time
            return
        try:
            entry = read_entry(body)
        except ValueError:
            return
        named = entry.data.get("proposal")
        statement = entry.data.get("statement")
        if named is None and isinstance(statement, dict):
            named = statement.get("proposal")
        if isinstance(named, str):
            self.places[named].append(Place(leaf, entry.event))
            self._tell(named)

    def _tell(self, name: str) -> None:
        """An entry more about what somebody proposed: `told` counts them for each proposer."""
        proposal = self.view.docket.proposals.get(name)
        if proposal:
            self.told[proposal.statement.signer] += 1
            self._moved.add(proposal.statement.signer)

    def moved(self) -> set[str]:
        """Whose proposals an entry was about since this was last asked."""
        moved, self._moved = self._moved, set()
        return moved

    def _begin(self) -> Follower:
        self._follower = follower_of(self._reader, self.view.genesis_hash)
        return self._follower

    def entry(self, index: int) -> Entry:
        """A published entry; raises ValueError when it is none of ours."""
        return read_entry(next(iter(self._reader.entries(index, index + 1))))

    def receipt(self, index: int) -> str:
        """The `.tlog-proof` of an entry, which stands itself in its `extra` line; under the
        witnesses' lines where they have seen it."""
        text = self._reader.witnessed_text()
        if not text or read_body(text).size <= index:
            text = self._reader.checkpoint_text()
        size = read_body(text).size
        entry = next(iter(self._reader.entries(index, index + 1)))
        proof = self._reader.inclusion_proof(index, size)
        return Receipt(index, tuple(proof), text, entry).text
