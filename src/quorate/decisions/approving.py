"""Whose hand a waiting proposal still wants: how many, of which kinds, and who comes next. Pure.

Nothing here gives power: the gate and the effector decide again from the signature.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from quorate.authority.asking import Ask
from quorate.authority.kernel import Hand, Matter, may_approve, missing_slots
from quorate.decisions.docket import Proposal
from quorate.decisions.model import matter_of
from quorate.decisions.rules import Rules
from quorate.people.model import Person, shift_end
from quorate.people.shifts import at_work_from
from quorate.people.signed import Signed
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.kinds import Channel
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal


@dataclass(frozen=True, slots=True)
class Successor:
    """A colleague who could approve, from when (now, or the start of a shift) and until when."""

    person: Person
    begins: datetime
    ends: datetime | None


def hands_of(proposal: Proposal, rules: Rules) -> tuple[Hand | None, list[Hand]]:
    """The proposer's hand and the approvers', as far as their keys live and nobody took it back."""

    def hand(signed: Signed) -> Hand | None:
        held = rules.roster.living(signed.key, kept=signed is proposal.opened)
        return Hand(held.person, held.key.channel) if held else None

    living = [s for s in proposal.approvals.values() if s.signer not in proposal.revoked]
    return hand(proposal.opened), [found for found in map(hand, living) if found]


def missing_now(proposal: Proposal, rules: Rules, with_hand: Hand | None = None) -> tuple[str, ...]:
    """The slots still empty, as the kernel counts them; `with_hand` as if it were given too."""
    proposer, hands = hands_of(proposal, rules)
    hands = [*hands, with_hand] if with_hand else hands
    return missing_slots(proposer, hands, matter_of(proposal.statement, rules))


def more_than_usual(proposal: Proposal, rules: Rules) -> int:
    """How many approvers a raised quorum wants beyond what the tier takes by itself."""
    if not FACTS[proposal.statement.action].silencing:
        return 0
    return matter_of(proposal.statement, rules).extra_approvers


def opened_by_kept_key(proposal: Proposal, rules: Rules) -> bool:
    """Whether the proposer's hand fills no slot, as the server keeps its key."""
    opened, _ = hands_of(proposal, rules)
    return opened is not None and opened.channel is Channel.NETWORK


def _matter(proposal: Proposal, rules: Rules) -> Matter:
    barred = rules.docket.barred(proposal)
    return replace(matter_of(proposal.statement, rules), barred=barred)


def hand_for(
    person: Person, proposal: Proposal, rules: Rules, now: datetime, channels: Iterable[Channel]
) -> Hand | Refusal:
    """The hand that this person could give at an instant, the console's key before others.

    Refused: SELF_EXCLUDED for one's own proposal, ALREADY_DECIDED once approved, KEY_UNKNOWN
    without a key, and whatever the kernel or the rules say.
    """
    if proposal.statement.signer == person.id:
        return Refusal(Problem.SELF_EXCLUDED, "you proposed it", "signer", "I2")
    if person.id in proposal.approvals:
        return Refusal(Problem.ALREADY_DECIDED, "you have approved it", "signer")
    refused = Refusal(Problem.KEY_UNKNOWN, "you have no enrolled key", "key")
    matter = _matter(proposal, rules)
    for channel in sorted(channels, key=lambda c: (c is not Channel.CONSOLE, c)):
        hand = Hand(person, channel)
        found = may_approve(hand, matter, now)
        if found is None:
            return _by_rules(person, proposal.statement.tier, rules, now) or hand
        refused = found
    return refused


def _by_rules(person: Person, tier: int, rules: Rules, now: datetime) -> Refusal | None:
    return rules.law.refusal(Ask(person, Permission.PROPOSAL_APPROVE, now, tier=tier))


def channels_of(rules: Rules) -> Mapping[str, set[Channel]]:
    """On which channels each person's own living keys sign."""
    found: dict[str, set[Channel]] = {}
    for name in rules.roster.keys:
        if key := rules.roster.key(name):
            found.setdefault(key.person, set()).add(key.channel)
    return found


def successors(
    proposal: Proposal, rules: Rules, now: datetime, but: Iterable[str]
) -> list[Successor]:
    """Who could approve at the start of a shift before approve-by, the next on shift first.

    It routes attention: whoever is named here has the power already, or nobody gets it.
    """
    found: list[Successor] = []
    until, channels, left_out = proposal.statement.approve_until, channels_of(rules), set(but)
    for person in rules.roster.people.values():
        if person.id in left_out or person.id not in channels:
            continue
        at = at_work_from(person, now, until)
        if at is None:
            continue
        hand = hand_for(person, proposal, rules, at, channels[person.id])
        if isinstance(hand, Hand):
            found.append(Successor(person, at, shift_end(person, at)))
    return sorted(found, key=_next)


def _next(one: Successor) -> tuple[datetime, float, str]:
    """Of those who begin together, whoever stays longest."""
    return one.begins, -one.ends.timestamp() if one.ends else 0.0, one.person.id
