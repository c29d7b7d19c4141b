"""Paging on-call, by the effector itself and from its own configuration (I11)."""

import asyncio
from collections.abc import Callable
from functools import partial

import structlog

from quorate.telemetry.metrics.effects import PAGES
from quorate.vocabulary.threads import OwnThread

_log = structlog.get_logger()
TIMEOUT_SECONDS = 5.0


class Pager:
    """Sends to the sinks of one configuration; a page counts when every sink took it.

    One page at a time is on its way to each: a sink that never ends its answer keeps one thread.
    """

    def __init__(self, urls: list[str]) -> None:
        # In the memory of whoever pages and of nobody else.
        from quorate.effects.paging.sinks import sinks  # noqa: PLC0415

        self._sinks = [(send, OwnThread()) for send in sinks(urls)]

    async def page(self, title: str, body: str) -> bool:
        """True when the sinks took it within 5 s. Never raises: silence here is a refusal."""
        sent = [_sent(partial(send, title, body), own) for send, own in self._sinks]
        taken = bool(sent) and all(await asyncio.gather(*sent))
        PAGES.labels("taken" if taken else "not_taken").inc()
        return taken


async def _sent(send: Callable[[], bool], own: OwnThread) -> bool:
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            return await own.run(send)
    except TimeoutError:
        _log.warning("page_not_taken", reason="timeout")
        return False
