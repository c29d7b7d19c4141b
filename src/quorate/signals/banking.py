"""The verbs of banks: add and move; each with its ledger entry."""

from collections.abc import Collection, Sequence
from datetime import datetime

from quorate.authority.gate import Warrant
from quorate.ledger.append import append
from quorate.ledger.entry import Json, process_entry
from quorate.signals import bank_store, media_store, store
from quorate.signals.actions import require
from quorate.signals.banks import (
    Bank,
    BankState,
    decide_add,
    decide_move_bank,
    digest_of,
    read_hashes,
)
from quorate.signals.hashes import Algorithm
from quorate.signals.media import Outcome
from quorate.signals.store import Connection
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Role
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal


async def add_bank(
    conn: Connection,
    warrant: Warrant,
    name: str,
    algorithm: str,
    distance: int,
    area: str,
    lines: Sequence[str],
    areas: Collection[str],
    now: datetime,
) -> Bank | Refusal:
    """A new bank, which waits for a second person. Refused as `decide_add` says, and
    ALREADY_DECIDED where there is one of that name."""
    require(warrant, Permission.CASE_ASSIGN)
    if algorithm not in set(Algorithm):
        return Refusal(Problem.BODY_INVALID, "pdq or phash", "algorithm")
    hashes = read_hashes(Algorithm(algorithm), lines)
    if isinstance(hashes, Refusal):
        return hashes
    new = Bank(
        *(name, Algorithm(algorithm), distance, area, len(hashes), digest_of(hashes)),
        *(warrant.who, now),
    )
    decided = decide_add(new, areas)
    if isinstance(decided, Refusal):
        return decided
    if not await bank_store.add(conn, decided, hashes):
        return Refusal(Problem.ALREADY_DECIDED, "there is a bank of this name", "name")
    await _tell(conn, decided, warrant.who, now)
    return decided


async def move_bank(
    conn: Connection, warrant: Warrant, name: str, to: BankState, now: datetime
) -> Bank | Refusal:
    """Live or off. Stopping needs no new work, so whoever leads may at any hour."""
    require(warrant, Permission.CASE_RELEASE if to is BankState.OFF else Permission.CASE_ASSIGN)
    if Role.LEAD not in warrant.roles:
        return Refusal(Problem.NOT_ELIGIBLE, "leads keep the banks", "name")
    await store.lock(conn)
    found = await bank_store.load_for_change(conn, name)
    if found is None:
        return Refusal(Problem.NOT_FOUND, "there is no such bank", "name")
    live = await bank_store.live_count(conn)
    decided = decide_move_bank(found, to, warrant.who, live, now)
    if isinstance(decided, Bank):
        await bank_store.save(conn, decided)
        await _tell(conn, decided, warrant.who, now)
    return decided


def bank_state_of(text: str) -> BankState | Refusal:
    """A state by its name."""
    if text not in set(BankState):
        return Refusal(Problem.BODY_INVALID, "live or off", "to")
    return BankState(text)


async def banks(conn: Connection, warrant: Warrant) -> list[tuple[Bank, int]]:
    """All of them by name, with how many reports matched."""
    require(warrant, Permission.CASE_ASSIGN)
    return await bank_store.listed(conn)


async def pictures(conn: Connection, warrant: Warrant) -> dict[Outcome, int]:
    """What became of the pictures that reports named, so many reports each."""
    require(warrant, Permission.CASE_ASSIGN)
    return await media_store.counts(conn)


async def _tell(conn: Connection, bank: Bank, by: str, now: datetime) -> None:
    """All that stands after the change, but the hashes."""
    data: dict[str, Json] = {
        "bank": bank.name,
        "algorithm": bank.algorithm,
        "distance": bank.distance,
        "area": bank.area,
        "hashes": bank.hashes,
        "digest": bank.digest,
        "to": bank.state,
        "by": by,
    }
    await append(conn, process_entry(Event.BANK_CHANGED, now, "web", data))
