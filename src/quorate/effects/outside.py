"""Accounts that do not stand as Quorate left them: somebody used the platform's own tools.

Watched are the accounts on which an effect is in force and those of tier 2 and above, at a polite
pace. A difference is told at the second look that shows it: another effector's restore may be on
the platform a moment before it is in the log. Where a platform tells of changes itself, any account
that it names is looked at twice at once.
"""

import asyncio
import hashlib
import math
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from heapq import nsmallest
from itertools import chain
from time import monotonic
from typing import Final

from quorate.accounts.register import REMEMBERED
from quorate.accounts.subject import Subject
from quorate.authority.kernel import PROTECTED
from quorate.authority.outside import Change
from quorate.decisions.docket import Proposal
from quorate.effects.executor import Executor
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Refusal
from quorate.vocabulary.times import stamp

MOST: Final = 20
"""Accounts looked at in one round, which begins each second."""
_FOR_PROTECTED: Final = 16
_NAMED: Final = 10
_A_SLICE: Final = 500
_PLANNED: Final = 10 * MOST
_AGAIN: Final = 0.3
"""Seconds between the two looks at an account that the platform named."""
_BUSY: Final = 2.0
"""Seconds until an account is looked at that Quorate is changing itself."""


@dataclass(slots=True)
class Watched:
    """An account: what the ledger has in force on it by action, and whether that is changing."""

    ref: str
    native: str
    tier: int
    effects: dict[Action, str] = field(default_factory=dict[Action, str])
    busy: bool = False


