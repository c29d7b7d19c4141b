"""Every proposal with the hands and objections that verified, as the log tells it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from quorate.authority.agenda import ended_by
from quorate.authority.kernel import PROTECTED
from quorate.decisions.catalogue import Policy
from quorate.decisions.statement import Statement
from quorate.people.signed import Signed
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.deadlines import Lateness

# How long after its approve-by a proposal that nobody settled is still listed: clocks differ.
LISTED: Final = timedelta(days=1)


@dataclass(slots=True)
class Proposal:
    """One proposal's life. `statement` is the proposer's; objections and approvals repeat it.

    `opened_at` is when its entry says it was opened, for people; the effector's own clock is in
    `opened`. `overdue` has the stages of waiting too long that an effector has told. `policy` is
    the one that was in force when an effector meant to act; `done_at` and `undone_at` are when an
    effector says that the effect began, and ended by a restore; `ended`, that its own end has come.
    `overruled`: an appeal was decided for the person concerned, wholly or in part.
    """

    statement: Statement
    opened: Signed
    opened_at: datetime
    approvals: dict[str, Signed] = field(default_factory=dict[str, Signed])
    denials: dict[str, Signed] = field(default_factory=dict[str, Signed])
    vetoes: dict[str, Signed] = field(default_factory=dict[str, Signed])
    revoked: dict[str, Signed] = field(default_factory=dict[str, Signed])
    intents: list[int] = field(default_factory=list[int])
    intended_tier: int = 0
    outcome: str = ""
    done_at: datetime | None = None
    ended: bool = False
    overruled: bool = False
    overdue: set[Lateness] = field(default_factory=set[Lateness])
    voided: bool = False
    restored: bool = False
    policy: Policy | None = None
    undone_at: datetime | None = None

    @property
    def settled(self) -> str:
        """Why nothing may start under this proposal any more; empty while it may."""
        if self.vetoes:
            return ended_by("vetoed", self.vetoes)
        if self.denials:
            return ended_by("denied", self.denials)
        if self.statement.signer in self.revoked:
            return "revoked by its proposer"
        if self.restored:
            return "restored"
        if self.ended:
            return "ended"
        if self.outcome:
            return f"already {self.outcome}"
        return "voided by a restore on its subject" if self.voided else ""

    @property
    def in_effect(self) -> bool:
        """Whether it was carried out, and neither restored nor has it ended by itself."""
        return self.outcome == "done" and not self.restored and not self.ended

    @property
    def begun(self) -> bool:
        """Whether an intent stands of which nobody knows yet how it ended."""
        return bool(self.intents) and not self.outcome and not self.restored

    def finish(self, outcome: str, at: datetime) -> None:
        """An intent has its outcome, `done` or `abandoned`."""
        self.outcome = outcome
        if outcome == "done":
            self.done_at = self.done_at or at


def is_wide(proposal: Proposal) -> bool:
    """Whether it works on the whole account, whichever of its messages it names."""
    facts = FACTS[proposal.statement.action]
    return not (facts.content or facts.marks)


def _freed_as(proposal: Proposal) -> tuple[str, Action, str]:
    """Under what a restore of its effect on its subject is remembered."""
    return proposal.statement.target.ref, *proposal.statement.effect


def is_past(proposal: Proposal, now: datetime) -> bool:
    """Whether it ended before anything began; whoever writes late is still heard for a day."""
    over = now > proposal.statement.approve_until + LISTED
    return not proposal.intents and bool(over or proposal.settled)


@dataclass(frozen=True, slots=True)
class Silencing:
    """An intent to silence, at `index` of the log, counted against its proposer's cap.

    `team` is the proposer's, as it was when the intent was met: who moves takes nothing along.
    """

    proposer: str
    team: str
    tier: int
    at: datetime
    index: int


@dataclass(slots=True)
class Docket:
    """All proposals by id, in log order; `protected` has those of tier 2 and above once more.

    `freed` has where the log last restored a subject, by its pseudonym and the effect undone;
    `order` is for readers who remember how far they read, `undone` has what was restored, in the
    order in which it became known.
    """

    proposals: dict[str, Proposal] = field(default_factory=dict[str, Proposal])
    protected: dict[str, Proposal] = field(default_factory=dict[str, Proposal])
    nonces: set[str] = field(default_factory=set[str])
    silencings: list[Silencing] = field(default_factory=list[Silencing])
    freed: dict[tuple[str, Action, str], int] = field(
        default_factory=dict[tuple[str, Action, str], int]
    )
    order: list[Proposal] = field(init=False, compare=False, repr=False)
    undone: list[Proposal] = field(init=False, compare=False, repr=False)
    _begun: dict[str, Proposal] = field(init=False, compare=False, repr=False)
    _subjects: dict[str, list[Proposal]] = field(init=False, compare=False, repr=False)
    _unsettled: dict[str, Proposal] = field(init=False, compare=False, repr=False)
    _ending: dict[str, tuple[datetime, Proposal]] = field(init=False, compare=False, repr=False)
    _overruled: dict[str, Proposal] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        self.order, self.undone, self._overruled = [], [], {}
        self._begun, self._subjects, self._unsettled, self._ending = {}, {}, {}, {}
        for proposal in self.proposals.values():
            self._index(proposal)

    def add(self, proposal: Proposal) -> None:
        """A new one."""
        self.proposals[proposal.statement.proposal] = proposal
        self._index(proposal)
        self.note_tier(proposal, proposal.statement.tier)

    def _index(self, proposal: Proposal) -> None:
        self._subjects.setdefault(proposal.statement.target.ref, []).append(proposal)
        self._unsettled[proposal.statement.proposal] = proposal
        until = proposal.statement.until
        if until is not None:
            self._ending[proposal.statement.proposal] = until, proposal
        self.order.append(proposal)
        if proposal.intents:
            self._begun[proposal.statement.proposal] = proposal
        if proposal.restored:
            self.undone.append(proposal)
        if proposal.overruled:
            self._overruled[proposal.statement.proposal] = proposal

    def begin(self, proposal: Proposal, index: int) -> None:
        """An intent stands at that index."""
        proposal.intents.append(index)
        self._begun[proposal.statement.proposal] = proposal

    def standing(self) -> Iterator[Proposal]:
        """What began and is in force, or is still to be; oldest first. It costs what stands, not
        what ever was: whatever is over is forgotten here."""
        for name, proposal in list(self._begun.items()):
            over = bool(proposal.outcome) or proposal.restored
            if over and not self.in_force(proposal):
                self._begun.pop(name, None)
            else:
                yield proposal

    def unsettled(self, now: datetime) -> list[Proposal]:
        """What neither ended nor began, oldest first. It costs what waits, not what ever was:
        whatever is over is forgotten here."""
        for name, proposal in list(self._unsettled.items()):
            over = now > proposal.statement.approve_until + LISTED
            if over or proposal.settled or proposal.intents:
                del self._unsettled[name]
        return list(self._unsettled.values())

    def due(self, now: datetime) -> list[Proposal]:
        """What is in force, and was to end by itself at `now` or before. It costs what has an end
        still to come: whatever is over is forgotten here."""
        found: list[Proposal] = []
        for name, (until, proposal) in list(self._ending.items()):
            if until > now:
                continue
            if self.in_force(proposal):
                found.append(proposal)
            elif not proposal.begun and (
                proposal.settled or now > proposal.statement.execute_until
            ):
                del self._ending[name]
        return found

    def overrule(self, proposal: Proposal) -> None:
        """An appeal against it was decided for the person concerned."""
        proposal.overruled = True
        self._overruled[proposal.statement.proposal] = proposal

    def owed(self) -> list[Proposal]:
        """What an appeal found wrong and nobody has undone yet, oldest first. It costs what is
        owed, not what ever was: whatever is over is forgotten here."""
        for name, proposal in list(self._overruled.items()):
            if self.is_undone(proposal) or not FACTS[proposal.statement.action].may_end:
                del self._overruled[name]
        return list(self._overruled.values())

    def is_undone(self, proposal: Proposal) -> bool:
        """Restored itself, freed by another restore of the same effect, ended, or never carried
        out. What the log does not show to be done yet is not undone."""
        if proposal.restored or proposal.outcome == "abandoned":
            return True
        return proposal.outcome == "done" and not self.in_force(proposal)

    def note_tier(self, proposal: Proposal, tier: int) -> None:
        """Its tier as it was stated, or as it was when an effector meant to act."""
        if tier >= PROTECTED:
            self.protected[proposal.statement.proposal] = proposal

    def silenced(
        self, since: datetime, *, above: bool, before: int | None = None
    ) -> list[Silencing]:
        """The silencings since then; `above` tier 0, or all.

        With `before`, only those that the log has before that index.
        """
        return [
            s
            for s in self.silencings
            if s.at > since and (s.tier > 0 or not above) and (before is None or s.index < before)
        ]

    def about(self, ref: str) -> list[Proposal]:
        """Every proposal about one subject, oldest first."""
        return self._subjects.get(ref, [])

    def restore(
        self, proposal: Proposal, index: int, at: datetime, also: Sequence[str] = ()
    ) -> None:
        """Its effect is undone by the entry at that index, and with it what did the same; what was
        open on its subject is void. `also` are proposals about the same account by other
        subjects, as the effector that freed it tells: only it knows whose a message is."""
        if not proposal.restored:
            self.undone.append(proposal)
        own, effect = proposal.statement.target.ref, proposal.statement.effect
        named = [self.proposals[name] for name in also if name in self.proposals]
        whole = [*self.about(own), *named]
        freed = [p for p in whole if self.does(p, effect)]
        for other in [proposal, *freed]:
            other.undone_at = other.undone_at or at
            self._free_at(other, index)
        proposal.restored = True
        self.void(whole, index)

    def _free_at(self, proposal: Proposal, index: int) -> None:
        key = _freed_as(proposal)
        self.freed[key] = max(index, self.freed.get(key, -1))

    def in_force(self, proposal: Proposal) -> bool:
        """Whether its effect stands: a restore frees also what another proposal had done alike. An
        end by itself frees its own alone."""
        if not proposal.in_effect or not proposal.intents:
            return False
        return proposal.intents[-1] > self.freed.get(_freed_as(proposal), -1)

    def does(self, proposal: Proposal, effect: tuple[Action, str]) -> bool:
        """Whether this effect of it is in force."""
        return proposal.statement.effect == effect and self.in_force(proposal)

    def void(self, open_then: Sequence[Proposal], before: int) -> None:
        """A restore voids what was open at that index and not yet intended."""
        for proposal in open_then:
            if proposal.opened.index < before and not proposal.outcome:
                proposal.voided = True

    def near(self, ref: str, alike: Collection[str]) -> list[Proposal]:
        """Every proposal about the subject, and about the others that are `alike` whatever works on
        the whole account."""
        others = (p for other in sorted(set(alike) - {ref}) for p in self.about(other))
        return [*self.about(ref), *(p for p in others if is_wide(p))]

    def barred(self, proposal: Proposal, alike: Collection[str] = ()) -> frozenset[str]:
        """Who proposed or approved an earlier, vetoed proposal on this subject or account: new ones
        need other approvers (I11)."""
        return frozenset(
            signer
            for other in self.near(proposal.statement.target.ref, alike)
            if other is not proposal and other.vetoes
            for signer in (other.opened.signer, *other.approvals)
        )

    def extra_approvers(self, ref: str, alike: Collection[str] = ()) -> int:
        """One approver more once the same person has vetoed twice on this subject or account."""
        vetoers = [v for p in self.near(ref, alike) for v in p.vetoes]
        return 1 if len(vetoers) > len(set(vetoers)) else 0
