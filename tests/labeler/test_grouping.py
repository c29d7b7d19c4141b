"""Reports that come at once share few transactions, and each is judged for itself."""

import asyncio
import secrets
from datetime import timedelta
from typing import Any

from psycopg_pool import AsyncConnectionPool
from tests.casework import JOIN, NOW, rows, web_pool
from tests.labeler.network import CONNECTOR, TROLL, WITNESS

from quorate.accounts.subject import Subject
from quorate.atproto.actions import Sent, Taken
from quorate.atproto.grouping import Reports
from quorate.atproto.reporting import ACCOUNT, SOURCE, AtReport
from quorate.atproto.tokens import ServiceToken
from quorate.authority.gate import Warrant, service_warrant
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

SPAM = "com.atproto.moderation.defs#reasonSpam"


def reports(pool: AsyncConnectionPool[Any]) -> Reports:
    leave = service_warrant(SOURCE, Permission.REPORT_FILE, SOURCE)
    assert isinstance(leave, Warrant)
    return Reports(pool, leave, JOIN, lambda: NOW)


def sent(words: str, nonce: str = "", native: str = TROLL) -> Sent:
    nonce, until = nonce or secrets.token_hex(8), NOW + timedelta(minutes=1)
    token = ServiceToken("ES256K", "JWT", WITNESS, "", "", until, None, nonce, b"", b"")
    subject = Subject(CONNECTOR, SubjectKind.ACCOUNT, native)
    return Sent(token, AtReport(WITNESS, SPAM, words, {"$type": ACCOUNT, "did": TROLL}, subject))


def refused(found: Taken | Refusal) -> Problem | None:
    return found.problem if isinstance(found, Refusal) else None


async def test_many_at_once_share_few_commits_and_each_gets_its_own_answer(
    database_url: str,
) -> None:
    async with web_pool(database_url) as pool:
        into = reports(pool)
        found = await asyncio.gather(*(into.take(sent(f"words {n}")) for n in range(250)))
    taken = [one for one in found if isinstance(one, Taken)]
    stored = rows(
        database_url,
        "SELECT r.id, r.body, e.id, r.received_at FROM reports r"
        " JOIN network_events e ON e.report_id = r.id",
    )
    assert {body: (report, event, at) for report, body, event, at in stored} == {
        f"words {n}": (one.filed.report, one.event, one.at) for n, one in enumerate(taken)
    }
    ((commits,),) = rows(database_url, "SELECT count(DISTINCT xmin::text) FROM reports")
    assert 3 <= commits <= 6


async def test_of_a_token_that_comes_twice_at_once_the_first_counts(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        into = reports(pool)
        asked = (into.take(sent(f"words {n}", "the same")) for n in range(3))
        found = await asyncio.gather(*asked)
        found.append(await into.take(sent("words 4", "the same")))
    assert list(map(refused, found)) == [None, *[Problem.NOT_SIGNED_IN] * 3]
    assert rows(database_url, "SELECT body FROM reports") == [("words 0",)]


async def test_the_same_report_twice_at_once_is_one_event(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        into = reports(pool)
        first, second = await asyncio.gather(*(into.take(sent("the same")) for _ in range(2)))
    assert isinstance(first, Taken)
    assert isinstance(second, Taken)
    assert (first.event, first.filed.report) == (second.event, second.filed.report)


async def test_what_intake_refuses_leaves_its_token_and_the_others(database_url: str) -> None:
    other = f"did:plc:{'o' * 24}"
    async with web_pool(database_url) as pool:
        into = reports(pool)
        await into.take(sent("words"))
        asked = (into.take(one) for one in (sent("words", "n", other), sent("more")))
        found = await asyncio.gather(*asked)
        again = await into.take(sent("less", "n"))
    assert list(map(refused, found)) == [Problem.IDEMPOTENCY_CONFLICT, None]
    assert refused(again) is None
