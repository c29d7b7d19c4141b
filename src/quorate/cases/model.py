"""A case and the transitions of its claim. Pure: the clock and the lease are arguments.

`version` counts what people did to the case, not what came in: on a subject that is reported a
hundred times a second nobody could ever claim otherwise.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias
from uuid import UUID

from quorate.cases.priority import Facts, hours_between
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

LEASE = timedelta(minutes=15)
ASSIGNED_FOR = timedelta(hours=1)
QUEUE = "service:queue"
SKIPPED_FOR = timedelta(hours=8)
State: TypeAlias = Literal["open", "closed"]


@dataclass(frozen=True, slots=True)
class Case:
    """`fence` grows at each claim; who shows an older one has lost the case. Times are UTC.

    `tier` and `reach` are what the platform said when the case was new, None until then. Whoever
    decides is told both anew. `assigned_by` gave the case to its holder: the queue, a lead, or the
    holder, who picked it. `ordered_by` is the nearest deadline of an authority's order about it.
    `givers` has by each holder, of now or before, who gave it to them last: the queue or a person.
    """

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
    waiting_since: datetime
    due_at: datetime
    severity: int
    weight: float
    tier: int | None
    reach: int | None
    escalated: bool
    assigned_by: str | None
    reopened_by: str | None
    flagged: bool = False
    ordered_by: datetime | None = None
    givers: Mapping[str, str] = field(default_factory=dict[str, str])

    def facts(self) -> Facts:
        """What its priority rests on."""
        known = (self.severity, self.weight, self.tier, self.reach)
        within = hours_between(self.waiting_since, self.ordered_by)
        return Facts(*known, self.escalated, self.flagged, within)

    def holder(self, now: datetime) -> str | None:
        """Who holds it at `now`; nobody once the lease has run out."""
        return self.claimed_by if self.lease_until and now < self.lease_until else None

    def assigner(self, now: datetime) -> str | None:
        """Who gave it to its holder; nobody while nobody holds it."""
        return self.assigned_by if self.holder(now) else None

    def given_to(self, proposer: str) -> str:
        """The assigner in a proposer's statement: a colleague who gave the case has no hand in it
        (I2), also where the proposer let it go and picked it again. Who picked it has, since a
        proposal takes other hands too; a reveal is refused."""
        by = self.givers.get(proposer) or self.assigned_by
        return QUEUE if by is None or by == proposer else by


@dataclass(frozen=True, slots=True)
class Queue:
    """Which open cases; None leaves the field open. `tier` is exact, language a tag of BCP 47."""

    area: str | None = None
    language: str | None = None
    tier: int | None = None


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
class Assigned:
    """The case after a lead gave it to a colleague."""

    case: Case


@dataclass(frozen=True, slots=True)
class Released:
    """The case after its holder gave it back."""

    case: Case


@dataclass(frozen=True, slots=True)
class Closed:
    """The case after its holder closed it; the subject's next report opens another."""

    case: Case


@dataclass(frozen=True, slots=True)
class Skipped:
    """The case after somebody passed over it; `was_held` when they gave it back by that."""

    case: Case
    was_held: bool


@dataclass(frozen=True, slots=True)
class Escalated:
    """The case after its holder gave it to the leads."""

    case: Case


@dataclass(frozen=True, slots=True)
class Reopened:
    """The case, open again with everything that stands in it."""

    case: Case


def decide_claim(
    case: Case, who: str, by: str, version: int, now: datetime, *, lead: bool = False
) -> Claimed | Refusal:
    """Takes a case that nobody holds, or takes one's own anew: a longer lease, a new fence.

    `by` gave it: the queue, or `who`. One's own taken anew stays given by whoever gave it.

    Refused: ALREADY_DECIDED when closed, NOT_ELIGIBLE when escalated and `who` is no lead,
    LEASE_LOST while another holds it, VERSION_STALE when `version` is not the one that stands.
    """
    if case.state == "closed":
        return _is_closed(case)
    if case.escalated and not lead:
        return Refusal(Problem.NOT_ELIGIBLE, f"{_name(case)} was escalated to the leads")
    holder = case.holder(now)
    if holder is not None and holder != who and case.lease_until is not None:
        until = stamp(case.lease_until)
        return Refusal(Problem.LEASE_LOST, f"{_name(case)} is held by {holder} until {until}")
    if version != case.version:
        return _is_stale(case)
    by = case.assigner(now) or by
    until = now + LEASE if case.lease_until is None else max(now + LEASE, case.lease_until)
    return Claimed(_held(case, who, by, until))


def decide_assign(
    case: Case, lead: str, colleague: str, version: int, now: datetime
) -> Assigned | Refusal:
    """Gives a case that nobody else holds to a colleague, for an hour.

    Refused: ALREADY_DECIDED when closed, SELF_EXCLUDED to oneself, LEASE_LOST while another holds
    it, VERSION_STALE.
    """
    if case.state == "closed":
        return _is_closed(case)
    if colleague == lead:
        return Refusal(Problem.SELF_EXCLUDED, "to oneself: claim the case instead", "to", "I2")
    holder = case.holder(now)
    if holder is not None and holder != lead:
        return Refusal(Problem.LEASE_LOST, f"{_name(case)} is held by {holder}")
    if version != case.version:
        return _is_stale(case)
    return Assigned(_held(case, colleague, lead, now + ASSIGNED_FOR))


