"""What a version would have hit of the past: read in its order, with the counts of then."""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

from quorate.authority.gate import Warrant
from quorate.ledger.kept import text_of
from quorate.signals import reading, store
from quorate.signals.actions import keep_test, require
from quorate.signals.language import Asked, Fault, Program, read
from quorate.signals.model import Backtest, Figures, decide_days
from quorate.signals.reading import Counted
from quorate.signals.store import Connection
from quorate.vocabulary.kinds import Outcome
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

MOST_REPORTS: Final = 100_000
"""The newest of them are read where there are more; the answer says since when it counts."""
EXAMPLES: Final = 10


@dataclass(frozen=True, slots=True)
class Example:
    """A hit, and how its case ended; None while it is open."""

    report: UUID
    case: UUID
    received_at: datetime
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """A kept test with the newest hits, of one case each, the newest first."""

    tested: Backtest
    examples: tuple[Example, ...]


@dataclass(slots=True)
class _Tally:
    """`first` is when the oldest report came that counted."""

    reports: int = 0
    hits: int = 0
    failed: int = 0
    first: datetime | None = None
    cases: dict[UUID, str | None] = field(default_factory=dict[UUID, "str | None"])
    newest: deque[Example] = field(default_factory=lambda: deque[Example](maxlen=EXAMPLES))

    def add(self, rows: Iterable[Counted], program: Program) -> None:
        for row in rows:
            self.first = self.first or row.received_at
            self.reports += 1
            counts = (row.reports_hour, row.reports_day, row.reporters_hour)
            holds = program.holds(Asked(row.record(*counts)))
            self.failed += holds is None
            if holds:
                self.hits += 1
                if row.case_id not in self.cases:
                    self.newest.appendleft(
                        Example(row.report, row.case_id, row.received_at, row.outcome)
                    )
                self.cases[row.case_id] = row.outcome

    def figures(self) -> Figures:
        ends = list(self.cases.values())
        actioned = ends.count(Outcome.ACTIONED)
        decided = actioned + ends.count(Outcome.NO_VIOLATION)
        return Figures(self.reports, self.hits, self.failed, len(ends), decided, actioned)


async def backtest(
    conn: Connection, warrant: Warrant, name: str, version: int | None, days: int, now: datetime
) -> Answer | Refusal:
    """Reads the reports of the past days with one version, the newest where none is named; the
    caller's transaction sees one state of them. Refused: NOT_FOUND, BODY_INVALID for the days,
    VALUE_NEEDED where what the version asks was erased."""
    require(warrant, Permission.CASE_ASSIGN)
    since = decide_days(days, now)
    if isinstance(since, Refusal):
        return since
    known = await store.versions(conn, name)
    rule = next((r for r in known if version is None or r.version == version), None)
    if rule is None:
        return Refusal(Problem.NOT_FOUND, "there is no such version", "version")
    said = await text_of(conn, rule.expression)
    program = None if said is None else read(said)
    if program is None or isinstance(program, Fault):
        return Refusal(Problem.NOT_FOUND, "what this version asks was erased", "version")
    tally = _Tally()
    async for rows in reading.past(conn, since, now, MOST_REPORTS):
        await asyncio.to_thread(tally.add, rows, program)  # other requests go on
    if tally.reports >= MOST_REPORTS and tally.first:
        since = tally.first
    tested = Backtest(
        *(uuid7(), rule.name, rule.version, warrant.who, now, since),
        tally.figures(),
    )
    await keep_test(conn, warrant, tested)
    return Answer(tested, tuple(tally.newest))
