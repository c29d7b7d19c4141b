"""Placing and lifting holds, and erasing on one person's request; each writes its entry in the
caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

from quorate.authority.gate import Warrant
from quorate.ledger.append import append
from quorate.ledger.commitment import Salted
from quorate.ledger.entry import Entry, Json, process_entry
from quorate.ledger.kept import keep
from quorate.retention import store
from quorate.retention.erasers import Needed
from quorate.retention.erasing import END, START, Due, Whom, erase_batch
from quorate.retention.model import (
    HOLD,
    LEAST,
    SERVICE,
    DataKind,
    Hold,
    boundary,
    decide_lift,
    decide_place,
    read_reason,
)
from quorate.retention.still import Connection, share
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, SUBJECT, edge
from quorate.vocabulary.kinds import Ground, ValueKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

HOLDS: Final = "holds"
REQUESTS: Final = "requests"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A hold that somebody asks for: on this case, or on the account that it is about."""

    case: UUID
    reason: str
    whole_account: bool = False
    review_on: str | None = None


async def place_hold(
    conn: Connection, warrant: Warrant, wanted: Wanted, now: datetime
) -> Hold | Refusal:
    """From here on nothing of it is erased, by nobody. Batches under way are waited for."""
    warrant.require(Permission.HOLD_PLACE, HOLDS)
    said = read_reason(wanted.reason)
    if isinstance(said, Refusal):
        return said
    await store.lock(conn)
    subject = await store.subject_of(conn, wanted.case)
    if subject is None:
        return Refusal(Problem.NOT_FOUND, f"there is no {edge(CASE, wanted.case)}", "about")
    value = Salted.fresh(ValueKind.HOLD_REASON, said)
    about = (None, subject) if wanted.whole_account else (wanted.case, None)
    new = Hold(uuid7(), *about, warrant.who, now, value.commitment, wanted.review_on or None)
    held = await store.standing_on(conn, new.case, [subject] if new.subject else [])
    placed = decide_place(held[0] if held else None, new, now)
    if isinstance(placed, Refusal):
        return placed
    await keep(conn, value, warrant.who, now)
    await store.add(conn, placed)
    data: dict[str, Json] = {
        "hold": edge(HOLD, placed.id),
        "case": edge(CASE, placed.case) if placed.case else None,
        "subject": edge(SUBJECT, placed.subject) if placed.subject else None,
        "by": warrant.who,
        "reason": placed.reason,
        "review_on": placed.review_on,
    }
    await append(conn, process_entry(Event.HOLD_PLACED, now, "web", data))
    return placed


async def lift_hold(
    conn: Connection, warrant: Warrant, hold: UUID, now: datetime
) -> Hold | Refusal:
    """By another person than placed it: what is due goes from the next day on."""
    warrant.require(Permission.HOLD_PLACE, HOLDS)
    lifted = decide_lift(await store.hold(conn, hold), warrant.who, now)
    if isinstance(lifted, Refusal):
        return lifted
    await store.save_lifted(conn, lifted)
    data: dict[str, Json] = {"hold": edge(HOLD, lifted.id), "by": warrant.who}
    await append(conn, process_entry(Event.HOLD_LIFTED, now, "web", data))
    return lifted


async def forget(
    conn: Connection, warrant: Warrant, whom: Whom, needed: Needed, now: datetime
) -> dict[DataKind, int]:
    """Erases what there is of one person and what no duty or hold needs (GDPR, Article 17), by the
    same erasers as the daily job; how many rows of each kind. Said again it finds nothing."""
    warrant.require(Permission.VALUE_ERASE, REQUESTS)
    done: dict[DataKind, int] = {}
    for kind in DataKind:
        due = Due(kind, boundary(LEAST[kind], now), now, needed, whom)
        floor, rows = START, 0
        while floor is not END:
            batch = await erase_batch(conn, due, floor)
            floor, rows = batch.floor, rows + batch.rows
        if rows:
            done[kind] = rows
            ground = Ground.GDPR_17
            await append(conn, erased_entry(kind, rows, due.before, now, ground, warrant.who))
    return done


def erased_entry(
    kind: DataKind,
    rows: int,
    before: datetime,
    now: datetime,
    ground: Ground = Ground.RETENTION,
    by: str = SERVICE,
) -> Entry:
    """How many rows of a kind went, all from before which instant, why and by whom."""
    data: dict[str, Json] = {
        "kind": kind,
        "rows": rows,
        "before": stamp(before),
        "ground": ground,
        "by": by,
    }
    return process_entry(Event.RETENTION_ERASED, now, "web", data)


async def unless_held(conn: Connection, case: UUID) -> Refusal | None:
    """Whether a person may take something of this case away; no hold is placed until the
    transaction ends."""
    await share(conn)
    return refused_by(await store.keeping(conn, case))


def refused_by(holds: Sequence[Hold]) -> Refusal | None:
    """ON_HOLD, naming the hold; None where none stands."""
    if not holds:
        return None
    first = holds[0]
    name, since = edge(HOLD, first.id), stamp(first.placed_at)[:10]
    return Refusal(Problem.ON_HOLD, f"{name} of {first.placed_by} keeps it since {since}", "hold")
