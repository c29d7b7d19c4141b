"""An appeal and what may become of it. Pure: the clock is an argument, who is involved a fact."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from quorate.appeals.involved import Involved, may_decide_appeal
from quorate.appeals.periods import appeal_until
from quorate.intake.wellformed import one_ended
from quorate.people.model import Person
from quorate.vocabulary.identifiers import APPEAL, CASE, edge
from quorate.vocabulary.kinds import AppealOutcome, AppealSide, Settlement
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

LEASE: Final = timedelta(hours=1)
LONGEST_WORDS: Final = 10_000
SHORTEST_ANSWER: Final = 20
LONGEST_ANSWER: Final = 5_000
LONGEST_BODY: Final = 200


@dataclass(frozen=True, slots=True)
class Appeal:
    """`decision` is a proposal's id, or a reporter's case with the version at which it was closed.
    `words`, `answer` and `body` are commitments to texts beside the log. `fence` grows at each
    claim. `unrestored` is set from a reversal until the ledger says that its effect is undone.
    `report_id` is the report whose giver appeals; None for the person concerned, for what was
    filed before it was kept, and once the texts are erased."""

    id: UUID
    side: AppealSide
    decision: str
    case_id: UUID
    proposal_id: str | None
    filed_by: str
    filed_at: datetime
    words: str
    claimed_by: str | None = None
    lease_until: datetime | None = None
    fence: int = 0
    outcome: AppealOutcome | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    answer: str | None = None
    unrestored: bool = False
    settled_by: str | None = None
    settled_at: datetime | None = None
    settlement: Settlement | None = None
    settled_on: str | None = None
    body: str | None = None
    report_id: UUID | None = None

    @property
    def name(self) -> str:
        """As it is named outside, `appeal_0199…`."""
        return edge(APPEAL, self.id)

    def holder(self, now: datetime) -> str | None:
        """Whom nobody else takes it from at `now`."""
        return self.claimed_by if self.lease_until and now < self.lease_until else None


def closing(case: UUID, version: int) -> str:
    """The decision that a reporter appeals: how the case was closed, at this version."""
    return f"{edge(CASE, case)}/{version}"


def cleaned(text: str) -> str:
    """A text as it is kept: the line ends of forms are one character, nothing stands around it."""
    return one_ended(text).strip()


def decide_file(told_at: datetime, words: str, now: datetime) -> Refusal | None:
    """Whether a first appeal may be filed. Refused: EXPIRED after six months, BODY_INVALID for
    words that are none, or more than 10,000 characters."""
    until = appeal_until(told_at)
    if now >= until:
        return Refusal(Problem.EXPIRED, f"an appeal was possible until {stamp(until)}", "filed_at")
    return _unfit(words, 1, LONGEST_WORDS, "words")


def decide_claim(
    appeal: Appeal, person: Person, involved: Involved, fence: int, now: datetime
) -> Appeal | Refusal:
    """Takes an open appeal for an hour, one's own anew; `fence` is that of the claim last seen.

    Refused: ALREADY_DECIDED, SELF_EXCLUDED for whoever has a part in it, LEASE_LOST while another
    holds it, VERSION_STALE where somebody claimed it since.
    """
    if appeal.outcome:
        return _is_decided(appeal)
    refused = may_decide_appeal(person, involved)
    if refused:
        return refused
    holder = appeal.holder(now)
    if holder is not None and holder != person.id and appeal.lease_until is not None:
        until = stamp(appeal.lease_until)
        return Refusal(Problem.LEASE_LOST, f"{appeal.name} is held by {holder} until {until}")
    if fence != appeal.fence:
        return Refusal(Problem.VERSION_STALE, f"{appeal.name} is at claim {appeal.fence}", "fence")
    return replace(appeal, claimed_by=person.id, lease_until=now + LEASE, fence=appeal.fence + 1)


def decide_ruling(
    appeal: Appeal,
    person: Person,
    involved: Involved,
    fence: int,
    outcome: AppealOutcome,
    answer: str,
    now: datetime,
) -> Appeal | Refusal:
    """Decides an appeal that one holds, with a reasoned answer. A lease that ran out is lost only
    when somebody else took the appeal, so that nobody's written answer is.

    Refused: ALREADY_DECIDED, SELF_EXCLUDED, LEASE_LOST, BODY_INVALID for an answer of another
    length than 20 to 5,000 characters, or a reporter's appeal reversed in part.
    """
    if appeal.outcome:
        return _is_decided(appeal)
    refused = may_decide_appeal(person, involved)
    if refused:
        return refused
    if (appeal.claimed_by, appeal.fence) != (person.id, fence):
        return Refusal(Problem.LEASE_LOST, f"{person.id} does not hold {appeal.name}", "fence")
    if outcome is AppealOutcome.PARTLY_REVERSED and appeal.side is AppealSide.REPORTER:
        return Refusal(
            Problem.BODY_INVALID,
            "a reporter's appeal is upheld or reversed: the case decides the rest",
            "outcome",
        )
    refused = _unfit(answer, SHORTEST_ANSWER, LONGEST_ANSWER, "answer")
    if refused:
        return refused
    return replace(appeal, outcome=outcome, decided_by=person.id, decided_at=now, lease_until=None)


def decide_settle(
    appeal: Appeal, who: str, outcome: Settlement, on: str, body: str, now: datetime
) -> Appeal | Refusal:
    """Records what a certified body found about a decided appeal, once.

    Refused: BODY_INVALID while it is open, for a day that is none or to come, for a name of the
    body that is none; ALREADY_DECIDED when it is recorded.
    """
    if appeal.decided_at is None:
        return Refusal(Problem.BODY_INVALID, f"{appeal.name} is not decided yet", "id")
    if appeal.settlement:
        return Refusal(Problem.ALREADY_DECIDED, f"{appeal.name} was settled already")
    if not _is_past_day(on, now):
        return Refusal(Problem.BODY_INVALID, "a day as YYYY-MM-DD, not one to come", "on")
    refused = _unfit(body, 1, LONGEST_BODY, "body")
    if refused:
        return refused
    return replace(appeal, settled_by=who, settled_at=now, settlement=outcome, settled_on=on)


def reopens(appeal: Appeal, outcome: AppealOutcome) -> bool:
    """Whether the case is worked on again: what was not acted on, or something less to propose."""
    if outcome is AppealOutcome.UPHELD:
        return False
    return appeal.side is AppealSide.REPORTER or outcome is AppealOutcome.PARTLY_REVERSED


def _is_past_day(text: str, now: datetime) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return day.isoformat() == text and day <= now.date()


def _unfit(text: str, shortest: int, longest: int, field: str) -> Refusal | None:
    try:
        writable = b"\x00" not in text.encode()
    except UnicodeEncodeError:
        writable = False
    if not writable:
        return Refusal(Problem.BODY_INVALID, "a text with NUL or half a surrogate pair", field)
    if not shortest <= len(text) <= longest:
        return Refusal(
            Problem.BODY_INVALID,
            f"{shortest} to {longest} characters are needed, these are {len(text)}",
            field,
        )
    return None


def _is_decided(appeal: Appeal) -> Refusal:
    return Refusal(Problem.ALREADY_DECIDED, f"{appeal.name} was decided already", "id")
