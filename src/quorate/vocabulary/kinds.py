"""The words that stand inside signed statements and ledger entries."""

from enum import StrEnum
from typing import Final


class Algorithm(StrEnum):
    """How a passkey signs; pinned when it is enrolled."""

    EDDSA = "EdDSA"
    ES256 = "ES256"


class AppealOutcome(StrEnum):
    """What a person decided about an appeal. Reversed in part, something less is proposed anew."""

    PARTLY_REVERSED = "partly_reversed"
    REVERSED = "reversed"
    UPHELD = "upheld"


class AppealSide(StrEnum):
    """Who appeals: whom the decision is about, or who reported."""

    PERSON = "person"
    REPORTER = "reporter"


class Attested(StrEnum):
    """Who vouches for a ledger entry's content."""

    PERSON = "person"
    PROCESS = "process"
    SOURCE = "source"


class Channel(StrEnum):
    """Where a key signs. A page of the web server can lie to whoever signs on it, and a key of the
    network is kept by the web server itself, for whom another server vouches."""

    CLI = "cli"
    CONSOLE = "console"
    NETWORK = "network"
    SIGNER = "signer"


# On these a web server of ours signs, or shows what is signed.
ON_PAGES: Final = frozenset({Channel.CONSOLE, Channel.NETWORK})


class Employment(StrEnum):
    """The relation between a person and the platform's company."""

    CONTRACTOR = "contractor"
    EMPLOYEE = "employee"
    VOLUNTEER = "volunteer"


class EscalateReason(StrEnum):
    """Why a case goes to the leads."""

    HIGH_PROFILE = "high_profile"
    LEGAL = "legal"
    POLICY_UNCLEAR = "policy_unclear"
    THREAT_TO_LIFE = "threat_to_life"


class Kind(StrEnum):
    """What a signed statement says about its proposal."""

    APPROVE = "approve"
    DENY = "deny"
    PROPOSE = "propose"
    RESTORE = "restore"
    REVOKE = "revoke"
    VETO = "veto"


class Ground(StrEnum):
    """Why a value is erased."""

    GDPR_17 = "gdpr-17"
    RETENTION = "retention"


class LeaveReason(StrEnum):
    """Why something stays open when its holder's shift ends."""

    BACK_IN_TIME = "back_in_time"
    NOBODY_FREE = "nobody_free"
    WAITS_FOR_OTHERS = "waits_for_others"


class LessIntrusive(StrEnum):
    """Measures that silence nobody, or less; one of them is weighed before a protected subject."""

    INTERSTITIAL = "interstitial"
    LABEL = "label"
    LIMIT = "limit"
    NONE = "none"
    WARN = "warn"


class Means(StrEnum):
    """How a person signed in."""

    BROWSER_KEY = "browser_key"
    PROVIDER = "provider"


class OrderGround(StrEnum):
    """Why an authority's order is not carried out, or in part only."""

    CONTAINS_ERRORS = "contains_errors"
    NO_COMPETENCE = "no_competence"
    NOT_FOUND = "not_found"
    NOT_POSSIBLE = "not_possible"
    OUTSIDE_SCOPE = "outside_scope"


class OrderKind(StrEnum):
    """An order to act against illegal content (DSA, Article 9), or to provide information (10)."""

    ACT = "act"
    INFORM = "inform"


class OrderOutcome(StrEnum):
    """What became of an authority's order."""

    CARRIED_OUT = "carried_out"
    NOT_CARRIED_OUT = "not_carried_out"
    PARTLY = "partly"


class Outcome(StrEnum):
    """How a case was closed."""

    ACTIONED = "actioned"
    DUPLICATE = "duplicate"
    NO_VIOLATION = "no_violation"


class ReopenReason(StrEnum):
    """Why a closed case is opened again."""

    APPEAL = "appeal"
    MISTAKE = "mistake"
    NEW_EVIDENCE = "new_evidence"


class Role(StrEnum):
    """What a person is employed to do. None of them is a super-user."""

    AUDITOR = "auditor"
    LEAD = "lead"
    ON_CALL = "on_call"
    OWNER = "owner"
    REVIEWER = "reviewer"


class Settlement(StrEnum):
    """How a certified body settled a dispute out of court (DSA, Article 21)."""

    PARTLY = "partly"
    PERSON = "for_the_person"
    PLATFORM = "for_the_platform"


class SkipReason(StrEnum):
    """Why somebody passes over a case."""

    CONFLICT = "conflict_of_interest"
    EXPERTISE = "expertise"
    LANGUAGE = "language"
    REST = "rest"


class Slot(StrEnum):
    """The place a signature fills. One human fills one slot of a proposal."""

    APPROVER = "approver"
    OBJECTOR = "objector"
    PROPOSER = "proposer"
    RESTORER = "restorer"


class SubjectKind(StrEnum):
    """What a report, a case and an effect can be about."""

    ACCOUNT = "account"
    MESSAGE = "message"


class ValueKind(StrEnum):
    """What a commitment in the log is to."""

    AMENDMENT_REASON = "amendment-reason"
    APPEAL_ANSWER = "appeal-answer"
    APPEAL_WORDS = "appeal-words"
    HOLD_REASON = "hold-reason"
    NOTIFIER_REASON = "notifier-reason"
    FACTS = "facts"
    ORDER_ANSWER = "order-answer"
    ORDER_CONTENT = "order-content"
    PUBLIC_INTEREST = "public-interest"
    RAISE_REASON = "raise-reason"
    REGISTER_REASON = "register-reason"
    RULE_EXPRESSION = "rule-expression"
    SETTLEMENT_BODY = "settlement-body"
    SIGN_IN = "sign-in"


SLOT_OF: dict[Kind, Slot] = {
    Kind.APPROVE: Slot.APPROVER,
    Kind.DENY: Slot.OBJECTOR,
    Kind.PROPOSE: Slot.PROPOSER,
    Kind.RESTORE: Slot.RESTORER,
    Kind.REVOKE: Slot.OBJECTOR,
    Kind.VETO: Slot.OBJECTOR,
}
