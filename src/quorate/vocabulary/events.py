"""The types of ledger entries, `subject:what happened`. docs/reference/entries.md lists each."""

from enum import StrEnum


class Event(StrEnum):
    """One entry is one state change."""

    CASE_ASSIGNED = "case:assigned"
    CASE_CLAIMED = "case:claimed"
    CASE_CLOSED = "case:closed"
    CASE_ESCALATED = "case:escalated"
    CASE_OPENED = "case:opened"
    CASE_RELEASED = "case:released"
    CASE_REOPENED = "case:reopened"
    CASE_SKIPPED = "case:skipped"
    EFFECT_ABANDONED = "effect:abandoned"
    EFFECT_DONE = "effect:done"
    EFFECT_INTENDED = "effect:intended"
    EFFECT_REFUSED = "effect:refused"
    EFFECT_RESTORED = "effect:restored"
    GENESIS = "genesis"
    KEY_REVOKED = "key:revoked"
    PAGE_SENT = "page:sent"
    PEOPLE_CHANGED = "people:changed"
    POLICIES_CHANGED = "policies:changed"
    PROPOSAL_APPROVED = "proposal:approved"
    PROPOSAL_DENIED = "proposal:denied"
    PROPOSAL_OPENED = "proposal:opened"
    PROPOSAL_REFUSED = "proposal:refused"
    PROPOSAL_REVOKED = "proposal:revoked"
    PROPOSAL_VETOED = "proposal:vetoed"
    REGISTER_CHANGED = "register:changed"
    REGISTER_RAISED = "register:raised"
