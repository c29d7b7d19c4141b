"""Writing the founders' word: changes, with their entries."""

from datetime import date, datetime
from typing import Any

from psycopg import AsyncConnection

from quorate.accounts.register import Register, read_rows, too_far, weakens
from quorate.authority.charter import (
    Change,
    Charge,
    Genesis,
    Signature,
    missing_founders,
)
from quorate.authority.rotating import Rotation, short
from quorate.ledger.append import append
from quorate.ledger.entry import Entry, Json
from quorate.people.roster import Roster
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

_EVENTS = {
    Charge.PEOPLE: Event.PEOPLE_CHANGED,
    Charge.POLICIES: Event.POLICIES_CHANGED,
    Charge.REGISTER: Event.REGISTER_CHANGED,
}


async def apply_change(
    conn: AsyncConnection[Any],
    genesis: Genesis,
    change: Change,
    signatures: list[Signature],
    wanted: int,
    next_number: int,
    register: Register,
    now: datetime,
) -> Refusal | None:
    """Appends a change that enough founders signed; nobody alone, no role gets around it (I9)."""
    lacking = missing_founders(genesis, change, signatures, wanted)
    if lacking:
        return Refusal(Problem.QUORUM_MISSING, lacking, "signatures", "I9", ("founder",))
    if change.number != next_number:
        return Refusal(Problem.VERSION_STALE, f"the next change is {next_number}", "number")
    unfit = _unfit(change, register, now.date())
    if unfit:
        return Refusal(Problem.BODY_INVALID, unfit, "change.content")
    data: dict[str, Json] = {
        "change": change.fields(),  # pyright: ignore[reportAssignmentType]
        "signatures": [{"person": s.person, "sig": s.sig} for s in signatures],
    }
    who = ",".join(sorted(s.person for s in signatures))
    entry = Entry(_EVENTS[change.charge], stamp(now), Attested.SOURCE, who, data)
    await append(conn, entry)
    return None


async def turn_log(
    conn: AsyncConnection[Any],
    genesis: Genesis,
    said: Rotation,
    signatures: list[Signature],
    now: datetime,
) -> Refusal | None:
    """Appends a turn of the log's keys that fits (`rotating.unfit`), under enough founders (I9)."""
    lacking = short(genesis, said, signatures)
    if lacking:
        return Refusal(Problem.QUORUM_MISSING, lacking, "signatures", "I9", ("founder",))
    signed: list[Json] = [{"person": s.person, "sig": s.sig} for s in signatures]
    data: dict[str, Json] = {"rotation": said.fields(), "signatures": signed}
    who = ",".join(sorted(s.person for s in signatures))
    await append(conn, Entry(Event.LOG_CHANGED, stamp(now), Attested.SOURCE, who, data))
    return None


def _unfit(change: Change, register: Register, today: date) -> str:
    """Why the content could not be put in force; empty when it can."""
    try:
        if change.charge is Charge.PEOPLE:
            Roster().replaced(change.content)
        if change.charge is Charge.REGISTER:
            return _unfit_row(change, register, today)
    except ValueError as problem:
        return str(problem)[:200]
    return ""


def _unfit_row(change: Change, register: Register, today: date) -> str:
    """A founders' file may raise, as anybody may; lowering has a way of its own (I10)."""
    for row in read_rows(change.content):
        known = register.listed.get(row.ref)
        if known and row.tier < known.tier:
            return f"{row.ref} is listed at tier {known.tier}: lower it with `quorate lower`"
        why = weakens(row, known) or too_far(row, today)
        if why:
            return why
    return ""
