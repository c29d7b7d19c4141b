"""Erasing one value: its row goes in the transaction of the entry that says who did it and why."""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from typing import Any, TypeAlias

from psycopg import AsyncConnection

from quorate.authority.erasure import Erasure, Value, may_erase, read_erasure
from quorate.authority.gate import Warrant
from quorate.ledger import kept
from quorate.ledger.append import append
from quorate.ledger.entry import Entry
from quorate.people import sign_ins
from quorate.people.keys import signature_holds
from quorate.people.orders import FRESH, Order
from quorate.people.roster import Held, Roster
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested, ValueKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

Needed: TypeAlias = "Callable[[Value], str]"
HeldBy: TypeAlias = "Callable[[AsyncConnection[Any], str], Awaitable[str]]"


async def erase(
    conn: AsyncConnection[Any],
    warrant: Warrant,
    order: Order,
    genesis: str,
    roster: Roster,
    needed: Needed,
    held_by: HeldBy,
    erased: Collection[str],
    now: datetime,
) -> Refusal | None:
    """Deletes value and salt for good. Said again it changes nothing.

    `needed` says why somebody still decides by it, empty where nobody does; `held_by` which hold
    keeps what this commitment is to; `erased` are the commitments that entries say are erased. What
    came back with an older database goes again, under the entry that there is.
    """
    try:
        wanted = read_erasure(order)
    except ValueError as problem:
        return Refusal(Problem.BODY_INVALID, str(problem)[:200], "order")
    warrant.require(Permission.VALUE_ERASE, wanted.commitment)
    held = roster.living(order.key)
    if held is None or held.person.id != order.signer or warrant.who != order.signer:
        return Refusal(Problem.KEY_UNKNOWN, "not a living key of the signer", "key")
    refused = _unsigned(held, order, genesis, now)
    if refused:
        return refused
    value = await _find(conn, wanted.commitment)
    if value is None:
        return None if wanted.commitment in erased else _unknown(wanted)
    refused = may_erase(held.person, value.given_by, now) or _still(needed(value))
    if refused:
        return refused
    hold = await held_by(conn, wanted.commitment)
    if hold:
        return Refusal(Problem.ON_HOLD, hold, "order.about")
    if await _delete(conn, value) and wanted.commitment not in erased:
        await append(conn, _entry(order, wanted, value, now))
    return None


def _unsigned(held: Held, order: Order, genesis: str, now: datetime) -> Refusal | None:
    if order.fields["genesis"] != genesis:
        return Refusal(Problem.STATEMENT_FOREIGN, "signed for another genesis", "order.genesis")
    if not signature_holds(held.key.public, order.digest(), bytes.fromhex(order.sig)):
        return Refusal(Problem.SIGNATURE_INVALID, "it does not hold", "sig")
    if abs(now - order.at) > FRESH:
        return Refusal(Problem.EXPIRED, "an order holds for 30 s", "order.at")
    return None


def _unknown(wanted: Erasure) -> Refusal:
    detail = f"no value is kept under {wanted.commitment[:16]}…"
    return Refusal(Problem.NOT_FOUND, detail, "order.about")


def _still(why: str) -> Refusal | None:
    return Refusal(Problem.VALUE_NEEDED, why, "order.about") if why else None


async def _find(conn: AsyncConnection[Any], commitment: str) -> Value | None:
    found = await kept.given(conn, commitment)
    if found:
        return Value(found[0], commitment, found[1])
    person = await sign_ins.linked_under(conn, commitment)
    return Value(ValueKind.SIGN_IN, commitment, person) if person else None


async def _delete(conn: AsyncConnection[Any], value: Value) -> bool:
    """False where somebody else has just erased it."""
    if value.kind is ValueKind.SIGN_IN:
        return await sign_ins.unlink(conn, value.commitment)
    return await kept.drop(conn, value.commitment)


def _entry(order: Order, wanted: Erasure, value: Value, now: datetime) -> Entry:
    data = {"commitment": wanted.commitment, "kind": value.kind, "ground": wanted.ground}
    whole = {**data, "order": order.plain()}
    return Entry(
        Event.VALUE_ERASED, stamp(now), Attested.PERSON, order.signer, whole, key=order.key
    )
