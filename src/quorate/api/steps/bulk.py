"""What a door does with a batch: looks at each account, and hands on one signed word for each.

No rule stands here. Every account goes by the steps of a single case, so that nothing is let
through that would be refused there.
"""

import asyncio
from uuid import UUID

from fastapi import Request

from quorate.accounts.subject import Subject
from quorate.api.around.deps import Dependencies, allowed, dependencies
from quorate.api.around.problems import RefusedError, accepted, refuse
from quorate.api.steps import casework, desk
from quorate.api.steps.casework import house
from quorate.authority.gate import Actor
from quorate.cases import queries
from quorate.cases import store as case_store
from quorate.cases.model import Case, Hold
from quorate.database.pool import in_one_go
from quorate.decisions import batches, bulk, store
from quorate.decisions.batches import Account, Batch
from quorate.decisions.model import Signature
from quorate.decisions.statement import read_statement
from quorate.vocabulary.actions import Action
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import Kind, Role, SubjectKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import FACTS, Problem, Refusal

# How many accounts are looked at side by side: each asks the effector about its subject.
AT_ONCE = 4


async def make(request: Request, actor: Actor, action: str, policy: str, cases: list[UUID]) -> UUID:
    """A batch of these cases; nothing is taken or drafted yet."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_READ, queries.ALL_CASES)
    if action not in set(Action):
        refuse(Problem.ACTION_NOT_ALLOWED, "there is no such action", "action")
    accepted(bulk.undoable(Action(action)))
    if not 1 <= len(set(cases)) <= bulk.MOST:
        refuse(Problem.BODY_INVALID, f"1 to {bulk.MOST} cases are needed", "case")
    async with deps.pool.connection() as conn:
        return await batches.make(conn, leave.who, action, policy, cases, deps.clock())


def action_of(batch: Batch) -> Action:
    """What is done to each account."""
    return Action(batch.action)


async def found(request: Request, batch: UUID) -> tuple[Batch, list[Account]]:
    """The batch with its accounts, or the problem that there is none."""
    async with dependencies(request).pool.connection() as conn:
        one = await batches.find(conn, batch)
        rows = await batches.accounts(conn, batch) if one else []
    if one is None:
        refuse(Problem.NOT_FOUND, "there is no such batch", "id")
    return one, rows


async def prepare(request: Request, actor: Actor, batch: UUID) -> None:
    """Looks at every account that waits: takes its case and drafts, or takes the account out."""
    one, rows = await found(request, batch)
    _own(one, actor)
    gate = asyncio.Semaphore(AT_ONCE)

    async def look(account: Account) -> None:
        async with gate:
            await _look(request, actor, one, account)

    await asyncio.gather(*(look(account) for account in rows if account.waits))


def _own(batch: Batch, actor: Actor) -> None:
    if batch.person != actor.person.id:
        refuse(Problem.NOT_ELIGIBLE, f"{batch.person} made the batch and signs it", "id")


async def _look(request: Request, actor: Actor, batch: Batch, account: Account) -> None:
    deps = dependencies(request)
    try:
        proposal, fence = await _drafted(request, actor, batch, account.case_id)
    except RefusedError as refused:
        passes = FACTS[refused.refusal.problem].status >= 500
        why = refused.refusal.detail
        async with deps.pool.connection() as conn:
            await batches.put_back(conn, batch.id, account.case_id, why, out=not passes)
        return
    async with deps.pool.connection() as conn:
        await batches.ready(conn, batch.id, account.case_id, proposal, fence)


async def _drafted(request: Request, actor: Actor, batch: Batch, case: UUID) -> tuple[str, int]:
    """The draft's id and the claim's fence; whatever speaks against it is raised."""
    seen, ref = await _seen(request, actor, case)
    claimed = await desk.claim(request, actor, case, seen.version)
    try:
        # Under the claim nobody else can open one, and who had opened one before shows now.
        await _undecided(request, ref)
        made = await casework.draft(request, actor, case, claimed.fence, batch.action, batch.policy)
        accepted(bulk.common(made.statement.tier))
    except RefusedError:
        hold = Hold(fence=claimed.fence, version=claimed.version)
        await desk.release(request, actor, case, hold)
        raise
    return made.statement.proposal, claimed.fence


async def _seen(request: Request, actor: Actor, case: UUID) -> tuple[Case, str]:
    """The case and its account's pseudonym, where nothing speaks against taking it."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_READ, edge(CASE, case))
    async with deps.pool.connection() as conn:
        page = accepted(await queries.case_page(conn, leave, case))
        reporters = await store.reporters(conn, case)
    lead = Role.LEAD in actor.person.roles
    accepted(bulk.free(page.case, actor.person.id, deps.clock(), lead=lead))
    subject = Subject(page.subject.connector, SubjectKind(page.subject.kind), page.subject.native)
    resolved = accepted(await house(request).asking.resolve(subject, reporters)).resolution
    accepted(bulk.common(resolved.tier))
    await _undecided(request, resolved.ref)
    return page.case, resolved.ref


