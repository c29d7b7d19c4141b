"""The verbs about trusted flaggers; each writes its entry in the caller's transaction."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from quorate.authority.gate import Warrant
from quorate.intake import flagger_store
from quorate.intake.flaggers import (
    FLAGGER,
    Flagger,
    SuspendReason,
    decide_add,
    decide_end,
    decide_restore_flagger,
    decide_suspend_flagger,
)
from quorate.intake.notice_store import Connection
from quorate.ledger.append import append
from quorate.ledger.entry import Json, process_entry
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import edge
from quorate.vocabulary.kinds import Role
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

FLAGGERS: Final = "flaggers"
_BY: Final = "web"


async def add_flagger(
    conn: Connection, warrant: Warrant, flagger: Flagger, areas: Collection[str], now: datetime
) -> Flagger | Refusal:
    """Names a trusted flagger, as a Digital Services Coordinator published it (Article 22(4))."""
    warrant.require(Permission.CASE_ASSIGN, FLAGGERS)
    decided = decide_add(flagger, areas)
    if isinstance(decided, Refusal):
        return decided
    if not await flagger_store.add(conn, decided):
        return Refusal(
            Problem.ALREADY_DECIDED, "another flagger has this token or domain", "source"
        )
    await _tell(conn, warrant, decided, now)
    return decided


async def suspend_flagger(
    conn: Connection,
    warrant: Warrant,
    flagger: UUID,
    number: int,
    reason: SuspendReason,
    now: datetime,
) -> Flagger | Refusal:
    """Takes its priority away, while its notices are looked into (Article 22(6))."""
    warrant.require(Permission.CASE_ASSIGN, FLAGGERS)
    found = await flagger_store.load_for_change(conn, flagger)
    decided = decide_suspend_flagger(found, number, reason) if found else _unknown()
    return await _save(conn, warrant, decided, now)


async def end_flagger(
    conn: Connection, warrant: Warrant, flagger: UUID, number: int, now: datetime
) -> Flagger | Refusal:
    """Its status was revoked (Article 22(7)); what it gave before stays marked."""
    warrant.require(Permission.CASE_ASSIGN, FLAGGERS)
    found = await flagger_store.load_for_change(conn, flagger)
    decided = decide_end(found, number, now) if found else _unknown()
    return await _save(conn, warrant, decided, now)


async def restore_flagger(
    conn: Connection, warrant: Warrant, flagger: UUID, now: datetime
) -> Flagger | Refusal:
    """Gives its priority back at once."""
    warrant.require(Permission.CASE_RELEASE, FLAGGERS)
    if Role.LEAD not in warrant.roles:
        return Refusal(Problem.NOT_ELIGIBLE, "leads keep the flaggers", "flagger")
    found = await flagger_store.load_for_change(conn, flagger)
    decided = decide_restore_flagger(found) if found else _unknown()
    return await _save(conn, warrant, decided, now)


def _unknown() -> Refusal:
    return Refusal(Problem.NOT_FOUND, "there is no such flagger", "flagger")


async def _save(
    conn: Connection, warrant: Warrant, decided: Flagger | Refusal, now: datetime
) -> Flagger | Refusal:
    if isinstance(decided, Flagger):
        await flagger_store.save(conn, decided)
        await _tell(conn, warrant, decided, now)
    return decided


async def _tell(conn: Connection, warrant: Warrant, flagger: Flagger, now: datetime) -> None:
    """All that stands after the change, but name, contact and domain."""
    data: dict[str, Json] = {
        "flagger": edge(FLAGGER, flagger.id),
        "by": warrant.who,
        "version": flagger.number,
        "areas": " ".join(flagger.areas),
        "since": stamp(flagger.since),
        "until": stamp(flagger.until) if flagger.until else None,
        "suspended": flagger.suspended,
    }
    await append(conn, process_entry(Event.FLAGGER_CHANGED, now, _BY, data))
