"""Writing amendments and the words about them: what was signed goes into the log, once checked."""

from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from quorate.authority.amending import Order, Word, decide_open, decide_say
from quorate.authority.amendment import Amendment
from quorate.ledger.append import append
from quorate.ledger.commitment import Salted
from quorate.ledger.entry import Entry, Json
from quorate.ledger.kept import keep
from quorate.people.hands import proof_fields
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested, Kind
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp


async def open_amendment(
    conn: AsyncConnection[Any],
    order: Order,
    amendment: Amendment,
    word: Word,
    reason: Salted,
    now: datetime,
) -> Refusal | None:
    """Appends what somebody with a say has signed, and keeps its reason's text."""
    refused = decide_open(order, amendment, word, now)
    if refused:
        return refused
    await keep(conn, reason, word.signer, now)
    fields: dict[str, Json] = amendment.fields()  # pyright: ignore[reportAssignmentType]
    await append(conn, _word_entry(Event.AMENDMENT_OPENED, fields, word, now))
    return None


_WORDS = {Kind.APPROVE: Event.AMENDMENT_APPROVED, Kind.DENY: Event.AMENDMENT_DENIED}


async def say_of_amendment(
    conn: AsyncConnection[Any], order: Order, name: str, kind: Kind, word: Word, now: datetime
) -> Refusal | None:
    """Appends an approval or a denial of an open amendment."""
    filed = order.agenda.amendments.get(name)
    if filed is None:
        return Refusal(Problem.NOT_FOUND, "no such amendment in the ledger", "amendment")
    refused = decide_say(order, filed, kind, word, now)
    if refused is None:
        await append(conn, _word_entry(_WORDS[kind], name, word, now))
    return refused


def _word_entry(event: Event, amendment: Json, word: Word, now: datetime) -> Entry:
    data: dict[str, Json] = {
        "amendment": amendment,
        "signer": word.signer,
        "key": word.key,
        **proof_fields(word.proof),
    }
    return Entry(event, stamp(now), Attested.PERSON, word.signer, data, key=word.key)
