"""What a ledger's folder tells, kind by kind of records, once all of it is verified.

Only what verifies counts, by the fold that everybody uses; cases, notices, orders and what becomes
of them are told by their own entries.
"""

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from quorate.effects.following import founded_keys
from quorate.effects.view import View
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import Entry, entry_hash, read_entry
from quorate.ledger.fields import as_object, optional_text, text
from quorate.ledger.verify import verify_folder
from quorate.transparency.closing import Taken, Watermark
from quorate.transparency.months import Month
from quorate.transparency.noticed import BY_PEOPLE, Applied, Noticed
from quorate.transparency.ordered import Orders, mechanism_of
from quorate.transparency.provider import RESTRICTION_OF, Mechanism, Provider
from quorate.transparency.records import (
    About,
    Case,
    Complaint,
    Dispute,
    Kind,
    Measure,
    Misuse,
    Origin,
    Outcome,
    Suspension,
)
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import AppealSide, Settlement

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?![A-Za-z0-9])")
_BEFORE: Final = datetime.min.replace(tzinfo=UTC)
_SETTLED: Final = {
    Settlement.PERSON: Outcome.REVERSED,
    Settlement.PLATFORM: Outcome.UPHELD,
    Settlement.PARTLY: Outcome.PARTLY_REVERSED,
}


class UnwantedError(Exception):
    """Whoever began to read the ledger is about to end."""


@dataclass(slots=True)
class Told:
    """A case as its entries tell it. `source` began it; `language` is the first part of a BCP 47
    tag; `decided` is its first closing."""

    opened: datetime
    area: str
    source: str
    language: str | None
    decided: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Settled:
    at: datetime
    outcome: Outcome
    proposal: str | None


@dataclass(slots=True)
class Collector:
    """Folds a ledger, entry after entry, and keeps what the records need."""

    view: View
    cases: dict[str, Told] = field(default_factory=dict[str, Told])
    applied: dict[str, Applied] = field(default_factory=dict[str, Applied])
    appeals: dict[str, Complaint] = field(default_factory=dict[str, Complaint])
    noticed: Noticed = field(default_factory=Noticed)
    orders: Orders = field(default_factory=Orders)
    suspensions: list[Suspension] = field(default_factory=list[Suspension])
    _settled: dict[str, _Settled] = field(default_factory=dict[str, _Settled])
    _answering: set[str] = field(default_factory=set[str])
    _areas: dict[str, str] = field(default_factory=dict[str, str])
    _at: datetime = _BEFORE

    def read(self, _index: int, body: bytes) -> None:
        """The next entry. What does not verify changes nothing."""
        forged = len(self.view.forged)
        entry: Entry | None = None
        with contextlib.suppress(ValueError):
            entry = read_entry(body)
        self._at = entry.instant if entry else self._at
        self.view.apply(body, self._at)
        if entry is not None and len(self.view.forged) == forged:
            with contextlib.suppress(KeyError, ValueError):  # a hostile row that no fold looks into
                self._take(entry)

    def _take(self, entry: Entry) -> None:
        match entry.event:
            case Event.APPEAL_FILED:
                self._appealed(entry)
            case Event.APPEAL_DECIDED:
                self._answered(entry)
            case Event.APPEAL_SETTLED:
                self._settle(entry)
            case Event.CASE_OPENED:
                self._case_opened(entry)
            case Event.CASE_CLOSED:
                self._case_closed(entry)
            case (
                Event.ORDER_ANSWERED
                | Event.ORDER_RECEIVED
                | Event.ORDER_REJECTED
                | Event.ORDER_TOLD
            ):
                self.orders.note(entry)
            case Event.PROPOSAL_OPENED:
                self._proposed(entry)
            case Event.EFFECT_DONE:
                self._done(entry)
            case Event.NOTICE_GIVEN:
                self.noticed.given(entry)
            case Event.NOTICE_TRUSTED:
                self.noticed.confirmed(entry)
            case Event.NOTIFIER_SUSPENDED:
                self.suspensions.append(Suspension(entry.instant, Misuse.NOTICES))
            case _:
                pass

    def _case_opened(self, entry: Entry) -> None:
        data = entry.data
        said = _LANGUAGE.match(optional_text(data, "language") or "")
        language = said[0].lower() if said else None
        told = Told(entry.instant, text(data, "area"), text(data, "by"), language)
        self.cases.setdefault(text(data, "case"), told)

    def _case_closed(self, entry: Entry) -> None:
        name = text(entry.data, "case")
        self.noticed.closed(name, entry.instant)
        case = self.cases.get(name)
        if case is not None:
            case.decided = case.decided or entry.instant

    def _appealed(self, entry: Entry) -> None:
        """One about a notice is a trusted flagger's where all notices of its case are."""
        data, about = entry.data, About.NOTICE
        trusted = self.noticed.trusted(text(data, "case"))
        if AppealSide(text(data, "side")) is AppealSide.PERSON:
            # Whoever is signed out is told before, and may appeal before it is done.
            appealed = self.view.docket.proposals[text(data, "proposal")].statement
            account = "ACCOUNT" in RESTRICTION_OF[appealed.action]
            about, trusted = About.ACCOUNT if account else About.VISIBILITY, None
        found = Complaint(entry.instant, about, trusted=trusted)
        self.appeals.setdefault(text(data, "appeal"), found)

    def _answered(self, entry: Entry) -> None:
        """Whether something is restricted anew after a reversal is decided later, in the case."""
        name, outcome = text(entry.data, "appeal"), Outcome(text(entry.data, "outcome"))
        same = outcome is Outcome.UPHELD or self.appeals[name].about is not About.NOTICE
        restricted = False if same and outcome is not Outcome.PARTLY_REVERSED else None
        self.appeals[name] = replace(
            self.appeals[name], decided=entry.instant, outcome=outcome, restricted=restricted
        )

    def _settle(self, entry: Entry) -> None:
        data = entry.data
        outcome = _SETTLED[Settlement(text(data, "outcome"))]
        found = _Settled(entry.instant, outcome, optional_text(data, "proposal"))
        self._settled.setdefault(text(data, "appeal"), found)

    def _proposed(self, entry: Entry) -> None:
        """Keeps the area of its policy, which need not be in force any more when it is done."""
        name = text(as_object(entry.data.get("statement"), "statement"), "proposal")
        said = self.view.docket.proposals[name].statement
        if self.noticed.stands_in(said.case.id):
            self._answering.add(name)
        self.noticed.proposed(said.case.id, name)
        policy = self.view.catalogue.by_hash(said.policy)
        if policy is not None:
            self._areas[name] = policy.area

    def _done(self, entry: Entry) -> None:
        name = text(entry.data, "proposal")
        said = self.view.docket.proposals[name].statement
        if said.action not in RESTRICTION_OF or name in self.applied:
            return
        case = self.cases.get(said.case.id)
        area = self._areas.get(name) or (case.area if case else "")
        noticed = name in self._answering
        self.applied[name] = Applied(said.case.id, said.action, area, entry.instant, noticed)

    def measures(self, provider: Provider) -> Iterator[Measure]:
        """One for each proposal that restricted something, placed as the provider says."""
        for applied in self.applied.values():
            case = self.cases.get(applied.case)
            placing = provider.placing(applied.area)
            mechanism = mechanism_of(provider, case.source if case else "")
            yield Measure(
                applied.at,
                placing.ground,
                placing.category,
                placing.keyword,
                RESTRICTION_OF[applied.action],
                _origin(mechanism, applied),
                mechanism.detected,
                BY_PEOPLE,
                case.language if case else None,
            )

    def disputes(self) -> Iterator[Dispute]:
        """One for each settlement that was recorded."""
        docket = self.view.docket
        for settled in self._settled.values():
            proposal = docket.proposals.get(settled.proposal or "")
            reversed_ = proposal is not None and settled.outcome is Outcome.REVERSED
            implemented = docket.is_undone(proposal) if proposal and reversed_ else None
            yield Dispute(settled.at, settled.outcome, implemented)


