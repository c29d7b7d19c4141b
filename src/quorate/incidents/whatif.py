"""What other rules would have done to past actions: stopped, more hands, later, or let through.

Pure. The past is taken as it was: what would have been stopped still counts for what came after
it, and reporters, who stand in the ledger only as a digest, are not looked at again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from statistics import median
from typing import Final

from quorate.authority.kernel import ELEVATED, Matter, hand_counts, may_approve, missing_slots
from quorate.incidents.past import Fate, History, Past
from quorate.incidents.regime import IN_FORCE, Regime
from quorate.languages.dates import pointed
from quorate.languages.retelling import retell, titled
from quorate.languages.tongues import count, say
from quorate.people.model import standing
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

HOUR = timedelta(hours=1)
CAVEATS: Final = (
    "Times are the entries' own. The past is taken as it was: what would have been stopped still "
    "counts for what came after it. Who reported is in the ledger as a digest only, and is not "
    "looked at again. An answer changes nothing that anybody may do, weaker rules or not."
)


@dataclass(frozen=True, slots=True)
class Ruling:
    """One regime's word on one action: a stop, the slots it misses, the wait it asks for."""

    stopped: Refusal | None
    missing: tuple[str, ...]
    cooling_off: timedelta

    @property
    def hands(self) -> int:
        """How many people more it takes; one newcomer may bring several missing qualities."""
        return max(self.missing.count("approver"), int(bool(self.missing)))

    @property
    def clear(self) -> bool:
        """Whether nothing but waiting stands in the way."""
        return self.stopped is None and not self.missing


@dataclass(frozen=True, slots=True)
class Difference:
    """What the other rules change about one action. `delay` is on top of the wait there was.

    `let_through` is true of a refused one that they would not have refused.
    """

    past: Past
    stopped: Refusal | None = None
    hands: int = 0
    delay: timedelta = timedelta()
    let_through: bool = False

    @property
    def changed(self) -> bool:
        """Whether anything would have been different."""
        return bool(self.stopped or self.hands or self.delay or self.let_through)


@dataclass(slots=True)
class Total:
    """Sums over the actions of one team or one tier."""

    executed: int = 0
    restored: int = 0
    refused: int = 0
    stopped: int = 0
    stopped_of_restored: int = 0
    hands: int = 0
    hours: float = 0.0
    let_through: int = 0

    def add(self, found: Difference) -> None:
        """One action more."""
        fate = found.past.fate
        self.executed += fate is not Fate.REFUSED
        self.restored += fate is Fate.RESTORED
        self.refused += fate is Fate.REFUSED
        self.stopped += found.stopped is not None
        self.stopped_of_restored += found.stopped is not None and fate is Fate.RESTORED
        self.hands += found.hands
        self.hours += found.delay / HOUR
        self.let_through += found.let_through


@dataclass(frozen=True, slots=True)
class Answer:
    """Every action's difference, and the sums.

    `hand_wait` is what one more hand is taken to cost: the ledger's own median wait for one.
    """

    differences: tuple[Difference, ...]
    teams: Mapping[str, Total]
    tiers: Mapping[str, Total]
    whole: Total
    hand_wait: timedelta


def judge(past: Past, regime: Regime) -> Ruling:
    """One action at its own instant under one regime."""
    tier = regime.tiers[past.matter.tier]
    matter = replace(past.matter, tier=tier)
    stopped = _stopped(past, matter, regime)
    waits = regime.cooling_off
    return Ruling(
        stopped,
        () if stopped or not past.signed else _missing(past, matter, regime),
        waits[tier] if waits else timedelta(),
    )


def _stopped(past: Past, matter: Matter, regime: Regime) -> Refusal | None:
    if not matter.action.reversible and matter.tier >= ELEVATED:
        detail = f"nothing irreversible on a tier {matter.tier} subject"
        return Refusal(Problem.ACTION_IRREVERSIBLE, detail, "action", "I1")
    if past.proposer is None:
        return Refusal(Problem.KEY_UNKNOWN, "the proposer's key is not enrolled", "signer", "I5")
    person = past.proposer.person
    opened = standing(person, past.opened, regime.terms.windows)
    if not opened.new_work:
        detail = f"{person.id} when proposing: {opened.why}"
        return Refusal(Problem.NARROWED, detail, "signer", "I6")
    return hand_counts(person, matter, past.at, regime.terms) or _capped(past, regime)


