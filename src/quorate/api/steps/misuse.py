"""What a lead does about whoever misuses notices; each refusal is raised."""

from uuid import UUID

from fastapi import Request

from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import accepted, refuse
from quorate.api.steps.casework import house
from quorate.api.steps.owning import owners_of_case
from quorate.authority.gate import Actor
from quorate.cases.deciding import Decision, unsaid
from quorate.intake import misusing
from quorate.intake.misuse import Decided, Step
from quorate.intake.misusing import NOTIFIERS
from quorate.intake.notices import NOTIFIER
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem


def decision(
    request: Request, actor: Actor, event: Event, notifier: UUID, number: int, about: str
) -> Decision:
    """What the actor signs to go on from the step that they saw."""
    genesis = house(request).rules().genesis_hash
    return Decision(genesis, event, edge(NOTIFIER, notifier), number + 1, actor.person.id, about)


def _heard(request: Request, wanted: Decision, key: str, sig: str) -> None:
    wrong = unsaid(wanted, key, sig, house(request).rules().roster)
    if wrong:
        refuse(Problem.SIGNATURE_INVALID, wrong, "sig")


async def step(
    request: Request,
    actor: Actor,
    to: Step,
    notifier: UUID,
    number: int,
    key: str,
    sig: str,
    *,
    reason: str = "",
    days: int = 0,
) -> Decided:
    """Warns, suspends for so many days, or restores."""
    deps = dependencies(request)
    permission = Permission.CASE_RELEASE if to is Step.RESTORED else Permission.CASE_ASSIGN
    leave = allowed(deps, actor, permission, NOTIFIERS)
    about = str(days) if to is Step.SUSPENDED else ""
    wanted = decision(request, actor, Event(f"notifier:{to}"), notifier, number, about)
    _heard(request, wanted, key, sig)
    now = deps.clock()
    async with deps.pool.connection() as conn:
        if to is Step.RESTORED:
            done = await misusing.restore(conn, leave, notifier, number, now, key=key, sig=sig)
        elif to is Step.WARNED:
            done = await misusing.warn(conn, leave, notifier, number, reason, now, key=key, sig=sig)
        else:
            done = await misusing.suspend(
                conn, leave, notifier, number, days, reason, now, key=key, sig=sig
            )
    return accepted(done)


async def call_unfounded(
    request: Request, actor: Actor, case: UUID, notice: UUID, *, it_is: bool
) -> None:
    """Marks a notice of a case that was closed as no violation, or takes that back."""
    deps = dependencies(request)
    leave = allowed(deps, actor, Permission.CASE_RELEASE, edge(CASE, case))
    owners = await owners_of_case(deps, house(request).asking, case)
    async with deps.pool.connection() as conn:
        refused = await misusing.call_unfounded(
            conn, leave, case, notice, owners, deps.clock(), it_is=it_is
        )
    accepted(refused)
