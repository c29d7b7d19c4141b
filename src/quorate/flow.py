"""The map on one page: what happens in one room, and which action of the next room follows.

The next action runs in the transaction of the event. Rooms don't know their neighbours to the
right; whoever calls an action hands it the step that this map names. A step yet to come is a line.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from quorate.accounts.subject import Subject
from quorate.appeals.jobs import Undone
from quorate.authority.gate import Warrant
from quorate.cases.actions import join_case
from quorate.cases.jobs import Ask, FindLate, Known, Late
from quorate.cases.likeness import all_bands
from quorate.cases.placing import Severities
from quorate.cases.ranking import ToLook
from quorate.cases.store import Connection, Incoming
from quorate.decisions.docket import Proposal, is_past
from quorate.decisions.drawing import Policies
from quorate.decisions.reasons import Done, has_reasons
from quorate.decisions.stating import FindDone
from quorate.decisions.waiting import is_waiting
from quorate.effects.asking import Asking
from quorate.effects.onlooker import Onlooker
from quorate.intake.actions import AfterFiling
from quorate.intake.model import Report, ReportKind
from quorate.people.actions import InForce
from quorate.vocabulary import times
from quorate.vocabulary.evidence import texts
from quorate.vocabulary.kinds import Role, SubjectKind
from quorate.vocabulary.problems import Refusal


class Stage(StrEnum):
    """What has just happened."""

    REPORT_FILED = "report filed"


def _join_cases(severities: Severities) -> AfterFiling:
    """Reports of one batch about one subject go to its case together."""

    async def joined(
        conn: Connection, warrant: Warrant, filed: Sequence[tuple[UUID, Report]], now: datetime
    ) -> Mapping[UUID, UUID]:
        by_subject: dict[UUID, list[Report]] = {}
        for subject, report in filed:
            by_subject.setdefault(subject, []).append(report)
        incoming = [_incoming(subject, reports) for subject, reports in by_subject.items()]
        return await join_case(conn, warrant, incoming, severities, now)

    return joined


def _incoming(subject: UUID, filed: Sequence[Report]) -> Incoming:
    reports = [r for r in filed if r.kind is ReportKind.REPORT]
    return Incoming(
        subject,
        area=filed[0].category,
        language=next((r.language for r in filed if r.language), None),
        reports=len(reports),
        alarms=len(filed) - len(reports),
        bands=all_bands(text for r in filed for text in texts(r.evidence)),
        reporters={r.reporter for r in reports},
        score=max((r.score for r in filed if r.score is not None), default=None),
    )


def severities(onlooker: Onlooker) -> Severities:
    """The severity of each area's gravest policy in force."""

    def now_in_force() -> dict[str, int]:
        onlooker.catch_up()
        found: dict[str, int] = {}
        for policy in onlooker.view.catalogue.policies.values():
            found[policy.area] = max(policy.severity, found.get(policy.area, 0))
        return found

    return now_in_force


def late(onlooker: Onlooker) -> FindLate:
    """The cases whose proposals an effector has told to wait too long, and that still wait."""

    def now_late() -> Late:
        onlooker.catch_up()
        view, instant = onlooker.view, times.now()
        waiting = (p for p in view.docket.unsettled(instant) if p.overdue)
        cases = {p.statement.case.id for p in waiting if is_waiting(p, instant)}
        leads = any(Role.LEAD in person.roles for person in view.roster.people.values())
        return Late(frozenset(cases), leads)

    return now_late


def newly_done(onlooker: Onlooker) -> FindDone:
    """The silencings that took effect since this was last asked, which have to be given reasons."""
    waiting: dict[str, Proposal] = {}
    seen = 0

    def since_then() -> list[Done]:
        nonlocal seen
        onlooker.catch_up()
        order, now = onlooker.view.docket.order, times.now()
        for proposal in order[seen:]:
            if has_reasons(proposal.statement.action):
                waiting[proposal.statement.proposal] = proposal
        seen, found = len(order), list[Done]()
        for name, proposal in list(waiting.items()):
            done = proposal.outcome == "done"
            if done and proposal.policy and proposal.done_at:
                said, opened = proposal.statement, proposal.opened_at
                found.append(Done(said, proposal.policy, opened, proposal.done_at))
            if proposal.outcome or is_past(proposal, now):
                del waiting[name]
        return found

    return since_then


def policies(onlooker: Onlooker) -> Policies:
    """The ids of the policies in force, by their hashes."""

    def now_in_force() -> dict[str, str]:
        onlooker.catch_up()
        return {digest: policy.id for digest, policy in onlooker.view.catalogue.policies.items()}

    return now_in_force


def undone(onlooker: Onlooker) -> Undone:
    """Of the proposals reversed on appeal, those whose effect the ledger says is undone."""

    def undone_now(proposals: Collection[str]) -> list[str]:
        onlooker.catch_up()
        docket = onlooker.view.docket
        known = (docket.proposals[name] for name in proposals if name in docket.proposals)
        return [p.statement.proposal for p in known if docket.is_undone(p)]

    return undone_now


def needed(onlooker: Onlooker) -> Callable[[Collection[str]], list[str]]:
    """Of these proposals, those on which something rests: what they did is in force or under way,
    they may still begin, or the ledger has not told of them yet."""

    def needed_now(proposals: Collection[str]) -> list[str]:
        onlooker.catch_up()
        known, now = onlooker.view.docket.proposals, times.now()
        return [name for name in proposals if _is_needed(known.get(name), now)]

    return needed_now


def _is_needed(proposal: Proposal | None, now: datetime) -> bool:
    if proposal is None or proposal.in_effect or proposal.begun:
        return True
    return not proposal.outcome and not is_past(proposal, now)


def known_people(onlooker: Onlooker) -> Callable[[], InForce]:
    """The people in force, and how far each source was heard, as of the newest published entry."""

    def now_in_force() -> InForce:
        onlooker.catch_up()
        view = onlooker.view
        return InForce(view.genesis_hash, view.roster, view.chains)

    return now_in_force


def ask(asking: Asking) -> Ask:
    """Tier and reach of a new case's subject, as the effector signs them."""

    async def found(case: ToLook) -> Known | Refusal:
        subject = Subject(case.connector, SubjectKind(case.kind), case.native)
        resolved = await asking.resolve(subject, [])
        if isinstance(resolved, Refusal):
            return resolved
        return Known(resolved.resolution.tier, resolved.resolution.reach)

    return found


AFTER: Mapping[Stage, Callable[[Severities], AfterFiling]] = {
    Stage.REPORT_FILED: _join_cases,
}
