"""The one door to every writing action: from facts at this instant to a warrant, or a refusal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from quorate.people.model import Person, standing
from quorate.people.roster import Roster
from quorate.vocabulary.kinds import Role
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

_MINT: Final = object()
_NEW_WORK: Final = frozenset(
    {
        Permission.CASE_ASSIGN,
        Permission.CASE_CLAIM,
        Permission.CASE_REOPEN,
        Permission.PROPOSAL_DRAFT,
        Permission.PROPOSAL_OPEN,
    }
)
_CASEWORK: Final = frozenset({Role.LEAD, Role.REVIEWER, Role.ON_CALL})
_LEADS: Final = frozenset({Permission.CASE_ASSIGN})
_READS: Final = frozenset({Permission.CASE_READ, Permission.LOOKS_READ, Permission.PROPOSAL_READ})


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


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at a door: by a session, or by a request that an enrolled, living key signed.

    Being here signs nothing. A hand, and its channel, come only from a signature.
    """

    person: Person


def known_actor(roster: Roster, key_id: str) -> Actor | Refusal:
    """The actor behind a verified request signature; an unknown or revoked key is refused."""
    key, person = roster.key(key_id), roster.holder(key_id)
    if key is None or person is None:
        return Refusal(Problem.KEY_UNKNOWN, f"no living enrolment of key {key_id[:16]}", "keyid")
    return Actor(person)


def warrant(
    actor: Actor, permission: Permission, resource: str, now: datetime, purpose: str = "casework"
) -> Warrant | Refusal:
    """Leave for a person, decided from the facts at `now` and nothing remembered (I5, I6)."""
    person = actor.person
    alive = standing(person, now)
    if not alive.alive:
        return Refusal(Problem.PERSON_NOT_ALIVE, f"{person.id}: {alive.why}", invariant="I5")
    if permission in _NEW_WORK and not alive.new_work:
        return Refusal(Problem.NARROWED, f"{person.id}: {alive.why}", invariant="I6")
    if not person.roles & _roles(permission):
        return Refusal(
            Problem.NOT_ELIGIBLE, f"none of {person.id}'s roles has {permission}", "permission"
        )
    return Warrant(person.id, purpose, permission, resource, person.roles, _MINT)


def _roles(permission: Permission) -> frozenset[Role]:
    if permission in _LEADS:
        return frozenset({Role.LEAD})
    return _CASEWORK | {Role.AUDITOR} if permission in _READS else _CASEWORK


def may_hold(person: Person, now: datetime) -> Refusal | None:
    """Whether somebody else may be given a case at this instant: as if they claimed it."""
    alive = standing(person, now)
    if not alive.alive:
        return Refusal(Problem.PERSON_NOT_ALIVE, f"{person.id}: {alive.why}", "to", "I5")
    if not alive.new_work:
        return Refusal(Problem.NARROWED, f"{person.id}: {alive.why}", "to", "I6")
    if not person.roles & _roles(Permission.CASE_CLAIM):
        return Refusal(Problem.NOT_ELIGIBLE, f"none of {person.id}'s roles holds a case", "to")
    return None


def service_warrant(service: str, permission: Permission, resource: str) -> Warrant | Refusal:
    """Leave for a named service. A service files reports; it fills no slot (I16)."""
    if permission is not Permission.REPORT_FILE:
        return Refusal(Problem.NOT_ELIGIBLE, f"a service has no {permission}", invariant="I16")
    return Warrant(service, "intake", permission, resource, _minted=_MINT)
