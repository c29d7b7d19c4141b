"""Refusals: values of one closed enum, with one table to problem type, status and way out."""

from dataclasses import dataclass
from enum import StrEnum


class Problem(StrEnum):
    """Why something was refused."""

    ACTION_IRREVERSIBLE = "action-irreversible"
    ACTION_NOT_ALLOWED = "action-not-allowed"
    ACTION_NOT_OFFERED = "action-not-offered"
    ALREADY_DECIDED = "already-decided"
    BODY_INVALID = "body-invalid"
    BODY_TOO_LARGE = "body-too-large"
    CAP_REACHED = "cap-reached"
    CASE_IS_OPEN = "case-is-open"
    CASE_NEEDED = "case-needed"
    CHANNEL_NOT_COUNTED = "channel-not-counted"
    CLOCK_DOUBT = "clock-doubt"
    COOLING_OFF = "cooling-off"
    DIGEST_MISMATCH = "digest-mismatch"
    EXPIRED = "expired"
    FIELD_NOT_OFFERED = "field-not-offered"
    IDEMPOTENCY_CONFLICT = "idempotency-conflict"
    IDENTITY_SEALED = "identity-sealed"
    KEY_UNKNOWN = "key-unknown"
    LEASE_LOST = "lease-lost"
    LEDGER_STALE = "ledger-stale"
    LEDGER_UNAVAILABLE = "ledger-unavailable"
    LOOKS_CAPPED = "looks-capped"
    MEDIA_NOT_SHOWN = "media-not-shown"
    NARROWED = "narrowed"
    NOT_ELIGIBLE = "not-eligible"
    NOT_FOUND = "not-found"
    NOT_PERMITTED = "not-permitted"
    NOT_SIGNED_IN = "not-signed-in"
    NOT_TESTED = "not-tested"
    NOT_WARNED = "not-warned"
    NOTHING_UNFOUNDED = "nothing-unfounded"
    NOTICES_CAPPED = "notices-capped"
    ON_HOLD = "on-hold"
    ONE_BY_ONE = "one-by-one"
    PAGE_NOT_TAKEN = "page-not-taken"
    PEOPLE_STALE = "people-stale"
    PERSON_NOT_ALIVE = "person-not-alive"
    PERSON_UNKNOWN = "person-unknown"
    PLATFORM_UNAVAILABLE = "platform-unavailable"
    POLICY_BROKEN = "policy-broken"
    POLICY_UNKNOWN = "policy-unknown"
    PROVIDER_UNAVAILABLE = "provider-unavailable"
    PUBLIC_INTEREST_MISSING = "public-interest-missing"
    PURPOSE_NOT_ALLOWED = "purpose-not-allowed"
    QUORUM_MISSING = "quorum-missing"
    SEARCH_TOO_LONG = "search-too-long"
    SECRETS_EXPOSED = "secrets-exposed"
    SELF_EXCLUDED = "self-excluded"
    SETTINGS_NOT_PINNED = "settings-not-pinned"
    SIGNATURE_INVALID = "signature-invalid"
    SIGN_IN_FAILED = "sign-in-failed"
    STATEMENT_FOREIGN = "statement-foreign"
    SUBJECT_NOT_CANONICAL = "subject-not-canonical"
    SUBJECT_UNKNOWN = "subject-unknown"
    TIER_CAPPED = "tier-capped"
    TIER_UNREAD = "tier-unread"
    TOO_MANY_REQUESTS = "too-many-requests"
    TRANSLATION_UNAVAILABLE = "translation-unavailable"
    VALUE_NEEDED = "value-needed"
    VERSION_STALE = "version-stale"
    WITNESS_OVERDUE = "witness-overdue"


