"""Second reviews: who gets them, what is drawn, and that nobody judges what they decided."""

import hashlib
import json
from collections.abc import AsyncGenerator
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool
from tests.casework import LAW, NOW, actor, filed, granted, report, rows, web_pool

from quorate.authority.gate import Warrant, warrant
from quorate.decisions import second
from quorate.decisions.agreement import Judgement
from quorate.decisions.catalogue import Catalogue, Policy
from quorate.decisions.drawing import SETTLED, Lot, draw, read_share
from quorate.decisions.second import ASKED_FOR, LEASE, SECOND_REVIEWS
from quorate.ledger.keys import PrivateKey
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Role
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

pytestmark = pytest.mark.both_postgres
KEY = PrivateKey.from_seed(hashlib.sha256(b"lot").digest())
SPAM = Policy("spam", 2, "spam", 3, "No bulk.", frozenset({Action.SUSPEND}), "5a" * 32, "{}")
CATALOGUE = Catalogue({SPAM.hash: SPAM})
POLICIES = {SPAM.hash: SPAM.id}
ALL, NONE = Lot(KEY, 1.0), Lot(KEY, 0.0)
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
async def pool(database_url: str) -> AsyncGenerator[AsyncConnectionPool]:
    async with web_pool(database_url) as made:
        await draw(made, ALL, POLICIES, NOW - timedelta(days=1))
        yield made


def leave(who: str, permission: Permission = Permission.CASE_CLAIM, *roles: Role) -> Warrant:
    return granted(warrant(LAW, actor(who, *roles), permission, SECOND_REVIEWS, NOW))


LEAD = leave("lead", Permission.CASE_ASSIGN, Role.LEAD)


async def decided(
    pool: AsyncConnectionPool,
    url: str,
    by: str = "first",
    name: str = "@u:example.org",
    **how: object,
) -> UUID:
    """A closed case with a signed decision."""
    (one,) = await filed(pool, report(f"r-{name}", name))
    said = {"action": "suspend", "policy": SPAM.hash, **how}
    with psycopg.connect(url) as conn:
        conn.execute(
            "INSERT INTO proposals (id, case_id, subject_id, statement, resolution, proposed_by,"
            " proposed_at) SELECT %s, id, subject_id, %s, '{}', %s, %s FROM cases WHERE id = %s",
            (f"prop-{name}", json.dumps(said), by, NOW, one.case),
        )
        conn.execute(
            "UPDATE cases SET state = 'closed', closed_at = %s, tier = %s, outcome = 'actioned'"
            " WHERE id = %s",
            (NOW, how.get("tier", 0), one.case),
        )
    return one.case


async def test_what_is_drawn_is_asked_of_another_person_and_never_of_who_decided(
    pool: AsyncConnectionPool, database_url: str
) -> None:
    case = await decided(pool, database_url)
    assert await draw(pool, ALL, POLICIES, LATER) == 1
    assert await draw(pool, ALL, POLICIES, LATER) == 0
    async with pool.connection() as conn:
        assert await second.take(conn, leave("first"), LATER) is None
        assert await second.waiting(conn, leave("first"), LATER) == 0
        assert await second.waiting(conn, leave("other"), LATER) == 1
        taken = await second.take(conn, leave("other"), LATER)
        assert taken is not None
        assert (taken.case_id, taken.area) == (case, "spam")
        assert await second.take(conn, leave("third"), LATER) is None
        assert await second.take(conn, leave("other"), LATER) == taken
        again = await second.take(conn, leave("third"), LATER + LEASE)
        assert again is not None
        assert again.id == taken.id


async def test_an_answer_is_kept_once_and_changes_nothing_else(
    pool: AsyncConnectionPool, database_url: str
) -> None:
    await decided(pool, database_url)
    await draw(pool, ALL, POLICIES, LATER)
    before = (
        rows(database_url, "SELECT * FROM cases"),
        rows(database_url, "SELECT * FROM ledger_queue"),
    )
    async with pool.connection() as conn:
        taken = await second.take(conn, leave("other"), LATER)
        assert taken is not None
        no = Judgement("spam", "no_violation")
        for who in ("third", "first"):
            refused = await second.answer(conn, leave(who), taken.id, no, CATALOGUE, LATER)
            assert isinstance(refused, Refusal)
            assert refused.problem is Problem.LEASE_LOST
        late = await second.answer(conn, leave("other"), taken.id, no, CATALOGUE, LATER + LEASE)
        assert isinstance(late, Refusal)
        assert await second.answer(conn, leave("other"), taken.id, no, CATALOGUE, LATER) is None
        twice = await second.answer(conn, leave("other"), taken.id, no, CATALOGUE, LATER)
        assert isinstance(twice, Refusal)
        (pair,) = await second.pairs(conn, LEAD, NOW)
        assert (pair.first, pair.second) == (Judgement("spam", "suspend"), no)
        (difference,) = await second.differences(conn, LEAD, NOW, 10)
        assert (difference.first_by, difference.second_by) == ("first", "other")
        assert await second.pairs(conn, LEAD, LATER) == []
    after = (
        rows(database_url, "SELECT * FROM cases"),
        rows(database_url, "SELECT * FROM ledger_queue"),
    )
    assert after == before


