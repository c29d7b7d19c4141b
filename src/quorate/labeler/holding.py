"""The open case about a subject, in the moderator's hands for as long as an event takes."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from fastapi import Request

from quorate.accounts.subject import Subject
from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import RefusedError, refuse
from quorate.api.steps import desk
from quorate.authority.gate import Actor
from quorate.cases import statuses
from quorate.cases.model import Case, Hold
from quorate.cases.queries import ALL_CASES
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem


@asynccontextmanager
async def in_hand(request: Request, actor: Actor, subject: Subject) -> AsyncGenerator[Case]:
    """The subject's open case, held by the actor: claimed for them where nobody holds it, and given
    back afterwards if it is open still. Whoever held it before keeps it."""
    case = await _open(request, actor, subject)
    if case is None:
        refuse(Problem.BODY_INVALID, "no open case about this: report it first", "subject")
    if case.holder(dependencies(request).clock()) == actor.person.id:
        yield case
        return
    claimed = await _claimed(request, actor, case)
    try:
        yield claimed
    finally:
        await _give_back(request, actor, subject, claimed)


async def _open(request: Request, actor: Actor, subject: Subject) -> Case | None:
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_READ, ALL_CASES)
    async with deps.pool.connection() as conn:
        return await statuses.open_case(conn, leave, subject)


async def _claimed(request: Request, actor: Actor, case: Case) -> Case:
    """Whoever holds it is not named: the answer goes through another's server."""
    try:
        return await desk.claim(request, actor, case.id, case.version)
    except RefusedError as refused:
        if refused.refusal.problem is not Problem.LEASE_LOST:
            raise
    refuse(Problem.LEASE_LOST, "the case is held: somebody else works on it", "subject")


async def _give_back(request: Request, actor: Actor, subject: Subject, claimed: Case) -> None:
    """A claim that cannot be given back, since a shift ended just now, ends by itself."""
    with suppress(RefusedError):
        case = await _open(request, actor, subject)
        now = dependencies(request).clock()
        if case is None or case.fence != claimed.fence or case.holder(now) != actor.person.id:
            return
        await desk.release(request, actor, case.id, Hold(case.fence, case.version))
