"""Every proposal with the hands and objections that verified, as the log tells it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from quorate.authority.kernel import PROTECTED
from quorate.decisions.statement import Statement
from quorate.people.signed import Signed
from quorate.vocabulary.actions import Action
from quorate.vocabulary.deadlines import Lateness

# How long after its approve-by a proposal that nobody settled is still listed: clocks differ.
LISTED: Final = timedelta(days=1)


@dataclass(slots=True)
class Proposal:
    """One proposal's life. `statement` is the proposer's; objections and approvals repeat it.

    `opened_at` is when its entry says it was opened, for people; the effector's own clock is in
    `opened`. `overdue` has the stages of waiting too long that an effector has told.
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
    overdue: set[Lateness] = field(default_factory=set[Lateness])
    voided: bool = False
    restored: bool = False

    @property
    def settled(self) -> str:
        """Why nothing may start under this proposal any more; empty while it may."""
        if self.vetoes:
            return "vetoed by " + ", ".join(sorted(self.vetoes))
        if self.denials:
            return "denied by " + ", ".join(sorted(self.denials))
        if self.statement.signer in self.revoked:
            return "revoked by its proposer"
        if self.restored:
            return "restored"
        if self.outcome:
            return f"already {self.outcome}"
        return "voided by a restore on its subject" if self.voided else ""


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

    `freed` has where the log last restored a subject, by its pseudonym and the action undone.
    """

    proposals: dict[str, Proposal] = field(default_factory=dict[str, Proposal])
    protected: dict[str, Proposal] = field(default_factory=dict[str, Proposal])
    nonces: set[str] = field(default_factory=set[str])
    silencings: list[Silencing] = field(default_factory=list[Silencing])
    freed: dict[tuple[str, Action], int] = field(default_factory=dict[tuple[str, Action], int])
    _subjects: dict[str, list[Proposal]] = field(init=False, compare=False, repr=False)
    _unsettled: dict[str, Proposal] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._subjects, self._unsettled = {}, {}
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

    def unsettled(self, now: datetime) -> list[Proposal]:
        """What neither ended nor began, oldest first. It costs what waits, not what ever was:
        whatever is over is forgotten here."""
        for name, proposal in list(self._unsettled.items()):
            over = now > proposal.statement.approve_until + LISTED
            if over or proposal.settled or proposal.intents:
                del self._unsettled[name]
        return list(self._unsettled.values())

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

    def restore(self, proposal: Proposal, index: int) -> None:
        """Its effect is undone by the entry at that index; what was open on its subject is void."""
        proposal.restored = True
        ref, action = proposal.statement.target.ref, proposal.statement.action
        self.freed[ref, action] = index
        self.void(ref, index)

    def in_force(self, proposal: Proposal) -> bool:
        """Whether its effect stands: a restore frees also what another proposal had done alike."""
        if proposal.outcome != "done" or proposal.restored or not proposal.intents:
            return False
        key = (proposal.statement.target.ref, proposal.statement.action)
        return proposal.intents[-1] > self.freed.get(key, -1)

    def void(self, ref: str, before: int) -> None:
        """A restore voids what was open on the subject at that index and not yet intended."""
        for proposal in self.about(ref):
            if proposal.opened.index < before and not proposal.outcome:
                proposal.voided = True

    def barred(self, proposal: Proposal) -> frozenset[str]:
        """Who approved an earlier, vetoed proposal on this subject: new ones need others (I11)."""
        return frozenset(
            signer
            for other in self.about(proposal.statement.target.ref)
            if other is not proposal and other.vetoes
            for signer in other.approvals
        )

    def extra_approvers(self, ref: str) -> int:
        """One approver more once the same person has vetoed twice on this subject."""
        vetoers = [v for p in self.about(ref) for v in p.vetoes]
        return 1 if len(vetoers) > len(set(vetoers)) else 0