@dataclass(frozen=True, slots=True)
class ProblemFacts:
    """HTTP status, short title (RFC 9457 section 3.1.3) and what the caller can do about it."""

    status: int
    title: str
    way_out: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused command: the reason, in words, with the field and the invariant it rests on."""

    problem: Problem
    detail: str
    field: str | None = None
    invariant: str | None = None
    missing: tuple[str, ...] = ()

    def __str__(self) -> str:
        named = f" ({self.invariant})" if self.invariant else ""
        return f"{self.problem}{named}: {self.detail}"


_ = ProblemFacts
FACTS: dict[Problem, ProblemFacts] = {
    Problem.ACTION_IRREVERSIBLE: _(
        403,
        "This action cannot be undone",
        "Propose a reversible action, such as suspend.",
    ),
    Problem.ACTION_NOT_ALLOWED: _(
        422, "The policy does not allow this action", "Choose an action the policy lists."
    ),
    Problem.ACTION_NOT_OFFERED: _(
        422, "The platform does not offer this action", "Choose another action."
    ),
    Problem.ALREADY_DECIDED: _(
        409, "This was decided already", "Read the case again; open a new proposal if needed."
    ),
    Problem.BODY_INVALID: _(422, "The request is not valid", "Correct the named field."),
    Problem.BODY_TOO_LARGE: _(413, "The request is too large", "Send at most 1 MiB."),
    Problem.CAP_REACHED: _(
        429, "The cap of silencing effects is reached", "Wait, or let another team propose."
    ),
    Problem.CASE_IS_OPEN: _(
        409, "The subject has an open case", "Work on the open case; it shows the earlier ones."
    ),
    Problem.CASE_NEEDED: _(
        403,
        "Private fields open only in an open case about the account",
        "Take the next case, or have a lead give it to you.",
    ),
    Problem.CHANNEL_NOT_COUNTED: _(
        403,
        "This key's channel does not count here",
        "Approve with a passkey on the signer's page: `quorate link PROPOSAL` or the console.",
    ),
    Problem.CLOCK_DOUBT: _(
        503, "The clocks disagree", "Set the clocks of effector and sequencer right."
    ),
    Problem.COOLING_OFF: _(409, "The cooling-off has not ended", "Wait; anyone eligible may veto."),
    Problem.DIGEST_MISMATCH: _(
        409, "The digest is of other bytes", "Fetch the proposal again and sign what it says."
    ),
    Problem.EXPIRED: _(409, "The time for this has passed", "Open a new proposal."),
    Problem.FIELD_NOT_OFFERED: _(
        422, "This field is not to be had of this subject", "Choose another field."
    ),
    Problem.IDEMPOTENCY_CONFLICT: _(
        409, "This key was used for another request", "Use a new idempotency key."
    ),
    Problem.IDENTITY_SEALED: _(
        403,
        "No quorum opened this pseudonym",
        "Propose an amendment of charge identity: `quorate amend FILE --reason TEXT`.",
    ),
    Problem.KEY_UNKNOWN: _(
        403, "This key is not enrolled", "Have the key enrolled by three founders."
    ),
    Problem.LEASE_LOST: _(409, "The claim is not yours any more", "Claim the case again."),
    Problem.LEDGER_STALE: _(
        503, "The ledger's checkpoint is not fresh", "Start the sequencer; restores go on."
    ),
    Problem.LEDGER_UNAVAILABLE: _(
        503, "The ledger cannot be read or written", "Look at the sequencer; restores go on."
    ),
    Problem.LOOKS_CAPPED: _(429, "Too many accounts looked at", "Wait, or let another team look."),
    Problem.MEDIA_NOT_SHOWN: _(
        404,
        "This picture, film or sound is not shown",
        "Decide by what was written, or look at it on the platform.",
    ),
    Problem.NARROWED: _(
        403, "Too close to the end of shift or contract", "Hand it over to a colleague."
    ),
    Problem.NOT_ELIGIBLE: _(403, "Not yours to do", "Ask somebody whose role has this power."),
    Problem.NOT_FOUND: _(404, "There is no such thing", "Check the identifier."),
    Problem.NOT_PERMITTED: _(
        403, "A rule of the authority forbids it", "Ask `quorate explain` which rule, and who may."
    ),
    Problem.NOT_SIGNED_IN: _(401, "The request is not signed", "Sign it with an enrolled key."),
    Problem.NOT_TESTED: _(
        409, "This version was not tested", "Back-test this very version, then put it live."
    ),
    Problem.NOT_WARNED: _(409, "Nobody warned before", "Warn first; suspend if it goes on."),
    Problem.NOTHING_UNFOUNDED: _(
        409, "Nothing counts against the notifier", "Mark what is manifestly unfounded in its case."
    ),
    Problem.NOTICES_CAPPED: _(
        429, "Too many notices from this place", "Wait a minute; what you typed is still here."
    ),
    Problem.ON_HOLD: _(
        409,
        "A hold keeps this",
        "Have the hold lifted by another person than placed it; then erase it.",
    ),
    Problem.ONE_BY_ONE: _(
        403, "This is decided on its own page", "Open the case, and decide it by itself."
    ),
    Problem.PAGE_NOT_TAKEN: _(
        503, "On-call could not be paged", "Mend the pager; nothing is silenced unseen."
    ),
    Problem.PEOPLE_STALE: _(
        503, "A source of people's facts is silent", "Mend the source; restores go on."
    ),
    Problem.PERSON_NOT_ALIVE: _(
        403, "Not employed, inside contract and on shift now", "Let somebody on shift do it."
    ),
    Problem.PERSON_UNKNOWN: _(
        403,
        "This sign-in stands for nobody here",
        "Let whoever keeps the people source link the named sign-in to you.",
    ),
    Problem.PLATFORM_UNAVAILABLE: _(
        503, "The platform does not answer", "Try again; nothing was half done."
    ),
    Problem.POLICY_BROKEN: _(
        503, "The rules of authority cannot be relied on", "Mend the pinned set; restores go on."
    ),
    Problem.POLICY_UNKNOWN: _(
        409, "This version of the policy is not in force", "Propose under the current version."
    ),
    Problem.PROVIDER_UNAVAILABLE: _(
        503, "The identity provider does not answer", "Try again; signed requests go on."
    ),
    Problem.PUBLIC_INTEREST_MISSING: _(
        422,
        "The public interest was not weighed",
        "Answer who speaks, in which office, which harm, and what less was considered.",
    ),
    Problem.PURPOSE_NOT_ALLOWED: _(
        422, "The field is not shown for this purpose", "Choose a purpose that the field lists."
    ),
    Problem.QUORUM_MISSING: _(403, "Hands are missing", "Ask the named people to sign."),
    Problem.SEARCH_TOO_LONG: _(
        422, "The search takes too long", "Narrow it: another word, an area, fewer days."
    ),
    Problem.SECRETS_EXPOSED: _(
        503, "The effector's secrets can be read by others", "chmod 600 the named file."
    ),
    Problem.SELF_EXCLUDED: _(
        403, "One's own matter", "Somebody with no part in the case has to sign."
    ),
    Problem.SETTINGS_NOT_PINNED: _(
        503,
        "The effector's settings are not the pinned ones",
        "Set them back, or pin these by an amendment; restores go on.",
    ),
    Problem.SIGNATURE_INVALID: _(
        403, "The signature does not verify", "Sign these bytes with the enrolled key."
    ),
    Problem.SIGN_IN_FAILED: _(
        403, "The sign-in could not be verified", "Begin again on the sign-in page."
    ),
    Problem.STATEMENT_FOREIGN: _(
        403, "The statement is for another installation", "Sign it for this genesis."
    ),
    Problem.SUBJECT_NOT_CANONICAL: _(
        422, "The identifier is not canonical", "Write it as the platform does."
    ),
    Problem.SUBJECT_UNKNOWN: _(
        404, "The platform does not know this subject", "Check the identifier."
    ),
    Problem.TIER_CAPPED: _(
        403, "With two founders only tiers 0 and 1 are open", "Name a third founder."
    ),
    Problem.TIER_UNREAD: _(
        503, "How protected the subject is could not be read", "Wait for the platform's answer."
    ),
    Problem.TOO_MANY_REQUESTS: _(
        429, "Too many requests from here, or by this person", "Wait a minute, then go on."
    ),
    Problem.TRANSLATION_UNAVAILABLE: _(
        503, "The translation service does not answer", "Read the original, or try again."
    ),
    Problem.VALUE_NEEDED: _(
        409,
        "Somebody has yet to decide by this value",
        "Settle what the detail names; then erase it.",
    ),
    Problem.VERSION_STALE: _(409, "The case has changed meanwhile", "Read the case again."),
    Problem.WITNESS_OVERDUE: _(
        503,
        "The witnesses have not cosigned what this rests on",
        "Look at witnesses and sequencer; restores go on.",
    ),
}
