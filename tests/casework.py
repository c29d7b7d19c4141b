"""People, reports and a database connection with the web processes' own role, for the tests."""

import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any, LiteralString, cast
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool

from quorate.accounts.subject import Subject
from quorate.authority.engine import shipped_law
from quorate.authority.gate import Actor, Warrant, service_warrant, warrant
from quorate.flow import AFTER, Stage
from quorate.intake.actions import file_reports
from quorate.intake.marks import Addresses
from quorate.intake.model import Filed, Report, ReportKind
from quorate.people.model import Person, Shift
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import Employment, Role, SubjectKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Refusal

ADDRESSES = Addresses(b"the web's own")
NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
SOURCE = "app"
CONNECTOR = "matrix:example.org"
LAW = shipped_law()
JOIN = AFTER[Stage.REPORT_FILED](dict[str, int])


@asynccontextmanager
async def web_pool(url: str, max_size: int = 8) -> AsyncGenerator[AsyncConnectionPool]:
    """Connections that may do what `quorate_web` may, and no more."""
    options = "-c timezone=UTC -c role=quorate_web"
    pool: AsyncConnectionPool = AsyncConnectionPool(
        make_conninfo(url, options=options), min_size=1, max_size=max_size, open=False
    )
    async with pool:
        yield pool


def rows(url: str, query: LiteralString | sql.Composed, *values: object) -> list[tuple[Any, ...]]:
    """What a superuser sees."""
    with psycopg.connect(url) as connection:
        return connection.execute(query, values).fetchall()


def entries(url: str) -> list[dict[str, Any]]:
    """The queued ledger entries, in order."""
    found = rows(url, "SELECT body FROM ledger_queue ORDER BY id")
    return [cast("dict[str, Any]", json.loads(body)) for (body,) in found]


def actor(name: str, *roles: Role) -> Actor:
    """Somebody on shift around the clock; a reviewer unless roles are named."""
    person = Person(
        id=name,
        team="core",
        manager="m",
        employment=Employment.EMPLOYEE,
        vendor=None,
        roles=frozenset(roles or {Role.REVIEWER}),
        languages=("en",),
        zone="UTC",
        shift=Shift(frozenset(range(1, 8)), time(0), time(0)),
        last_working_day=None,
        contract_end=None,
        locked=False,
        accounts=(),
        training=frozenset({"private-data", "protected-accounts"}),
    )
    return Actor(person)


def granted(found: Warrant | Refusal) -> Warrant:
    assert isinstance(found, Warrant), found
    return found


def leave(who: str, permission: Permission, case: UUID) -> Warrant:
    """A reviewer's warrant for one case."""
    return granted(warrant(LAW, actor(who), permission, edge(CASE, case), NOW))


def source_leave(source: str = SOURCE) -> Warrant:
    return granted(service_warrant(source, Permission.REPORT_FILE, source))


def report(key: str, native: str = "@spam:example.org", **changes: Any) -> Report:
    plain = Report(
        source=SOURCE,
        key=key,
        kind=ReportKind.REPORT,
        subject=Subject(CONNECTOR, SubjectKind.ACCOUNT, native),
        category="spam",
        reporter="@witness:example.org",
        body="buy now",
        language="en",
        jurisdiction="DE",
        evidence=[{"text": "buy now"}],
    )
    return replace(plain, **changes)


async def file(
    pool: AsyncConnectionPool, *reports: Report, now: datetime = NOW
) -> list[Filed | Refusal]:
    """Files a batch in a transaction of its own."""
    async with pool.connection() as conn:
        return await file_reports(conn, source_leave(), reports, now, JOIN)


async def filed(pool: AsyncConnectionPool, *reports: Report, now: datetime = NOW) -> list[Filed]:
    """The same, where nothing is refused."""
    found = await file(pool, *reports, now=now)
    assert all(isinstance(f, Filed) for f in found), found
    return cast("list[Filed]", found)


def body(**changes: Any) -> dict[str, Any]:
    """A report as it is posted."""
    plain: Mapping[str, Any] = {
        "subject": {"connector": CONNECTOR, "kind": "account", "id": "@spam:example.org"},
        "category": "spam",
        "body": "buy now",
    }
    return {**plain, **changes}
