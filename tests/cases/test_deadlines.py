"""Cases whose proposals wait too long go to the leads, once, whoever holds them."""

import asyncio
from uuid import UUID

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool
from tests.casework import NOW, entries, filed, leave, report, rows, web_pool

from quorate.authority.gate import SERVICES, service_warrant
from quorate.cases import actions, jobs
from quorate.cases.jobs import Late
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Refusal


def escalations(url: str) -> list[dict[str, object]]:
    return [e["data"] for e in entries(url) if e["event"] == "case:escalated"]


async def claimed(pool: AsyncConnectionPool) -> UUID:
    """A case that somebody holds."""
    (found,) = await filed(pool, report("k"))
    async with pool.connection() as conn:
        await actions.claim(
            conn, leave("ada", Permission.CASE_CLAIM, found.case), found.case, 1, NOW
        )
    return found.case


@pytest.mark.parametrize("leads", [True, False])
async def test_a_late_case_is_the_leads_where_there_is_one(database_url: str, leads: bool) -> None:
    async with web_pool(database_url) as pool:
        case = await claimed(pool)
        late = Late(frozenset({edge(CASE, case), "case_unknown", "no case"}), leads)
        for _ in range(2):
            await jobs.escalate_late(pool, late, NOW)
    assert rows(database_url, "SELECT escalated FROM cases") == [(leads,)]
    told = [(d["case"], d["by"], d["reason"]) for d in escalations(database_url)]
    assert told == ([(edge(CASE, case), "service:deadline", "overdue")] if leads else [])


async def test_the_loop_tells_each_set_of_cases_once_and_survives_an_absent_database(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, looks, real = asyncio.Event(), list[int](), jobs.escalate_late
    monkeypatch.setattr(jobs, "PAUSE_SECONDS", 0.001)

    async def flaky(*said: object) -> None:
        looks.append(1)
        if len(looks) == 1:
            raise psycopg.OperationalError("gone")
        await real(*said)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(jobs, "escalate_late", flaky)
    asked: list[int] = []
    async with web_pool(database_url) as pool:
        case = await claimed(pool)

        def late() -> Late:
            asked.append(1)
            if len(asked) == 6:
                stop.set()
            return Late(frozenset({edge(CASE, case)}), leads=True)

        await asyncio.wait_for(jobs.run_deadlines(pool, stop, late, lambda: NOW), 10)
    assert len(looks) == 2
    assert len(escalations(database_url)) == 1


@pytest.mark.parametrize("permission", [p for p in Permission if p != Permission.CASE_ESCALATE])
def test_a_service_gets_no_further_leave(permission: Permission) -> None:
    found = service_warrant("service:deadline", permission, "case")
    assert isinstance(found, Refusal) == (permission not in SERVICES)
