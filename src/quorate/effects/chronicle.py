"""The effector's side of the ledger: it follows what is published and spools what it writes."""

import asyncio
import hashlib
import sqlite3
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from quorate.accounts.looks import SHOWN
from quorate.authority.glass import Glass
from quorate.decisions.docket import Proposal
from quorate.effects.asking import receipt_digest
from quorate.effects.folds import outside
from quorate.effects.following import follower_of, witnesses_of
from quorate.effects.limits import Limits
from quorate.effects.memory import Memory
from quorate.effects.steady import Steady
from quorate.effects.view import ForgedError, View
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import Entry, Json, entry_hash, process_entry, read_entry, sealed
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.fields import as_object, text, texts
from quorate.ledger.follow import Follower, HighWater, Step
from quorate.ledger.keys import PrivateKey
from quorate.ledger.witnessed import Mark, WitnessFollower
from quorate.people.keys import key_id
from quorate.people.signed import Signed
from quorate.telemetry.metrics.ledger import CHECKPOINT_TIME, SIZE
from quorate.vocabulary.events import Event
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

_KEPT_EVERY = timedelta(seconds=1)
# Not a file that is away for a moment: a history that is not the one we have seen.
_ANOTHER = {LedgerReason.FORK, LedgerReason.ROLLBACK, LedgerReason.ROOT_MISMATCH}
# What people said at the door, and have our receipt for.
_HEARD = {
    Event.AMENDMENT_VETOED,
    Event.EFFECT_RESTORED,
    Event.GLASS_BROKEN,
    Event.PERSON_LOCKED,
    Event.PROPOSAL_REVOKED,
    Event.PROPOSAL_VETOED,
}
_OUTCOMES = {Event.EFFECT_ABANDONED: "abandoned", Event.EFFECT_DONE: "done"}


def _nothing() -> None:
    """Memory keeps no more of an entry than its bytes."""


