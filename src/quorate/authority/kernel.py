"""What no policy, role or setting can widen: quorum slots, self-exclusion, narrowing.

Pure functions over facts. Policies above may refuse more, never allow more.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations

from quorate.people.model import WINDOWS, Person, Windows, standing
from quorate.vocabulary.actions import ActionFacts
from quorate.vocabulary.eligibility import ELIGIBILITY, Eligibility
from quorate.vocabulary.kinds import Channel, Employment
from quorate.vocabulary.problems import Problem, Refusal

PROTECTED = 2
PAIR = 2
ELEVATED = 1


@dataclass(frozen=True, slots=True)
class Terms:
    """The kernel's numbers: `approvers` by tier, and from which tier they stand apart.

    Whoever acts knows KERNEL only; other terms are for asking what would have been.
    """

    approvers: tuple[int, int, int, int] = (0, 1, 2, 2)
    employee_from: int = PROTECTED
    apart_from: int = PROTECTED
    windows: Windows = WINDOWS
    eligibility: Eligibility = field(default_factory=lambda: ELIGIBILITY)


KERNEL = Terms()


@dataclass(frozen=True, slots=True)
class Hand:
    """A verified signature of one person, made on one channel."""

    person: Person
    channel: Channel


@dataclass(frozen=True, slots=True)
class Matter:
    """What a quorum is counted for: the tier at this instant and who has a part in it.

    `cli_approves` is the genesis's word on approvals at tier >= 2.
    """

    tier: int
    action: ActionFacts
    involved: frozenset[str]
    involved_accounts: frozenset[str]
    barred: frozenset[str] = frozenset()
    extra_approvers: int = 0
    cli_approves: bool = False


def self_excluded(person: Person, matter: Matter) -> Refusal | None:
    """I2: creator, assigner, reporter and owner of the subject fill no slot."""
    if person.id in matter.involved:
        return Refusal(
            Problem.SELF_EXCLUDED, f"{person.id} created or assigned the case", "signer", "I2"
        )
    if matter.involved_accounts.intersection(person.accounts):
        return Refusal(
            Problem.SELF_EXCLUDED, f"{person.id} reported or owns the subject", "signer", "I2"
        )
    return None


def may_propose(person: Person, matter: Matter, now: datetime) -> Refusal | None:
    """Alive, eligible for the tier, not too near the end, and no part in the matter."""
    alive = standing(person, now)
    if not alive.alive:
        return Refusal(Problem.PERSON_NOT_ALIVE, f"{person.id}: {alive.why}", "signer", "I5")
    if matter.action.silencing and not matter.action.reversible:
        if matter.tier >= ELEVATED:
            return Refusal(
                Problem.ACTION_IRREVERSIBLE,
                f"an irreversible action is not offered on a tier {matter.tier} subject",
                "action",
                "I1",
            )
        if not alive.irreversible:
            return Refusal(Problem.NARROWED, f"{person.id}: {alive.why}", "action", "I6")
    if not alive.new_work:
        return Refusal(Problem.NARROWED, f"{person.id}: {alive.why}", "signer", "I6")
    highest = person.powers.propose
    if highest is None or highest < matter.tier:
        return Refusal(
            Problem.NOT_ELIGIBLE, f"{person.id} may not propose at tier {matter.tier}", "signer"
        )
    return self_excluded(person, matter)


def hand_counts(
    person: Person, matter: Matter, now: datetime, terms: Terms = KERNEL
) -> Refusal | None:
    """Whether a proposer's hand, given earlier, still counts at the instant of acting (I5)."""
    alive = standing(person, now, terms.windows)
    if not alive.alive:
        return Refusal(Problem.PERSON_NOT_ALIVE, f"{person.id}: {alive.why}", "signer", "I5")
    highest = person.powers_under(terms.eligibility).propose
    if highest is None or highest < matter.tier:
        return Refusal(
            Problem.NOT_ELIGIBLE, f"{person.id} may not propose at tier {matter.tier}", "signer"
        )
    if matter.action.silencing and not matter.action.reversible and not alive.irreversible:
        return Refusal(Problem.NARROWED, f"{person.id}: {alive.why}", "action", "I6")
    return self_excluded(person, matter)