def _capped(past: Past, regime: Regime) -> Refusal | None:
    """Counted by the tiers as they were, as all that is counted with it."""
    used, cap = past.used[0], regime.cap_tier_0
    if past.matter.tier >= ELEVATED:
        used, cap = past.used[1], regime.cap_above
    if used < cap:
        return None
    return Refusal(Problem.CAP_REACHED, f"{used} in the hour before, cap {cap}", "signer", "I17")


def _missing(past: Past, matter: Matter, regime: Regime) -> tuple[str, ...]:
    counting = [
        hand for hand in past.approvers if may_approve(hand, matter, past.at, regime.terms) is None
    ]
    return missing_slots(past.proposer, counting, matter, regime.terms)


def differ(past: Past, regime: Regime, hand_wait: timedelta) -> Difference:
    """The other rules beside those in force, on one action."""
    now, then = judge(past, regime), judge(past, IN_FORCE)
    if past.fate is Fate.REFUSED:
        return Difference(past, let_through=now.clear and not then.clear)
    if now.stopped:
        return Difference(past, now.stopped if then.stopped is None else None)
    hands = max(now.hands - then.hands, 0)
    longer = max(now.cooling_off - past.waited, timedelta())
    return Difference(past, None, hands, longer + hands * hand_wait)


def answer(history: History, regime: Regime) -> Answer:
    """The whole of a history under other rules."""
    hand_wait = _middle(history.hand_waits)
    found = tuple(differ(past, regime, hand_wait) for past in history.actions)
    whole = Total()
    for difference in found:
        whole.add(difference)
    teams = _totals(found, lambda d: d.past.team)
    tiers = _totals(found, lambda d: str(d.past.matter.tier))
    return Answer(found, teams, tiers, whole, hand_wait)


def _middle(waits: Sequence[timedelta]) -> timedelta:
    return median(waits) if waits else timedelta()  # pyright: ignore


def _totals(found: Sequence[Difference], key: Callable[[Difference], str]) -> dict[str, Total]:
    totals: dict[str, Total] = {}
    for difference in found:
        totals.setdefault(key(difference), Total()).add(difference)
    return dict(sorted(totals.items()))


def told(found: Difference) -> str:
    """One action's difference in words, in the page's language."""
    if found.stopped:
        return say("stopped: %(why)s", why=retell(str(found.stopped)))
    if found.let_through:
        why = titled(found.past.problem)
        return say("let through (it was refused: %(why)s)", why=why)
    hands, hours = found.hands, pointed(f"{found.delay / HOUR:.2f}")
    more = [count("%(num)s more hand", "%(num)s more hands", hands)] if hands else []
    later = [say("%(hours)s h later", hours=hours)] if found.delay else []
    return ", ".join(more + later) or say("the same")


def document(found: Answer, history: History) -> dict[str, object]:
    """The answer as JSON: what `quorate whatif --json` prints."""
    return {
        "genesis": history.genesis,
        "entries": history.entries,
        "actions": [_line(d) for d in found.differences],
        "teams": {name: asdict(total) for name, total in found.teams.items()},
        "tiers": {name: asdict(total) for name, total in found.tiers.items()},
        "whole": asdict(found.whole),
        "hand_wait_hours": round(found.hand_wait / HOUR, 3),
    }


def _line(found: Difference) -> dict[str, object]:
    past, stopped = found.past, found.stopped
    return {
        "entry": past.index,
        "at": stamp(past.at),
        "fate": past.fate,
        "name": past.name,
        "action": past.action,
        "tier": past.matter.tier,
        "team": past.team,
        "stopped": stopped and {"problem": stopped.problem, "promise": stopped.invariant},
        "more_hands": found.hands,
        "delay_hours": round(found.delay / HOUR, 3),
        "let_through": found.let_through,
    }
