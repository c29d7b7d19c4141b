"""What one person says to the effector about a change that Quorate did not make: I have it, or
free the account at once (I12)."""

from collections.abc import Mapping
from dataclasses import asdict

from quorate.accounts.subject import Subject
from quorate.authority.asking import Ask
from quorate.authority.outside import Change, may_acknowledge, may_free
from quorate.effects.connectors.base import INVERSES
from quorate.effects.doors.objections import Objections
from quorate.effects.effector import Effector
from quorate.effects.folds.outside import ACKNOWLEDGE, FREE
from quorate.ledger.entry import Json
from quorate.people.model import Person
from quorate.people.orders import Order
from quorate.vocabulary.events import Event
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp


class OutsideDoor:
    """The effector's ears for out-of-band changes."""

    def __init__(self, effector: Effector, objections: Objections) -> None:
        self._effector, self._ordered = effector, objections.ordered
        self._chronicle, self._executor = effector.chronicle, effector.executor

    def accounts(self) -> dict[str, Json]:
        """Whom the changes that stand are about, by pseudonym, and nobody else."""
        refs = {change.ref for change in self._chronicle.view.outside.values()}
        found = {ref: self._chronicle.memory.subject(ref) for ref in refs}
        return {ref: subject.native for ref, subject in found.items() if subject}

    def waiting(self) -> list[Json]:
        """What the platform has not taken yet, the oldest first."""
        view, memory = self._chronicle.view, self._chronicle.memory
        found = self._executor.outstanding.waiting(view.docket, memory, self._chronicle.clock())
        return [{**asdict(one), "since": stamp(one.since)} for one in found]

    def acknowledge(self, body: Mapping[str, object]) -> dict[str, Json] | Refusal:
        """Somebody has taken it on; the account stays as it is."""
        found = self._about(body, ACKNOWLEDGE)
        if isinstance(found, Refusal):
            return found
        person, order, change = found
        refused = may_acknowledge(person, self._chronicle.clock())
        if refused:
            return refused
        change.acknowledged_by = change.acknowledged_by or person.id
        self._chronicle.write(Event.PLATFORM_ACKNOWLEDGED, {"order": order.plain()})
        return {"change": change.id, "acknowledged_by": change.acknowledged_by}

    async def free(self, body: Mapping[str, object]) -> dict[str, Json] | Refusal:
        """Frees an account that no decision silences; the spool is written first."""
        found = self._about(body, FREE)
        if isinstance(found, Refusal):
            return found
        person, order, change = found
        refused = await self._barred(person, change)
        if refused:
            return refused
        subject = self._chronicle.memory.subject(change.ref)
        if subject is None:
            detail = (
                "the effector that answers here never looked this account up: open its case first"
            )
            return Refusal(Problem.NOT_FOUND, detail, "about")
        change.freed_by = person.id
        self._chronicle.write(Event.PLATFORM_FREED, {"order": order.plain()}, freeing=True)
        freed = await self._free(change, subject)
        told = f"{person.id} had {subject.native} freed: {change.action}, tier {change.tier}."
        await self._executor.pager.page("Quorate: freed what others had silenced", told)
        return {"change": change.id, "state": "freed" if freed else "accepted"}

    async def _free(self, change: Change, subject: Subject) -> bool:
        """True when the platform shows it; else the change still stands, and is said again."""
        connector = self._executor.connector
        async with self._executor.locks[change.ref]:
            refused = await connector.free(INVERSES[change.action], subject)
            shown = refused or await connector.in_force(change.action, subject)
        return shown is False

    async def _barred(self, person: Person, change: Change) -> Refusal | None:
        if change.action not in INVERSES or not change.in_force:
            detail = f"nothing to free: {change.action}"
            return Refusal(Problem.ACTION_IRREVERSIBLE, detail, "about", "I12")
        account = (await self._effector.outside.watched()).get(change.ref)
        if account and (account.busy or change.action in account.effects):
            return Refusal(Problem.ALREADY_DECIDED, "a decision stands: restore it", "about")
        now = self._chronicle.clock()
        glass = self._chronicle.view.glass(person.id, now)
        refused = may_free(person, change, now, glass=glass)
        if refused or glass:
            return refused
        ask = Ask(person, Permission.EFFECT_RESTORE, now, tier=change.tier)
        return self._executor.law().refusal(ask)

    def _about(
        self, body: Mapping[str, object], wanted: str
    ) -> tuple[Person, Order, Change] | Refusal:
        found = self._ordered(body, wanted)
        if isinstance(found, Refusal):
            return found
        person, order = found
        changes = self._chronicle.view.outside.values()
        change = next((c for c in changes if c.id == order.about), None)
        if change is None:
            return Refusal(Problem.NOT_FOUND, "no such change stands", "about")
        return person, order, change