def may_approve(hand: Hand, matter: Matter, now: datetime, terms: Terms = KERNEL) -> Refusal | None:
    """Alive at this instant, eligible for the tier, on a channel that counts, no part in it."""
    person = hand.person
    alive = standing(person, now, terms.windows)
    if not alive.alive:
        return Refusal(Problem.PERSON_NOT_ALIVE, f"{person.id}: {alive.why}", "signer", "I5")
    highest = person.powers_under(terms.eligibility).approve
    if highest is None or highest < matter.tier:
        return Refusal(
            Problem.NOT_ELIGIBLE, f"{person.id} may not approve at tier {matter.tier}", "signer"
        )
    if hand.channel is Channel.NETWORK:
        detail = "a key that the server keeps approves nothing"
        return Refusal(Problem.CHANNEL_NOT_COUNTED, detail, "key", "I16")
    if matter.tier >= PROTECTED and not _channel_counts(hand, matter):
        where = "a page" if hand.channel is Channel.CONSOLE else "the command line"
        return Refusal(
            Problem.CHANNEL_NOT_COUNTED,
            f"an approval at tier {matter.tier} does not count from {where}",
            "key",
        )
    if person.id in matter.barred:
        return Refusal(
            Problem.SELF_EXCLUDED, f"{person.id} approved what was vetoed", "signer", "I11"
        )
    return self_excluded(person, matter)


def _channel_counts(hand: Hand, matter: Matter) -> bool:
    """What the web server shows can lie to whoever signs on it: so never the console."""
    if hand.channel is Channel.CLI:
        return matter.cli_approves
    return hand.channel is Channel.SIGNER


def missing_slots(
    proposer: Hand | None, approvers: Collection[Hand], matter: Matter, terms: Terms = KERNEL
) -> tuple[str, ...]:
    """I1: the slots still empty, in words; an empty tuple is a quorum.

    Hands given here have passed `hand_counts` or `may_approve`. Slots are AND, one human
    fills one, and of several approvers the combination that misses least is taken. Two of them
    stand apart by themselves, so that asking for one more never makes it easier. The hand of a
    proposer whose key the server keeps fills no slot (I16), so one approver more is wanted.
    """
    wanted = _approvers_wanted(proposer, matter, terms)
    if proposer is None:
        return ("proposer", *_missing_approvers(None, (), (), matter, terms))
    others = {h.person.id: h for h in approvers if h.person.id != proposer.person.id}
    size = min(wanted, len(others))
    chosen = combinations(sorted(others.values(), key=lambda h: h.person.id), size)
    return min(
        (
            _missing_approvers(proposer, c, pair, matter, terms)
            for c in chosen
            for pair in combinations(c, min(size, PAIR))
        ),
        key=len,
    )


def _approvers_wanted(proposer: Hand | None, matter: Matter, terms: Terms) -> int:
    if not matter.action.silencing:
        return 0
    kept = proposer is not None and proposer.channel is Channel.NETWORK
    return terms.approvers[matter.tier] + matter.extra_approvers + kept


def _missing_approvers(
    proposer: Hand | None,
    chosen: Sequence[Hand],
    pair: Sequence[Hand],
    matter: Matter,
    terms: Terms,
) -> tuple[str, ...]:
    wanted = _approvers_wanted(proposer, matter, terms)
    missing = ["approver"] * (wanted - len(chosen))
    people = [h.person for h in pair]
    employed = any(p.employment is Employment.EMPLOYEE for p in people)
    apart = min(wanted, PAIR) if matter.tier >= terms.apart_from else 0
    if wanted and matter.tier >= terms.employee_from and not employed:
        missing.append("approver who is an employee")
    if len({p.team for p in people}) < apart:
        missing.append("approver of a second team")
    if len({p.manager for p in people}) < apart:
        missing.append("approver under a second manager")
    holders = [h.person for h in (*chosen, *([proposer] if proposer else []))]
    if apart and {p.id for p in holders} & {p.manager for p in holders}:
        missing.append("approver who manages none of the others")
    return tuple(missing)
