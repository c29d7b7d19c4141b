"""What a run of the state machine may have led to, told by a memory of its own.

Nothing of the kernel is used here: who did what when is written down as it is said, and each call
that reaches the platform has to be explained by it.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations

COOLING_OFF = timedelta(minutes=10)
LASTS = timedelta(hours=24)
TEAM = {
    "proposer": "intake",
    "contractor": "north",
    "other contractor": "east",
    "employee": "south",
    "other employee": "west",
    "employee of contractor's team": "north",
    "employee of contractor's manager": "coast",
}
MANAGER = {name: "north" if name.endswith("manager") else team for name, team in TEAM.items()}
EMPLOYEES = {name for name in TEAM if "employee" in name.split(" ")}


@dataclass
class Told:
    """One proposal as people made it, and whether anything may still come of it."""

    native: str
    tier: int
    proposer: str
    at: datetime
    approvals: dict[str, datetime] = field(default_factory=dict[str, datetime])
    ended: str = ""
    acted: bool = False


@dataclass
class Account:
    """Everything that was said, in its order."""

    proposals: dict[str, Told] = field(default_factory=dict[str, Told])
    locked: set[str] = field(default_factory=set[str])
    people_changed: datetime | None = None

    def end(self, name: str, why: str) -> None:
        """Nothing may come of it any more, unless it was acted on already."""
        if not self.proposals[name].acted:
            self.proposals[name].ended = why

    def restored(self, native: str) -> None:
        """A restore voids what is open on its subject."""
        for name, told in self.proposals.items():
            if told.native == native:
                self.end(name, "voided")

    def explains(self, native: str, now: datetime) -> str:
        """The proposal that this call carries out; an AssertionError when there is none."""
        why: list[str] = []
        for name, told in self.proposals.items():
            if told.native == native and not told.acted:
                fault = self._fault(told, now)
                if not fault:
                    told.acted = True
                    return name
                why.append(f"{name}: {fault}")
        raise AssertionError(f"{native} was silenced at {now}: {why}")

    def _fault(self, told: Told, now: datetime) -> str:
        if told.ended:
            return told.ended
        if told.proposer in self.locked:
            return "I5: the proposer is locked"
        if now > told.at + LASTS:
            return "I4: too late"
        alive = {p: at for p, at in told.approvals.items() if p not in self.locked}
        alive.pop(told.proposer, None)
        if told.tier == 1 and not alive:
            return "I1: one hand"
        if told.tier < 2:
            return ""
        if not any(_stand_apart(*pair) for pair in combinations(sorted(alive), 2)):
            return f"I1: {sorted(alive)}"
        last = max(told.approvals.values())
        if now < max(last, self.people_changed or last) + COOLING_OFF:
            return "I11: not cooled off"
        return ""


def _stand_apart(one: str, other: str) -> bool:
    return (
        TEAM[one] != TEAM[other]
        and MANAGER[one] != MANAGER[other]
        and bool({one, other} & EMPLOYEES)
    )
