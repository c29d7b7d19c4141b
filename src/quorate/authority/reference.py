"""The shipped rules once more, in plain Python: what Cedar says is compared with what this says.

Written from the sentences of the policies, not from their code. Nothing but tests and benchmarks
asks it.
"""

from typing import Final

from quorate.authority.asking import Ask, moment
from quorate.people.model import Person
from quorate.vocabulary.kinds import Employment, Role
from quorate.vocabulary.permissions import Permission

_CASEWORKERS: Final = frozenset({Role.LEAD, Role.ON_CALL, Role.REVIEWER})
_DECIDERS: Final = frozenset({Role.LEAD, Role.REVIEWER})
_READERS: Final = _CASEWORKERS | {Role.AUDITOR}
_ROLES: Final = {
    Permission.AMENDMENT_APPROVE: frozenset({Role.LEAD, Role.OWNER}),
    Permission.AMENDMENT_OPEN: frozenset({Role.LEAD, Role.OWNER}),
    Permission.AUTHORITY_EXPLAIN: frozenset({Role.AUDITOR, Role.LEAD, Role.OWNER}),
    Permission.CASE_ASSIGN: frozenset({Role.LEAD}),
    Permission.CASE_CLAIM: _CASEWORKERS,
    Permission.CASE_READ: _READERS,
    Permission.CASE_RELEASE: _CASEWORKERS,
    Permission.CASE_REOPEN: _CASEWORKERS,
    Permission.EFFECT_RESTORE: _CASEWORKERS,
    Permission.FIELD_REVEAL: _DECIDERS,
    Permission.HOLD_PLACE: frozenset({Role.LEAD, Role.OWNER}),
    Permission.INCIDENTS_READ: frozenset({Role.AUDITOR, Role.LEAD, Role.ON_CALL, Role.OWNER}),
    Permission.LOOKS_READ: _READERS,
    Permission.ORDER_HANDLE: frozenset({Role.LEAD, Role.OWNER}),
    Permission.ORDER_READ: frozenset({Role.AUDITOR, Role.LEAD, Role.ON_CALL, Role.OWNER}),
    Permission.PROPOSAL_APPROVE: _DECIDERS,
    Permission.PROPOSAL_DENY: _DECIDERS,
    Permission.PROPOSAL_DRAFT: _DECIDERS,
    Permission.PROPOSAL_OPEN: _DECIDERS,
    Permission.PROPOSAL_READ: _READERS,
    Permission.PROPOSAL_VETO: _CASEWORKERS,
    Permission.REGISTER_RAISE: _CASEWORKERS,
    Permission.REGISTER_READ: _READERS | {Role.OWNER},
    Permission.VALUE_ERASE: frozenset({Role.OWNER}),
}
_HANDS: Final = frozenset(
    {Permission.PROPOSAL_APPROVE, Permission.PROPOSAL_DRAFT, Permission.PROPOSAL_OPEN}
)
_OBJECTIONS: Final = frozenset(
    {Permission.EFFECT_RESTORE, Permission.PROPOSAL_DENY, Permission.PROPOSAL_VETO}
)


def permits(ask: Ask) -> bool:
    """Whether the shipped rules give leave."""
    if not ask.person.roles & _ROLES.get(ask.permission, frozenset()):
        return False
    if ask.permission not in _OBJECTIONS and not moment(ask).on_shift:
        return False
    if ask.permission is Permission.FIELD_REVEAL:
        return _may_look(ask)
    return ask.permission not in _HANDS or ask.tier is None or _has_hand(ask, ask.tier)


def _has_hand(ask: Ask, tier: int) -> bool:
    person, approves = ask.person, ask.permission is Permission.PROPOSAL_APPROVE
    if tier >= 2 and "protected-accounts" not in person.training:
        return False
    if tier < 3:
        return True
    if person.employment is Employment.VOLUNTEER:
        return False
    return person.employment is Employment.EMPLOYEE or not approves


def _may_look(ask: Ask) -> bool:
    person = ask.person
    if "private-data" not in person.training or not _in_region(person, ask.region):
        return False
    if person.employment is Employment.CONTRACTOR:
        return ask.tier is None or ask.tier < 2
    return person.employment is Employment.EMPLOYEE


def _in_region(person: Person, region: str | None) -> bool:
    return region is None or region in person.regions