def _origin(mechanism: Mechanism, applied: Applied) -> Origin | None:
    """An order comes before a notice, and a notice before what the provider says of a source."""
    if mechanism.origin is Origin.ORDER or not applied.noticed:
        return mechanism.origin
    return Origin.NOTICE


@dataclass(frozen=True, slots=True)
class LedgerSource:
    """The records of a ledger's folder. `genesis` (hex) pins whose it must be; without one the
    ledger proves itself whole, not whose it is. Reading ends where it is no longer `wanted`."""

    folder: Path
    provider: Provider
    genesis: str | None = None
    wanted: Callable[[], bool] = lambda: True

    def take(self, month: Month) -> Taken:
        """What the whole ledger tells, of every month. Raises LedgerError, UnwantedError."""
        first = next(iter(LogReader(self.folder).entries(0, 1)))
        collector = Collector(View(entry_hash(first)))

        def read(index: int, body: bytes) -> None:
            if not self.wanted():
                raise UnwantedError
            collector.read(index, body)

        verified = verify_folder(
            self.folder,
            founded_keys(first),
            bytes.fromhex(self.genesis or entry_hash(first)),
            on_entry=read,
        )
        cosigned = datetime.fromtimestamp(verified.timestamp, UTC)
        mark = Watermark(entry_hash(first), verified.size, verified.root.hex(), cosigned)
        cases = [Case(case.opened, case.decided) for case in collector.cases.values()]
        docket, applied = collector.view.docket, collector.applied
        notices = collector.noticed.records(docket, applied, self.provider, cosigned)
        return Taken(
            mark,
            {
                Kind.CASES: cases,
                Kind.COMPLAINTS: list(collector.appeals.values()),
                Kind.DISPUTES: list(collector.disputes()),
                Kind.MEASURES: list(collector.measures(self.provider)),
                Kind.NOTICES: list(notices),
                Kind.ORDERS: list(collector.orders.records(self.provider)),
                Kind.SUSPENSIONS: collector.suspensions,
            },
        )
