"""A plain case decided in one step: its signed proposal and its signed close, both or neither."""

from collections.abc import Collection
from uuid import UUID

from fastapi import Request

from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import RefusedError, accepted, refuse
from quorate.api.steps import care, desk
from quorate.api.steps.casework import house, own_proposal
from quorate.api.steps.owning import authors_of
from quorate.authority.gate import Actor
from quorate.cases import actions as case_actions
from quorate.cases import ahead, queries
from quorate.cases.ahead import Seen, Taken
from quorate.cases.deciding import Decision, Said, unsaid
from quorate.cases.model import Case, Hold, Queue
from quorate.database.pool import in_one_go
from quorate.decisions import actions, store
from quorate.decisions.model import Signature
from quorate.decisions.statement import Statement, read_statement
from quorate.decisions.templates import is_plain
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, uuid_of
from quorate.vocabulary.kinds import Outcome
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem


def is_quick(statement: Statement) -> bool:
    """Whether the two keys are enough: tier 0, and nothing that cannot be undone. For all else the
    target's name is typed on the full page."""
    return statement.tier == 0 and is_plain(statement.action)


def outcome_of(action: Action) -> Outcome:
    """As what the case closes."""
    return Outcome.NO_VIOLATION if action is Action.NO_VIOLATION else Outcome.ACTIONED


async def decide(
    request: Request, actor: Actor, proposal: str, signature: Signature, hold: Hold, said: Said
) -> Statement:
    """Opens the draft that the actor has signed and closes its case in one transaction.

    Sent again because the answer was lost, it is the same: the proposal stands once.
    """
    deps = dependencies(request)
    async with deps.pool.connection() as conn:
        row = await store.draft(conn, proposal)
        if row is None:
            return await own_proposal(conn, actor, proposal)
    shown = read_statement(row.statement)
    if not is_quick(shown):
        refuse(Problem.BODY_INVALID, "not a plain case: decide it on its page", "proposal")
    authors = await authors_of(house(request).asking, row)
    try:
        async with deps.pool.connection() as conn, in_one_go(conn):
            await _open_and_close(request, conn, actor, shown, signature, hold, said, authors)
    except RefusedError:
        async with deps.pool.connection() as conn:
            if await store.proposal(conn, proposal) is None:
                raise
            return await own_proposal(conn, actor, proposal)
    return shown


async def _open_and_close(
    request: Request,
    conn: store.Connection,
    actor: Actor,
    shown: Statement,
    signature: Signature,
    hold: Hold,
    said: Said,
    authors: Collection[str],
) -> None:
    deps, rules, case = dependencies(request), house(request).rules(), _case(shown)
    now = deps.clock()
    leave = allowed(deps, actor, Permission.PROPOSAL_OPEN, shown.proposal, shown.tier)
    accepted(await actions.open_proposal(conn, leave, shown, signature, actor, authors, rules, now))
    outcome = outcome_of(shown.action)
    if outcome is Outcome.NO_VIOLATION:
        said = Said(proposal=shown.proposal)
    elif wrong := unsaid(closing(request, actor, shown, hold), said.key, said.sig, rules.roster):
        refuse(Problem.SIGNATURE_INVALID, wrong, "close_sig")
    may_close = allowed(deps, actor, Permission.CASE_RELEASE, shown.case.id)
    accepted(
        await case_actions.close_case(
            conn, may_close, case, hold, now, outcome=outcome, said=said, owners=authors
        )
    )


def closing(request: Request, actor: Actor, shown: Statement, hold: Hold) -> Decision:
    """What the actor signs to close the case as acted on, from the version that they saw."""
    case = _case(shown)
    return desk.decision(
        request, actor, Event.CASE_CLOSED, case, hold.version, outcome_of(shown.action)
    )


def _case(shown: Statement) -> UUID:
    found = uuid_of(CASE, shown.case.id)
    if found is None:
        raise ValueError(f"{shown.case.id} is not an id of a case")
    return found


async def look_ahead(request: Request, actor: Actor, queue: Queue) -> Case | None:
    """Which case the actor is likely to get next; it stays free."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_CLAIM, queries.ALL_CASES)
    spared = await care.spared(request, actor)
    async with deps.pool.connection() as conn:
        return await ahead.look_ahead(conn, leave, queue, deps.clock(), spared)


async def look_away(request: Request, actor: Actor) -> None:
    """What the actor looked ahead to is anybody's."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_CLAIM, queries.ALL_CASES)
    async with deps.pool.connection() as conn:
        await ahead.look_away(conn, leave)


async def take_ahead(
    request: Request, actor: Actor, queue: Queue, seen: Seen | None, after: str
) -> Taken | None:
    """Claims what the actor looked ahead to, or the queue's next, once after each decision."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_CLAIM, queries.ALL_CASES)
    spared = await care.spared(request, actor)
    async with deps.pool.connection() as conn:
        return await ahead.take_ahead(conn, leave, queue, seen, after, deps.clock(), spared)
