"""What is asked of either of the two: they are measured by the same code."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeAlias

Read: TypeAlias = Callable[[float], None]
"""Reads a page once, within so many seconds. httpx2.HTTPError or RuntimeError where it failed."""


class Matter(Protocol):
    """A reported account that a reviewer holds, from the decision to its undoing."""

    def draw(self) -> None:
        """Has shown what would be done; nothing happens yet."""
        ...

    def send(self) -> None:
        """Takes the account down; answered once it is committed."""
        ...

    def request(self) -> bytes:
        """What `send` sends, as it goes over the wire; it may wait for some seconds."""
        ...

    def undo(self) -> None:
        """Gives the account back."""
        ...


class Side(Protocol):
    """One of the two, running. `did` is whom reports are addressed to, `port` where they go."""

    @property
    def did(self) -> str: ...

    @property
    def port(self) -> int: ...

    @property
    def pages(self) -> Mapping[str, Read]:
        """The first page of the queue, most urgent first, by the name of who gives it."""
        ...

    def batches(self, dids: Sequence[str]) -> Sequence[bytes]:
        """Reports about these accounts as a platform's own backend hands them in, a hundred in a
        request; none where each report takes a request of its own."""
        ...

    def visible(self, did: str) -> bool:
        """Whether a reviewer finds the account in the queue."""
        ...

    def hold(self, did: str, number: int) -> Matter:
        """Takes a reported account as the reviewer of that number, or of the rest after as many
        as there are."""
        ...

    def fill(self, start: int, end: int) -> None:
        """Adds that many open subjects to the database, with a report each."""
        ...

    def processes(self) -> Sequence[int]:
        """The numbers of the processes that it is made of, PostgreSQL's apart."""
        ...