async def _undecided(request: Request, ref: str) -> None:
    deps = dependencies(request)
    async with deps.pool.connection() as conn:
        names = await batches.proposals_about(conn, ref)
    accepted(bulk.undecided(names, house(request).rules().docket, deps.clock()))


async def account_of(request: Request, batch: UUID, case: UUID) -> tuple[Batch, Account]:
    """One account of a batch, or the problem that it has none."""
    async with dependencies(request).pool.connection() as conn:
        one = await batches.find(conn, batch)
        rows = await batches.accounts(conn, batch, case)
    if one is None or not rows:
        refuse(Problem.NOT_FOUND, "the batch has no such case", "id")
    return one, rows[0]


async def sign(
    request: Request, actor: Actor, batch: UUID, case: UUID, signature: Signature
) -> str:
    """Opens the draft of one account that the actor has signed; the proposal. Said again, it
    answers the same; a lost claim puts the account back, to be looked at again."""
    one, account = await account_of(request, batch, case)
    _own(one, actor)
    if account.opened and account.proposal:
        return account.proposal
    if not account.is_ready or account.proposal is None:
        refuse(Problem.ALREADY_DECIDED, account.why or "it has to be looked at again", "id")
    try:
        await _open(request, actor, account, signature)
    except RefusedError as refused:
        if refused.refusal.problem in (Problem.LEASE_LOST, Problem.EXPIRED):
            await _again(dependencies(request), batch, case, refused.refusal)
        raise
    return account.proposal


async def _again(deps: Dependencies, batch: UUID, case: UUID, refusal: Refusal) -> None:
    async with deps.pool.connection() as conn:
        await batches.put_back(conn, batch, case, refusal.detail, out=False)


async def _open(request: Request, actor: Actor, account: Account, signature: Signature) -> None:
    """The claim is looked at in the transaction that opens: whoever took the case since waits for
    it, and then sees the proposal."""
    deps, shown = dependencies(request), read_statement(account.statement)
    accepted(bulk.common(shown.tier))
    authors = await casework.authors_of_draft(request, shown)
    async with deps.pool.connection() as conn, in_one_go(conn):
        case = await case_store.load_for_change(conn, account.case_id)
        if case is None:
            raise LookupError("an account of a batch has no case")
        accepted(bulk.still_held(case, actor.person.id, account.fence, deps.clock()))
        await casework.open_in(request, conn, actor, shown, signature, authors)


async def undo(request: Request, actor: Actor, batch: UUID, case: UUID, key: str, sig: str) -> None:
    """Hands one signed restore to the effector's door, which says who may."""
    _, account = await account_of(request, batch, case)
    if not account.opened or account.proposal is None:
        refuse(Problem.NOT_FOUND, "nothing was done to this account", "id")
    said = read_statement(account.statement).spoken_by(Kind.RESTORE, actor.person.id)
    await house(request).knock("/v1/restore", said, key, sig)
