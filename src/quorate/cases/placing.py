"""Where a new case stands in its queue, known before it is written, so that it is written once.

What its platform says of it (`jobs.look`), and what comes later, has it ranked anew.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from quorate.cases import ranking
from quorate.cases.priority import NEWCOMER, UNKNOWN_SEVERITY, Facts, Record, due_from, weight_of
from quorate.cases.store import Connection, Incoming, Place

# The severity of each area that a policy covers.
Severities: TypeAlias = Callable[[], Mapping[str, int]]


async def places(
    conn: Connection,
    source: str,
    incoming: Sequence[Incoming],
    severities: Severities,
    now: datetime,
) -> list[tuple[Incoming, Place]]:
    """Each with its place, were its case opened now."""
    named = {who for one in incoming for who in one.reporters if who}
    records = await ranking.records(conn, source, named) if named else {}
    by_area = severities()
    return [
        (one, _place(one, records, by_area.get(one.area, UNKNOWN_SEVERITY), now))
        for one in incoming
    ]


def _place(
    incoming: Incoming, records: Mapping[str | None, Record], severity: int, now: datetime
) -> Place:
    known = [records.get(who, NEWCOMER) for who in incoming.reporters]
    weight = weight_of(known, incoming.score)
    facts = Facts(severity, weight, tier=None, reach=None, escalated=False)
    return Place(severity, weight, due_from(now, facts))
