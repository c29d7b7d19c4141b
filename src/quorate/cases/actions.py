"""The verbs that change a case. Each writes its ledger entry in the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from psycopg.errors import UniqueViolation

from quorate.authority.engine import Law
from quorate.authority.gate import Warrant, may_hold
from quorate.cases import near, store
from quorate.cases.deciding import Said
from quorate.cases.model import (
    QUEUE,
    SKIPPED_FOR,
    Assigned,
    Case,
    Claimed,
    Closed,
    Escalated,
    Hold,
    Queue,
    Released,
    Reopened,
    Skipped,
    decide_assign,
    decide_claim,
    decide_close,
    decide_escalate,
    decide_overdue,
    decide_release,
    decide_reopen,
    decide_skip,
)
from quorate.cases.placing import Severities, places
from quorate.cases.queries import ALL_CASES
from quorate.cases.sparing import queues_left
from quorate.intake import notice_store
from quorate.ledger.append import append, append_all
from quorate.ledger.entry import Entry, Json, process_entry
from quorate.people.model import Person
from quorate.telemetry import traces
from quorate.telemetry.metrics.casework import CASES_CLOSED, CASES_OPENED, CLAIMS
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, SUBJECT, edge
from quorate.vocabulary.kinds import (
    Attested,
    EscalateReason,
    Outcome,
    ReopenReason,
    Role,
    SkipReason,
)
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

BY = "web"
_NOTHING: Mapping[str, str] = {}
# Who does one of these, or gets the case by it, had it in their hands.
_IN_HAND = frozenset(
    {
        Event.CASE_ASSIGNED,
        Event.CASE_CLAIMED,
        Event.CASE_CLOSED,
        Event.CASE_ESCALATED,
        Event.CASE_REOPENED,
    }
)
_TAKEN = (Event.CASE_ASSIGNED, Event.CASE_CLAIMED)
# What an outcome adds to its reporters' track record: upheld, dismissed.
_RECORD = {Outcome.ACTIONED: (1, 0), Outcome.NO_VIOLATION: (0, 1), Outcome.DUPLICATE: (0, 0)}


async def join_case(
    conn: store.Connection,
    warrant: Warrant,
    incoming: Sequence[store.Incoming],
    severities: Severities,
    now: datetime,
) -> dict[UUID, UUID]:
    """The open case of each subject, opened where there was none; subjects must be distinct."""
    if warrant.permission is not Permission.REPORT_FILE:
        raise ValueError(f"a warrant for {warrant.permission} joins no case")
    since = traces.began()
    placed = await places(conn, warrant.resource, incoming, severities, now)
    joined = await store.join(conn, placed, warrant.who, now)
    for found in joined:
        if found.opened:
            CASES_OPENED.inc()
            traces.opened(found.case, since)
    await append_all(conn, [_opened(found, warrant.who, now) for found in joined if found.opened])
    await near.add(conn, joined, incoming)
    return {found.subject: found.case for found in joined}


def _opened(found: store.Joined, by: str, now: datetime) -> Entry:
    data: dict[str, Json] = {
        "case": edge(CASE, found.case),
        "subject": edge(SUBJECT, found.subject),
        "area": found.area,
        "language": found.language,
        "by": by,
    }
    return process_entry(Event.CASE_OPENED, now, BY, data)


async def claim(
    conn: store.Connection, warrant: Warrant, case: UUID, version: int, now: datetime
) -> Claimed | Refusal:
    """Picks the case for 15 minutes; `version` is the one the reviewer saw."""
    found = await _load(conn, warrant, Permission.CASE_CLAIM, case)
    if isinstance(found, Refusal):
        return found
    lead = Role.LEAD in warrant.roles
    decided = decide_claim(found, warrant.who, warrant.who, version, now, lead=lead)
    if isinstance(decided, Claimed):
        await _store(conn, Event.CASE_CLAIMED, warrant, decided.case, now, _held(decided.case))
        CLAIMS.labels("person").inc()
    return decided


async def claim_next(
    conn: store.Connection,
    warrant: Warrant,
    queue: Queue,
    now: datetime,
    spared: Collection[str] = (),
) -> Claimed | None:
    """Takes the most urgent case of a queue that is free for this person; None when none is.
    `spared` are areas that this person rests from."""
    warrant.require(Permission.CASE_CLAIM, ALL_CASES)
    lead = Role.LEAD in warrant.roles
    for left in await queues_left(conn, queue, spared):
        found = await store.next_for(conn, warrant.who, left, now, lead=lead)
        if found:
            return await claim_given(conn, warrant, queue, found, now)
    return None


async def is_pick(
    conn: store.Connection, warrant: Warrant, queue: Queue, case: UUID, now: datetime
) -> bool:
    """Whether this person cut the case out: narrowed the queue until no other one was left."""
    if queue == Queue():
        return False
    lead = Role.LEAD in warrant.roles
    return not await store.others_wait(conn, warrant.who, queue, case, now, lead=lead)


async def claim_given(
    conn: store.Connection,
    warrant: Warrant,
    queue: Queue,
    found: Case,
    now: datetime,
    *,
    picked: bool = False,
) -> Claimed:
    """Takes a locked case that the queue gives to this person; `picked` where they had cut it out
    before."""
    warrant.require(Permission.CASE_CLAIM, ALL_CASES)
    lead = Role.LEAD in warrant.roles
    picked = picked or await is_pick(conn, warrant, queue, found.id, now)
    by = warrant.who if picked else QUEUE
    decided = decide_claim(found, warrant.who, by, found.version, now, lead=lead)
    if isinstance(decided, Refusal):
        raise LookupError(f"the queue handed out what may not be claimed: {decided}")
    await _store(conn, Event.CASE_CLAIMED, warrant, decided.case, now, _held(decided.case))
    CLAIMS.labels("queue").inc()
    return decided


async def assign(
    conn: store.Connection,
    warrant: Warrant,
    law: Law,
    case: UUID,
    colleague: Person,
    version: int,
    now: datetime,
    *,
    said: Said,
) -> Assigned | Refusal:
    """Gives the case to a colleague who could claim it now."""
    found = await _load(conn, warrant, Permission.CASE_ASSIGN, case)
    if isinstance(found, Refusal):
        return found
    decided = _unfit(law, found, colleague, now) or decide_assign(
        found, warrant.who, colleague.id, version, now
    )
    if isinstance(decided, Assigned):
        more = {"to": colleague.id, **_lease(decided.case)}
        await _store(conn, Event.CASE_ASSIGNED, warrant, decided.case, now, more, said)
    return decided


def _unfit(law: Law, case: Case, colleague: Person, now: datetime) -> Refusal | None:
    refused = may_hold(law, colleague, now)
    if refused is None and case.escalated and Role.LEAD not in colleague.roles:
        detail = f"{edge(CASE, case.id)} was escalated to the leads"
        return Refusal(Problem.NOT_ELIGIBLE, detail, "to")
    return refused


async def release(
    conn: store.Connection, warrant: Warrant, case: UUID, hold: Hold, now: datetime
) -> Released | Refusal:
    """Gives the case back before its lease ends."""
    found = await _load(conn, warrant, Permission.CASE_RELEASE, case)
    if isinstance(found, Refusal):
        return found
    decided = decide_release(found, warrant.who, hold, now)
    if isinstance(decided, Released):
        await _store(conn, Event.CASE_RELEASED, warrant, decided.case, now)
    return decided


async def close_case(
    conn: store.Connection,
    warrant: Warrant,
    case: UUID,
    hold: Hold,
    now: datetime,
    *,
    outcome: Outcome,
    said: Said,
    owners: Collection[str],
) -> Closed | Refusal:
    """Closes the case that one holds; who may release it may close it. `owners` are the people here
    who own or wrote what it is about, as far as is known."""
    found = await _load(conn, warrant, Permission.CASE_RELEASE, case)
    if isinstance(found, Refusal):
        return found
    decided = decide_close(found, warrant.who, hold, now, outcome, owners)
    if isinstance(decided, Closed):
        await _store(
            conn, Event.CASE_CLOSED, warrant, decided.case, now, {"outcome": outcome}, said
        )
        await near.mark(conn, case, open_now=False)
        await notice_store.mark_decided(conn, case, now)
        await store.count_outcome(conn, case, *_RECORD[outcome])
        CASES_CLOSED.labels(outcome).inc()
    return decided


async def skip(
    conn: store.Connection, warrant: Warrant, case: UUID, reason: SkipReason, now: datetime
) -> Skipped | Refusal:
    """Passes over a case for 8 hours; it goes to somebody else."""
    found = await _load(conn, warrant, Permission.CASE_RELEASE, case)
    if isinstance(found, Refusal):
        return found
    decided = decide_skip(found, warrant.who, now)
    if isinstance(decided, Skipped):
        until = now + SKIPPED_FOR
        await store.save_skip(conn, warrant.who, case, reason, until)
        if decided.was_held:
            await store.save(conn, decided.case)
        more = {"reason": reason, "until": stamp(until)}
        await _tell(conn, Event.CASE_SKIPPED, warrant, decided.case, now, more)
    return decided


async def escalate(
    conn: store.Connection,
    warrant: Warrant,
    case: UUID,
    hold: Hold,
    reason: EscalateReason,
    now: datetime,
    *,
    leads: bool,
    said: Said,
) -> Escalated | Refusal:
    """Gives a held case to the leads; `leads` says whether anybody is one."""
    found = await _load(conn, warrant, Permission.CASE_RELEASE, case)
    if isinstance(found, Refusal):
        return found
    decided = decide_escalate(found, warrant.who, hold, now, leads=leads)
    if isinstance(decided, Escalated):
        await store.save_moved(conn, decided.case)
        await _tell(
            conn, Event.CASE_ESCALATED, warrant, decided.case, now, {"reason": reason}, said
        )
    return decided


async def escalate_overdue(
    conn: store.Connection, warrant: Warrant, case: UUID, now: datetime, *, leads: bool
) -> Escalated | Refusal:
    """Gives a case to the leads whose proposal waits too long."""
    found = await _load(conn, warrant, Permission.CASE_ESCALATE, case)
    if isinstance(found, Refusal):
        return found
    decided = decide_overdue(found, leads=leads)
    if isinstance(decided, Escalated):
        await store.save_moved(conn, decided.case)
        await _tell(conn, Event.CASE_ESCALATED, warrant, decided.case, now, {"reason": "overdue"})
    return decided


async def reopen(
    conn: store.Connection,
    warrant: Warrant,
    case: UUID,
    version: int,
    reason: ReopenReason,
    now: datetime,
    *,
    said: Said,
) -> Reopened | Refusal:
    """Opens a closed case again, with its reports, proposals and history; its outcome no longer
    counts for or against its reporters."""
    found = await _load(conn, warrant, Permission.CASE_REOPEN, case)
    if isinstance(found, Refusal):
        return found
    other = await store.other_open(conn, found)
    decided = decide_reopen(found, warrant.who, version, now, other)
    if isinstance(decided, Reopened):
        try:
            async with conn.transaction():
                await store.save_moved(conn, decided.case)
        except UniqueViolation:  # a report opened another one at this very moment
            return Refusal(Problem.CASE_IS_OPEN, "another case of the subject is open", "id")
        await near.mark(conn, case, open_now=True)
        await notice_store.mark_undecided(conn, case)
        upheld, dismissed = _RECORD[Outcome(found.outcome)]
        await store.count_outcome(conn, case, -upheld, -dismissed)
        await _tell(conn, Event.CASE_REOPENED, warrant, decided.case, now, {"reason": reason}, said)
    return decided


async def _load(
    conn: store.Connection, warrant: Warrant, permission: Permission, case: UUID
) -> Case | Refusal:
    """The locked case. A warrant for something else is a defect (ValueError)."""
    name = edge(CASE, case)
    warrant.require(permission, name)
    found = await store.load_for_change(conn, case)
    return found or Refusal(Problem.NOT_FOUND, f"there is no {name}", "id")


async def _store(
    conn: store.Connection,
    event: Event,
    warrant: Warrant,
    case: Case,
    now: datetime,
    more: Mapping[str, str] = _NOTHING,
    said: Said | None = None,
) -> None:
    async with conn.pipeline():
        await store.save(conn, case)
        if event in _TAKEN:
            await notice_store.mark_in_review(conn, case.id, now)
        await _tell(conn, event, warrant, case, now, more, said)


async def _tell(
    conn: store.Connection,
    event: Event,
    warrant: Warrant,
    case: Case,
    now: datetime,
    more: Mapping[str, str],
    said: Said | None = None,
) -> None:
    """What stands after the step, so that the case can be made again from its entries; a decision
    with the word of whose it is."""
    data: dict[str, Json] = {
        "case": edge(CASE, case.id),
        "by": warrant.who,
        "fence": case.fence,
        "version": case.version,
        **more,
        **(said.fields() if said else {}),
    }
    if event in _IN_HAND:
        await store.keep_hands(conn, case.id, [warrant.who, *_given(more)], now)
    if said is None or said.proposal:
        await append(conn, process_entry(event, now, BY, data))
    else:
        entry = Entry(event, stamp(now), Attested.PERSON, warrant.who, data, key=said.key)
        await append(conn, entry)


def _given(more: Mapping[str, str]) -> list[str]:
    return [more["to"]] if "to" in more else []


def _lease(case: Case) -> dict[str, str]:
    return {"until": stamp(case.lease_until)} if case.lease_until else {}


def _held(case: Case) -> dict[str, str]:
    """Until when a claim holds, and who gave it."""
    return {"assigner": str(case.assigned_by), **_lease(case)}
