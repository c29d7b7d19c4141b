"""A list of cases that leaves the house in a file: who took it, and how long it was, is told."""

from datetime import datetime

from quorate.authority.gate import Warrant
from quorate.cases.finding import Answer, found
from quorate.cases.searching import EXPORTED, Search
from quorate.cases.store import Connection
from quorate.ledger.append import append
from quorate.ledger.entry import Json, process_entry
from quorate.vocabulary.events import Event
from quorate.vocabulary.problems import Refusal

BY = "web"


async def export(
    conn: Connection, warrant: Warrant, search: Search, now: datetime
) -> Answer | Refusal:
    """The newest 5,000 found cases without what reports said. What was searched for stays out of
    the entry: it may name people."""
    answer = await found(conn, warrant, search, None, EXPORTED, now, said=False)
    if isinstance(answer, Answer):
        data: dict[str, Json] = {"by": warrant.who, "cases": len(answer.cases)}
        await append(conn, process_entry(Event.CASES_EXPORTED, now, BY, data))
    return answer
