"""Reported media, fetched for reviewers by the process that holds the platform's token."""

from quorate.effects.executor import Executor
from quorate.vocabulary.problems import Problem, Refusal


class MediaDoor:
    """Gives what was reported and nothing else: whoever steals the web process's key reads no
    more of the platform's media than reports have named."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    async def fetch(self, address: str) -> bytes | Refusal:
        """The bytes. Refused: MEDIA_NOT_SHOWN, PLATFORM_UNAVAILABLE."""
        if not self._executor.chronicle.memory.was_reported(address):
            detail = "no report that came from the platform names it"
            return Refusal(Problem.MEDIA_NOT_SHOWN, detail, "media")
        return await self._executor.connector.media(address)
