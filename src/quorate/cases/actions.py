"""The verbs that change a case. Each writes its ledger entry in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from quorate.authority.gate import Warrant
from quorate.cases import store
from quorate.cases.model import (
    Case,
    Claimed,
    Closed,
    Hold,
    Released,
    decide_claim,
    decide_close,
    decide_release,
)
from quorate.ledger.append import append
from quorate.ledger.entry import Json, process_entry
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

BY = "web"


async def join_case(
    conn: store.Connection, warrant: Warrant, incoming: Sequence[store.Incoming], now: datetime
) -> dict[UUID, UUID]:
    """The open case of each subject, opened where there was none; subjects must be distinct."""
    if warrant.permission is not Permission.REPORT_FILE:
        raise ValueError(f"a warrant for {warrant.permission} joins no case")
    joined = await store.join(conn, incoming, warrant.who, now)
    async with conn.pipeline():
        for found in joined:
            if found.opened:
                data: dict[str, Json] = {"case": edge(CASE, found.case), "area": found.area}
                await append(conn, process_entry(Event.CASE_OPENED, now, BY, data))
    return {found.subject: found.case for found in joined}


async def claim(
    conn: store.Connection, warrant: Warrant, case: UUID, version: int, now: datetime
) -> Claimed | Refusal:
    """Takes the case for 15 minutes; `version` is the one the reviewer saw."""
    found = await _load(conn, warrant, Permission.CASE_CLAIM, case)
    if isinstance(found, Refusal):
        return found
    decided = decide_claim(found, warrant.who, version, now)
    if isinstance(decided, Claimed):
        await _store(conn, Event.CASE_CLAIMED, warrant, decided.case, now)
    return decided


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
    outcome: str,
) -> Closed | Refusal:
    """Closes the case that one holds; who may release it may close it."""
    found = await _load(conn, warrant, Permission.CASE_RELEASE, case)
    if isinstance(found, Refusal):
        return found
    decided = decide_close(found, warrant.who, hold, now, outcome)
    if isinstance(decided, Closed):
        await _store(conn, Event.CASE_CLOSED, warrant, decided.case, now)
    return decided


async def _load(
    conn: store.Connection, warrant: Warrant, permission: Permission, case: UUID
) -> Case | Refusal:
    """The locked case. A warrant for something else is a defect (ValueError)."""
    name = edge(CASE, case)
    if (warrant.permission, warrant.resource) != (permission, name):
        raise ValueError(f"{permission} of {name} needs a warrant for just that")
    found = await store.load_for_change(conn, case)
    return found or Refusal(Problem.NOT_FOUND, f"there is no {name}", "id")


async def _store(
    conn: store.Connection, event: Event, warrant: Warrant, case: Case, now: datetime
) -> None:
    data: dict[str, Json] = {
        "case": edge(CASE, case.id),
        "by": warrant.who,
        "fence": case.fence,
    }
    async with conn.pipeline():
        await store.save(conn, case)
        await append(conn, process_entry(event, now, BY, data))
