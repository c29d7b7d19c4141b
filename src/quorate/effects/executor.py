"""Carrying out a certificate: intent, call, read-back, outcome; and finding the way after a crash.

Intent is the claim: it is in the log before the call, and only the lowest intent of a proposal
acts. One path serves the first try and every try after a crash.
"""

import asyncio
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Final

import structlog

from quorate.accounts.register import REMEMBERED
from quorate.accounts.subject import Subject, reporters_ref, subject_ref
from quorate.authority.engine import Law
from quorate.decisions.docket import Proposal, is_wide
from quorate.effects.calls import Calls
from quorate.effects.checks.certificate import Certificate, Facts, certify, tier_now
from quorate.effects.chronicle import Chronicle
from quorate.effects.connectors.base import INVERSES, Connector
from quorate.effects.labelling import Labels, OfLabel
from quorate.effects.limits import Limits
from quorate.effects.means import Means, OfPlatform
from quorate.effects.outstanding import Outstanding, What
from quorate.effects.outward import outward
from quorate.effects.paging.pager import Pager
from quorate.effects.passing import TRANSIENT
from quorate.ledger.canonical import canonical
from quorate.ledger.entry import Json
from quorate.people.pseudonyms import person_behind
from quorate.telemetry import traces
from quorate.telemetry.metrics.effects import EFFECT_SECONDS, EFFECTS
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, uuid_of
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem, Refusal

_log = structlog.get_logger()
_ROOM: Final = 40_000
"""Bytes for the names of proposals in an entry, which has 64 KB; whoever opens one names it."""
_NOT_READ_BACK: Final = Refusal(Problem.PLATFORM_UNAVAILABLE, "not read back yet")


class Teller:
    """Tells nobody: there is no address at which a statement of reasons could be read."""

    def intends(self, proposal: Proposal) -> None:
        """Called in the write of the intent."""

    async def before(self, proposal: Proposal) -> None:
        """Called before the act, when its intent is published; the act comes whatever this does."""


