"""The check that mints a certificate: from verified signatures, facts and clocks, or a refusal.

Pure. What it is given was read by the effector itself; what it returns is the only thing the
executor takes. If in doubt, it refuses: restoring needs no certificate.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from quorate.authority.asking import Ask
from quorate.authority.engine import Law
from quorate.authority.kernel import (
    PROTECTED,
    Hand,
    Matter,
    hand_counts,
    may_approve,
    missing_slots,
)
from quorate.decisions.docket import Proposal
from quorate.decisions.interest import interest_commitment
from quorate.decisions.labels import unfit_label
from quorate.decisions.terms import over
from quorate.effects.checks.caps import silencing_capped
from quorate.effects.checks.unwitnessed import unwitnessed
from quorate.effects.limits import Limits
from quorate.effects.view import View
from quorate.people.chain import stale
from quorate.people.model import Person, standing
from quorate.people.signed import Signed
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

_MINT: Final = object()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the effector read itself at this instant.

    `expires` is the later of its clocks and `waits` the earlier. `reading` is its look at the
    platform (None: no reading). `reporters` and `signed_reporters` are account pseudonyms,
    `owner` the account of the target, or the author of a message, `alike` the pseudonyms of all
    that the effect reaches, `kind` what the target is, None where we never looked it up. `law` is
    the pinned set of rules.
    `witnessed` is how many entries a fresh quorum of witnesses cosigned, None where the genesis
    asks for none. `page_taken` is when the sink took the page about the approved proposal.
    `own_intent` is the log index of our intent, when there is one.
    """

    expires: datetime
    waits: datetime
    doubt: Refusal | None
    reading: int | None
    reporters: frozenset[str]
    signed_reporters: frozenset[str] | None
    owner: str
    alike: frozenset[str]
    kind: SubjectKind | None
    instance: str
    offered: frozenset[Action]
    law: Law
    witnessed: int | Refusal | None
    page_taken: datetime | None = None
    own_intent: int | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """Leave to carry out exactly one proposal now. Only `certify` makes one."""

    proposal: str
    action: Action
    target: str
    tier: int
    hands: tuple[str, ...]
    _minted: object = None

    def __post_init__(self) -> None:
        if self._minted is not _MINT:
            raise TypeError("a certificate comes only from the check of signatures")


def tier_now(view: View, proposal: Proposal, facts: Facts, reading: int) -> int:
    """The highest of register, 90 days, the effector's `reading` and the signed tier."""
    ref = proposal.statement.target.ref
    listed = max(view.register.tier(r, facts.expires) for r in (ref, facts.owner))
    return max(listed, reading, proposal.statement.tier)


def check_form(view: View, proposal: Proposal, facts: Facts, limits: Limits) -> Refusal | None:
    """What needs no hands: ours, still open, in time, under a policy in force that allows it."""
    said = proposal.statement
    if said.connector != facts.instance or said.connector not in view.founded.connectors:
        return Refusal(
            Problem.STATEMENT_FOREIGN, "the statement is for another platform", "connector"
        )
    if proposal.settled:
        return Refusal(Problem.ALREADY_DECIDED, proposal.settled, "proposal", "I18")
    if proposal.intents and proposal.intents[0] != facts.own_intent:
        return Refusal(Problem.ALREADY_DECIDED, "another intent came first", "proposal", "I18")
    # The proposer writes both times, so neither may outlast what this effector allows.
    latest = min(said.execute_until, proposal.opened.seen + limits.execute_within)
    if facts.expires > latest:
        return Refusal(Problem.EXPIRED, f"execute-by was {stamp(latest)}", "execute_by", "I4")
    if said.action not in facts.offered:
        return Refusal(Problem.ACTION_NOT_OFFERED, f"{said.action} is not offered here", "action")
    if FACTS[said.action].content and said.target.kind is not SubjectKind.MESSAGE:
        return Refusal(Problem.ACTION_NOT_ALLOWED, f"{said.action} is about a message", "action")
    if facts.kind not in (None, said.target.kind):  # who approved saw the kind, we act on the id
        return Refusal(
            Problem.SUBJECT_NOT_CANONICAL,
            "the target is of another kind than signed",
            "target",
            "I3",
        )
    policy = view.catalogue.by_hash(said.policy)
    if policy is None:
        return Refusal(Problem.POLICY_UNKNOWN, "this policy text is not in force", "policy", "I3")
    if said.action not in policy.actions:
        return Refusal(
            Problem.ACTION_NOT_ALLOWED, f"{policy.name} does not allow {said.action}", "action"
        )
    return over(said, facts.expires) or unfit_label(said.action, said.label)