class Outside:
    """Looks at one round of accounts after the other."""

    def __init__(self, executor: Executor) -> None:
        self._executor, self._chronicle = executor, executor.chronicle
        self._owners: dict[str, str] = {}
        self._natives: dict[str, str] = {}
        self._protected, self._others = deque[Watched](), deque[Watched]()
        self._planned_at = -math.inf
        self._looked: dict[str, float] = {}
        self._suspected: dict[tuple[str, Action], tuple[bool, str]] = {}
        self._named: dict[str, float] = {}

    async def watched(self) -> dict[str, Watched]:
        """By pseudonym, as the ledger stands now. An account whose id nobody resolved here is not
        among them: no call can name it. A restore need not wait until a long ledger is read."""
        view, found = self._chronicle.view, dict[str, Watched]()
        now = self._chronicle.expires()
        memory = self._chronicle.memory
        waiting = {*memory.restores_waiting(), *memory.endings_waiting()}
        known = (view.docket.proposals.get(name) for name in waiting)
        freeing = (proposal for proposal in known if proposal is not None)
        for number, proposal in enumerate(chain(view.docket.standing(), freeing)):
            if number % _A_SLICE == 0:
                await asyncio.sleep(0)
            if proposal.intents and FACTS[proposal.statement.action].silencing:
                restoring = proposal.statement.proposal in waiting
                self._add(found, proposal, now, restoring=restoring)
        since = self._chronicle.waits() - REMEMBERED
        listed = (r for r, row in view.register.listed.items() if row.tier >= PROTECTED)
        for ref in listed:
            self._account(found, ref, now)
        for ref in self._chronicle.memory.of_tier(PROTECTED, since):
            account = self._account(found, ref, now)
            if account:
                account.tier = max(account.tier, PROTECTED)
        for ref, _ in view.outside:  # until both agree again
            self._account(found, ref, now)
        return found

    def _add(
        self, found: dict[str, Watched], proposal: Proposal, now: datetime, *, restoring: bool
    ) -> None:
        in_force = self._chronicle.view.docket.in_force(proposal)
        open_intent = not proposal.outcome and not proposal.restored
        if not (in_force or open_intent or restoring):
            return
        said = proposal.statement
        if said.proposal not in self._owners:
            self._owners[said.proposal] = self._executor.owner_of(proposal)
        account = self._account(found, self._owners[said.proposal], now)
        if account is None:
            return
        account.tier = max(account.tier, proposal.intended_tier)
        account.busy = account.busy or open_intent or restoring
        if in_force:
            account.effects[said.action] = said.proposal

    def _account(self, found: dict[str, Watched], ref: str, now: datetime) -> Watched | None:
        if ref in found:
            return found[ref]
        if not self._natives.get(ref):
            self._natives[ref] = self._native(ref)
        native = self._natives[ref]
        if not native:
            return None
        found[ref] = Watched(ref, native, self._chronicle.view.register.tier(ref, now))
        return found[ref]

    def _native(self, ref: str) -> str:
        subject = self._chronicle.memory.subject(ref)
        return subject.native if subject and subject.kind is SubjectKind.ACCOUNT else ""

    async def look(self) -> None:
        """One round; nothing is told while the ledger is in doubt, for then it is not known what
        Quorate itself has done."""
        if self._chronicle.doubt(self._executor.limits) is None:
            for account in await self._due():
                self._looked[account.ref] = monotonic()
                await self._look(account)
        await self._page()

    def hurry(self, native: str) -> None:
        """The platform says that this account changed, by whomever; it is looked at soon."""
        self._named.setdefault(native, monotonic())

    async def look_at_named(self) -> None:
        """What the platform named and is due; a few at a time. What cannot be compared now stays
        named."""
        due = [native for native, at in self._named.items() if at <= monotonic()][:MOST]
        if not due or self._chronicle.doubt(self._executor.limits) is not None:
            return
        watched = await self.watched()
        for native in due:
            ref = self._executor.ref(native)
            if (ref in watched and watched[ref].busy) or self._being_freed(ref):
                self._named[native] = monotonic() + _BUSY
                continue
            del self._named[native]
            await self._look(watched.get(ref) or await self._unwatched(ref, native))
            if any(suspect == ref for suspect, _ in self._suspected):
                self._named.setdefault(native, monotonic() + _AGAIN)
        await self._page()

    async def _unwatched(self, ref: str, native: str) -> Watched:
        """An account on which nothing is in force. One that nobody here ever looked up is kept only
        where there is something to free."""
        connector, memory = self._executor.connector, self._chronicle.memory
        subject = Subject(connector.instance, SubjectKind.ACCOUNT, native)
        if memory.subject(ref) is None:
            state = await connector.state(native)
            shown = not isinstance(state, Refusal) and any(state.values())
            if shown and await connector.resolve(subject) is None:
                memory.keep_subject(ref, subject, ref)
        tier = self._chronicle.view.register.tier(ref, self._chronicle.expires())
        return Watched(ref, native, tier)

    async def _due(self) -> list[Watched]:
        """What this round looks at; a share of it is kept for the unprotected.

        Each list is made newer than the looks before it, so that the second look at an account is
        compared with what the ledger has come to say since the first.
        """
        if monotonic() - self._planned_at >= self._executor.limits.outside_every.total_seconds():
            await self._plan()
        most = max(_FOR_PROTECTED, MOST - len(self._others))
        chosen = [self._protected.popleft() for _ in range(min(most, len(self._protected)))]
        left = min(MOST - len(chosen), len(self._others))
        return [*chosen, *(self._others.popleft() for _ in range(left))]

    async def _plan(self) -> None:
        """What is suspected first, then the longest unseen; what was seen just now waits."""
        watched = (await self.watched()).values()
        suspects = {ref for ref, _ in self._suspected}
        self._planned_at = monotonic()
        seen = self._planned_at - self._executor.limits.outside_every.total_seconds() / 2

        def soonest(protected: bool) -> deque[Watched]:
            due = (
                w
                for w in watched
                if (w.tier >= PROTECTED) is protected
                and not w.busy
                and self._looked.get(w.ref, seen) <= seen
            )
            order = nsmallest(
                _PLANNED, due, lambda w: (w.ref not in suspects, self._looked.get(w.ref, 0.0))
            )
            return deque(order)

        self._protected, self._others = soonest(protected=True), soonest(protected=False)

    def _being_freed(self, ref: str) -> bool:
        """Whether somebody's word to free it may still be on its way into the log: told before it,
        that the account is free would leave that word about nothing."""
        freed = any(c.freed_by for (r, _), c in self._chronicle.view.outside.items() if r == ref)
        return freed and self._chronicle.owes()

    async def _look(self, account: Watched) -> None:
        if self._being_freed(account.ref):
            return
        state = await self._executor.connector.state(account.native)
        if isinstance(state, Refusal):
            return
        for action, in_force in state.items():
            self._compare(account, action, in_force)

    def _compare(self, account: Watched, action: Action, in_force: bool) -> None:
        key, found = (account.ref, action), (in_force, account.effects.get(action, ""))
        known = self._chronicle.view.outside.get(key)
        told = (known.in_force, known.proposal) if known else None
        differs = in_force is not bool(found[1])
        if found == told or (known is None and not differs):
            self._suspected.pop(key, None)
        elif self._suspected.get(key) != found:
            self._suspected[key] = found
        else:
            del self._suspected[key]
            self._tell(account, action, *found)

    def _tell(self, account: Watched, action: Action, in_force: bool, proposal: str) -> None:
        at, name = self._chronicle.clock(), self._chronicle.name
        one = f"{name}|{account.ref}|{action}|{stamp(at)}"
        self._chronicle.write(
            Event.PLATFORM_CHANGED,
            {
                "change": f"change_{hashlib.sha256(one.encode()).hexdigest()[:32]}",
                "ref": account.ref,
                "tier": account.tier,
                "action": action,
                "in_force": in_force,
                "proposal": proposal or None,
            },
        )

    async def _page(self) -> None:
        """One page for all that is new; tried again until the sink takes it."""
        memory, chronicle = self._chronicle.memory, self._chronicle
        own = [c for c in chronicle.view.outside.values() if c.by == chronicle.name]
        new = [c for c in own if not memory.page_taken(c.id, "told")]
        if not new:
            return
        named = "; ".join(self._says(c) for c in new[:_NAMED])
        more = f" and {len(new) - _NAMED} more" if len(new) > _NAMED else ""
        told = f"{named}{more}. Quorate did not do it. See On call in the console."
        title = f"Quorate: {len(new)} changed on the platform, not by Quorate"
        if await self._executor.pager.page(title, told):
            at: datetime = chronicle.clock()
            for change in new:
                memory.keep_page(change.id, "told", at)

    def _says(self, change: Change) -> str:
        subject = self._chronicle.memory.subject(change.ref)
        who = subject.native if subject else change.ref
        now = "is in force without a decision" if change.in_force else "was lifted"
        return f"{change.action} of {who}, tier {change.tier}, {now}"
