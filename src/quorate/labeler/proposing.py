"""Labels and takedowns as proposals under a moderator's kept key, and labels taken off again."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from fastapi import Request

from quorate.api.around.deps import Dependencies, dependencies
from quorate.api.around.problems import accepted, refuse
from quorate.api.steps import casework
from quorate.api.steps.casework import house, signature_of
from quorate.cases.model import Case
from quorate.database.pool import in_one_go
from quorate.decisions import store
from quorate.decisions.naming import policy_for
from quorate.decisions.standing import About, alike, labels_on
from quorate.decisions.statement import Statement
from quorate.labeler.moderators import Speaker
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem


async def draft(
    request: Request,
    who: Speaker,
    case: Case,
    effects: Sequence[tuple[Action, str]],
    policies: Sequence[str],
    hours: int | None,
) -> list[Statement]:
    """A statement to sign for each action and label. What another proposal does already, or may do
    yet, is refused."""
    deps, rules = dependencies(request), house(request).rules()
    known = await _about(deps, case.subject_id)
    now = deps.clock()
    until = None if hours is None else now.replace(microsecond=0) + timedelta(hours=hours)
    made: list[Statement] = []
    for action, label in effects:
        refused = alike(known, rules.docket, (action, label), now)
        if refused:
            accepted(refused)
        policy = accepted(policy_for(rules.catalogue, case.area, action, policies))
        drafted = await casework.draft(
            *(request, who.actor, case.id, case.fence, action, policy.name),
            until=until,
            label=label,
        )
        made.append(drafted.statement)
    return made


async def propose(request: Request, who: Speaker, made: Sequence[Statement]) -> list[str]:
    """Opens the drafts under the kept key, all or none; their ids."""
    if not made:
        return []
    # All are about the subject of one case.
    authors = await casework.authors_of_draft(request, made[0])
    async with dependencies(request).pool.connection() as conn, in_one_go(conn):
        for statement in made:
            said = who.sign(statement)
            signature = signature_of(said.key, said.sig)
            await casework.open_in(request, conn, who.actor, statement, signature, authors)
    return [statement.proposal for statement in made]


async def take_off(request: Request, who: Speaker, case: Case, labels: Sequence[str]) -> list[str]:
    """Restores labels in force, each by one signed word at the effector's door; the proposals by
    which they were. A label that is not in force is refused before any is taken off."""
    known = await _about(dependencies(request), case.subject_id)
    on = labels_on(known, house(request).rules().docket)
    missing = next((label for label in labels if label not in on), None)
    if missing is not None:
        refuse(Problem.BODY_INVALID, f"{missing[:64]} is not in force on this", "negateLabelVals")
    for label in labels:
        proposal = on[label].statement
        words = proposal.spoken_by(Kind.RESTORE, who.actor.person.id)
        said = who.sign(words)
        await house(request).knock("/v1/restore", words, said.key, said.sig)
        await house(request).until_said(proposal.proposal, Kind.RESTORE, who.actor.person.id)
    return [on[label].statement.proposal for label in labels]


async def _about(deps: Dependencies, subject: UUID) -> list[About]:
    async with deps.pool.connection() as conn:
        return (await store.proposals_about(conn, [subject]))[subject]
