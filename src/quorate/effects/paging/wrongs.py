"""Forged entries and refused attempts at tier >= 2: logged once, told until taken (I23)."""

from quorate.accounts.looks import Look
from quorate.effects.executor import Executor
from quorate.effects.folds.reveals import refused_look
from quorate.effects.folds.state import At, Forged, SetBack
from quorate.vocabulary.events import Event
from quorate.vocabulary.problems import Problem


class Wrongs:
    """Remembers over restarts what on-call has taken, and tries again what it has not."""

    def __init__(self, executor: Executor) -> None:
        self._executor, self._chronicle = executor, executor.chronicle
        self._forged = 0
        self._refused = 0
        self._looks = 0
        self._set_back = 0

    async def tell(self) -> None:
        """Tells what is new; stops at the first page that the sink does not take."""
        if not await self._tell_law():
            return
        while self._forged < len(self._chronicle.view.forged):
            if not await self._tell_forged(self._chronicle.view.forged[self._forged]):
                return
            self._forged += 1
        while self._refused < len(self._chronicle.view.refusals):
            if not await self._tell_refused(self._chronicle.view.refusals[self._refused]):
                return
            self._refused += 1
        while self._looks < len(self._chronicle.view.looks.refused):
            if not await self.tell_look(self._chronicle.view.looks.refused[self._looks]):
                return
            self._looks += 1
        while self._set_back < len(self._chronicle.view.set_back):
            if not await self._tell_set_back(self._chronicle.view.set_back[self._set_back]):
                return
            self._set_back += 1
        self._end_unshown()

    async def tell_look(self, look: Look) -> bool:
        """A refused look at tier >= 2, and one that a crash ended: told once (I14, I23)."""
        crashed = bool(look.ends) and look.outcome == Problem.EXPIRED
        if look.tier < 2 and not crashed:
            return True
        told = f"{look.person} wanted {look.field} for {look.purpose}, {look.case}: {look.outcome}"
        title = f"Quorate: a look at private data was refused, tier {look.tier}"
        return await self._page(f"look {look.id} {look.outcome}", title, told)

    def _end_unshown(self) -> None:
        """A crash left an intent without an outcome: nothing was handed out, and that is told."""
        for look in list(self._chronicle.view.looks.pending.values()):
            if look.id in self._executor.showing or not self._chronicle.memory.wrote(look.index):
                continue
            data = refused_look(look, Problem.EXPIRED, intended=True)
            self._chronicle.write(Event.REVEAL_REFUSED, data)

    async def _tell_law(self) -> bool:
        """Once for each set that the ledger pins and that is not at hand (I13)."""
        view, broken = self._chronicle.view, self._executor.law().broken
        if view.genesis is None or not broken:
            return True
        title = "Quorate: nothing is silenced or shown, the rules of authority are broken"
        return await self._page(f"authority {view.authority}", title, broken)

    async def _tell_forged(self, forged: Forged) -> bool:
        mark, memory = f"entry {forged.index}", self._chronicle.memory
        at = self._chronicle.clock()
        if not memory.page_taken(mark, "logged"):
            self._chronicle.write(
                Event.EFFECT_REFUSED,
                {
                    "proposal": forged.proposal,
                    "tier": 0,
                    "problem": Problem.SIGNATURE_INVALID,
                    "missing": [],
                    "asked_by": mark,
                },
                beside=lambda: memory.keep_page(mark, "logged", at),
            )
        told = f"Entry {forged.index} ({forged.event}, {forged.proposal}): {forged.reason}"
        return await self._page(mark, "Quorate: a forged entry was refused", told)

    async def _tell_refused(self, at: At) -> bool:
        data = at.entry.data
        if data.get("tier") not in (2, 3):
            return True
        said = {k: str(data.get(k))[:80] for k in ("signer", "action", "problem")}
        title = f"Quorate: an attempt was refused, tier {data['tier']}"
        told = f"{said['signer']} tried {said['action']}: {said['problem']}"
        return await self._page(f"entry {at.index}", title, told)

    async def _tell_set_back(self, hand: SetBack) -> bool:
        told = f"Key {hand.key} of {hand.signer} counts less than before: it may be a copy"
        return await self._page(f"count {hand.index}", "Quorate: a passkey counts backwards", told)

    async def _page(self, mark: str, title: str, told: str) -> bool:
        memory = self._chronicle.memory
        if memory.page_taken(mark, "told"):
            return True
        taken = await self._executor.pager.page(title, told)
        if taken:
            memory.keep_page(mark, "told", self._chronicle.clock())
        return taken
