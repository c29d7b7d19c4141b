"""The slots of an amendment, which no policy, role or setting can widen (I9).

Pure functions over facts, as the kernel's are.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from quorate.people.model import Person, standing
from quorate.vocabulary.kinds import ON_PAGES, Channel, Employment, Role
from quorate.vocabulary.problems import Problem, Refusal

ADMINISTRATING = frozenset({Role.LEAD, Role.OWNER})
PAIR = 2


@dataclass(frozen=True, slots=True)
class Administrator:
    """One human with a say in amendments, and the channel they signed on."""

    id: str
    team: str
    manager: str
    employee: bool
    channel: Channel
    accounts: frozenset[str] = frozenset()

    def concerned_by(self, concerned: frozenset[str]) -> bool:
        """Whether it is their own matter, by id or by account (I2)."""
        return bool(concerned & {self.id, *self.accounts})


def may_administrate(person: Person, channel: Channel, now: datetime) -> Administrator | Refusal:
    """Leads and owners, alive at this instant."""
    alive = standing(person, now)
    if not alive.alive:
        return Refusal(Problem.PERSON_NOT_ALIVE, f"{person.id}: {alive.why}", "signer", "I5")
    if not person.roles & ADMINISTRATING:
        detail = f"{person.id} is neither founder, lead nor owner"
        return Refusal(Problem.NOT_ELIGIBLE, detail, "signer", "I9")
    return hand_of(person, channel)


def hand_of(person: Person, channel: Channel) -> Administrator:
    """The person as a hand in amendments, whether or not they may be one now."""
    return Administrator(
        person.id,
        person.team,
        person.manager,
        person.employment is Employment.EMPLOYEE,
        channel,
        frozenset(person.accounts),
    )


def missing_administrators(
    proposer: Administrator | None,
    approvers: Collection[Administrator],
    concerned: frozenset[str],
    more: int,
) -> tuple[str, ...]:
    """I9: the slots of an amendment still empty, in words; an empty tuple is a quorum.

    No weaker than silencing at tier 3, which an amendment could make easier: three people, the
    approvers of two teams under two managers and not on a page, one of them an employee. `more`
    approvers come on top; two of them stand apart by themselves, so that more are never easier.
    """
    first = None if proposer and proposer.concerned_by(concerned) else proposer
    others = {
        a.id: a
        for a in approvers
        if a.channel not in ON_PAGES
        and not a.concerned_by(concerned)
        and (first is None or a.id != first.id)
    }
    ranked = [others[i] for i in sorted(others)]
    chosen = combinations(ranked, min(PAIR, len(others)))
    return fewest(_missing_hands(first, pair, ranked, more) for pair in chosen)


def fewest(found: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The shortest; nothing further is looked at once nothing is missing."""
    best: tuple[str, ...] | None = None
    for missing in found:
        if not missing:
            return ()
        best = missing if best is None or len(missing) < len(best) else best
    return best if best is not None else ("proposer",)


def _missing_hands(
    proposer: Administrator | None,
    pair: Sequence[Administrator],
    others: Sequence[Administrator],
    more: int,
) -> tuple[str, ...]:
    missing = [] if proposer else ["proposer"]
    holders = [*pair, *([proposer] if proposer else [])]
    missing += ["approver"] * (PAIR - len(pair))
    if not any(a.employee for a in pair):
        missing.append("approver who is an employee")
    if len({a.team for a in pair}) < PAIR:
        missing.append("approver of a second team")
    if len({a.manager for a in pair}) < PAIR:
        missing.append("approver under a second manager")
    if {a.id for a in holders} & {a.manager for a in holders}:
        missing.append("approver who manages none of the others")
    beside = len(others) - len(pair) if missing else _further(holders, others)
    missing += ["approver"] * (more - beside)
    return tuple(missing)


def _further(holders: Sequence[Administrator], others: Sequence[Administrator]) -> int:
    """How many of the others stand beside the holders with nobody managing another.

    Whoever manages fewest goes first: people under managers are a tree, so none of it is lost.
    """
    taken = list(holders)
    left = [o for o in others if not any(_tied(o, t) for t in taken)]
    while left:
        managers = [o.manager for o in left]
        last = min(left, key=lambda o, m=managers: m.count(o.id))
        taken.append(last)
        left = [o for o in left if not _tied(o, last)]
    return len(taken) - len(holders)


def _tied(one: Administrator, other: Administrator) -> bool:
    """One and the same person, or one manages the other."""
    return other.id in (one.id, one.manager) or other.manager == one.id
