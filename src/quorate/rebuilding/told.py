"""The whole state as entries tell it, in log order. What does not verify changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from quorate.effects.folds.outside import read_change
from quorate.effects.view import View
from quorate.ledger.entry import Entry, entry_hash, read_entry
from quorate.ledger.fields import as_object, integer, text
from quorate.rebuilding import appeals, casework, exports, notices, orders, retained, signals
from quorate.rebuilding.books import Books, Fixed, facts, plain
from quorate.vocabulary.events import Event

_BEFORE: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Wrong:
    """An entry that does not count: where it stands, what it claims, and why."""

    entry: str
    event: str
    reason: str


@dataclass(slots=True)
class Told:
    """`view` is what everybody folds; `books` the tables that follow; `wrong` what counts for
    nothing, by signature or out of its turn."""

    view: View
    books: Books = field(default_factory=Books)
    wrong: list[Wrong] = field(default_factory=list[Wrong])
    _at: datetime = _BEFORE
    _seen: tuple[object, object] = (None, None)

    def read(self, where: str, body: bytes) -> None:
        """The next entry; `where` is how it is named."""
        forged = len(self.view.forged)
        try:
            entry = read_entry(body)
            self._at = entry.instant
        except ValueError as problem:
            entry = None
            self.wrong.append(Wrong(where, "?", str(problem)[:200]))
        self.view.apply(body, self._at)
        if entry is None:
            return
        if len(self.view.forged) > forged:
            self.wrong.append(Wrong(where, entry.event, self.view.forged[-1].reason))
            return
        try:
            self._follow(where, entry, body)
        except ValueError as problem:
            self.wrong.append(Wrong(where, entry.event, str(problem)[:200]))

    def _follow(self, where: str, entry: Entry, body: bytes) -> None:
        step = _STEPS.get(entry.event)
        if step is not None:
            step(self.books, where, entry)
        elif entry.event in _SPOKEN:
            self._spoke(where, entry, body)
        seen = (self.view.roster, self.view.register)
        if seen[0] is not self._seen[0]:
            self._people(where)
        if seen[1] is not self._seen[1]:
            self._register(where)
        self._seen = seen
        if entry.event in _EFFECTS:
            self._effect(where, entry)

    def _spoke(self, where: str, entry: Entry, body: bytes) -> None:
        key = (entry.by, self.view.chains[entry.by].public)
        spoken = {"sequence": integer(entry.data, "sequence"), "last": entry_hash(body)}
        self.books.put("people_sources", key, where, spoken)

    def _people(self, where: str) -> None:
        roster, people = self.view.roster, self.books.table("people")
        for gone in [key for key in people if key[0] not in roster.people]:
            del people[gone]
        for name, person in roster.people.items():
            self._note("people", (name,), where, person)
        keys = self.books.table("keys")
        for lost in [key for key in keys if roster.key(key[0]) is None]:
            del keys[lost]
        for name, key in roster.keys.items():
            if name not in roster.revoked:
                self._note("keys", (name,), where, key)

    def _register(self, where: str) -> None:
        listed, rows = self.view.register.listed, self.books.table("register")
        for gone in [key for key in rows if key[0] not in listed]:
            del rows[gone]
        for ref, row in listed.items():
            self._note("register", (ref,), where, row)

    def _effect(self, where: str, entry: Entry) -> None:
        proposal = self.view.docket.proposals.get(text(entry.data, "proposal"))
        if proposal is None:
            return
        name = proposal.statement.proposal
        known = self.books.table("effects").get((name,))
        found = {
            "action": proposal.statement.action.value,
            "tier": proposal.intended_tier,
            "intents": plain(proposal.intents),
            "outcome": proposal.outcome,
            "ended": proposal.ended,
            "restored": proposal.restored,
        }
        before = known.values if known else {}
        new = {k: v for k, v in found.items() if before.get(k, self) != v}
        self.books.put("effects", (name,), where, new)

    def _note(self, table: str, key: tuple[str, ...], where: str, value: Fixed) -> None:
        """What changed of a row that the view holds."""
        known = self.books.table(table).get(key)
        before = known.values if known else {}
        new = {k: v for k, v in facts(value).items() if before.get(k, self) != v}
        if new:
            self.books.put(table, key, where, new)


def _linked(books: Books, where: str, entry: Entry) -> None:
    linked = {"person": text(entry.data, "person"), "linked_at": entry.at}
    books.put("sign_ins", (text(entry.data, "sign_in"),), where, linked)


def _amended(books: Books, where: str, entry: Entry) -> None:
    row = as_object(entry.data.get("amendment"), "amendment")
    casework.kept(books, where, entry, text(row, "reason"))


def _raised(books: Books, where: str, entry: Entry) -> None:
    casework.kept(books, where, entry, text(entry.data, "reason_commitment"))


def _erased(books: Books, where: str, entry: Entry) -> None:
    """Its row is no longer expected. Raises ValueError where that erases nothing, or one's own."""
    key = (text(entry.data, "commitment"),)
    row = books.table("kept_values").get(key) or books.table("sign_ins").get(key)
    if row is None:
        raise ValueError("erases nothing that an entry before it commits to")
    if entry.by in (row.values.get("given_by"), row.values.get("person")):
        raise ValueError("erases what its signer gave")
    row.erased = row.erased or where


