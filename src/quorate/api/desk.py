"""What both doors do with a case's claim, place and state; each refusal is raised."""

from uuid import UUID

from fastapi import Request

from quorate.api.casework import house
from quorate.api.deps import allowed, dependencies
from quorate.api.problems import accepted, refuse
from quorate.authority.gate import Actor
from quorate.cases import actions, queries
from quorate.cases.model import Case, Hold, Queue
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import EscalateReason, Outcome, ReopenReason, Role, SkipReason
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem


async def claim(request: Request, actor: Actor, case: UUID, version: int) -> Case:
    """Takes a case for 15 minutes."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_CLAIM, edge(CASE, case))
    async with deps.pool.connection() as conn:
        done = await actions.claim(conn, leave, case, version, deps.clock())
    return accepted(done).case


async def assign(request: Request, actor: Actor, case: UUID, to: str, version: int) -> Case:
    """Gives a case to a colleague."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_ASSIGN, edge(CASE, case))
    colleague = house(request).rules().roster.people.get(to)
    if colleague is None:
        refuse(Problem.NOT_FOUND, "no such person", "to")
    async with deps.pool.connection() as conn:
        done = await actions.assign(conn, leave, deps.law(), case, colleague, version, deps.clock())
    return accepted(done).case


async def claim_next(request: Request, actor: Actor, queue: Queue) -> Case | None:
    """Takes the most urgent case of a queue, if one is free."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_CLAIM, queries.ALL_CASES)
    async with deps.pool.connection() as conn:
        done = await actions.claim_next(conn, leave, queue, deps.clock())
    return None if done is None else done.case


async def release(request: Request, actor: Actor, case: UUID, hold: Hold) -> Case:
    """Gives a case back."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_RELEASE, edge(CASE, case))
    async with deps.pool.connection() as conn:
        done = await actions.release(conn, leave, case, hold, deps.clock())
    return accepted(done).case


async def close(request: Request, actor: Actor, case: UUID, hold: Hold, outcome: Outcome) -> Case:
    """Closes a case that the actor holds."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_RELEASE, edge(CASE, case))
    async with deps.pool.connection() as conn:
        done = await actions.close_case(conn, leave, case, hold, deps.clock(), outcome=outcome)
    return accepted(done).case


async def skip(request: Request, actor: Actor, case: UUID, reason: SkipReason) -> Case:
    """Passes over a case."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_RELEASE, edge(CASE, case))
    async with deps.pool.connection() as conn:
        done = await actions.skip(conn, leave, case, reason, deps.clock())
    return accepted(done).case


async def escalate(
    request: Request, actor: Actor, case: UUID, hold: Hold, reason: EscalateReason
) -> Case:
    """Gives a held case to the leads."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_RELEASE, edge(CASE, case))
    people = house(request).rules().roster.people.values()
    leads = any(Role.LEAD in person.roles for person in people)
    async with deps.pool.connection() as conn:
        now = deps.clock()
        done = await actions.escalate(conn, leave, case, hold, reason, now, leads=leads)
    return accepted(done).case


async def reopen(
    request: Request, actor: Actor, case: UUID, version: int, reason: ReopenReason
) -> Case:
    """Opens a closed case again."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_REOPEN, edge(CASE, case))
    async with deps.pool.connection() as conn:
        done = await actions.reopen(conn, leave, case, version, reason, deps.clock())
    return accepted(done).case
