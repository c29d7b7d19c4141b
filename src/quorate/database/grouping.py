"""Group commit: what arrives while a transaction commits shares the next one."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeAlias, TypeVar

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from quorate.database.pool import in_one_go

Connection: TypeAlias = "AsyncConnection[Any]"
Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
# Who was just answered asks again within one of these, and no group waits for more than so many.
PAUSE_SECONDS: Final = 0.0005
PAUSES: Final = 4


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[Asked, Answer]):
    asked: Asked
    answer: asyncio.Future[Answer]


class Grouping(Generic[Asked, Answer]):
    """One process's requests that go through the database together. Nobody is answered before the
    commit.

    One group is on its way through the database while the next is read from its sockets. Where
    several ask without a break, the next waits up to two milliseconds for those who were just
    answered: half as many commits, each for twice as many. Whoever is alone waits for nobody.
    """

    def __init__(
        self,
        pool: AsyncConnectionPool,
        carry_out: Callable[[Connection, Sequence[Asked]], Awaitable[Sequence[Answer]]],
        kin: Callable[[Asked], Hashable],
        most: int,
    ) -> None:
        """`carry_out` gives an answer to each of a group, in a transaction of its own; at most
        `most` of the same `kin` are a group."""
        self._pool, self._carry_out, self._kin, self._most = pool, carry_out, kin, most
        self._waiting: deque[_Waiting[Asked, Answer]] = deque()
        self._asking = 0
        self._going: asyncio.Task[None] | None = None

    async def ask(self, asked: Asked) -> Answer:
        """The answer, after the commit of its group.

        A group that fails raises its error to everybody in it: then none of it stands.
        """
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(asked, answer))
        if self._going is None or self._going.done():
            self._going = asyncio.create_task(self._go())
        return await answer

    async def _go(self) -> None:
        """Group after group until nothing waits."""
        while self._waiting:
            await self._gathered()
            group = self._next()
            try:
                async with self._pool.connection() as conn:
                    self._tell(group, await self._carried(conn, [w.asked for w in group]))
            except Exception as error:  # each waiter's own request tells it
                for waiting in group:
                    if not waiting.answer.done():
                        waiting.answer.set_exception(error)

    async def _gathered(self) -> None:
        """As many as asked at the end of the last group are there, or do not come."""
        for _ in range(PAUSES):
            if len(self._waiting) >= self._asking:
                return
            await asyncio.sleep(PAUSE_SECONDS)

    def _next(self) -> list[_Waiting[Asked, Answer]]:
        """Of the kin that has waited longest; others keep their places."""
        kin = self._kin(self._waiting[0].asked)
        group = [w for w in self._waiting if self._kin(w.asked) == kin][: self._most]
        taken = {id(w) for w in group}
        self._waiting = deque(w for w in self._waiting if id(w) not in taken)
        return group

    async def _carried(self, conn: Connection, asked: Sequence[Asked]) -> Sequence[Answer]:
        """The answers, once their transaction is committed; in a pipeline, so that no statement
        waits for one whose result nobody needs."""
        async with in_one_go(conn):
            return await self._carry_out(conn, asked)

    def _tell(self, group: Sequence[_Waiting[Asked, Answer]], found: Sequence[Answer]) -> None:
        self._asking = min(len(group) + len(self._waiting), self._most)
        for waiting, answer in zip(group, found, strict=True):
            if not waiting.answer.done():  # whoever went away meanwhile is not told
                waiting.answer.set_result(answer)
