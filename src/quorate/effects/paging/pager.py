"""Paging on-call, by the effector itself and from its own configuration (I11)."""

import asyncio

import structlog

from quorate.telemetry.metrics.effects import PAGES

_log = structlog.get_logger()
TIMEOUT_SECONDS = 5.0


class Pager:
    """Sends to the sinks of one configuration; a page counts when every sink took it."""

    def __init__(self, urls: list[str]) -> None:
        # In the memory of whoever pages and of nobody else.
        from quorate.effects.paging.sinks import sinks  # noqa: PLC0415

        self._send = sinks(urls)
        self._any = bool(urls)

    async def page(self, title: str, body: str) -> bool:
        """True when the sinks took it within 5 s. Never raises: silence here is a refusal."""
        taken = self._any and await self._sent(title, body)
        PAGES.labels("taken" if taken else "not_taken").inc()
        return taken

    async def _sent(self, title: str, body: str) -> bool:
        try:
            return await asyncio.wait_for(
                asyncio.to_thread(self._send, title, body), TIMEOUT_SECONDS
            )
        except TimeoutError:
            _log.warning("page_not_taken", reason="timeout")
            return False
