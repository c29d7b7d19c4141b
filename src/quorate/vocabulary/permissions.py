"""What a warrant permits, `resource:action`."""

from enum import StrEnum


class Permission(StrEnum):
    """One value a guarded action."""

    AMENDMENT_APPROVE = "amendment:approve"
    AMENDMENT_OPEN = "amendment:open"
    AUTHORITY_EXPLAIN = "authority:explain"
    CASE_ASSIGN = "case:assign"
    CASE_CLAIM = "case:claim"
    CASE_ESCALATE = "case:escalate"
    CASE_READ = "case:read"
    CASE_RELEASE = "case:release"
    CASE_REOPEN = "case:reopen"
    EFFECT_RESTORE = "effect:restore"
    FIELD_REVEAL = "field:reveal"
    INCIDENTS_READ = "incidents:read"
    LOOKS_READ = "looks:read"
    PROPOSAL_APPROVE = "proposal:approve"
    PROPOSAL_DENY = "proposal:deny"
    PROPOSAL_DRAFT = "proposal:draft"
    PROPOSAL_OPEN = "proposal:open"
    PROPOSAL_READ = "proposal:read"
    PROPOSAL_VETO = "proposal:veto"
    REGISTER_RAISE = "register:raise"
    REGISTER_READ = "register:read"
    REPORT_FILE = "report:file"
    VALUE_ERASE = "value:erase"
