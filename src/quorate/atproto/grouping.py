"""Reports of the network that arrive while a transaction commits share the next one."""

from collections.abc import Callable, Sequence
from datetime import datetime

from psycopg_pool import AsyncConnectionPool

from quorate.atproto.actions import Sent, Taken, take_reports
from quorate.authority.gate import Warrant
from quorate.database.grouping import Connection, Grouping
from quorate.intake.actions import MOST, AfterFiling
from quorate.vocabulary.problems import Refusal


class Reports:
    """One serving process's on their way in."""

    def __init__(
        self,
        pool: AsyncConnectionPool,
        warrant: Warrant,
        after: AfterFiling,
        clock: Callable[[], datetime],
    ) -> None:
        """The warrant is the network's leave to file."""
        self._warrant, self._after, self._clock = warrant, after, clock
        self._grouping: Grouping[Sent, Taken | Refusal] = Grouping(
            pool, self._take, lambda _: None, MOST
        )

    async def take(self, sent: Sent) -> Taken | Refusal:
        """Takes one report in and answers after the commit of its group; raises that group's
        error. Refused: NOT_SIGNED_IN for a token that was used before, and what intake refuses."""
        return await self._grouping.ask(sent)

    async def _take(self, conn: Connection, group: Sequence[Sent]) -> list[Taken | Refusal]:
        return await take_reports(conn, self._warrant, group, self._clock(), self._after)
