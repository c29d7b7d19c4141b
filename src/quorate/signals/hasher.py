"""The way to the child process that decodes pictures."""

from typing import Final

from quorate.children.child import Child
from quorate.signals.hashes import Algorithm, Hash, read_hash
from quorate.signals.media import Outcome

CPU_SECONDS: Final = 10
SECONDS: Final = 40.0
_LONGEST: Final = 64


class Hasher:
    """Hashes one picture at a time. A picture may take `cpu_seconds` of processor time, and with
    the child's start `seconds` in all."""

    def __init__(self, cpu_seconds: int = CPU_SECONDS, seconds: float = SECONDS) -> None:
        self._child = Child(
            "quorate.signals.hash_child",
            words=(str(cpu_seconds),),
            seconds=seconds,
            longest=_LONGEST,
            # Else its library takes memory for each core of the machine.
            environment={"OPENBLAS_NUM_THREADS": "1"},
        )

    @property
    def pid(self) -> int | None:
        """The child's process number, while it lives."""
        return self._child.pid

    async def hash(self, data: bytes) -> list[Hash] | Outcome:
        """The picture's hash, none for one of a single colour; NO_PICTURE, TOO_LARGE, or
        NOT_DECODED: also where the child died of it or did not end."""
        body = await self._child.ask(b"p", data)
        said = (body or b"").decode("ascii", "replace")
        if said in (Outcome.NO_PICTURE, Outcome.TOO_LARGE):
            return Outcome(said)
        if len(said) != 16:
            return Outcome.NOT_DECODED
        made = read_hash(Algorithm.PHASH, said)
        return [made] if made else []

    async def close(self) -> None:
        """Ends the child."""
        await self._child.close()
