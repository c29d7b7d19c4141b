"""Notices under Article 16 as a ledger tells them, and what was done about each.

A notice that something breaks the law is one under that Article; one that it breaks the terms alone
is a report. What answers it is decided in its case: by the first closing after it, once each
proposal that was opened in between is carried out or over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from quorate.decisions.docket import Docket, Proposal
from quorate.intake.notices import Ground as Said
from quorate.ledger.entry import Entry
from quorate.ledger.fields import optional_text, text, truth
from quorate.transparency.provider import Provider
from quorate.transparency.records import Ground, Notice
from quorate.transparency.template import NOTICES, SHEETS
from quorate.vocabulary.actions import Action

BY_PEOPLE: Final = "AUTOMATED_DECISION_NOT_AUTOMATED"
"""Every decision of this ledger is taken by people who sign."""
NOT_SPECIFIED: Final = "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE"
_COUNTED: Final = frozenset(place.category for place in SHEETS[NOTICES].places)


@dataclass(frozen=True, slots=True)
class Applied:
    """A restriction that the platform showed: in which case, by a policy of which area, since when;
    and whether a notice stood in the case when it was proposed."""

    case: str
    action: Action
    area: str
    at: datetime
    noticed: bool


@dataclass(slots=True)
class _Given:
    received: datetime
    area: str
    trusted: bool
    closed: datetime | None = None
    proposals: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class Noticed:
    """Every notice by its id, and by its case."""

    _all: dict[str, _Given] = field(default_factory=dict[str, _Given])
    _cases: dict[str, list[_Given]] = field(default_factory=dict[str, list[_Given]])

    def given(self, entry: Entry) -> None:
        """One has come in; one that was only recorded is in no case."""
        data = entry.data
        name, case = text(data, "notice"), optional_text(data, "case")
        if Said(text(data, "ground")) is not Said.ILLEGAL or name in self._all:
            return
        one = _Given(entry.instant, text(data, "area"), truth(data, "trusted"))
        self._all[name] = one
        if case is not None:
            self._cases.setdefault(case, []).append(one)

    def confirmed(self, entry: Entry) -> None:
        """It is a trusted flagger's after all: the address that it came from is theirs."""
        one = self._all.get(text(entry.data, "notice"))
        if one is not None:
            one.trusted = True

    def proposed(self, case: str, proposal: str) -> None:
        """A proposal answers the notices of its case that nothing has answered yet."""
        for one in self._cases.get(case, ()):
            if one.closed is None:
                one.proposals.append(proposal)

    def closed(self, case: str, at: datetime) -> None:
        """The case is decided, and with it what waited in it."""
        for one in self._cases.get(case, ()):
            one.closed = one.closed or at

    def stands_in(self, case: str) -> bool:
        """Whether the case has one."""
        return case in self._cases

    def trusted(self, case: str) -> bool:
        """Whether a case has some, and all of them are trusted flaggers'."""
        found = self._cases.get(case, [])
        return bool(found) and all(one.trusted for one in found)

    def records(
        self, docket: Docket, applied: Mapping[str, Applied], provider: Provider, now: datetime
    ) -> Iterator[Notice]:
        """One for each; `now` is how far the ledger was read."""
        for one in self._all.values():
            placing = provider.placing(one.area)
            known = placing.category in _COUNTED
            place = (placing.category, placing.keyword) if known else (NOT_SPECIFIED, "")
            decided = _decided(one, docket, applied, now)
            acts = [applied[name] for name in one.proposals if decided and name in applied]
            grounds = [provider.placing(act.area).ground for act in acts]
            yield Notice(
                one.received,
                *place,
                decided,
                one.trusted,
                1,  # the form asks for one place
                BY_PEOPLE if decided else None,
                grounds.count(Ground.ILLEGAL),
                grounds.count(Ground.TERMS),
            )


def _decided(
    one: _Given, docket: Docket, applied: Mapping[str, Applied], now: datetime
) -> datetime | None:
    """When its case was closed and all that was to be done for it was; None before."""
    found = [docket.proposals[name] for name in one.proposals]
    if one.closed is None or not all(_is_over(proposal, now) for proposal in found):
        return None
    return max([one.closed, *(applied[n].at for n in one.proposals if n in applied)])


def _is_over(proposal: Proposal, now: datetime) -> bool:
    """Whether nothing comes of it any more that has not come yet."""
    late = not proposal.intents and now > proposal.statement.execute_until
    return late or bool(proposal.outcome) or (not proposal.intents and bool(proposal.settled))
