"""The protected register: who is how protected, and the ratchet that only raises."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from quorate.ledger.commitment import Salted
from quorate.ledger.fields import digest_text, integer, items, text
from quorate.vocabulary.criteria import CRITERIA, Criterion, weaker
from quorate.vocabulary.kinds import ValueKind

_IS_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
REMEMBERED = timedelta(days=90)
REACH_ELEVATED = 10_000
REACH_PROTECTED = 1_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """The effector's own look at the platform's facts; `reach` counts people, not messages."""

    reach: int
    verified: bool
    office: bool

    @property
    def tier(self) -> int:
        """Tier from facts: office 2; reach from a million 2, from ten thousand 1; verified 1."""
        if self.office or self.reach >= REACH_PROTECTED:
            return 2
        return 1 if self.verified or self.reach >= REACH_ELEVATED else 0


@dataclass(frozen=True, slots=True)
class Listing:
    """One row: how protected, under which criterion, who answers for it, when it is reviewed.

    `by` is who signed it in, `reason` a commitment to the reason's text.
    """

    ref: str
    tier: int
    criterion: Criterion
    owner: str
    review_by: date
    reason: str
    by: str


def listing(
    ref: str, tier: int, criterion: str, owner: str, review_by: str, reason: str, by: str
) -> Listing:
    """A row from its texts. Raises ValueError naming what does not fit."""
    if criterion not in CRITERIA:
        raise ValueError(f"criterion: one of {', '.join(CRITERIA)}")
    least = CRITERIA[Criterion(criterion)].tier
    if not least <= tier <= 3:
        raise ValueError(f"tier: {least} to 3 under {criterion}")
    return Listing(ref, tier, Criterion(criterion), owner, _day(review_by), reason, by)


def too_far(row: Listing, today: date) -> str:
    """Why the review is too far away, with its field; empty when it is not.

    Else one person could put a review off for good, and nobody would look at the row again.
    """
    latest = today + CRITERIA[row.criterion].within
    if row.review_by <= latest:
        return ""
    return f"review_by: at the latest {latest.isoformat()} under {row.criterion}"


def unfit_review(row: Listing, today: date) -> str:
    """Why nobody should sign this review date, with its field; empty when they may."""
    return "review_by: that day has passed" if row.review_by < today else too_far(row, today)


def weakens(row: Listing, known: Listing | None) -> str:
    """Why the row may not stand in the known one's place, with its field; empty when it may.

    Under a criterion whose rows may stand lower, a lowering could reach further.
    """
    if known is None or not weaker(row.criterion, known.criterion):
        return ""
    return f"criterion: {row.criterion} is weaker than {known.criterion}, as it is listed"


def _stronger(row: Listing, known: Listing | None) -> bool:
    """Whether it protects more than the known one, and is no mere renewal."""
    return known is None or row.tier > known.tier or weaker(known.criterion, row.criterion)


def _day(text: str) -> date:
    if not _IS_DAY.fullmatch(text):
        raise ValueError("review_by: a day such as 2027-01-31")
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise ValueError(f"review_by: {problem}") from None


@dataclass(frozen=True, slots=True)
class Register:
    """Rows by subject pseudonym. `broken` holds why a signed entry could not be opened.

    `history` has the tiers of a subject before the last change, with when they ended; `raises` how
    often its row came or grew stronger.
    """

    listed: Mapping[str, Listing] = field(default_factory=dict[str, Listing])
    history: Mapping[str, tuple[tuple[datetime, int], ...]] = field(
        default_factory=dict[str, tuple[tuple[datetime, int], ...]]
    )
    broken: str = ""
    raises: Mapping[str, int] = field(default_factory=dict[str, int])

    def tier(self, ref: str, now: datetime) -> int:
        """The highest of the listed tier and of the last 90 days: lowering acts late."""
        recent = [t for at, t in self.history.get(ref, ()) if at > now - REMEMBERED]
        row = self.listed.get(ref)
        return max([row.tier if row else 0, *recent])

    def raised(self, row: Listing) -> "Register":
        """After one person's raise; a lower tier than the listed one changes nothing (I10), and a
        weaker criterion does not take the place of the listed one."""
        known = self.listed.get(row.ref)
        if known and row.tier < known.tier:
            return self
        if known and weakens(row, known):
            row = replace(row, criterion=known.criterion)
        times = self.raises.get(row.ref, 0) + _stronger(row, known)
        raises = {**self.raises, row.ref: times}
        return replace(self, listed={**self.listed, row.ref: row}, raises=raises)

    def lowered(self, rows: Sequence[tuple[str, int]], at: datetime) -> "Register":
        """After a lowering: tier 0 takes a row out. What stood before is remembered (I10)."""
        listed, history = dict(self.listed), dict(self.history)
        for ref, tier in rows:
            known = listed.pop(ref, None)
            if known is None or not 0 <= tier < known.tier:
                raise ValueError(f"lowering: {ref[:16]} does not stand higher than tier {tier}")
            if 0 < tier < CRITERIA[known.criterion].tier:
                least = CRITERIA[known.criterion].tier
                raise ValueError(f"lowering: 0, or at least {least} under {known.criterion}")
            if tier:
                listed[ref] = replace(known, tier=tier)
            history[ref] = (*history.get(ref, ()), (at, known.tier))
        return replace(self, listed=listed, history=history)

    def replaced(self, content: Mapping[str, object], today: date) -> "Register":
        """With the rows of a founders' file, which may only raise, as everybody's may (I10).

        What cannot be read, or puts a review off too far, breaks the register until a file can be:
        nothing is silenced then.
        """
        try:
            rows = read_rows(content)
            far = [why for row in rows if (why := too_far(row, today))]
            if far:
                raise ValueError(far[0])
        except ValueError as problem:
            return replace(self, broken=f"register: {problem}")
        found = replace(self, broken="")
        for row in rows:
            found = found.raised(row)
        return found

    def overdue(self, today: date) -> list[Listing]:
        """Rows whose review is past, the oldest first. They stay as protected as they are."""
        late = [row for row in self.listed.values() if row.review_by < today]
        return sorted(late, key=lambda row: (row.review_by, row.ref))


def read_rows(content: Mapping[str, object]) -> list[Listing]:
    """The rows of a founders' file. Raises ValueError naming what does not fit."""
    rows = [_row(r) for r in items(content, "register")]
    if len({row.ref for row in rows}) != len(rows):
        raise ValueError("a subject stands twice")
    return rows


def _row(row: Mapping[str, object]) -> Listing:
    """The reason's text is about a person: it stays with the founders, beside its salt."""
    if "reason" in row or "salt" in row:
        raise ValueError("reason: its commitment only, for the row stays in the ledger")
    return listing(
        text(row, "ref"),
        integer(row, "tier"),
        text(row, "criterion"),
        text(row, "owner"),
        text(row, "review_by"),
        digest_text(row, "reason_commitment"),
        "founders",
    )


def committed(row: Mapping[str, object]) -> dict[str, object]:
    """A row of a founders' file as the ledger may have it. Raises ValueError naming the field."""
    salt, reason = bytes.fromhex(digest_text(row, "salt")), text(row, "reason")
    rest = {k: v for k, v in row.items() if k not in ("reason", "salt")}
    return {**rest, "reason_commitment": Salted(ValueKind.REGISTER_REASON, reason, salt).commitment}
