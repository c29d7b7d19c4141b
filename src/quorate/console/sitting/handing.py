"""What becomes of one open thing when its holder goes: a form's word for it, done or refused."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from fastapi import Request

from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import accepted, refuse
from quorate.api.steps import desk
from quorate.api.steps.casework import house
from quorate.authority.gate import Actor
from quorate.cases.deciding import Said
from quorate.cases.model import Hold
from quorate.decisions import delegating, pending, questions
from quorate.decisions.approving import successors
from quorate.decisions.docket import Proposal
from quorate.decisions.pending import Held, Pending
from quorate.decisions.questions import Question
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import LeaveReason
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem

BACK: Final = "back"
TO: Final = "to"
LEAVE: Final = "leave"
Thing: TypeAlias = Held | Proposal | Question


def things(found: Pending) -> Mapping[str, Thing]:
    """Everything that is open, by the name that its field has in the form."""
    return {
        **{edge(CASE, held.id): held for held in found.cases},
        **{p.statement.proposal: p for p in (*found.proposals, *(p for p, _ in found.handed))},
        **{str(question.id): question for question in found.questions},
    }


async def handle(request: Request, actor: Actor, thing: Thing, word: str, said: Said) -> None:
    """`back`, `to:PERSON` or `leave:REASON`; anything else is refused, so that nothing is passed
    over in silence."""
    what, _, whom = word.partition(":")
    if what == LEAVE:
        await _leave(request, actor, thing, whom)
    elif isinstance(thing, Held):
        await _case(request, actor, thing, what, whom, said)
    elif what == TO:
        await _pass_on(request, actor, thing, whom)
    else:
        refuse(Problem.BODY_INVALID, "say what becomes of it", "choice")


async def _case(
    request: Request, actor: Actor, held: Held, what: str, whom: str, said: Said
) -> None:
    if what == BACK:
        hold = Hold(fence=held.fence, version=held.version)
        await desk.release(request, actor, held.id, hold)
    elif what == TO:
        await desk.assign(request, actor, held.id, whom, held.version, said)
    else:
        refuse(Problem.BODY_INVALID, "say what becomes of it", "choice")


async def _pass_on(request: Request, actor: Actor, thing: Proposal | Question, whom: str) -> None:
    """To somebody who could approve the proposal before approve-by; nobody else is offered."""
    name = thing.statement.proposal if isinstance(thing, Proposal) else thing.proposal_id
    deps, rules = dependencies(request), house(request).rules()
    leave = allowed(deps, actor, Permission.PROPOSAL_DENY, name)
    proposal, now = rules.docket.proposals[name], deps.clock()
    able = successors(proposal, rules, now, {actor.person.id, proposal.statement.signer})
    if whom not in {one.person.id for one in able}:
        refuse(Problem.NOT_ELIGIBLE, f"{whom[:80]} is not at work before approve-by", "to")
    async with deps.pool.connection() as conn:
        if isinstance(thing, Proposal):
            done = await delegating.delegate(conn, leave, proposal, whom, now)
        else:
            done = await questions.pass_on(conn, leave, thing, whom)
    accepted(done)


async def _leave(request: Request, actor: Actor, thing: Thing, why: str) -> None:
    if why not in set(LeaveReason):
        refuse(Problem.BODY_INVALID, "one of the listed reasons", "reason")
    if isinstance(thing, Held):
        name = edge(CASE, thing.id)
    else:
        name = thing.statement.proposal if isinstance(thing, Proposal) else str(thing.id)
    deps = dependencies(request)
    async with deps.pool.connection() as conn:
        await pending.leave(conn, actor.person.id, name, LeaveReason(why), deps.clock())
