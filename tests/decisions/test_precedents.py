"""What was decided before is found by subject and by policy, newest first, no more than asked."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from psycopg_pool import AsyncConnectionPool
from tests.casework import NOW, filed, leave, report, rows, web_pool

from quorate.decisions import precedents
from quorate.vocabulary.permissions import Permission

pytestmark = pytest.mark.both_postgres


async def decided(pool: AsyncConnectionPool, name: str, native: str, policy: str, n: int) -> UUID:
    """A proposal about this account, the n-th minute; its case."""
    (one,) = await filed(pool, report(f"{name}-k", native))
    statement = json.dumps({"action": "suspend", "policy": policy})
    async with pool.connection() as conn:
        await conn.execute(
            "INSERT INTO proposals (id, case_id, subject_id, statement, resolution, proposed_by,"
            " proposed_at) SELECT %s, id, subject_id, %s, '{}', 'ada', %s FROM cases WHERE id = %s",
            (name, statement, NOW + timedelta(minutes=n), one.case),
        )
    return one.case


async def test_decisions_come_by_subject_and_by_policy(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        case = await decided(pool, "p1", "@a:example.org", "aa", 1)
        await decided(pool, "p2", "@b:example.org", "bb", 2)
        await decided(pool, "p3", "@a:example.org", "bb", 3)
        await decided(pool, "p4", "@a:example.org", "aa", 4)
        subject = rows(database_url, "SELECT subject_id FROM cases WHERE id = %s", case)[0][0]
        read = leave("ada", Permission.CASE_READ, case)
        async with pool.connection() as conn:
            about = await precedents.about(conn, read, [subject], 2)
            under = await precedents.under(conn, read, "bb", 5)
            none = await precedents.under(conn, read, "cc", 5)
    assert [(one.id, one.policy, one.action) for one in about] == [
        ("p4", "aa", "suspend"),
        ("p3", "bb", "suspend"),
    ]
    assert [one.id for one in under] == ["p3", "p2"]
    assert about[0].case_id == case
    assert none == []


async def test_reading_needs_leave_to_read_cases(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        (one,) = await filed(pool, report("k"))
        wrong = leave("ada", Permission.CASE_CLAIM, one.case)
        async with pool.connection() as conn:
            with pytest.raises(ValueError, match="reads no decisions"):
                await precedents.under(conn, wrong, "aa", 5)
            with pytest.raises(ValueError, match="reads no decisions"):
                await precedents.about(conn, wrong, [], 5)