def decide_release(case: Case, who: str, hold: Hold, now: datetime) -> Released | Refusal:
    """Gives the case back. Refused: ALREADY_DECIDED, LEASE_LOST (see below), VERSION_STALE."""
    fault = _not_held(case, who, hold, now)
    return fault or Released(_freed(case))


def decide_close(
    case: Case, who: str, hold: Hold, now: datetime, outcome: str, owners: Collection[str]
) -> Closed | Refusal:
    """Closes the case with an outcome. `owners` are the people here who own or wrote what it is
    about, as far as is known. Refused: ALREADY_DECIDED, LEASE_LOST, VERSION_STALE, SELF_EXCLUDED.
    """
    fault = _not_held(case, who, hold, now)
    if fault is not None:
        return fault
    if who in owners:
        return Refusal(
            Problem.SELF_EXCLUDED, "nobody closes a case about themselves", "signer", "I2"
        )
    free = _freed(case)
    return Closed(replace(free, state="closed", closed_at=now, outcome=outcome))


def decide_skip(case: Case, who: str, now: datetime) -> Skipped | Refusal:
    """Passes over an open case; whoever holds it gives it back. Refused: ALREADY_DECIDED."""
    if case.state == "closed":
        return _is_closed(case)
    if case.holder(now) != who:
        return Skipped(case, was_held=False)
    return Skipped(_freed(case), was_held=True)


def decide_escalate(
    case: Case, who: str, hold: Hold, now: datetime, *, leads: bool
) -> Escalated | Refusal:
    """Gives the case to the leads. Refused: as for a release, ALREADY_DECIDED when it is theirs,
    NOT_ELIGIBLE when there is no lead, for then nobody could take it."""
    fault = _not_held(case, who, hold, now)
    if fault is not None:
        return fault
    if case.escalated:
        return Refusal(Problem.ALREADY_DECIDED, f"{_name(case)} was escalated already")
    if not leads:
        return Refusal(Problem.NOT_ELIGIBLE, "nobody is a lead here: the case would be lost")
    free = _freed(case)
    return Escalated(replace(free, escalated=True))


def decide_overdue(case: Case, *, leads: bool) -> Escalated | Refusal:
    """Gives a case to the leads whose proposal waits too long, whoever holds it.

    Refused: ALREADY_DECIDED when closed or theirs, NOT_ELIGIBLE when there is no lead.
    """
    if case.state == "closed" or case.escalated:
        return Refusal(Problem.ALREADY_DECIDED, f"{_name(case)} is closed or with the leads")
    if not leads:
        return Refusal(Problem.NOT_ELIGIBLE, "nobody is a lead here: the case would be lost")
    return Escalated(replace(_freed(case), escalated=True))


def decide_reopen(
    case: Case, who: str, version: int, now: datetime, other: UUID | None
) -> Reopened | Refusal:
    """Opens a closed case again; it waits from now on. `other` is the subject's open case.

    Refused: CASE_IS_OPEN when this one or another of the subject is open, VERSION_STALE.
    """
    if case.state == "open" or other is not None:
        name = edge(CASE, other or case.id)
        return Refusal(Problem.CASE_IS_OPEN, f"{name} is open", "id")
    if version != case.version:
        return _is_stale(case)
    free = _freed(case)
    return Reopened(
        replace(
            free,
            state="open",
            closed_at=None,
            outcome=None,
            escalated=False,
            waiting_since=now,
            reopened_by=who,
        )
    )


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


def givers_after(givers: Mapping[str, str], who: str, by: str) -> dict[str, str]:
    """Who gave the case to whom last, once `by` gave it to `who`. Who picks it gave it to nobody:
    for them whoever gave it before stays."""
    return dict(givers) if by == who else {**givers, who: by}


def _held(case: Case, who: str, by: str, until: datetime) -> Case:
    return replace(
        case,
        claimed_by=who,
        assigned_by=by,
        givers=givers_after(case.givers, who, by),
        lease_until=until,
        fence=case.fence + 1,
        version=case.version + 1,
    )


def _freed(case: Case) -> Case:
    return replace(
        case, claimed_by=None, assigned_by=None, lease_until=None, version=case.version + 1
    )


def _is_closed(case: Case) -> Refusal:
    return Refusal(Problem.ALREADY_DECIDED, f"{_name(case)} is closed")


def _is_stale(case: Case) -> Refusal:
    detail = f"{_name(case)} is at version {case.version}"
    return Refusal(Problem.VERSION_STALE, detail, "version")


def _name(case: Case) -> str:
    return edge(CASE, case.id)
