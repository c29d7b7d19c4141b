"""The verbs of an export: ask, give, end, each with a ledger entry; and reading it."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

from quorate.accounts.subject import Subject
from quorate.authority.gate import Actor, Warrant
from quorate.decisions.told import token_hash
from quorate.exports import store
from quorate.exports.model import (
    ALPHABET,
    CODE,
    TOKEN,
    Export,
    code_hash,
    code_text,
    decide_ask,
    decide_end,
    decide_give,
)
from quorate.exports.store import Beside, Connection, Opened
from quorate.ledger.append import append
from quorate.ledger.entry import Json, process_entry
from quorate.vocabulary.events import Event
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

EXPORTS: Final = "exports"
_BY: Final = "web"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose data: the account with its pseudonym as the effector resolved them, when its owner
    asked, the voices under which notices are its own, and the address that one of them is of."""

    account: Subject
    ref: str
    received_at: datetime
    voices: list[bytes]
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Half:
    """An export and the half of what opens it that whoever acted sees once."""

    export: Export
    secret: str


async def ask(
    conn: Connection, warrant: Warrant, actor: Actor, wanted: Wanted, now: datetime
) -> Half | Refusal:
    """Takes a request in; the secret is the code, which whoever asked passes on."""
    warrant.require(Permission.CASE_ASSIGN, EXPORTS)
    decided = decide_ask(uuid7(), wanted.ref, wanted.received_at, actor.person, now)
    if isinstance(decided, Refusal):
        return decided
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE))
    await store.forget(conn, now)
    beside = Beside(wanted.account, wanted.email, wanted.voices, code_hash(code))
    await store.add(conn, decided, beside)
    received = stamp(decided.received_at)
    await _tell(conn, Event.EXPORT_ASKED, decided, actor, now, received=received)
    return Half(decided, code_text(code))


async def give(
    conn: Connection, warrant: Warrant, actor: Actor, export: UUID, now: datetime, *, verified: bool
) -> Half | Refusal:
    """Gives it out; the secret is the address's token, which whoever confirmed passes on."""
    warrant.require(Permission.CASE_CLAIM, EXPORTS)
    found = await store.load_for_change(conn, export)
    decided = decide_give(found, actor.person, now, verified=verified) if found else _unknown()
    if isinstance(decided, Refusal):
        return decided
    token = secrets.token_hex(32)
    await store.forget(conn, now)
    if not await store.keep_address(conn, export, token_hash(token)):
        return _unknown()
    await store.save(conn, decided)
    until = stamp(decided.until) if decided.until else None
    await _tell(conn, Event.EXPORT_GIVEN, decided, actor, now, until=until)
    return Half(decided, token)


async def end(
    conn: Connection, warrant: Warrant, actor: Actor, export: UUID, now: datetime
) -> Export | Refusal:
    """Ends it: a request that was not the owner's, or an address that somebody else has."""
    warrant.require(Permission.CASE_RELEASE, EXPORTS)
    found = await store.load_for_change(conn, export)
    decided = decide_end(found, actor.person, now) if found else _unknown()
    if isinstance(decided, Refusal):
        return decided
    await store.save(conn, decided)
    await store.forget(conn, now)
    await _tell(conn, Event.EXPORT_ENDED, decided, actor, now)
    return decided


async def under(conn: Connection, token: str, now: datetime) -> Opened | None:
    """What an address opens at `now`; None for one that nobody gave out, or that is over."""
    if not TOKEN.fullmatch(token):
        return None
    found = await store.under(conn, token_hash(token))
    return found if found and found.export.shows(now) else None


async def open_with(
    conn: Connection, token: str, code: str, form: str, now: datetime
) -> Opened | Refusal:
    """What address and code open together, recorded as opened. Refused: NOT_FOUND, or BODY_INVALID
    for another code."""
    found = await under(conn, token, now)
    if found is None:
        return _unknown()
    if not hmac.compare_digest(found.code_hash, code_hash(code)):
        return Refusal(Problem.BODY_INVALID, "this is not the code that you were sent", "code")
    await store.opened(conn, found.export.id, form, now)
    return found


def _unknown() -> Refusal:
    return Refusal(Problem.NOT_FOUND, "there is no such export", "id")


async def _tell(
    conn: Connection, event: Event, export: Export, actor: Actor, now: datetime, **more: Json
) -> None:
    data: dict[str, Json] = {
        "export": export.name,
        "ref": export.ref,
        "by": actor.person.id,
        **more,
    }
    await append(conn, process_entry(event, now, _BY, data))
