"""What both doors do with a case's claim, place and state; each refusal is raised."""

from uuid import UUID

from fastapi import Request

from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import accepted, refuse
from quorate.api.steps import care
from quorate.api.steps.casework import house
from quorate.api.steps.owning import owners_of_case
from quorate.authority.gate import Actor
from quorate.cases import actions, queries
from quorate.cases.deciding import Decision, Said, unsaid
from quorate.cases.model import Case, Hold, Queue
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import EscalateReason, Outcome, ReopenReason, Role, SkipReason
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem


def decision(
    request: Request, actor: Actor, event: Event, case: UUID, version: int, about: str
) -> Decision:
    """What the actor signs to go on from the version that they saw."""
    genesis = house(request).rules().genesis_hash
    return Decision(genesis, event, edge(CASE, case), version + 1, actor.person.id, about)


def _heard(
    request: Request, actor: Actor, event: Event, case: UUID, version: int, about: str, said: Said
) -> None:
    """The actor's own word, or a refusal: nothing is decided in anybody's name."""
    wanted = decision(request, actor, event, case, version, about)
    roster = house(request).rules().roster
    wrong = unsaid(wanted, said.key, said.sig, roster, kept=wanted.by_kept_key)
    if wrong:
        refuse(Problem.SIGNATURE_INVALID, wrong, "sig")


async def claim(request: Request, actor: Actor, case: UUID, version: int) -> Case:
    """Takes a case for 15 minutes."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_CLAIM, edge(CASE, case))
    async with deps.pool.connection() as conn:
        done = await actions.claim(conn, leave, case, version, deps.clock())
    return accepted(done).case


async def assign(
    request: Request, actor: Actor, case: UUID, to: str, version: int, said: Said
) -> Case:
    """Gives a case to a colleague."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_ASSIGN, edge(CASE, case))
    colleague = house(request).rules().roster.people.get(to)
    if colleague is None:
        refuse(Problem.NOT_FOUND, "no such person", "to")
    _heard(request, actor, Event.CASE_ASSIGNED, case, version, to, said)
    async with deps.pool.connection() as conn:
        law, now = deps.law(), deps.clock()
        done = await actions.assign(conn, leave, law, case, colleague, version, now, said=said)
    return accepted(done).case


async def claim_next(request: Request, actor: Actor, queue: Queue) -> Case | None:
    """Takes the most urgent case of a queue, if one is free."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_CLAIM, queries.ALL_CASES)
    spared = await care.spared(request, actor)
    async with deps.pool.connection() as conn:
        done = await actions.claim_next(conn, leave, queue, deps.clock(), spared)
    return None if done is None else done.case


async def release(request: Request, actor: Actor, case: UUID, hold: Hold) -> Case:
    """Gives a case back."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_RELEASE, edge(CASE, case))
    async with deps.pool.connection() as conn:
        done = await actions.release(conn, leave, case, hold, deps.clock())
    return accepted(done).case


async def close(
    request: Request, actor: Actor, case: UUID, hold: Hold, outcome: Outcome, said: Said
) -> Case:
    """Closes a case that the actor holds."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_RELEASE, edge(CASE, case))
    _heard(request, actor, Event.CASE_CLOSED, case, hold.version, outcome, said)
    owners = await owners_of_case(deps, house(request).asking, case)
    async with deps.pool.connection() as conn:
        now = deps.clock()
        done = await actions.close_case(
            conn, leave, case, hold, now, outcome=outcome, said=said, owners=owners
        )
    return accepted(done).case


async def skip(request: Request, actor: Actor, case: UUID, reason: SkipReason) -> Case:
    """Passes over a case."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_RELEASE, edge(CASE, case))
    async with deps.pool.connection() as conn:
        done = await actions.skip(conn, leave, case, reason, deps.clock())
    return accepted(done).case


async def escalate(
    request: Request, actor: Actor, case: UUID, hold: Hold, reason: EscalateReason, said: Said
) -> Case:
    """Gives a held case to the leads."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_RELEASE, edge(CASE, case))
    _heard(request, actor, Event.CASE_ESCALATED, case, hold.version, reason, said)
    people = house(request).rules().roster.people.values()
    leads = any(Role.LEAD in person.roles for person in people)
    async with deps.pool.connection() as conn:
        now = deps.clock()
        done = await actions.escalate(conn, leave, case, hold, reason, now, leads=leads, said=said)
    return accepted(done).case


async def reopen(
    request: Request, actor: Actor, case: UUID, version: int, reason: ReopenReason, said: Said
) -> Case:
    """Opens a closed case again."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_REOPEN, edge(CASE, case))
    _heard(request, actor, Event.CASE_REOPENED, case, version, reason, said)
    async with deps.pool.connection() as conn:
        now = deps.clock()
        done = await actions.reopen(conn, leave, case, version, reason, now, said=said)
    return accepted(done).case
