"""The one door to every writing action: from facts at this instant to a warrant, or a refusal."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from quorate.authority.asking import Ask
from quorate.authority.engine import Law
from quorate.people.model import Person, standing
from quorate.people.roster import Roster
from quorate.vocabulary.kinds import Role
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

_MINT: Final = object()
NEW_WORK: Final = frozenset(
    {
        Permission.CASE_ASSIGN,
        Permission.CASE_CLAIM,
        Permission.CASE_REOPEN,
        Permission.PROPOSAL_DRAFT,
        Permission.PROPOSAL_OPEN,
    }
)
_CASEWORK: Final = frozenset({Role.LEAD, Role.REVIEWER, Role.ON_CALL})
_ADMINISTRATORS: Final = frozenset({Role.LEAD, Role.OWNER})
# The widest that any set of rules can be; what is not named is casework.
_WIDEST: Final = {
    Permission.AMENDMENT_APPROVE: _ADMINISTRATORS,
    Permission.AMENDMENT_OPEN: _ADMINISTRATORS,
    Permission.AUTHORITY_EXPLAIN: _ADMINISTRATORS | {Role.AUDITOR},
    Permission.CASE_ASSIGN: frozenset({Role.LEAD}),
    Permission.CASE_READ: _CASEWORK | {Role.AUDITOR},
    Permission.HOLD_PLACE: _ADMINISTRATORS,
    Permission.INCIDENTS_READ: frozenset({Role.AUDITOR, Role.LEAD, Role.ON_CALL, Role.OWNER}),
    Permission.LOOKS_READ: _CASEWORK | {Role.AUDITOR},
    Permission.ORDER_HANDLE: _ADMINISTRATORS,
    Permission.ORDER_READ: frozenset({Role.AUDITOR, Role.LEAD, Role.ON_CALL, Role.OWNER}),
    Permission.PROPOSAL_READ: _CASEWORK | {Role.AUDITOR},
    Permission.REGISTER_READ: _CASEWORK | {Role.AUDITOR, Role.OWNER},
    Permission.VALUE_ERASE: frozenset({Role.OWNER}),
}
_READS: Final = frozenset({Permission.CASE_READ, Permission.PROPOSAL_READ})
SERVICES: Final = frozenset(
    {Permission.APPEAL_FILE, Permission.CASE_ESCALATE, Permission.REPORT_FILE}
)


@dataclass(frozen=True, slots=True)
class Warrant:
    """Leave to do one thing to one resource, now. Only this module makes them."""

    who: str
    purpose: str
    permission: Permission
    resource: str
    roles: frozenset[Role] = frozenset()
    _minted: object = None

    def __post_init__(self) -> None:
        if self._minted is not _MINT:
            raise TypeError("a warrant comes only from the gate")

    def require(self, permission: Permission, resource: str) -> None:
        """Raises ValueError unless it is leave for just this."""
        if (self.permission, self.resource) != (permission, resource):
            raise ValueError(f"{permission} of {resource} needs a warrant for just that")


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at a door: by a session, or by a request that an enrolled, living key signed.

    Being here signs nothing. A hand, and its channel, come only from a signature. Whoever has
    broken the `glass` reads, whatever the hour, and does nothing else here (I22).
    """

    person: Person
    glass: bool = False


def known_actor(roster: Roster, key_id: str) -> Actor | Refusal:
    """The actor behind a verified request signature; an unknown or revoked key is refused."""
    person = roster.holder(key_id)
    if person is None:
        return Refusal(Problem.KEY_UNKNOWN, f"no living enrolment of key {key_id[:16]}", "keyid")
    return Actor(person)


def widest(permission: Permission) -> frozenset[Role]:
    """The roles beyond which no rule gives this leave."""
    return _WIDEST.get(permission, _CASEWORK)


def kernel_refusal(person: Person, permission: Permission, now: datetime) -> Refusal | None:
    """What no rule widens: alive, not too near the end, one of the roles (I5, I6)."""
    alive = standing(person, now)
    if not alive.alive:
        return Refusal(Problem.PERSON_NOT_ALIVE, f"{person.id}: {alive.why}", invariant="I5")
    if permission in NEW_WORK and not alive.new_work:
        return Refusal(Problem.NARROWED, f"{person.id}: {alive.why}", invariant="I6")
    if not person.roles & widest(permission):
        return Refusal(
            Problem.NOT_ELIGIBLE, f"none of {person.id}'s roles has {permission}", "permission"
        )
    return None


def warrant(
    law: Law,
    actor: Actor,
    permission: Permission,
    resource: str,
    now: datetime,
    tier: int | None = None,
    purpose: str = "casework",
) -> Warrant | Refusal:
    """Leave for a person, from the facts at `now`: the kernel's first, then the rules', which only
    narrow it. `tier` is the matter's where it is known."""
    person = actor.person
    if actor.glass:
        if permission not in _READS:
            return Refusal(Problem.NARROWED, f"{person.id} broke the glass", None, "I22")
        return Warrant(person.id, "break-glass", permission, resource, person.roles, _MINT)
    ask = Ask(person, permission, now, purpose, tier)
    refused = kernel_refusal(person, permission, now) or law.refusal(ask)
    if refused:
        return refused
    return Warrant(person.id, purpose, permission, resource, person.roles, _MINT)


def may_hold(law: Law, person: Person, now: datetime) -> Refusal | None:
    """Whether somebody else may be given a case at this instant: as if they claimed it."""
    claim = Permission.CASE_CLAIM
    refused = kernel_refusal(person, claim, now) or law.refusal(Ask(person, claim, now))
    return replace(refused, field="to") if refused else None


def service_warrant(service: str, permission: Permission, resource: str) -> Warrant | Refusal:
    """Leave for a named service: the kernel's alone. One files reports, one the appeals of people
    outside, one sends what waits too long to the leads; none fills a slot (I16)."""
    if permission not in SERVICES:
        return Refusal(Problem.NOT_ELIGIBLE, f"a service has no {permission}", invariant="I16")
    return Warrant(service, "intake", permission, resource, _minted=_MINT)
