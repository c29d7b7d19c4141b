"""What each event of a moderator does, with the case in their hands."""

from fastapi import Request

from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import accepted
from quorate.api.steps import desk
from quorate.api.steps.casework import house
from quorate.atproto.ozone_events import (
    Acknowledge,
    Comment,
    Emitted,
    Escalate,
    Mark,
    Mute,
    Report,
    Tag,
    Takedown,
    Unmute,
)
from quorate.cases import muting, tags
from quorate.cases.model import Case, Hold
from quorate.decisions.standing import outcome_now
from quorate.decisions.store import proposals_of
from quorate.labeler.moderators import Speaker
from quorate.labeler.proposing import draft, propose, take_off
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.permissions import Permission


async def do(request: Request, who: Speaker, case: Case, said: Emitted) -> list[str]:
    """Does it, or raises why not; the proposals that it opened, or whose effect it took off."""
    match said.event:
        case Acknowledge():
            await _acknowledge(request, who, case)
        case Escalate():
            await _escalate(request, who, case, said.event)
        case Mark():
            return await _mark(request, who, case, said.event)
        case Takedown():
            whole = said.subject.kind is SubjectKind.ACCOUNT
            effect = (Action.TAKE_DOWN if whole else Action.HIDE_CONTENT, "")
            event = said.event
            made = await draft(request, who, case, [effect], event.policies, event.hours)
            return await propose(request, who, made)
        case Mute() | Unmute() | Tag():
            await _sort(request, who, case, said.event)
        case Comment() | Report():
            pass  # words alone, kept by whoever calls
    return []


async def _acknowledge(request: Request, who: Speaker, case: Case) -> None:
    """Closes the case, as what stands about it makes it."""
    deps = dependencies(request)
    async with deps.pool.connection() as conn:
        names = [row.id for row in await proposals_of(conn, case.id)]
    outcome = outcome_now(names, house(request).rules().docket, deps.clock())
    decision = desk.decision(request, who.actor, Event.CASE_CLOSED, case.id, case.version, outcome)
    hold = Hold(case.fence, case.version)
    await desk.close(request, who.actor, case.id, hold, outcome, who.sign(decision))


async def _escalate(request: Request, who: Speaker, case: Case, event: Escalate) -> None:
    decision = desk.decision(
        request, who.actor, Event.CASE_ESCALATED, case.id, case.version, event.reason
    )
    hold = Hold(case.fence, case.version)
    await desk.escalate(request, who.actor, case.id, hold, event.reason, who.sign(decision))


async def _mark(request: Request, who: Speaker, case: Case, event: Mark) -> list[str]:
    """Whatever is refused about a label to put on is refused before one is taken off."""
    effects = [(Action.LABEL, value) for value in event.create]
    made = await draft(request, who, case, effects, (), event.hours)
    off = await take_off(request, who, case, event.negate)
    return [*off, *await propose(request, who, made)]


async def _sort(request: Request, who: Speaker, case: Case, event: Mute | Tag | Unmute) -> None:
    deps = dependencies(request)
    leave = allowed(deps, who.actor, Permission.CASE_RELEASE, edge(CASE, case.id))
    async with deps.pool.connection() as conn:
        match event:
            case Mute():
                found = await muting.mute(conn, leave, case.id, event.hours, deps.clock())
            case Unmute():
                found = await muting.unmute(conn, leave, case.id)
            case Tag():
                found = await tags.change(
                    conn, leave, case.id, event.add, event.remove, deps.clock()
                )
    accepted(found)
