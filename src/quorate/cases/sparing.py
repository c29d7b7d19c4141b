"""The queue for somebody who rests from grave cases: the same, without the areas that are grave."""

from collections.abc import Collection
from dataclasses import replace

from quorate.cases.model import Queue
from quorate.cases.store import Connection


async def queues_left(conn: Connection, queue: Queue, spared: Collection[str]) -> list[Queue]:
    """The queue as one of each area that is left, whose oldest claim is most urgent first.

    Each area is found by a look at an index, and each of these queues has its own: to pass over a
    million grave cases costs what it costs to pass over one.
    """
    if not spared:
        return [queue]
    if queue.area is not None:
        return [] if queue.area in spared else [queue]
    found = await conn.execute(
        "WITH RECURSIVE areas (area) AS ("
        " (SELECT area FROM cases WHERE state = 'open' ORDER BY area LIMIT 1)"
        " UNION ALL SELECT (SELECT c.area FROM cases c WHERE c.state = 'open' AND c.area > a.area"
        " ORDER BY c.area LIMIT 1) FROM areas a WHERE a.area IS NOT NULL)"
        " SELECT a.area FROM areas a, LATERAL (SELECT due_at FROM cases c WHERE c.state = 'open'"
        " AND c.area = a.area ORDER BY due_at LIMIT 1) AS first"
        " WHERE a.area <> ALL(%s) ORDER BY first.due_at",
        (list(spared),),
    )
    return [replace(queue, area=row[0]) for row in await found.fetchall()]