class Executor:
    """Acts on one platform for one effector."""

    def __init__(
        self,
        chronicle: Chronicle,
        connector: Connector,
        pager: Pager,
        limits: Limits,
        key: bytes,
        laws: Callable[[str], Law],
    ) -> None:
        self.chronicle, self.connector = chronicle, connector
        self.pager, self.limits = pager, limits
        self._key, self._laws = key, laws
        chronicle.memory.attribute(lambda subject: self.ref(connector.account_of(subject)))
        self.exposed: Refusal | None = None
        self.settings = ""
        self.teller = Teller()
        self.acting: set[str] = set()
        self.outstanding = Outstanding()
        self.calls = Calls(chronicle)
        self.labels: Labels | None = None
        # When an intent was written, in nanoseconds; one of before a restart is missing.
        self._since: dict[str, int] = {}
        self.showing: set[str] = set()
        self.locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def law(self) -> Law:
        """The rules of authority that the ledger pins, or why they are not at hand."""
        return self._laws(self.chronicle.view.authority)

    def subject_of(self, proposal: Proposal) -> Subject | None:
        """The id behind the proposal's pseudonym, as we resolved it ourselves."""
        return self.chronicle.memory.subject(proposal.statement.target.ref)

    def offered(self, proposal: Proposal) -> frozenset[Action]:
        """What can be carried out here; a label only where its subject has an address for one."""
        subject = self.subject_of(proposal)
        labelled = subject is not None and isinstance(self.means(proposal, subject), OfLabel)
        return self.connector.offered | ({Action.LABEL} if labelled else frozenset[Action]())

    def means(self, proposal: Proposal, subject: Subject) -> Means | Refusal:
        """By what the proposal is carried out, read back and undone."""
        said = proposal.statement
        if said.action is not Action.LABEL:
            return OfPlatform(self.connector, said.action, subject)
        if self.labels is None:
            return Refusal(Problem.ACTION_NOT_OFFERED, "no labels are signed here", "action")
        return self.labels.of(said, subject, self.chronicle.clock)

    def ref(self, native: str, kind: SubjectKind = SubjectKind.ACCOUNT) -> str:
        """The pseudonym of an id on this platform."""
        return subject_ref(self._key, Subject(self.connector.instance, kind, native))

    def reporters_ref(self, refs: Collection[str]) -> str:
        """How these reporters stand in a statement."""
        return reporters_ref(self._key, refs)

    def person_of(self, pseudonym: str) -> str | None:
        """The person whom a pseudonym stands for, of all who ever held a key here."""
        view = self.chronicle.view
        known = {f.id for f in view.founded.founders}.union(
            view.roster.people, view.roster.served.values()
        )
        return person_behind(self._key, pseudonym, known)

    def owner_of(self, proposal: Proposal) -> str:
        """The pseudonym of the target's account, or of its author."""
        subject = self.subject_of(proposal)
        if subject is None:
            return proposal.statement.target.ref
        return self.ref(self.connector.account_of(subject))

    def alike(self, proposal: Proposal) -> frozenset[str]:
        """The pseudonyms of all that the effect reaches: the subject, and where it works on the
        whole account, that account and whichever of its messages a proposal may name."""
        own, owner = frozenset({proposal.statement.target.ref}), self.owner_of(proposal)
        if not is_wide(proposal):
            return own
        return own | {owner} | self.chronicle.memory.subjects_of(owner)

    def holders(self, proposal: Proposal) -> list[Proposal]:
        """Whatever else has the same effect in force on what this one reaches."""
        docket = self.chronicle.view.docket
        return [other for other in self.same(proposal) if docket.in_force(other)]

    def same(self, proposal: Proposal) -> list[Proposal]:
        """The other proposals, over or not, with the same effect on what this one reaches."""
        docket, effect = self.chronicle.view.docket, proposal.statement.effect
        return [
            other
            for ref in sorted(self.alike(proposal))
            for other in docket.about(ref)
            if other is not proposal and other.statement.effect == effect
        ]

    def freed_with(self, proposal: Proposal) -> list[Json]:
        """The proposals about the same account by other subjects that its restore undoes or voids:
        whose a message is we know alone, so the log is told."""
        docket, said = self.chronicle.view.docket, proposal.statement
        found = [
            other
            for other in docket.near(said.target.ref, self.alike(proposal))
            if other.statement.target.ref != said.target.ref
            and (not other.outcome or docket.does(other, said.effect))
        ]

        def acts(other: Proposal) -> tuple[bool, bool, bool, int]:
            """How far it has come: what nobody has approved is the last to find no room."""
            done = docket.does(other, said.effect)
            return done, other.begun, not other.settled, len(other.approvals)

        named: list[Json] = []
        room = _ROOM
        for other in reversed(sorted(found, key=acts)):
            room -= len(canonical(other.statement.proposal)) + 1
            if room >= 0:
                named.append(other.statement.proposal)
        return named

    def author_unknown(self, proposal: Proposal) -> bool:
        """Whether it is about a message of which we cannot tell who wrote it."""
        about = proposal.statement.target.kind
        return about is SubjectKind.MESSAGE and self.subject_of(proposal) is None

    def highest(self, account: str, shown: int) -> int:
        """The tier that the platform's facts make now, or made in the last 90 days (I10)."""
        memory, chronicle = self.chronicle.memory, self.chronicle
        if shown:
            memory.keep_tier(account, shown, chronicle.expires())
        return memory.highest_tier(account, chronicle.waits() - REMEMBERED)

    def reporters_of(self, ref: str, owner: str) -> frozenset[str]:
        """Who reported the subject, or the author of a message: platforms name the author."""
        memory = self.chronicle.memory
        return memory.live_reporters(ref) | memory.live_reporters(owner)

    async def facts(self, proposal: Proposal, *, look: bool) -> Facts:
        """What we know now; with `look` the platform is read, else the signed tier stands in."""
        said, memory = proposal.statement, self.chronicle.memory
        reading: int | None = said.tier
        owner, subject = self.owner_of(proposal), self.subject_of(proposal)
        if look:
            known = await self.connector.read(subject) if subject else None
            if isinstance(known, Refusal):
                self.unheard(What.EFFECT, proposal, known)
            elif not proposal.begun:  # the platform answers: what it waits for now is no answer
                self.outstanding.over(What.EFFECT, said.proposal)
            shown = None if known is None or isinstance(known, Refusal) else known.tier
            reading = None if shown is None else self.highest(owner, shown)
        # After the platform, which may be slow: what was published meanwhile counts.
        self.chronicle.catch_up()
        own = proposal.intents[0] if proposal.intents else None
        return Facts(
            expires=self.chronicle.expires(),
            waits=self.chronicle.waits(),
            doubt=self.doubt() or self._freed_unlogged(proposal),
            reading=reading,
            reporters=self.reporters_of(said.target.ref, owner),
            signed_reporters=memory.reporters(said.reporters),
            owner=owner,
            alike=self.alike(proposal) if look else frozenset({said.target.ref}),
            kind=subject.kind if subject else None,
            instance=self.connector.instance,
            offered=self.offered(proposal),
            law=self.law(),
            witnessed=self.chronicle.witnessed(self.limits),
            page_taken=memory.page_taken(said.proposal, "approved"),
            own_intent=own if self.is_own(proposal) else None,
        )

    def doubt(self) -> Refusal | None:
        """Why nothing may be silenced now: open secrets, other settings than the pinned ones, a
        ledger or a clock in doubt."""
        pinned = self.chronicle.view.settings.get(self.chronicle.name)
        if self.exposed:
            return self.exposed
        if pinned is not None and pinned != self.settings:
            detail = f"ours are {self.settings}, pinned are {pinned}"
            return Refusal(Problem.SETTINGS_NOT_PINNED, detail, None, "I9")
        return self.chronicle.doubt(self.limits)

    def _freed_unlogged(self, proposal: Proposal) -> Refusal | None:
        """Whoever writes the database could let our own restore follow on what silences anew: the
        log would say that the account is free."""
        freed = {
            other.statement.target.ref
            for other in self.chronicle.restoring()
            if other is not proposal and other.statement.effect == proposal.statement.effect
        }
        if not freed or freed.isdisjoint(self.alike(proposal)):
            return None
        return Refusal(Problem.LEDGER_UNAVAILABLE, "a restore is not in the log yet", None, "I12")

    def is_own(self, proposal: Proposal) -> bool:
        """Whether the lowest intent, which alone acts, came out of our own spool (I18)."""
        return bool(proposal.intents) and self.chronicle.memory.wrote(proposal.intents[0])

    async def judge(self, proposal: Proposal, *, look: bool) -> Certificate | Refusal:
        """The verdict at this instant."""
        facts = await self.facts(proposal, look=look)
        return certify(self.chronicle.view, proposal, facts, self.limits)

    async def tell(self, proposal: Proposal, stage: str) -> bool:
        """Pages on-call once a stage, in our own words; True when the sink has taken it."""
        said, memory = proposal.statement, self.chronicle.memory
        if memory.page_taken(said.proposal, stage):
            return True
        subject = self.subject_of(proposal)
        who = subject.native if subject else said.target.ref
        hands = ", ".join([proposal.opened.signer, *sorted(proposal.approvals)])
        taken = await self.pager.page(
            f"Quorate: {said.action} {stage}, tier {said.tier}",
            f"{said.action} of {who} ({said.connector}) is {stage}. Proposal {said.proposal}, "
            f"case {said.case.id}, hands: {hands}. It {FACTS[said.action].says}.",
        )
        if taken:
            at = self.chronicle.clock()
            self.chronicle.write(
                Event.PAGE_SENT,
                {"proposal": said.proposal, "stage": stage, "tier": said.tier},
                beside=lambda: memory.keep_page(said.proposal, stage, at),
                freeing=stage == "restored",
            )
        return taken

    async def execute(self, proposal: Proposal, certificate: Certificate) -> None:
        """Writes the intent, waits until it is published, then acts as `reconcile` does."""
        said = proposal.statement
        subject = self.subject_of(proposal)
        refused = await self.connector.resolve(subject) if subject else None
        if refused:
            self.unheard(What.EFFECT, proposal, refused)
        if subject is None or refused:
            return
        if certificate.tier >= 2 and not await self.tell(proposal, "executing"):
            return
        if self.chronicle.intends(said.proposal):  # by another task, or before a crash
            return
        inverse = json.dumps(
            {"call": INVERSES.get(said.action), "target": said.target.ref}, sort_keys=True
        )
        self.chronicle.memory.keep_inverse(said.proposal, inverse)
        digest = self.chronicle.write(
            Event.EFFECT_INTENDED,
            {
                "proposal": said.proposal,
                "action": said.action,
                "tier": certificate.tier,
                "hands": list(certificate.hands),
                "inverse": hashlib.sha256(inverse.encode()).hexdigest(),
            },
            beside=lambda: self.teller.intends(proposal),
        )
        self._since[said.proposal] = traces.began()
        if await self.published(digest):
            await self.reconcile(proposal)

    async def published(self, digest: str, seconds: float = 10.0) -> bool:
        """Waits until an entry of ours stands under a published checkpoint (I14)."""
        for _ in range(int(seconds / 0.005)):
            self.chronicle.catch_up()
            if self.chronicle.leaf_of(digest) is not None:
                return True
            await asyncio.sleep(0.005)
        return False

    async def reconcile(self, proposal: Proposal) -> None:
        """An intent without outcome: in force -> record; still valid -> act; else abandon."""
        subject = self.subject_of(proposal)
        if subject is None or not self.is_own(proposal):
            return
        await self._tell_before(proposal)
        async with self.locks[self.owner_of(proposal)]:
            if proposal.outcome or proposal.restored:
                return
            means = self.means(proposal, subject)
            shown = means if isinstance(means, Refusal) else await means.in_force()
            if isinstance(shown, Refusal):
                self.unheard(What.EFFECT, proposal, shown)
            if isinstance(means, Refusal) or isinstance(shown, Refusal):
                return
            if shown:
                refused = await self._shown(proposal, means)
            else:
                refused = await self._act(proposal, means)
            if refused:
                self.unheard(What.EFFECT, proposal, refused)
                if refused.problem not in TRANSIENT:
                    await self._abandon(proposal, refused)
                return
            self.chronicle.write(Event.EFFECT_DONE, {"proposal": proposal.statement.proposal})
            self._count(proposal, "done")

    def _count(self, proposal: Proposal, outcome: str) -> None:
        """How an intent ended, and how long it took where this process has seen all of it."""
        said, connector = proposal.statement, self.connector.instance
        tier = max(proposal.intended_tier, said.tier)
        EFFECTS.labels(connector, said.action, tier, outcome).inc()
        since, case = self._since.pop(said.proposal, None), uuid_of(CASE, said.case.id)
        if since is None or case is None:
            return
        if outcome == "done":
            seconds = (traces.began() - since) / 1e9
            EFFECT_SECONDS.labels(connector, said.action).observe(seconds)
        facts = {"quorate.proposal": said.proposal, "quorate.outcome": outcome}
        traces.done("effect", case, since, **facts)

    def unheard(self, what: What, proposal: Proposal, refused: Refusal) -> None:
        """The platform did not take it; the operator sees that it waits."""
        name, at = proposal.statement.proposal, self.chronicle.clock()
        self.outstanding.note(what, name, refused, at)

    async def _tell_before(self, proposal: Proposal) -> None:
        """Outside of the subject's lock, which restores take."""
        try:
            await self.teller.before(proposal)
        except Exception:
            _log.exception("telling_failed")

    async def _shown(self, proposal: Proposal, means: Means) -> Refusal | None:
        """None where what the platform shows is this proposal's, or may be. What a call of ours
        brought about after somebody objected is given back; what another proposal did is not."""
        name, settled = proposal.statement.proposal, proposal.settled
        if not self.calls.went_out(name):
            verdict = await self.judge(proposal, look=True)
            return verdict if isinstance(verdict, Refusal) else None
        if not settled or proposal.statement.action not in INVERSES:
            return None
        objected = Refusal(Problem.ALREADY_DECIDED, settled, "proposal", "I18")
        if self.holders(proposal):
            return self._given_up(proposal, objected)
        left = await means.free()
        if isinstance(left, Refusal):
            return left
        return self._given_up(proposal, objected) if not left else _NOT_READ_BACK

    async def _act(self, proposal: Proposal, means: Means) -> Refusal | None:
        verdict = await self.judge(proposal, look=True)
        if isinstance(verdict, Refusal):
            return self._given_up(proposal, verdict)
        self.acting.add(verdict.proposal)
        since, case = traces.began(), uuid_of(CASE, proposal.statement.case.id)
        self.calls.begin(verdict.proposal)
        try:
            refused = await means.carry_out(outward(verdict, proposal, self._key))
        finally:
            self.acting.discard(verdict.proposal)
            if case is not None:
                traces.done("platform call", case, since, **{"quorate.action": verdict.action})
        self.calls.heard(verdict.proposal, refused)
        if refused or verdict.action is Action.WARN:
            return refused
        # The call went out: whatever else the platform says now, it may be in force, and giving the
        # intent up would leave it so with nobody knowing.
        shown = await means.in_force()
        return None if shown is True else _NOT_READ_BACK

    def _given_up(self, proposal: Proposal, refused: Refusal) -> Refusal:
        """Nothing is given up while a call for it may still be carried out."""
        if not self.calls.may_land(proposal.statement.proposal):
            return refused
        return Refusal(Problem.PLATFORM_UNAVAILABLE, "a call may still be carried out")

    async def _abandon(self, proposal: Proposal, refused: Refusal) -> None:
        said = proposal.statement
        self.chronicle.write(
            Event.EFFECT_ABANDONED, {"proposal": said.proposal, "problem": refused.problem}
        )
        self._count(proposal, "abandoned")

    async def refuse(
        self, proposal: Proposal, refused: Refusal, asked_by: str, once: str = ""
    ) -> None:
        """A refused attempt goes to the log, and at tier >= 2 to on-call (I23).

        Under the mark `once` it is logged once; `told(once)` is kept when on-call has taken it.
        An empty mark is never kept.
        """
        said, memory, at = proposal.statement, self.chronicle.memory, self.chronicle.clock()
        facts = await self.facts(proposal, look=True)
        tier = tier_now(self.chronicle.view, proposal, facts, facts.reading or 0)

        def keep() -> None:
            if once:
                memory.keep_page(said.proposal, once, at)

        if not memory.page_taken(said.proposal, once):
            self.chronicle.write(
                Event.EFFECT_REFUSED,
                {
                    "proposal": said.proposal,
                    "tier": tier,
                    "problem": refused.problem,
                    "missing": list(refused.missing),
                    "asked_by": asked_by,
                },
                beside=keep,
            )
            EFFECTS.labels(self.connector.instance, said.action, tier, "refused").inc()
        taken = tier < 2 or await self.pager.page(
            f"Quorate: {said.action} refused, tier {tier}",
            f"Proposal {said.proposal} by {said.signer}, asked by {asked_by}: {refused}",
        )
        if once and taken:
            memory.keep_page(said.proposal, told(once), at)


def told(mark: str) -> str:
    """The mark under which memory keeps that on-call has taken the page."""
    return f"{mark}, told"
