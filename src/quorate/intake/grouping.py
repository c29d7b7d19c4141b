"""Reports that arrive while a transaction commits share the next one."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

from psycopg_pool import AsyncConnectionPool

from quorate.authority.gate import Warrant
from quorate.database.grouping import Connection, Grouping
from quorate.intake.actions import MOST, AfterFiling, file_reports
from quorate.intake.model import Filed, Report
from quorate.vocabulary.problems import Refusal

_Asked: TypeAlias = tuple[Warrant, Report]


class Groups:
    """One serving process's reports on their way in, those of one source together."""

    def __init__(
        self, pool: AsyncConnectionPool, after: AfterFiling, clock: Callable[[], datetime]
    ) -> None:
        self._after, self._clock = after, clock
        self._grouping: Grouping[_Asked, Filed | Refusal] = Grouping(
            pool, self._file, lambda asked: asked[0].resource, MOST
        )

    async def file(self, warrant: Warrant, report: Report) -> Filed | Refusal:
        """Files one report and answers after the commit of its group; raises that group's error."""
        return await self._grouping.ask((warrant, report))

    async def _file(self, conn: Connection, group: Sequence[_Asked]) -> list[Filed | Refusal]:
        reports = [report for _, report in group]
        return await file_reports(conn, group[0][0], reports, self._clock(), self._after)