class Chronicle:
    """View, high water and spool of one effector. `clock` gives the wall clock, UTC, and `ticks`
    the seconds that have gone by since some instant, whatever the wall clock is set to. `spooled`
    is set when there is an entry for the database."""

    def __init__(
        self,
        ledger: Path,
        genesis_hash: str,
        memory: Memory,
        name: str,
        key: PrivateKey,
        clock: Callable[[], datetime],
        ticks: Callable[[], float] = monotonic,
    ) -> None:
        self.memory, self.name, self.key, self.clock = memory, name, key, clock
        self.ledger = ledger
        self._steady = Steady(memory.clock(), ticks)
        self.view = View(genesis_hash)
        self._reader = LogReader(ledger)
        self.spooled = asyncio.Event()
        self._follower: Follower | None = None
        self._timestamp: datetime | None = None
        self._witnesses: WitnessFollower | None = None
        self._broken: Refusal | None = None
        self.disbelieved = ""
        self._overlaid = False
        self._leaves: dict[str, int] = {}
        self._intended: set[str] = set()
        self._applied: set[str] = set()
        self._unkept: list[tuple[Entry, Callable[[], None]]] = []
        # By digest, the proposals of our restores that the log does not have yet.
        self._restoring: dict[str, Proposal] = {}

    def catch_up(self) -> bool:
        """Folds what is newly published; False when the ledger cannot be read or believed."""
        try:
            follower = self._follower or self._begin()
            before, step = copy(follower), follower.step()
        except (LedgerError, ForgedError, OSError, ValueError) as problem:
            self._broken = Refusal(Problem.LEDGER_UNAVAILABLE, str(problem)[:300], None, "I13")
            if isinstance(problem, LedgerError) and problem.reason in _ANOTHER:
                self.disbelieved = problem.detail
            return False
        self._broken, self.disbelieved = None, ""
        if step is not None and not self._accepted(step, before):
            return False
        return self._hear_witnesses(follower)

    def _hear_witnesses(self, follower: Follower) -> bool:
        """What they cosigned of what we follow; False where they saw another history."""
        try:
            if self._witnesses is not None and follower.checkpoint is not None:
                self._witnesses.step(follower.checkpoint, follower.keys)
        except (LedgerError, OSError) as problem:
            if isinstance(problem, LedgerError) and problem.reason is LedgerReason.FORK:
                self._broken = Refusal(Problem.LEDGER_UNAVAILABLE, problem.detail, None, "I15")
                self.disbelieved = problem.detail
                return False
        return True

    def _accepted(self, step: Step, before: Follower) -> bool:
        """Whether memory kept it. Entries that were followed but not kept may not be missing from
        the view for ever; what the view has, restores go by while the disk is full."""
        now = self.expires()
        leaves = range(step.first, step.first + len(step.entries))
        try:
            self._keep(step, leaves, now)
        except sqlite3.Error as problem:
            self._follower = before
            self._fail(problem)
            return False
        try:
            self._take(step, leaves, now)
        except sqlite3.Error as problem:
            self._follower, self._overlaid = None, False
            self.view = View(self.view.genesis_hash)
            self._fail(problem)
            return False
        self._overlay_spool()
        return True

    def _fail(self, problem: sqlite3.Error) -> None:
        detail = f"the effector's memory: {problem}"
        self._broken = Refusal(Problem.LEDGER_UNAVAILABLE, detail, None, "I13")

    def _keep(self, step: Step, leaves: range, now: datetime) -> None:
        mark = HighWater(step.checkpoint.checkpoint.size, step.checkpoint.checkpoint.root)
        if leaves or self.memory.lags(now, _KEPT_EVERY):
            self.memory.accept(mark, now, leaves)

    def _take(self, step: Step, leaves: range, now: datetime) -> None:
        seen, owed = self.memory.first_seen(leaves), self.memory.owed()
        for leaf, body, at in zip(leaves, step.entries, seen, strict=True):
            self.view.apply(body, at)
            digest = entry_hash(body)
            if digest in owed and self.memory.logged(digest, leaf):
                self._leaves[digest] = leaf
                self._restoring.pop(digest, None)
            if self._is_disowned(leaf):
                self._overlay(read_entry(body), leaf)
        self._timestamp = datetime.fromtimestamp(step.checkpoint.seconds, now.tzinfo)
        SIZE.set(self.view.size)
        CHECKPOINT_TIME.set(step.checkpoint.seconds)

    def _is_disowned(self, leaf: int) -> bool:
        """Whether the view refuses an entry of ours that somebody has our receipt for. Rows may
        stand behind later ones that take the signer's key, or their role; we heard them in time."""
        forged = self.view.forged[-1] if self.view.forged else None
        if forged is None or forged.index != leaf or forged.event not in _HEARD:
            return False
        return self.memory.wrote(leaf)

    def _begin(self) -> Follower:
        self._witnesses = witnesses_of(self._reader, self.view.genesis_hash)
        self._follower = follower_of(self._reader, self.view.genesis_hash, self.memory.high_water())
        return self._follower

    def _overlay_spool(self) -> None:
        """After a restart: what only our spool knows holds already, and is not written again."""
        if not self._overlaid:
            self._overlaid = True
            for body in self.memory.unlogged():
                self._overlay(read_entry(body))
            for entry, _ in self._unkept:
                self._overlay(entry)

    def expires(self) -> datetime:
        """The later of the clocks: for everything that ends (I6)."""
        times = [self.clock(), self.memory.clock(), self._timestamp, self.witness_time]
        return max(t for t in times if t is not None)

    def waits(self) -> datetime:
        """The earlier of the clocks: for everything that has to be waited for (I11)."""
        now = self.clock()
        return min(now, self._timestamp or now, self.witness_time or now)

    def ends(self) -> datetime | None:
        """The steady clock: for what ends by itself on the platform. None while it cannot be told
        yet, for some seconds after the start at most."""
        vouched = [t for t in (self._timestamp, self.witness_time) if t is not None]
        return self._steady.read(self.clock(), min(vouched, default=None))

    @property
    def asks_witnesses(self) -> bool:
        """Whether the genesis, once it was read, asks for a quorum of them."""
        return self._witnesses is not None

    @property
    def witness_time(self) -> datetime | None:
        """The latest time that a quorum of witnesses vouched for."""
        mark = self._witnesses.mark if self._witnesses else None
        return self._instant(mark) if mark else None

    def _instant(self, mark: Mark) -> datetime:
        return datetime.fromtimestamp(mark.seconds, self.clock().tzinfo)

    def witnessed(self, limits: Limits) -> int | Refusal | None:
        """How many entries a fresh quorum cosigned; None where the genesis asks for none (I13)."""
        if self._witnesses is None:
            return None
        mark = self._witnesses.mark
        if mark is None:
            return Refusal(Problem.WITNESS_OVERDUE, "no quorum yet", None, "I13")
        at = self._instant(mark)
        if self.clock() - at > limits.fresh:
            return Refusal(Problem.WITNESS_OVERDUE, f"no quorum since {stamp(at)}", None, "I13")
        return mark.size

    def doubt(self, limits: Limits) -> Refusal | None:
        """Why nothing may be silenced now: stale or broken ledger, or clocks that disagree."""
        now = self.clock()
        if self._broken:
            return self._broken
        if self._timestamp is None or now - self._timestamp > limits.fresh:
            return Refusal(Problem.LEDGER_STALE, "no fresh checkpoint", None, "I13")
        ahead = self.expires() - now
        if ahead > limits.tolerance + timedelta(seconds=1):
            return Refusal(
                Problem.CLOCK_DOUBT, f"our clock is {ahead.seconds} s behind", None, "I13"
            )
        return None

    def intends(self, proposal: str) -> bool:
        """Whether our own intent stands in the spool or the log: no second one is written (I18)."""
        return proposal in self._intended

    def applies(self, amendment: str) -> bool:
        """Whether our own word that it is in force stands in the spool or the log."""
        return amendment in self._applied

    def leaf_of(self, digest: str) -> int | None:
        """Where an entry stands in the log, by the SHA-256 of its bytes."""
        return self._leaves.get(digest)

    def write(
        self,
        event: Event,
        data: Mapping[str, Json],
        beside: Callable[[], None] = _nothing,
        *,
        freeing: bool = False,
    ) -> str:
        """Spools an entry of our own, signed and numbered; returns its hash. Durable on return, but
        for what is `freeing` while the disk takes nothing: that is kept as soon as it can be.

        `beside` is what memory keeps of the same thing: a crash leaves both or neither.
        """
        known = [entry.counter or 0 for entry, _ in self._unkept]
        spooled = max(self.memory.last_number(), self.view.counters.get(self.name, 0), *known)
        entry = process_entry(
            event, self.clock(), self.name, data, key=key_id(self.key.public), counter=spooled + 1
        )
        return self.relay(sealed(entry, self.key.sign), beside, freeing=freeing)

    def relay(
        self, entry: Entry, beside: Callable[[], None] = _nothing, *, freeing: bool = False
    ) -> str:
        """Spools an entry that a person signed and gave us directly."""
        body = entry.canonical()
        try:
            self.keep_waiting()
            self._spool(body, beside)
        except sqlite3.Error:
            if not freeing:
                raise
            self._unkept.append((entry, beside))
        self.spooled.set()
        self._overlay(entry)
        return entry_hash(body)

    def keep_waiting(self) -> None:
        """Keeps what memory could not when it was said, before anything later. Raises
        sqlite3.Error while it still cannot."""
        while self._unkept:
            entry, beside = self._unkept[0]
            self._spool(entry.canonical(), beside)
            del self._unkept[0]

    @property
    def is_kept(self) -> bool:
        """Whether all that was said to us is on the disk, so that it outlives us."""
        return not self._unkept

    def owes(self) -> bool:
        """Whether an entry of ours is still on its way into the log."""
        return bool(self._unkept or self.memory.unlogged())

    def restoring(self) -> list[Proposal]:
        """What we restored, and the log does not have as restored yet: few."""
        return list(self._restoring.values())

    def _spool(self, body: bytes, beside: Callable[[], None]) -> None:
        with self.memory.together():
            beside()
            self.memory.spool(body, entry_hash(body))

    def _overlay(self, entry: Entry, index: int | None = None) -> None:
        """What an entry says at once; `index` is where the log has it, or the next place."""
        self._overlay_staff(entry)
        if entry.event is Event.PLATFORM_CHANGED:
            outside.note(self.view, outside.read_change(entry))
        amended = entry.data.get("amendment")
        if isinstance(amended, str):
            self._overlay_amendment(entry, amended)
        if entry.event is Event.REVEAL_SHOWN or entry.data.get("intended") is True:
            self.view.looks.end(text(entry.data, "reveal"), str(entry.data.get("problem", SHOWN)))
        named = entry.data.get("proposal")
        if entry.event is Event.EFFECT_INTENDED and isinstance(named, str):
            self._intended.add(named)
        proposal = self.view.docket.proposals.get(named) if isinstance(named, str) else None
        if proposal is None:
            return
        if entry.event in (Event.PROPOSAL_REVOKED, Event.PROPOSAL_VETOED):
            vetoed = entry.event is Event.PROPOSAL_VETOED
            signer = text(entry.data, "signer")
            signed = Signed(signer, text(entry.data, "key"), -1, self.clock(), b"")
            (proposal.vetoes if vetoed else proposal.revoked).setdefault(signer, signed)
        if entry.event in _OUTCOMES:
            proposal.finish(_OUTCOMES[entry.event], entry.instant)
        if entry.event is Event.EFFECT_ENDED:
            proposal.ended = True
        if entry.event is Event.EFFECT_RESTORED:
            also = texts(entry.data, "also")
            at = self.view.size if index is None else index
            self.view.docket.restore(proposal, at, entry.instant, also)
            if index is None:
                self._restoring[entry_hash(entry.canonical())] = proposal

    def _overlay_staff(self, entry: Entry) -> None:
        if entry.event is Event.KEY_REVOKED:
            self.view.roster = self.view.roster.without_key(text(entry.data, "revoked"))
        about = self.view.roster.people.get(str(entry.data.get("person")))
        if entry.event is Event.PERSON_LOCKED and about:
            self.view.roster = self.view.roster.with_person(replace(about, locked=True))
            if about.powers.veto:  # whoever holds the row back gains no time by it
                known = self.view.people_changed
                self.view.people_changed = max(entry.instant, known or entry.instant)
        if entry.event is Event.GLASS_BROKEN:
            name, order = text(entry.data, "glass"), as_object(entry.data["order"], "order")
            glass = Glass(name, text(order, "signer"), entry.instant)
            self.view.glasses.setdefault(name, glass)

    def _overlay_amendment(self, entry: Entry, name: str) -> None:
        if entry.event is Event.AMENDMENT_APPLIED:
            self._applied.add(name)
        filed = self.view.agenda.amendments.get(name)
        if filed and filed.applied is None and entry.event is Event.AMENDMENT_VETOED:
            signer = text(entry.data, "signer")
            signed = Signed(signer, text(entry.data, "key"), -1, self.clock(), b"")
            filed.vetoes.setdefault(signer, signed)

    def receipt(self, content: dict[str, Json]) -> dict[str, Json]:
        """The door's answer: what was taken, under our signature."""
        sig = self.key.sign(receipt_digest(content)).hex()
        return {"receipt": content, "effector": self.name, "sig": sig}

    def signed(self, domain: bytes, content: bytes) -> str:
        """Our signature, hex, on an answer of the door."""
        return self.key.sign(hashlib.sha256(domain + content).digest()).hex()
