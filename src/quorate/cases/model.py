"""A case and the transitions of its claim. Pure: the clock and the lease are arguments.

`version` counts what people did to the case, not what came in: on a subject that is reported a
hundred times a second nobody could ever claim otherwise.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias
from uuid import UUID

from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

LEASE = timedelta(minutes=15)
State: TypeAlias = Literal["open", "closed"]


@dataclass(frozen=True, slots=True)
class Case:
    """`fence` grows at each claim; who shows an older one has lost the case. Times are UTC."""

    id: UUID
    subject_id: UUID
    state: State
    area: str
    language: str | None
    version: int
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    outcome: str | None
    claimed_by: str | None
    lease_until: datetime | None
    fence: int
    reports: int
    alarms: int

    def holder(self, now: datetime) -> str | None:
        """Who holds it at `now`; nobody once the lease has run out."""
        return self.claimed_by if self.lease_until and now < self.lease_until else None


@dataclass(frozen=True, slots=True)
class Hold:
    """What the holder shows: the fence that the claim returned and the version last seen."""

    fence: int
    version: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """The case after a claim."""

    case: Case


@dataclass(frozen=True, slots=True)
class Released:
    """The case after its holder gave it back."""

    case: Case


@dataclass(frozen=True, slots=True)
class Closed:
    """The case after its holder closed it; the subject's next report opens another."""

    case: Case


def decide_claim(
    case: Case, who: str, version: int, now: datetime, lease: timedelta = LEASE
) -> Claimed | Refusal:
    """Takes a case that nobody holds, or takes one's own anew: a longer lease, a new fence.

    Refused: ALREADY_DECIDED when closed, LEASE_LOST while another holds it, VERSION_STALE when
    `version` is not the one that stands.
    """
    if case.state == "closed":
        return _is_closed(case)
    holder = case.holder(now)
    if holder is not None and holder != who and case.lease_until is not None:
        until = stamp(case.lease_until)
        return Refusal(Problem.LEASE_LOST, f"{_name(case)} is held by {holder} until {until}")
    if version != case.version:
        return _is_stale(case)
    return Claimed(_next(case, claimed_by=who, lease_until=now + lease, fence=case.fence + 1))


def decide_release(case: Case, who: str, hold: Hold, now: datetime) -> Released | Refusal:
    """Gives the case back. Refused: ALREADY_DECIDED, LEASE_LOST (see below), VERSION_STALE."""
    fault = _not_held(case, who, hold, now)
    return fault or Released(_next(case, claimed_by=None, lease_until=None, fence=case.fence))


def decide_close(case: Case, who: str, hold: Hold, now: datetime, outcome: str) -> Closed | Refusal:
    """Closes the case with an outcome. Refused: ALREADY_DECIDED, LEASE_LOST, VERSION_STALE."""
    fault = _not_held(case, who, hold, now)
    if fault is not None:
        return fault
    free = _next(case, claimed_by=None, lease_until=None, fence=case.fence)
    return Closed(replace(free, state="closed", closed_at=now, outcome=outcome))


def _not_held(case: Case, who: str, hold: Hold, now: datetime) -> Refusal | None:
    """LEASE_LOST unless `who` holds the case at `now` by this very claim."""
    if case.state == "closed":
        return _is_closed(case)
    if case.holder(now) != who:
        return Refusal(Problem.LEASE_LOST, f"{who} does not hold {_name(case)}")
    if hold.fence != case.fence:
        detail = f"claim {hold.fence} of {_name(case)} is over, claim {case.fence} stands"
        return Refusal(Problem.LEASE_LOST, detail, "fence")
    return None if hold.version == case.version else _is_stale(case)


def _next(case: Case, claimed_by: str | None, lease_until: datetime | None, fence: int) -> Case:
    return replace(
        case,
        claimed_by=claimed_by,
        lease_until=lease_until,
        fence=fence,
        version=case.version + 1,
    )


def _is_closed(case: Case) -> Refusal:
    return Refusal(Problem.ALREADY_DECIDED, f"{_name(case)} is closed")


def _is_stale(case: Case) -> Refusal:
    detail = f"{_name(case)} is at version {case.version}"
    return Refusal(Problem.VERSION_STALE, detail, "version")


def _name(case: Case) -> str:
    return edge(CASE, case.id)
