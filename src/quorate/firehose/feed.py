"""The messages of one partition, in order, to whoever holds it."""

import asyncio
from collections.abc import Sequence
from typing import Final

from nats.aio.msg import Msg
from nats.js import JetStreamContext

from quorate.firehose.model import Partition
from quorate.firehose.streams import ACK_WAIT_SECONDS, make_consumer
from quorate.intake.actions import MOST
from quorate.vocabulary.times import pause

POLL_SECONDS: Final = 1.0
_LOOK_SECONDS: Final = 0.25
# A message is given again a moment after its time.
_GRACE_SECONDS: Final = 0.5


class Feed:
    """One holder's view of a partition; a new one after each error."""

    def __init__(self, partition: Partition, sub: JetStreamContext.PullSubscription) -> None:
        self._partition, self._sub = partition, sub
        self._last: int | None = None

    async def next(self) -> list[Msg]:
        """Oldest first, 100 or what an earlier request brought late with them; none after a second
        without any. Raises nats.errors.Error, and
        TimeoutError when some were lost on the way: they come again, before what is younger."""
        try:
            found = await self._sub.fetch(MOST, timeout=POLL_SECONDS)
        except TimeoutError:
            return []
        if self._lost(found):
            raise TimeoutError
        return found

    async def close(self) -> None:
        """Nothing more is shown here."""
        await self._sub.unsubscribe()

    def _lost(self, found: Sequence[Msg]) -> bool:
        """Whether the consumer gave out something, since the last look, that did not arrive."""
        for message in found:
            number = message.metadata.sequence.consumer
            if self._last is not None and number > self._last + 1:
                return True
            self._last = number
        return False


async def open_feed(js: JetStreamContext, partition: Partition, leave: asyncio.Event) -> Feed:
    """Takes a partition up. What somebody else still had in hand, who was killed, is waited for:
    as long as NATS takes to give it again, so that what is younger does not overtake it.

    Raises nats.errors.Error.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + ACK_WAIT_SECONDS + _GRACE_SECONDS
    while (await make_consumer(js, partition)).num_ack_pending and loop.time() < until:
        await pause(leave, _LOOK_SECONDS)
    sub = await js.pull_subscribe_bind(partition.consumer, partition.stream)
    return Feed(partition, sub)
