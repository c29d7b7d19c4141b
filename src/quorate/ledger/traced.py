"""Publishing as a step of each case that an entry is about."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from quorate.ledger.entry import Entry, read_entry
from quorate.telemetry import traces
from quorate.vocabulary.identifiers import CASE, uuid_of

KNOWN: Final = 10_000
"""How many proposals it remembers the case of; words about older ones stand in no trace."""


class Traced:
    """Reads entries only while somebody takes traces, and judges none."""

    def __init__(self) -> None:
        self._cases: dict[str, UUID] = {}

    def published(self, bodies: Sequence[bytes], first: int, since: int) -> None:
        """These have been published in one go, which began at `since`."""
        if not traces.wanted():
            return
        for leaf, body in enumerate(bodies, first):
            try:
                entry = read_entry(body)
            except ValueError:
                continue
            case = self._case(entry)
            if case is not None:
                facts = {"quorate.event": str(entry.event), "quorate.entry": leaf}
                traces.done("sequencing", case, since, **facts)

    def _case(self, entry: Entry) -> UUID | None:
        said = entry.data.get("statement")
        if isinstance(said, dict):
            about = said.get("case")
            named = about.get("id") if isinstance(about, dict) else None
            case, proposal = uuid_of(CASE, str(named)), said.get("proposal")
            if case is not None and isinstance(proposal, str):
                self._remember(proposal, case)
            return case
        if "case" in entry.data:
            return uuid_of(CASE, str(entry.data["case"]))
        return self._cases.get(str(entry.data.get("proposal")))

    def _remember(self, proposal: str, case: UUID) -> None:
        while len(self._cases) >= KNOWN:
            del self._cases[next(iter(self._cases))]
        self._cases[proposal] = case
