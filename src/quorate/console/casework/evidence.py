"""What stands beside a case: reports in groups, what was decided before, what is nearly alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from psycopg import AsyncConnection

from quorate.api.around.deps import allowed, asked, dependencies
from quorate.api.around.problems import accepted, refuse
from quorate.api.steps.casework import house
from quorate.authority.gate import Warrant
from quorate.cases import author, muting, near, notes, queries, tags
from quorate.cases.muting import Mute
from quorate.cases.near import Near
from quorate.cases.notes import Note
from quorate.cases.queries import CasePage, EarlierCase
from quorate.console.around import words
from quorate.console.around.desk import Seat, Sitting, case_id, days_of, page
from quorate.console.casework import strikes
from quorate.console.casework.choosing import choosing
from quorate.console.casework.grouped import Group, groups
from quorate.decisions import precedents
from quorate.decisions.catalogue import Policy
from quorate.decisions.precedents import Decided
from quorate.decisions.rules import Rules
from quorate.intake import notice_store
from quorate.intake.notice_store import Shown
from quorate.intake.notices import NOTICE
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

router = APIRouter(prefix="/console", include_in_schema=False)
NEAR_SHOWN = 20
NOTICES_SHOWN = 50
LONGEST_NOTE = notes.LONGEST
DECIDED_SHOWN = 10
Connection = AsyncConnection[object]


@dataclass(frozen=True, slots=True)
class Told:
    """A decision with the policy's name, where it is still in force, and what became of it."""

    decided: Decided
    case: str
    policy: str
    told: str
    reversed: bool


@dataclass(frozen=True, slots=True)
class Past:
    """Earlier cases of one subject with what was decided in each. `native` names an author."""

    native: str
    cases: list[tuple[str, EarlierCase, list[Told]]]


@dataclass(frozen=True, slots=True)
class Beside:
    """All that a case's page shows beside the decision."""

    groups: list[Group]
    past: Past
    author: Past | None
    near: list[tuple[str, Near]]
    notes: list[Note]
    tags: list[str]
    mute: Mute | None
    notices: list[tuple[str, Shown]]
    policy: Policy | None
    decided: list[Told]
    translates: bool


async def beside(request: Request, sitting: Seat, found: CasePage) -> Beside:
    """Reads it for whoever may read this case; each part costs the same however much there is."""
    deps, rules, case = dependencies(request), house(request).rules(), found.case.id
    leave = allowed(deps, sitting.actor, Permission.CASE_READ, edge(CASE, case))
    policy = likely(rules, found.case.area)
    async with deps.pool.connection() as conn:
        return Beside(
            groups=groups(found.reports),
            past=await _past(conn, leave, rules, found.case.subject_id, found.history),
            author=await _author(conn, leave, rules, found),
            near=[
                (edge(CASE, one.id), one) for one in await near.near(conn, leave, case, NEAR_SHOWN)
            ],
            notes=await notes.notes_of(conn, leave, case),
            tags=await tags.tags_of(conn, leave, case),
            mute=await muting.mute_of(conn, leave, case, deps.clock()),
            notices=[
                (edge(NOTICE, one.id), one)
                for one in await notice_store.of_case(conn, case, NOTICES_SHOWN)
            ],
            policy=policy,
            decided=await _under(conn, leave, rules, policy, case),
            translates=house(request).translator is not None,
        )


def writes(request: Request, sitting: Seat, id: str) -> bool:
    """Whether this person may work in the case, and so write in it."""
    leave = asked(dependencies(request), sitting.actor, Permission.CASE_RELEASE, id)
    return not isinstance(leave, Refusal)


def likely(rules: Rules, area: str) -> Policy | None:
    """The first policy of the case's area, else the first of all."""
    ordered = sorted(rules.catalogue.policies.values(), key=lambda p: p.name)
    return next((p for p in ordered if p.area == area), ordered[0] if ordered else None)


@router.get("/cases/{id}/policy", response_model=None)
async def show_policy(
    request: Request,
    sitting: Sitting,
    id: str,
    policy: str = Query(max_length=256),
    action: str = Query("", max_length=64),
    days: str = Query("", max_length=3),
) -> HTMLResponse:
    """A policy's whole text and what was decided under it lately: the part beside the choices; and
    the choices themselves, with the step that its ladder names."""
    deps, rules, case = dependencies(request), house(request).rules(), case_id(id)
    leave = allowed(deps, sitting.actor, Permission.CASE_READ, id)
    found = rules.catalogue.by_name(policy)
    if found is None:
        refuse(Problem.POLICY_UNKNOWN, "no policy in force has this name", "policy")
    async with deps.pool.connection() as conn:
        decided = await _under(conn, leave, rules, found, case)
        read = accepted(await queries.case_page(conn, leave, case))
    record = await strikes.record(request, read)
    form = choosing(rules, record, found, action, days_of(days))
    return page(
        "policy_changed.html", sitting, policy=found, decided=decided, choosing=form, facts=FACTS
    )


async def _past(
    conn: Connection,
    leave: Warrant,
    rules: Rules,
    subject: UUID,
    cases: Sequence[EarlierCase],
    native: str = "",
) -> Past:
    decided = await precedents.about(conn, leave, [subject], 5 * DECIDED_SHOWN) if cases else []
    told = [_told(rules, one) for one in decided]
    rows = [
        (edge(CASE, one.id), one, [t for t in told if t.decided.case_id == one.id]) for one in cases
    ]
    return Past(native, rows)


async def _author(conn: Connection, leave: Warrant, rules: Rules, found: CasePage) -> Past | None:
    """The author's own cases, where the case is about a message."""
    native = author.author_of(found.subject)
    if native is None:
        return None
    subject = await author.subject_of_author(conn, leave, found.case.id, found.subject)
    if subject is None:
        return Past(native, [])
    cases = await author.cases_about(conn, leave, found.case.id, subject)
    return await _past(conn, leave, rules, subject, cases, native)


async def _under(
    conn: Connection, leave: Warrant, rules: Rules, policy: Policy | None, case: UUID
) -> list[Told]:
    """The latest decisions in other cases under this version of the policy."""
    if policy is None:
        return []
    found = await precedents.under(conn, leave, policy.hash, DECIDED_SHOWN + 1)
    return [_told(rules, one) for one in found if one.case_id != case][:DECIDED_SHOWN]


def _told(rules: Rules, decided: Decided) -> Told:
    proposal = rules.docket.proposals.get(decided.id)
    policy = rules.catalogue.by_hash(decided.policy)
    return Told(
        decided,
        edge(CASE, decided.case_id),
        policy.name if policy else "",
        words.after(proposal, rules),
        bool(proposal and proposal.restored),
    )
