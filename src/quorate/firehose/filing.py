"""Messages become reports: a batch a transaction, and what the database does not take alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
import structlog

from quorate.authority.gate import Warrant
from quorate.database.pool import in_one_go
from quorate.firehose.store import Connection
from quorate.intake.actions import AfterFiling, file_reports, leave_of
from quorate.intake.model import Filed, Report
from quorate.vocabulary.problems import Problem, Refusal

_BAD = (psycopg.DataError, psycopg.IntegrityError)
_log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Filer:
    """`after` is the next step of the map, `clock` tells when a report came in."""

    after: AfterFiling
    clock: Callable[[], datetime]

    async def file(
        self, conn: Connection, source: str, reports: Sequence[Report]
    ) -> list[Filed | Refusal]:
        """Files at most 100 of one source and answers each after the commit, in order.

        Where the database takes the batch not as it is, each is filed alone, and only the one that
        it does not take is refused. Raises psycopg.Error when it is away.
        """
        leave = leave_of(source)
        try:
            return await self._filed(conn, leave, reports)
        except _BAD:
            return [await self._alone(conn, leave, report) for report in reports]

    async def _alone(self, conn: Connection, leave: Warrant, report: Report) -> Filed | Refusal:
        try:
            return (await self._filed(conn, leave, [report]))[0]
        except _BAD as error:
            _log.error("report_not_taken", source=leave.resource, error=type(error).__name__)
            return Refusal(Problem.BODY_INVALID, "the database does not take it", "body")

    async def _filed(
        self, conn: Connection, leave: Warrant, reports: Sequence[Report]
    ) -> list[Filed | Refusal]:
        async with in_one_go(conn):
            return await file_reports(conn, leave, reports, self.clock(), self.after)
