"""What a desk does all day, as the rooms carry it out: the paths whose cost must not grow with the
backlog. Timed in `flat`, explained in `plans`."""

import random
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeAlias
from uuid import UUID

import psycopg
from psycopg import AsyncConnection

from benchmarks.filling import Filling
from benchmarks.staff import REVIEWER
from quorate.accounts.subject import Subject
from quorate.authority.engine import shipped_law
from quorate.authority.gate import Actor, Warrant, service_warrant, warrant
from quorate.cases import actions, finding, queries
from quorate.cases.model import Claimed, Hold, Queue
from quorate.cases.queries import ALL_CASES, CasePage
from quorate.cases.searching import PAGE, Search
from quorate.flow import AFTER, Stage
from quorate.intake.actions import file_reports
from quorate.intake.model import Filed, Report, ReportKind
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.permissions import Permission

Connection: TypeAlias = "AsyncConnection[Any]"
FILLING = Filling("matrix:bench.localhost", "@u", 1)
SOURCE = "bench"
LISTED = 50
QUEUE = Queue(area="area-7")


@dataclass(frozen=True, slots=True)
class Backlog:
    """Some of the cases from all over, as people come upon them."""

    cases: Sequence[UUID]

    def one(self) -> UUID:
        """Whichever."""
        return random.choice(self.cases)


Work: TypeAlias = Callable[[Connection, Backlog], Awaitable[Claimed | None]]
"""One act in the caller's transaction; a claim is handed back, to be released afterwards."""


def backlog(url: str, end: int) -> Backlog:
    """Up to 200 of the cases that `filling` numbered up to `end`."""
    some = [f"{FILLING.before}{random.randint(1, end)}" for _ in range(200)]
    with psycopg.connect(url) as conn:
        found = conn.execute(
            "SELECT c.id FROM cases c JOIN subjects s ON s.id = c.subject_id"
            " WHERE s.connector = %s AND s.kind = 'account' AND s.native = ANY(%s)",
            (FILLING.connector, some),
        )
        return Backlog([row[0] for row in found])


def leave(permission: Permission, resource: str, who: str = REVIEWER.id) -> Warrant:
    """As the gate gives it to a reviewer at work."""
    actor = Actor(replace(REVIEWER, id=who))
    found = warrant(shipped_law(), actor, permission, resource, datetime.now(UTC))
    if not isinstance(found, Warrant):
        raise TypeError(str(found))
    return found


async def _claim(conn: Connection, _: Backlog) -> Claimed:
    now = datetime.now(UTC)
    taken = await actions.claim_next(conn, leave(Permission.CASE_CLAIM, ALL_CASES), QUEUE, now)
    if taken is None:
        raise LookupError("the queue is empty")
    return taken


async def release(conn: Connection, taken: Claimed) -> None:
    """Gives a claim back."""
    case = taken.case
    give = leave(Permission.CASE_RELEASE, edge(CASE, case.id))
    await actions.release(conn, give, case.id, Hold(case.fence, case.version), datetime.now(UTC))


async def _file(conn: Connection, _: Backlog) -> None:
    own = service_warrant(SOURCE, Permission.REPORT_FILE, SOURCE)
    if not isinstance(own, Warrant):
        raise TypeError(str(own))
    native = f"@new{secrets.token_hex(6)}:bench.localhost"
    subject = Subject(FILLING.connector, SubjectKind.ACCOUNT, native)
    report = Report(
        *(SOURCE, secrets.token_hex(8), ReportKind.REPORT, subject, "spam", "@r1"),
        body="bulk messages to everybody in the room",
    )
    after = AFTER[Stage.REPORT_FILED](dict[str, int])
    (filed,) = await file_reports(conn, own, [report], datetime.now(UTC), after)
    if not isinstance(filed, Filed):
        raise TypeError(str(filed))


async def _queue_page(conn: Connection, _: Backlog) -> None:
    read = leave(Permission.CASE_READ, ALL_CASES)
    listed = await queries.open_cases(conn, read, QUEUE, None, LISTED)
    if not listed.cases:
        raise LookupError("the queue is empty")


async def _case_page(conn: Connection, known: Backlog) -> None:
    case = known.one()
    page = await queries.case_page(conn, leave(Permission.CASE_READ, edge(CASE, case)), case)
    if not isinstance(page, CasePage):
        raise TypeError(str(page))


async def _search(conn: Connection, _: Backlog) -> None:
    read, asked = leave(Permission.CASE_READ, ALL_CASES), Search(f"lot{random.randrange(100_000)}")
    told = await finding.found(conn, read, asked, None, PAGE, datetime.now(UTC))
    if not isinstance(told, finding.Answer):
        raise TypeError(str(told))


PATHS: Mapping[str, Work] = {
    "case_page": _case_page,
    "claim": _claim,
    "file": _file,
    "queue_page": _queue_page,
    "search": _search,
}