def _changed_outside(books: Books, where: str, entry: Entry) -> None:
    told = facts(read_change(entry))
    said = {name: told[name] for name in ("ref", "action", "tier", "in_force", "proposal")}
    books.put("outside", (text(entry.data, "change"),), where, said)


def _taken_on(how: str) -> Callable[[Books, str, Entry], None]:
    def step(books: Books, where: str, entry: Entry) -> None:
        order = as_object(entry.data.get("order"), "order")
        books.put("outside", (text(order, "about"),), where, {how: text(order, "signer")})

    return step


_CASES: Final = (
    Event.CASE_ASSIGNED,
    Event.CASE_CLAIMED,
    Event.CASE_CLOSED,
    Event.CASE_ESCALATED,
    Event.CASE_RELEASED,
    Event.CASE_REOPENED,
    Event.CASE_SKIPPED,
)
_STEPS: Final[dict[Event, Callable[[Books, str, Entry], None]]] = {
    **dict.fromkeys(_CASES, casework.stepped),
    **dict.fromkeys(notices.STEPS, notices.stepped),
    Event.AMENDMENT_OPENED: _amended,
    Event.APPEAL_DECIDED: appeals.decided,
    Event.APPEAL_FILED: appeals.filed,
    Event.APPEAL_SETTLED: appeals.settled,
    Event.BANK_CHANGED: signals.banked,
    Event.CASE_OPENED: casework.opened,
    Event.EXPORT_ASKED: exports.asked,
    Event.EXPORT_ENDED: exports.ended,
    Event.EXPORT_GIVEN: exports.given,
    Event.FLAGGER_CHANGED: notices.flagged,
    Event.HOLD_LIFTED: retained.lifted,
    Event.HOLD_PLACED: retained.placed,
    Event.ORDER_ANSWERED: orders.answered,
    Event.ORDER_RECEIVED: orders.received,
    Event.ORDER_REJECTED: orders.said,
    Event.ORDER_TOLD: orders.told,
    Event.ORDER_VOUCHED: orders.said,
    Event.PROPOSAL_APPROVED: casework.said,
    Event.PROPOSAL_DENIED: casework.said,
    Event.PROPOSAL_OPENED: casework.proposed,
    Event.PLATFORM_ACKNOWLEDGED: _taken_on("acknowledged_by"),
    Event.PLATFORM_CHANGED: _changed_outside,
    Event.PLATFORM_FREED: _taken_on("freed_by"),
    Event.REGISTER_RAISED: _raised,
    Event.RETENTION_ERASED: retained.erased,
    Event.SIGNAL_MOVED: signals.moved,
    Event.SIGNAL_TESTED: signals.tested,
    Event.SIGNAL_WRITTEN: signals.written,
    Event.SIGN_IN_LINKED: _linked,
    Event.VALUE_ERASED: _erased,
}
_SPOKEN: Final = frozenset({Event.PEOPLE_CONFIRMED, Event.PEOPLE_NARROWED})
_EFFECTS: Final = frozenset(
    {
        Event.EFFECT_ABANDONED,
        Event.EFFECT_DONE,
        Event.EFFECT_ENDED,
        Event.EFFECT_INTENDED,
        Event.EFFECT_RESTORED,
    }
)
