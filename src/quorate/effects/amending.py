"""The effector's side of amendments: it pages, waits, and writes down what came into force."""

from datetime import datetime, timedelta

from quorate.authority.administrators import APPLY_WITHIN
from quorate.authority.agenda import Filed
from quorate.authority.amendment import Amendment
from quorate.authority.charter import Charge
from quorate.effects.apart import Apart
from quorate.effects.checks.mandate import Mandate, Moment, hands_of, mandate, ready_at, recovers
from quorate.effects.executor import Executor
from quorate.ledger.entry import Json
from quorate.ledger.fields import as_object, text
from quorate.vocabulary.events import Event
from quorate.vocabulary.problems import Refusal
from quorate.vocabulary.times import stamp


def about(amendment: Amendment) -> str:
    """What a page calls an amendment."""
    whom = ", ".join(sorted(amendment.concerned))
    return f"{amendment.charge} of {whom}" if whom else f"{amendment.charge}"


def behind(executor: Executor, amendment: Amendment) -> str | None:
    """Whom a pseudonym stands for that an amendment would open, which the effector alone can tell;
    None where it cannot, empty for amendments of any other charge.

    Another effector may have another key: who knows nobody leaves it to the one that does.
    """
    if amendment.charge is not Charge.IDENTITY:
        return ""
    row = as_object(amendment.content[Charge.IDENTITY], Charge.IDENTITY)
    return executor.person_of(text(row, "pseudonym"))


class Amending:
    """Considers what is open at each look; tells what came into force until it is taken."""

    def __init__(self, executor: Executor) -> None:
        self._executor, self._chronicle = executor, executor.chronicle
        self._done: set[str] = set()

    async def look(self) -> None:
        """One look at every amendment that is not told to its end."""
        apart = Apart()
        for name, filed in list(self._chronicle.view.agenda.amendments.items()):
            if name not in self._done and await apart.tried(self._consider(filed)):
                self._done.add(name)
        apart.tell()

    def moment(self, filed: Filed) -> Moment:
        """What we know now."""
        chronicle, limits = self._chronicle, self._executor.limits
        return Moment(
            chronicle.expires(),
            chronicle.waits(),
            self._executor.exposed or chronicle.doubt(limits),
            chronicle.memory.page_taken(filed.amendment.id, "approved"),
            behind(self._executor, filed.amendment),
        )

    async def _consider(self, filed: Filed) -> bool:
        """True when nothing can follow any more."""
        if filed.failed:
            return await self._tell(filed, "failed")
        if filed.settled:
            return filed.applied is None or await self._tell(filed, "in force")
        await self._tell(filed, "opened")
        view, limits, moment = self._chronicle.view, self._executor.limits, self.moment(filed)
        if isinstance(hands_of(view, filed, moment, limits), Refusal):
            return moment.expires > filed.amendment.approve_until + APPLY_WITHIN
        await self._tell(filed, "approved")
        verdict = mandate(view, filed, self.moment(filed), limits)
        if isinstance(verdict, Mandate) and not self._chronicle.applies(verdict.amendment):
            hands: list[Json] = list(verdict.hands)
            data: dict[str, Json] = {"amendment": verdict.amendment, "hands": hands}
            self._chronicle.write(Event.AMENDMENT_APPLIED, data)
        return False

    async def _tell(self, filed: Filed, stage: str) -> bool:
        """Pages on-call once a stage; True when the sink has taken it."""
        memory, amendment = self._chronicle.memory, filed.amendment
        if memory.page_taken(amendment.id, stage):
            return True
        hands = ", ".join([filed.opened.signer, *sorted(filed.approvals)])
        told = f"Amendment {amendment.id}, {about(amendment)}, is {stage}. Hands: {hands}."
        if recovers(self._chronicle.view, filed):
            (who,) = amendment.concerned
            told += f" It replaces the keys of {who}: if {who} did not ask for that, veto it."
        wait = self._delay(filed)
        if stage == "approved" and wait:
            told += f" It takes effect in {wait} unless it is vetoed."
        taken = await self._executor.pager.page(f"Quorate: amendment {stage}", told)
        if taken:
            at = self._chronicle.clock()
            self._chronicle.write(
                Event.PAGE_SENT,
                self._page(filed, stage, at),
                beside=lambda: memory.keep_page(amendment.id, stage, at),
            )
        return taken

    def _page(self, filed: Filed, stage: str, taken: datetime) -> dict[str, Json]:
        page: dict[str, Json] = {"amendment": filed.amendment.id, "stage": stage}
        if stage == "approved":
            view, limits = self._chronicle.view, self._executor.limits
            page["ready"] = stamp(ready_at(view, filed, taken, limits))
        return page

    def _delay(self, filed: Filed) -> timedelta:
        again = recovers(self._chronicle.view, filed)
        return self._executor.limits.delay(filed.amendment.charge, recovers=again)
