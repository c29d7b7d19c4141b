"""Group commit: reports that arrive while a transaction commits share the next one."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg_pool import AsyncConnectionPool

from quorate.authority.gate import Warrant
from quorate.intake.actions import MOST, AfterFiling, file_reports
from quorate.intake.model import Filed, Report
from quorate.vocabulary.problems import Refusal


@dataclass(frozen=True, slots=True)
class _Waiting:
    warrant: Warrant
    report: Report
    answer: asyncio.Future[Filed | Refusal]


class Groups:
    """One serving process's reports on their way in. Nobody is answered before the commit.

    One group is on its way through the database while the next is read from its sockets.
    """

    def __init__(
        self, pool: AsyncConnectionPool, after: AfterFiling, clock: Callable[[], datetime]
    ) -> None:
        self._pool, self._after, self._clock = pool, after, clock
        self._waiting: deque[_Waiting] = deque()
        self._filing: asyncio.Task[None] | None = None

    async def file(self, warrant: Warrant, report: Report) -> Filed | Refusal:
        """Files one report and answers after the commit of its group.

        A group that fails raises its error to everybody in it: then none of it stands.
        """
        answer: asyncio.Future[Filed | Refusal] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(warrant, report, answer))
        if self._filing is None or self._filing.done():
            self._filing = asyncio.create_task(self._file_all())
        return await answer

    async def _file_all(self) -> None:
        """Group after group until nothing waits; no timer, so a lone report does not wait."""
        while self._waiting:
            await self._file_group(self._next())

    def _next(self) -> list[_Waiting]:
        """Up to 100 of the source that has waited longest; others keep their places."""
        source = self._waiting[0].warrant.resource
        group = [w for w in self._waiting if w.warrant.resource == source][:MOST]
        taken = {id(w) for w in group}
        self._waiting = deque(w for w in self._waiting if id(w) not in taken)
        return group

    async def _file_group(self, group: Sequence[_Waiting]) -> None:
        try:
            async with self._pool.connection() as conn:
                reports = [w.report for w in group]
                found = await file_reports(
                    conn, group[0].warrant, reports, self._clock(), self._after
                )
        except Exception as error:  # each waiter's own request tells it
            for waiting in group:
                if not waiting.answer.done():
                    waiting.answer.set_exception(error)
            return
        for waiting, answer in zip(group, found, strict=True):
            if not waiting.answer.done():  # whoever went away meanwhile is not told
                waiting.answer.set_result(answer)
