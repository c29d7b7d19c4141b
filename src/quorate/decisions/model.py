"""From a claimed case to a proposal that several people sign. Pure: clock and nonce are given."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from quorate.accounts.resolution import SignedResolution
from quorate.authority.asking import Ask
from quorate.authority.gate import Actor
from quorate.authority.kernel import PROTECTED, Hand, Matter, may_approve, may_propose
from quorate.decisions import facts, interest
from quorate.decisions.catalogue import Policy
from quorate.decisions.facts import ToldFacts
from quorate.decisions.interest import PublicInterest
from quorate.decisions.labels import unfit_label
from quorate.decisions.objecting import may_object
from quorate.decisions.rules import Rules
from quorate.decisions.statement import LABEL, UNTIL, CaseRef, Statement, Target
from quorate.decisions.terms import unfit
from quorate.ledger.canonical import canonical
from quorate.people.hands import Proof, unproved
from quorate.people.model import Person
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.kinds import Kind, Slot
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

APPROVE_BY = timedelta(hours=24)
EXECUTE_BY = timedelta(hours=25)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reviewer wants done: under which policy (`harassment/1`); at tier >= 2 with answers
    about the public interest. `facts` is what the person concerned is told about them; `until` is
    when the effect is to end by itself; `label` what a label says."""

    case: CaseRef
    action: Action
    policy: str
    evidence: Sequence[str]
    interest: PublicInterest | None = None
    facts: ToldFacts | None = None
    until: datetime | None = None
    label: str = ""

    def parameters(self) -> tuple[tuple[str, str], ...]:
        """What the statement carries beside its action, by name; what somebody wrote stands there
        as a commitment."""
        found: dict[str, str] = {}
        if self.facts:
            found[facts.PARAMETER] = self.facts.salted.commitment
        if self.interest:
            found[interest.PARAMETER] = self.interest.salted.commitment
        if self.until:
            found[UNTIL] = stamp(self.until)
        if self.label:
            found[LABEL] = self.label
        return tuple(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class Signature:
    """A key's id, and the proof that its holder said a statement."""

    key: str
    proof: Proof


def matter_of(statement: Statement, rules: Rules) -> Matter:
    """The matter as the proposal states it; the effector looks again with its own reading."""
    return Matter(
        statement.tier,
        FACTS[statement.action],
        frozenset({statement.case.creator, statement.case.assigner}),
        frozenset({statement.target.ref}),
        extra_approvers=rules.docket.extra_approvers(statement.target.ref)
        + rules.more_approvers.get(statement.tier, 0),
        cli_approves=rules.genesis.cli_approves,
    )


def _policy(wish: Wish, rules: Rules) -> Policy | Refusal:
    policy = rules.catalogue.by_name(wish.policy)
    if policy is None:
        detail = f"{wish.policy[:64]} is not in force"
        return Refusal(Problem.POLICY_UNKNOWN, detail, "policy")
    if wish.action not in policy.actions:
        detail = f"{policy.name} does not allow {wish.action}"
        return Refusal(Problem.ACTION_NOT_ALLOWED, detail, "action")
    return policy


def decide_draft(
    wish: Wish,
    actor: Actor,
    owners: Collection[str],
    found: SignedResolution,
    ids: tuple[str, str],
    rules: Rules,
    now: datetime,
) -> Statement | Refusal:
    """The statement to sign. `owners` are the people here who wrote the message that it would be
    about, as far as is known; `ids` are the new proposal's id and nonce."""
    policy = _policy(wish, rules)
    if isinstance(policy, Refusal):
        return policy
    unfitting = unfit(wish.action, wish.until, now) or unfit_label(wish.action, wish.label)
    if unfitting:
        return unfitting
    resolved = found.resolution
    if not found.holds(rules.genesis.effectors) or resolved.genesis != rules.genesis_hash:
        return Refusal(Problem.SIGNATURE_INVALID, "not resolved by our effector", "subject")
    statement = Statement(
        genesis=rules.genesis_hash,
        connector=resolved.connector,
        kind=Kind.PROPOSE,
        slot=Slot.PROPOSER,
        signer=actor.person.id,
        proposal=ids[0],
        nonce=ids[1],
        case=wish.case,
        reporters=resolved.reporters,
        target=Target(resolved.kind, resolved.ref),
        tier=resolved.tier,
        action=wish.action,
        parameters=wish.parameters(),
        policy=policy.hash,
        evidence=hashlib.sha256(canonical(sorted(wish.evidence))).hexdigest(),
        approve_by=stamp(now + APPROVE_BY),
        execute_by=stamp(now + EXECUTE_BY),
    )
    draft = Permission.PROPOSAL_DRAFT
    refused = _own(actor, owners) or _may_propose(actor.person, statement, draft, rules, now)
    return refused or _unweighed(statement, wish) or _untold(wish) or statement


def _own(actor: Actor, owners: Collection[str]) -> Refusal | None:
    """Who wrote a message has no word about it; an account's owner the kernel knows."""
    if actor.person.id not in owners:
        return None
    return Refusal(Problem.SELF_EXCLUDED, "one's own message", "signer", "I2")


def _untold(wish: Wish) -> Refusal | None:
    """Nobody is told facts of a decision that takes nothing from them."""
    if wish.facts is None or FACTS[wish.action].silencing:
        return None
    detail = f"{wish.action} takes nothing away, so nobody is told its facts: leave them out"
    return Refusal(Problem.BODY_INVALID, detail, facts.PARAMETER)


def _unweighed(statement: Statement, wish: Wish) -> Refusal | None:
    if statement.tier < PROTECTED or not FACTS[statement.action].silencing or wish.interest:
        return None
    detail = f"a tier {statement.tier} subject: answer the test of public interest"
    return Refusal(Problem.PUBLIC_INTEREST_MISSING, detail, interest.PARAMETER, "I1")


def _may_propose(
    person: Person, statement: Statement, permission: Permission, rules: Rules, now: datetime
) -> Refusal | None:
    """The kernel's word, then the rules' for this very tier."""
    return may_propose(person, matter_of(statement, rules), now) or rules.law.refusal(
        Ask(person, permission, now, tier=statement.tier)
    )


def interim_of(statement: Statement, rules: Rules) -> Action | None:
    """What its policy offers while a proposal on a protected subject waits for hands."""
    policy = rules.catalogue.by_hash(statement.policy)
    waits = statement.tier >= PROTECTED and FACTS[statement.action].silencing
    return policy.interim if policy and waits else None


def check_signature(statement: Statement, signature: Signature, rules: Rules) -> Refusal | None:
    """Whether a living key of the signer signed exactly this statement."""
    key = rules.roster.key(signature.key, kept=statement.by_kept_key)
    if key is None or key.person != statement.signer:
        return Refusal(Problem.KEY_UNKNOWN, "not a living key of the signer", "key")
    wrong = unproved(key, statement, signature.proof, rules.genesis.origins)
    return Refusal(Problem.SIGNATURE_INVALID, wrong, "sig", "I3") if wrong else None


def decide_open(
    draft: Statement,
    shown: Statement,
    signature: Signature,
    actor: Actor,
    owners: Collection[str],
    rules: Rules,
    now: datetime,
) -> Statement | Refusal:
    """Opens what was drafted and signed, byte for byte; authority is decided anew. `owners` are as
    for a draft."""
    if shown != draft:
        return Refusal(Problem.DIGEST_MISMATCH, "not the statement that was drafted", "statement")
    opens = Permission.PROPOSAL_OPEN
    refused = _own(actor, owners) or _may_propose(actor.person, draft, opens, rules, now)
    return refused or check_signature(draft, signature, rules) or draft


def decide_word(
    proposed: Statement,
    kind: Kind,
    signature: Signature,
    actor: Actor,
    owners: Collection[str],
    rules: Rules,
    now: datetime,
) -> Statement | Refusal:
    """An approval or a denial of an open proposal, checked as the effector will check it. `owners`
    are the people here who wrote the message that it is about, as far as is known."""
    statement = proposed.spoken_by(kind, actor.person.id)
    key = rules.roster.key(signature.key)
    if key is None or key.person != actor.person.id:
        return Refusal(Problem.KEY_UNKNOWN, "not a living key of the signer", "key")
    if now > proposed.approve_until:
        return Refusal(Problem.EXPIRED, f"approve-by was {proposed.approve_by}", "approve_by", "I4")
    if own := _own(actor, owners):
        return own
    if actor.person.id == proposed.signer and kind is Kind.APPROVE:
        return Refusal(Problem.SELF_EXCLUDED, "one's own proposal", "signer", "I2")
    if kind is Kind.APPROVE:
        hand = Hand(actor.person, key.channel)
        ask = Ask(actor.person, Permission.PROPOSAL_APPROVE, now, tier=proposed.tier)
        refused = may_approve(hand, matter_of(proposed, rules), now) or rules.law.refusal(ask)
    else:
        refused = may_object(kind, actor.person, proposed)
    return refused or check_signature(statement, signature, rules) or statement


def deniers(proposed: Statement, hands: Mapping[str, str], rules: Rules) -> list[str]:
    """Of those who signed a denial, each with the id of their key, whom the log will believe."""
    return [
        held.person.id
        for signer, key in hands.items()
        if (held := rules.roster.living(key)) is not None
        and held.person.id == signer
        and may_object(Kind.DENY, held.person, proposed) is None
    ]
