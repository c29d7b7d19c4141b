"""What both doors do with a case: each step calls the rooms' actions and raises their refusals.

No rule stands here. It exists so that the API and the console cannot differ.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import Request
from uuid_utils.compat import uuid7

from quorate.accounts.resolution import SignedResolution
from quorate.accounts.subject import Subject
from quorate.api.around.deps import Dependencies, allowed, asked, dependencies
from quorate.api.around.house import House
from quorate.api.around.problems import RefusedError, accepted, refuse
from quorate.api.steps.owning import authors_of, authors_of_subject
from quorate.authority.gate import Actor
from quorate.cases import actions as case_actions
from quorate.cases import queries
from quorate.cases.deciding import Said
from quorate.cases.model import Hold
from quorate.database.pool import in_one_go
from quorate.decisions import actions, store
from quorate.decisions.facts import ToldFacts, facts_commitment
from quorate.decisions.interest import PublicInterest, interest_commitment
from quorate.decisions.model import Signature, Wish, interim_of
from quorate.decisions.statement import CaseRef, Statement, read_statement
from quorate.telemetry import traces
from quorate.vocabulary.actions import Action
from quorate.vocabulary.identifiers import CASE, edge, uuid_of
from quorate.vocabulary.kinds import Kind, Outcome, SubjectKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

_WORDS = {
    Kind.APPROVE: Permission.PROPOSAL_APPROVE,
    Kind.DENY: Permission.PROPOSAL_DENY,
}


def house(request: Request) -> House:
    """What create_app was given."""
    found: object = request.app.state.house
    if not isinstance(found, House):
        raise TypeError("the app has no house")
    return found


@dataclass(frozen=True, slots=True)
class Drafted:
    """A statement to sign, and the effector's signed word on whom it is about.

    `interim` is a second statement that may be signed beside it: nothing acts unsigned.
    """

    statement: Statement
    resolution: SignedResolution
    interim: Statement | None


def signature_of(key: str, sig: str) -> Signature:
    """From the two texts of a form or body."""
    try:
        return Signature(key, bytes.fromhex(sig))
    except ValueError:
        refuse(Problem.BODY_INVALID, "the signature is not hex", "sig")


async def _subject(
    request: Request, deps: Dependencies, actor: Actor, case: UUID, fence: int
) -> tuple[CaseRef, SignedResolution, frozenset[str]]:
    """The held case, its subject as the effector resolves it, and who of our people wrote it; no
    transaction stays open."""
    traces.about(case)
    leave = allowed(deps, actor, Permission.CASE_READ, edge(CASE, case))
    async with deps.pool.connection() as conn, conn.pipeline():
        page = await queries.case_page(conn, leave, case)
        reporters = await store.reporters(conn, case)
    page = accepted(page)
    if page.case.state != "open":
        refuse(Problem.ALREADY_DECIDED, "the case is closed", "id")
    if page.case.holder(deps.clock()) != actor.person.id or page.case.fence != fence:
        refuse(Problem.LEASE_LOST, "the case is not claimed by you with this fence", "fence")
    subject = Subject(page.subject.connector, SubjectKind(page.subject.kind), page.subject.native)
    asking = house(request).asking
    found = accepted(await asking.resolve(subject, reporters))
    authors = await authors_of_subject(asking, subject)
    giver = page.case.given_to(actor.person.id)
    return CaseRef(edge(CASE, case), page.case.opened_by, giver), found, authors


async def draft(
    request: Request,
    actor: Actor,
    case: UUID,
    fence: int,
    action: str,
    policy: str,
    interest: PublicInterest | None = None,
    facts: ToldFacts | None = None,
    until: datetime | None = None,
    label: str = "",
) -> Drafted:
    """The statement that the actor may sign about a case that they hold; `until` is when its effect
    ends by itself, `label` what a label says."""
    deps = dependencies(request)
    if action not in set(Action):
        refuse(Problem.ACTION_NOT_ALLOWED, "there is no such action", "action")
    ref, found, authors = await _subject(request, deps, actor, case, fence)
    leave = asked(deps, actor, Permission.PROPOSAL_DRAFT, edge(CASE, case), found.resolution.tier)
    async with deps.pool.connection() as conn:
        evidence = await store.report_digests(conn, case)
        wish = Wish(ref, Action(action), policy, evidence, interest, facts, until, label)
        if isinstance(leave, Refusal):
            who = actor.person.id
            await actions.log_refusal(conn, who, wish, found, leave, deps.clock())
            await conn.commit()
            raise RefusedError(leave)
        rules = house(request).rules()
        now = deps.clock()
        made = await actions.draft(
            conn, leave, case, wish, actor, authors, found, _ids(), rules, now
        )
        interim = interim_of(made, rules) if isinstance(made, Statement) else None
        if interim:
            meanwhile = Wish(ref, interim, policy, evidence)
            second = await actions.draft(
                conn, leave, case, meanwhile, actor, authors, found, _ids(), rules, now
            )
            return Drafted(accepted(made), found, accepted(second))
    return Drafted(accepted(made), found, None)


def _ids() -> tuple[str, str]:
    """A new proposal's id and nonce."""
    return f"prop_{uuid7().hex}", secrets.token_hex(32)


