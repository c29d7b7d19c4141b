"""The protected register: who is how protected, and the ratchet that only raises."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from quorate.ledger.fields import integer, items, text

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
class Register:
    """Tiers by subject pseudonym. `broken` holds why a signed entry could not be opened."""

    listed: Mapping[str, int] = field(default_factory=dict[str, int])
    history: tuple[tuple[datetime, str, int], ...] = ()
    broken: str = ""

    def tier(self, ref: str, now: datetime) -> int:
        """The highest of the listed tier and of the last 90 days: lowering acts late."""
        recent = [t for at, r, t in self.history if r == ref and at > now - REMEMBERED]
        return max([self.listed.get(ref, 0), *recent])

    def raised(self, ref: str, tier: int, at: datetime) -> "Register":
        """After one person's raise; a lower tier than the listed one changes nothing (I10)."""
        tier = max(tier, self.listed.get(ref, 0))
        return Register({**self.listed, ref: tier}, (*self.history, (at, ref, tier)), self.broken)

    def lowered(self, rows: Sequence[tuple[str, int]], at: datetime) -> "Register":
        """After a lowering: tier 0 takes a row out. What stood before is remembered (I10)."""
        now = dict(self.listed)
        for ref, tier in rows:
            if not 0 <= tier < self.listed.get(ref, 0):
                raise ValueError(f"lowering: {ref[:16]} does not stand higher than tier {tier}")
            now[ref] = tier
        before = tuple((at, ref, self.listed[ref]) for ref, _ in rows)
        listed = {ref: tier for ref, tier in now.items() if tier}
        return Register(listed, (*self.history, *before), self.broken)

    def replaced(self, content: Mapping[str, object], at: datetime) -> "Register":
        """The register a founders' file declares, whole; what stood before is remembered."""
        try:
            rows = [_row(r) for r in items(content, "register")]
            listed = dict(rows)
            if len(listed) != len(rows):
                raise ValueError("a subject stands twice")
        except ValueError as problem:
            return Register(self.listed, self.history, f"register: {problem}")
        before = tuple((at, ref, tier) for ref, tier in self.listed.items())
        return Register(listed, (*self.history, *before), "")


def _row(row: Mapping[str, object]) -> tuple[str, int]:
    tier = integer(row, "tier")
    if not 0 <= tier <= 3:
        raise ValueError("tier: 0 to 3")
    for wanted in ("owner", "reason", "review_by"):
        text(row, wanted)
    return text(row, "ref"), tier