def _known_tier(view: View, proposal: Proposal, facts: Facts) -> int | Refusal:
    """The tier to judge by; a refusal where it is unknown, or too high for this action."""
    if view.register.broken:
        return Refusal(Problem.TIER_UNREAD, view.register.broken, "target", "I13")
    if facts.reading is None:
        return Refusal(Problem.TIER_UNREAD, "no reading of the platform's facts", "target", "I13")
    tier = tier_now(view, proposal, facts, facts.reading)
    action = FACTS[proposal.statement.action]
    if not action.silencing:
        return tier
    if not action.reversible and tier >= 1:
        detail = f"an irreversible action is not offered on a tier {tier} subject"
        return Refusal(Problem.ACTION_IRREVERSIBLE, detail, "action", "I1")
    if tier > view.founded.tier_cap:
        return Refusal(Problem.TIER_CAPPED, f"tier {tier} needs three founders", "target", "I9")
    return tier


def _check_interest(proposal: Proposal, tier: int) -> Refusal | None:
    """Whoever approved at tier >= 2 signed the answers to the test of public interest (I3)."""
    said = proposal.statement
    if tier < 2 or not FACTS[said.action].silencing or interest_commitment(said):
        return None
    detail = f"nothing was answered about the public interest of a tier {tier} subject"
    return Refusal(Problem.PUBLIC_INTEREST_MISSING, detail, "parameters.public_interest", "I1")


def _matter(
    view: View, proposal: Proposal, facts: Facts, tier: int, signed_reporters: frozenset[str]
) -> Matter:
    """Who has a part in it (I2): with the live reporters, not only those of the snapshot."""
    said, docket = proposal.statement, view.docket
    reporters = facts.reporters | signed_reporters
    more = view.more_approvers.get(tier, 0)
    return Matter(
        tier,
        FACTS[said.action],
        frozenset({said.case.creator, said.case.assigner}),
        reporters | {said.target.ref, facts.owner},
        docket.barred(proposal, facts.alike),
        docket.extra_approvers(said.target.ref, facts.alike) + more,
        view.founded.cli_approves,
    )


def _holder(view: View, signed: Signed, *, kept: bool = False) -> tuple[Person, Hand] | None:
    held = view.roster.living(signed.key, kept=kept)
    if held is None or held.person.id != signed.signer:
        return None
    return held.person, Hand(held.person, held.key.channel)


def _rests(
    view: View, signed: Signed, matter: Matter, facts: Facts, limits: Limits
) -> Refusal | None:
    """A further key fills no slot of a protected subject before its holder could object; whoever
    has broken the glass fills none at all (I22)."""
    if view.glass(signed.signer, facts.expires):
        return Refusal(Problem.NARROWED, f"{signed.signer} broke the glass", "signer", "I22")
    since = view.roster.since.get(signed.key)
    if matter.tier < PROTECTED or since is None or facts.waits >= since + limits.key_rests:
        return None
    until = stamp(since + limits.key_rests)
    return Refusal(Problem.KEY_UNKNOWN, f"{signed.signer}: the key is new until {until}", "key")


def _proposer(
    view: View, proposal: Proposal, matter: Matter, facts: Facts, limits: Limits
) -> Hand | Refusal:
    held = _holder(view, proposal.opened, kept=True)
    if held is None:
        return Refusal(Problem.KEY_UNKNOWN, "the proposer's key is not enrolled", "signer", "I5")
    opened = standing(held[0], proposal.opened.seen)
    if not opened.new_work:
        detail = f"{held[0].id} when proposing: {opened.why}"
        return Refusal(Problem.NARROWED, detail, "signer", "I6")
    rests = _rests(view, proposal.opened, matter, facts, limits)
    return (
        rests
        or hand_counts(held[0], matter, facts.expires)
        or _lawful(held[0], Permission.PROPOSAL_OPEN, matter, facts)
        or held[1]
    )