@pytest.mark.parametrize(
    ("judged", "problem"),
    [
        (Judgement("other", "suspend"), Problem.POLICY_UNKNOWN),
        (Judgement("spam", "lock"), Problem.ACTION_NOT_ALLOWED),
    ],
)
async def test_an_answer_is_under_a_policy_in_force(
    pool: AsyncConnectionPool, database_url: str, judged: Judgement, problem: Problem
) -> None:
    await decided(pool, database_url)
    await draw(pool, ALL, POLICIES, LATER)
    async with pool.connection() as conn:
        taken = await second.take(conn, leave("other"), LATER)
        assert taken is not None
        refused = await second.answer(conn, leave("other"), taken.id, judged, CATALOGUE, LATER)
    assert isinstance(refused, Refusal)
    assert refused.problem is problem


async def test_only_signed_decisions_about_unprotected_accounts_are_drawn(
    pool: AsyncConnectionPool, database_url: str
) -> None:
    await decided(pool, database_url, name="@tier:example.org", tier=1)
    await decided(pool, database_url, name="@old:example.org", policy="00" * 32)
    (unsigned,) = await filed(pool, report("plain", "@plain:example.org"))
    with psycopg.connect(database_url) as conn:
        conn.execute(
            "UPDATE cases SET state = 'closed', closed_at = %s, tier = 0 WHERE id = %s",
            (NOW, unsigned.case),
        )
    assert await draw(pool, ALL, POLICIES, LATER) == 3
    assert rows(database_url, "SELECT * FROM second_reviews") == []


async def test_a_closing_that_shows_late_is_waited_for(
    pool: AsyncConnectionPool, database_url: str
) -> None:
    await decided(pool, database_url)
    assert await draw(pool, ALL, POLICIES, NOW + SETTLED / 2) == 0
    assert await draw(pool, ALL, POLICIES, NOW + SETTLED) == 1


async def test_what_nobody_judged_in_two_weeks_is_not_asked_for(
    pool: AsyncConnectionPool, database_url: str
) -> None:
    await decided(pool, database_url)
    await draw(pool, ALL, POLICIES, LATER)
    async with pool.connection() as conn:
        assert await second.take(conn, leave("other"), NOW + ASKED_FOR) is None


def test_the_lot_is_the_same_each_time_of_the_share_asked_for_and_the_key_s_own() -> None:
    cases = [UUID(int=n) for n in range(4000)]
    some, other = Lot(KEY, 0.05), Lot(PrivateKey.from_seed(b"\1" * 32), 0.05)
    drawn = [c for c in cases if some.takes(c, 2)]
    assert drawn == [c for c in cases if some.takes(c, 2)]
    assert 140 < len(drawn) < 260
    assert drawn != [c for c in cases if other.takes(c, 2)]
    assert drawn != [c for c in cases if some.takes(c, 3)]
    assert not any(NONE.takes(c, 2) for c in cases)
    assert all(ALL.takes(c, 2) for c in cases)


async def test_another_leave_reads_nothing(pool: AsyncConnectionPool) -> None:
    async with pool.connection() as conn:
        with pytest.raises(ValueError, match="needs a warrant"):
            await second.pairs(conn, leave("other"), NOW)
        with pytest.raises(ValueError, match="needs a warrant"):
            await second.take(conn, LEAD, NOW)


@pytest.mark.parametrize("share", [-0.1, 1.1, "0.05", True, None])
def test_a_share_is_a_number_from_0_to_1(share: object) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        read_share(share)
    assert (read_share(0), read_share(0.25), read_share(1)) == (0, 0.25, 1)
