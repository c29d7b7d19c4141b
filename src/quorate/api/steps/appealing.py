"""What both doors do with an appeal: each step calls the room's actions and raises its refusals."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import Request

from quorate.accounts.subject import Subject
from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import RefusedError, accepted, refuse
from quorate.api.steps.casework import house
from quorate.appeals import actions, queries, store
from quorate.appeals.actions import Settled, Word
from quorate.appeals.involved import Involved
from quorate.appeals.model import Appeal, cleaned
from quorate.appeals.reopening import Reopening
from quorate.authority.gate import Actor
from quorate.cases.deciding import Said
from quorate.cases.queries import case_page
from quorate.decisions.statement import Statement, read_statement
from quorate.decisions.store import proposal, reporters
from quorate.ledger.commitment import SALT_BYTES, Salted
from quorate.vocabulary.identifiers import APPEAL, CASE, edge, uuid_of
from quorate.vocabulary.kinds import AppealOutcome, Kind, SubjectKind, ValueKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem


@dataclass(frozen=True, slots=True)
class Signed:
    """A decision as a door takes it. `reopen_sig` is over the reopening of the case from version
    `case_version`, `restore_sig` over the restore of the appealed proposal; empty where neither
    follows."""

    fence: int
    outcome: AppealOutcome
    text: Salted
    key: str
    sig: str
    case_version: int = 0
    reopen_sig: str = ""
    restore_sig: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """The decided appeal, and why its effect is not restored yet; None where it is, or none was."""

    appeal: Appeal
    unrestored: Problem | None


def appeal_id(text: str) -> UUID:
    """The appeal of an address, or the problem that there is none."""
    found = uuid_of(APPEAL, text)
    if found is None:
        refuse(Problem.NOT_FOUND, "there is no such appeal", "id")
    return found


def salted(kind: ValueKind, text: str, salt: str) -> Salted:
    """A signer's text with the salt that they made for it. BODY_INVALID for another salt than 32
    bytes, or a text that is not as it will be kept."""
    try:
        made = Salted(kind, text, bytes.fromhex(salt))
    except ValueError:
        refuse(Problem.BODY_INVALID, "the salt is not hex", "salt")
    if len(made.salt) != SALT_BYTES:
        refuse(Problem.BODY_INVALID, "the salt has 32 bytes", "salt")
    if cleaned(text) != text:
        refuse(Problem.BODY_INVALID, "a text without space around it, lines ended by LF", "text")
    return made


async def read(request: Request, actor: Actor, id: UUID) -> queries.AppealPage:
    """One appeal with its texts."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_READ, edge(APPEAL, id))
    async with deps.pool.connection() as conn:
        return accepted(await queries.appeal_page(conn, leave, id))


async def concerned(request: Request, actor: Actor, case: UUID) -> frozenset[str]:
    """The people here who own or reported a case's subject, as the effector knows. Refused:
    PLATFORM_UNAVAILABLE where it does not answer: in doubt nobody decides."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_READ, edge(CASE, case))
    async with deps.pool.connection() as conn:
        found = accepted(await case_page(conn, leave, case)).subject
        reported = await reporters(conn, case)
    subject = Subject(found.connector, SubjectKind(found.kind), found.native)
    return accepted(await house(request).asking.concerned(subject, reported))


async def involved(request: Request, actor: Actor, appeal: Appeal) -> Involved:
    """Who has a part in what the appeal is about."""
    known = await concerned(request, actor, appeal.case_id)
    docket = house(request).rules().docket
    async with dependencies(request).pool.connection() as conn:
        return await queries.involved(conn, appeal, docket, known)


async def claim(request: Request, actor: Actor, id: UUID, fence: int) -> Appeal:
    """Takes an appeal for an hour, from the claim last seen."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_CLAIM, edge(APPEAL, id))
    part = await involved(request, actor, await _load(request, id))
    async with deps.pool.connection() as conn:
        return accepted(await actions.claim(conn, leave, id, actor, part, fence, deps.clock()))


async def decide(request: Request, actor: Actor, id: UUID, said: Signed) -> Done:
    """Commits the decision, then sends the restore that was signed with it.

    Once this returns the decision stands. A restore that was refused, or whose answer was lost, is
    told, and the appeal stays among those that are not restored.
    """
    deps, found = dependencies(request), await _load(request, id)
    leave = allowed(deps, actor, Permission.CASE_RELEASE, edge(APPEAL, id))
    known = await concerned(request, actor, found.case_id)
    word = Word(said.fence, said.outcome, said.text, said.key, said.sig)
    reopening, rules = _reopening(request, actor, found, said), house(request).rules()
    async with deps.pool.connection() as conn:
        decided = accepted(
            await actions.decide(
                conn, leave, id, actor, known, word, reopening, rules, deps.clock()
            )
        )
    if not decided.unrestored:
        return Done(decided, None)
    if not said.restore_sig:
        return Done(decided, Problem.SIGNATURE_INVALID)
    try:
        await restore(request, actor, decided, said.key, said.restore_sig)
    except RefusedError as refused:
        return Done(decided, refused.refusal.problem)
    return Done(decided, None)


def _reopening(request: Request, actor: Actor, appeal: Appeal, said: Signed) -> Reopening | None:
    if not said.reopen_sig:
        return None
    name = edge(CASE, appeal.case_id)
    leave = allowed(dependencies(request), actor, Permission.CASE_REOPEN, name)
    return Reopening(leave, said.case_version, Said(said.key, said.reopen_sig))


async def restore(request: Request, actor: Actor, appeal: Appeal, key: str, sig: str) -> None:
    """Hands a signed restore of the reversed effect to the effector's own door, and waits a moment
    for the ledger to say so."""
    said = await restore_of(request, actor, appeal)
    if said is None:
        refuse(Problem.NOT_FOUND, "the appeal is about no proposal", "id")
    await house(request).knock("/v1/restore", said, key, sig)
    await house(request).until_said(said.proposal, Kind.RESTORE, actor.person.id)
    docket = house(request).rules().docket
    known = docket.proposals.get(said.proposal)
    if known and docket.is_undone(known):
        async with dependencies(request).pool.connection() as conn:
            await store.are_restored(conn, [appeal.id])


async def restore_of(request: Request, actor: Actor, appeal: Appeal) -> Statement | None:
    """What the actor signs to undo the appealed effect; None where no proposal made one."""
    async with dependencies(request).pool.connection() as conn:
        row = await proposal(conn, appeal.proposal_id or "")
    if row is None:
        return None
    return read_statement(row.statement).spoken_by(Kind.RESTORE, actor.person.id)


async def settle(request: Request, actor: Actor, id: UUID, said: Settled) -> Appeal:
    """Records what a certified body found."""
    deps, rules = dependencies(request), house(request).rules()
    leave = allowed(deps, actor, Permission.CASE_ASSIGN, edge(APPEAL, id))
    async with deps.pool.connection() as conn:
        return accepted(await actions.settle(conn, leave, id, actor, said, rules, deps.clock()))


async def _load(request: Request, id: UUID) -> Appeal:
    async with dependencies(request).pool.connection() as conn:
        found = await store.load(conn, id)
    if found is None:
        refuse(Problem.NOT_FOUND, f"there is no {edge(APPEAL, id)}", "id")
    return found