def _lawful(person: Person, permission: Permission, matter: Matter, facts: Facts) -> Refusal | None:
    """The rules at this instant and tier; they take a hand away, and never give one."""
    return facts.law.refusal(Ask(person, permission, facts.expires, tier=matter.tier))


def _approvers(
    view: View, proposal: Proposal, matter: Matter, facts: Facts, limits: Limits
) -> tuple[list[Hand], list[Refusal]]:
    said, opened = proposal.statement, proposal.opened.seen
    latest = min(said.approve_until, opened + limits.approve_within)
    hands: list[Hand] = []
    refusals: list[Refusal] = []
    for signed in proposal.approvals.values():
        if signed.signer in proposal.revoked:
            continue
        held = _holder(view, signed)
        if held is None or signed.seen > latest:
            refusals.append(Refusal(Problem.EXPIRED, f"{signed.signer}: too late", "signer", "I4"))
            continue
        refused = (
            _rests(view, signed, matter, facts, limits)
            or may_approve(held[1], matter, facts.expires)
            or _lawful(held[0], Permission.PROPOSAL_APPROVE, matter, facts)
        )
        if refused is None:
            hands.append(held[1])
        else:
            refusals.append(refused)
    return hands, refusals


def _check_hands(
    view: View, proposal: Proposal, matter: Matter, facts: Facts, limits: Limits
) -> tuple[str, ...] | Refusal:
    proposer = _proposer(view, proposal, matter, facts, limits)
    if isinstance(proposer, Refusal):
        return proposer
    hands, refusals = _approvers(view, proposal, matter, facts, limits)
    missing = missing_slots(proposer, hands, matter)
    if missing:
        told = "; ".join(str(r) for r in refusals)
        detail = "missing: " + ", ".join(missing) + (f" [not counted: {told}]" if told else "")
        return Refusal(Problem.QUORUM_MISSING, detail, "approvals", "I1", missing)
    return (proposer.person.id, *sorted(h.person.id for h in hands))


def _check_people(view: View, proposal: Proposal, facts: Facts, limits: Limits) -> Refusal | None:
    """Who left may still look employed here, when their source is silent."""
    if not FACTS[proposal.statement.action].silencing:
        return None
    why = stale(view.roster.sources, view.chains, facts.expires, limits.people_stale)
    return Refusal(Problem.PEOPLE_STALE, why, None, "I13") if why else None


def _check_cooling(
    view: View, proposal: Proposal, tier: int, facts: Facts, limits: Limits
) -> Refusal | None:
    if tier < 2 or not FACTS[proposal.statement.action].silencing:
        return None
    if facts.page_taken is None:
        return Refusal(Problem.PAGE_NOT_TAKEN, "on-call has not taken the page", None, "I11")
    last_seen = max(s.seen for s in proposal.approvals.values())
    changed = view.people_changed or last_seen  # it may have locked out who would veto
    ready = max(last_seen, facts.page_taken, changed) + limits.cooling_off(tier)
    if facts.waits < ready:
        return Refusal(Problem.COOLING_OFF, f"until {ready.isoformat()}", None, "I11")
    return None


def certify(view: View, proposal: Proposal, facts: Facts, limits: Limits) -> Certificate | Refusal:
    """Every check, in the order in which a refusal says most; a certificate when none refuses."""
    refused = check_form(view, proposal, facts, limits)
    if refused:
        return refused
    tier = _known_tier(view, proposal, facts)
    if isinstance(tier, Refusal):
        return tier
    if facts.signed_reporters is None:
        return Refusal(Problem.TIER_UNREAD, "the reporters' list is unknown", "reporters", "I2")
    matter = _matter(view, proposal, facts, tier, facts.signed_reporters)
    hands = _check_hands(view, proposal, matter, facts, limits)
    if isinstance(hands, Refusal):
        return hands
    refused = (
        _check_interest(proposal, tier)
        or silencing_capped(view, proposal, tier, facts.expires, facts.own_intent, limits)
        or facts.doubt
        or unwitnessed(proposal, tier, facts.own_intent, facts.witnessed)
        or _check_people(view, proposal, facts, limits)
        or _check_cooling(view, proposal, tier, facts, limits)
    )
    if refused:
        return refused
    said = proposal.statement
    return Certificate(said.proposal, said.action, said.target.ref, tier, hands, _MINT)