async def open_signed(
    request: Request, actor: Actor, shown: Statement, signature: Signature
) -> store.Draft:
    """Opens the signed draft; what that was."""
    authors = await authors_of_draft(request, shown)
    async with dependencies(request).pool.connection() as conn, in_one_go(conn):
        return await open_in(request, conn, actor, shown, signature, authors)


async def authors_of_draft(request: Request, shown: Statement) -> frozenset[str]:
    """Who of our people wrote the message that a draft is about; nobody where there is no draft,
    and where it is about an account, which needs no look: another statement opens nothing."""
    if shown.target.kind is SubjectKind.ACCOUNT:
        return frozenset()
    async with dependencies(request).pool.connection() as conn:
        row = await store.draft(conn, shown.proposal)
    return frozenset() if row is None else await authors_of(house(request).asking, row)


async def open_in(
    request: Request,
    conn: store.Connection,
    actor: Actor,
    shown: Statement,
    signature: Signature,
    authors: Collection[str],
) -> store.Draft:
    """Opens the signed draft in the caller's transaction, which a refusal ends; what that was.
    `authors` was asked before it began, since nothing waits for the effector inside."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.PROPOSAL_OPEN, shown.proposal, shown.tier)
    rules = house(request).rules()
    draft = accepted(
        await actions.open_proposal(
            conn, leave, shown, signature, actor, authors, rules, deps.clock()
        )
    )
    if shown.action is Action.NO_VIOLATION:
        await _close_unfounded(deps, conn, actor, shown, authors)
    return draft


async def _close_unfounded(
    deps: Dependencies,
    conn: store.Connection,
    actor: Actor,
    said: Statement,
    authors: Collection[str],
) -> None:
    """`no violation` has no effect to wait for: the case closes with the signed proposal, whose
    opening refused an account's owner."""
    case = said.case.id
    identifier = uuid_of(CASE, case)
    if identifier is None:
        raise ValueError(f"{case} is not an id of a case")
    page = await queries.case_page(
        conn, allowed(deps, actor, Permission.CASE_READ, case), identifier
    )
    page = accepted(page)
    leave = allowed(deps, actor, Permission.CASE_RELEASE, case)
    hold = Hold(fence=page.case.fence, version=page.case.version)
    closed = await case_actions.close_case(
        conn,
        leave,
        identifier,
        hold,
        deps.clock(),
        outcome=Outcome.NO_VIOLATION,
        said=Said(proposal=said.proposal),
        owners=authors,
    )
    accepted(closed)


async def say(
    request: Request, actor: Actor, proposal: str, kind: Kind, signature: Signature
) -> None:
    """Approves or denies an open proposal."""
    deps = dependencies(request)
    leave = allowed(deps, actor, _WORDS[kind], proposal)
    row = await proposal_row(deps, proposal)
    if not await house(request).until_folded(proposal):
        refuse(Problem.LEDGER_STALE, "the proposal does not stand in the ledger yet", "id")
    authors = await authors_of(house(request).asking, row)
    async with deps.pool.connection() as conn:
        rules = house(request).rules()
        now = deps.clock()
        done = await actions.say(conn, leave, proposal, kind, signature, actor, authors, rules, now)
    accepted(done)


async def proposal_row(deps: Dependencies, proposal: str) -> store.Row:
    """The stored proposal, or the problem that there is none."""
    async with deps.pool.connection() as conn:
        row = await store.proposal(conn, proposal)
    if row is None:
        refuse(Problem.NOT_FOUND, "no such proposal", "id")
    return row


async def own_proposal(conn: store.Connection, actor: Actor, proposal: str) -> Statement:
    """The actor's own proposal that stands already, or the problem that there is no such draft."""
    row = await store.proposal(conn, proposal)
    found = read_statement(row.statement) if row else None
    if found is None or found.signer != actor.person.id:
        refuse(Problem.NOT_FOUND, "no such draft, or opened already", "proposal")
    return found


async def texts_of(
    deps: Dependencies, statement: Statement
) -> tuple[PublicInterest | None, ToldFacts | None]:
    """The answers and the facts that a statement commits to; None where there are none to show."""
    told, answers = facts_commitment(statement), interest_commitment(statement)
    if not told and not answers:  # as of most cases: nobody has to be asked
        return None, None
    async with deps.pool.connection() as conn:
        interest = await store.interest(conn, answers)
        return interest, (await store.facts(conn, [told])).get(told)
