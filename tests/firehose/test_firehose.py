"""Reports through a real NATS server: each once, in order, and nothing in the way of the rest."""

import asyncio
import json
from typing import Any

import psycopg
import pytest
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from structlog.testing import capture_logs
from tests.casework import file, report, rows, web_pool
from tests.firehose.hosing import (
    alarm,
    connected,
    emptied,
    hose,
    item,
    keys,
    publisher,
    set_aside,
    waiting,
)
from tests.firehose.servers import Node

from quorate.firehose import feed
from quorate.firehose.feed import open_feed
from quorate.firehose.model import Partition
from quorate.intake.model import Filed
from quorate_client.firehose import FullError, NotPublishedError, partition_of

SUBJECT = item("any")["subject"]


async def test_reports_and_alarms_become_cases_in_their_order(
    node: Node, database_url: str, source: str
) -> None:
    async with hose(node.url, database_url, source) as js, publisher(node.url, source) as hand:
        for n in range(130):
            await hand.report(item(f"r{n}", body=f"the {n}th"))
        for n in range(20):
            await hand.alarm(alarm(f"a{n}", f"@other{n}:example.org"))
        await emptied(js, source)
        assert await set_aside(js, source) == []
    found = keys(database_url, source)
    assert [key for key in found if key.startswith("r")] == [f"r{n}" for n in range(130)]
    assert len(found) == 150
    kinds = "SELECT kind, count(*), count(DISTINCT case_id) FROM reports GROUP BY kind"
    assert set(rows(database_url, kinds)) == {("alarm", 20, 20), ("report", 130, 1)}
    assert rows(database_url, "SELECT score FROM reports WHERE key = 'a7'") == [(0.5,)]


async def test_what_is_published_again_or_posted_too_stands_once(
    node: Node, database_url: str, source: str
) -> None:
    async with web_pool(database_url) as pool:
        (posted,) = await file(pool, report("both", evidence=(), body="buy now"))
    assert isinstance(posted, Filed)
    async with hose(node.url, database_url, source, "app") as js:
        async with publisher(node.url, "app") as hand:
            same: Any = {"reporter": "@witness:example.org", "language": "en", "jurisdiction": "DE"}
            await hand.report(item("both", **same))
        async with publisher(node.url, source) as hand:
            for _ in range(3):
                await hand.report(item("once"))
            assert await waiting(js, source) <= 1  # the stream itself knows the second one
        # Another id of the message, as after the stream's memory has passed.
        where = f"quorate.intake.{source}.report.{partition_of(SUBJECT)}"
        await js.publish(where, json.dumps(item("once")).encode())
        for name in (source, "app"):
            await emptied(js, name)
            assert await set_aside(js, name) == []
    assert rows(database_url, "SELECT source, key FROM reports ORDER BY key") == [
        ("app", "both"),
        (source, "once"),
    ]
    assert rows(database_url, "SELECT sum(reports) FROM cases") == [(2,)]


@pytest.mark.usefixtures("impatient")
async def test_a_member_gone_between_commit_and_acknowledgement_doubles_nothing(
    node: Node, database_url: str, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unheard(_: Msg) -> None:
        """As of a process that is killed just before it says so."""

    with monkeypatch.context() as killed:
        killed.setattr(Msg, "ack", unheard)
        async with hose(node.url, database_url, source) as js, publisher(node.url, source) as hand:
            for n in range(10):
                await hand.report(item(f"r{n}"))
            while len(keys(database_url, source)) < 10:
                await asyncio.sleep(0.05)
            assert await waiting(js, source) == 10
    async with hose(node.url, database_url, source) as js, publisher(node.url, source) as hand:
        await hand.report(item("after"))
        await emptied(js, source)
    assert keys(database_url, source) == [*(f"r{n}" for n in range(10)), "after"]
    assert rows(database_url, "SELECT reports FROM cases") == [(11,)]


@pytest.mark.usefixtures("impatient")
async def test_what_a_killed_member_had_in_hand_comes_before_what_is_younger(
    node: Node, database_url: str, source: str
) -> None:
    async with hose(node.url, database_url, source):
        pass  # the streams stand
    own = Partition(source, partition_of(SUBJECT))
    async with connected(node.url) as dead, publisher(node.url, source) as hand:
        await hand.report(item("first"))
        own_feed = await open_feed(JetStreamContext(dead), own, asyncio.Event())
        assert len(await own_feed.next()) == 1
        await hand.report(item("second"))
    async with hose(node.url, database_url, source) as js:
        await emptied(js, source)
    assert keys(database_url, source) == ["first", "second"]


@pytest.mark.usefixtures("impatient")
async def test_what_was_lost_on_the_way_is_waited_for(
    node: Node, database_url: str, source: str
) -> None:
    async with hose(node.url, database_url, source):
        pass
    own = Partition(source, partition_of(SUBJECT))
    async with connected(node.url) as client, publisher(node.url, source) as hand:
        js = JetStreamContext(client)
        own_feed = await open_feed(js, own, asyncio.Event())
        await hand.report(item("first"))
        assert len(await own_feed.next()) == 1
        thief = await js.pull_subscribe_bind(own.consumer, own.stream)
        await hand.report(item("lost"))
        assert len(await thief.fetch(1)) == 1
        await hand.report(item("younger"))
        with pytest.raises(TimeoutError):
            await own_feed.next()


async def test_more_at_once_than_a_transaction_takes_is_filed_in_parts(
    node: Node, database_url: str, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The library gives what late requests brought together with what it asks for.
    monkeypatch.setattr(feed, "MOST", 150)
    async with hose(node.url, database_url, source):
        pass
    async with publisher(node.url, source) as hand:
        await asyncio.gather(*(hand.report(item(f"r{n}")) for n in range(150)))
    async with hose(node.url, database_url, source) as js:
        await emptied(js, source)
    assert keys(database_url, source) == [f"r{n}" for n in range(150)]


async def test_what_is_no_report_is_set_aside_with_the_reason_and_blocks_nothing(
    node: Node, database_url: str, source: str
) -> None:
    secret = "something private"
    place = f"quorate.intake.{source}.report.{partition_of(SUBJECT)}"
    poison = [
        b"no json " + secret.encode(),
        b"[" * 100_000,
        json.dumps({**item("k"), "score": 1}).encode(),
        json.dumps({**item("k"), f"{secret}\r\nNats-Msg-Id: 1": 1}).encode(),
        json.dumps(item("k", category=secret)).encode(),
        json.dumps(item("k", body="\x00")).encode(),
        json.dumps(item("k", native="@elsewhere:example.org")).encode(),
    ]
    with capture_logs() as logs:
        async with hose(node.url, database_url, source) as js, publisher(node.url, source) as hand:
            for n, body in enumerate(poison):
                await js.publish(place, body)
                await hand.report(item(f"good{n}"))
            await hand.report(item("good0", body="says something else"))
            await emptied(js, source)
            aside = await set_aside(js, source)
    assert keys(database_url, source) == [f"good{n}" for n in range(len(poison))]
    assert [body for _, body in aside[:1]] == poison[:1]
    assert len(aside[1][1]) == 64 * 1024
    fields = [headers["Quorate-Field"] for headers, _ in aside]
    assert fields[:3] == ["body", "body", "score"]
    assert fields[4:] == ["category", "body", "subject", "key"]
    assert aside[-1][0]["Quorate-Problem"] == "idempotency-conflict"
    assert {headers["Quorate-Subject"] for headers, _ in aside} == {place}
    told = [log for log in logs if log["event"] == "message_set_aside"]
    assert len(told) == len(aside) == len(poison) + 1
    assert secret not in str([log for log in told if log["field"] != fields[3]])


async def test_one_that_the_database_does_not_take_leaves_the_others(
    node: Node, database_url: str, source: str
) -> None:
    with psycopg.connect(database_url) as owner:
        owner.execute("ALTER TABLE reports ADD CHECK (body <> 'unheard of')")
    async with hose(node.url, database_url, source) as js, publisher(node.url, source) as hand:
        bodies = ["fine", "unheard of", "fine, too"]
        each = (hand.report(item(f"r{n}", body=body)) for n, body in enumerate(bodies))
        await asyncio.gather(*each)
        await emptied(js, source)
        assert len(await set_aside(js, source)) == 1
    assert sorted(keys(database_url, source)) == ["r0", "r2"]


async def test_a_full_stream_refuses_and_keeps_all_that_it_took(
    node: Node, database_url: str, source: str
) -> None:
    async with hose(node.url, database_url, source):
        pass  # nobody takes anything out
    taken = list[str]()
    async with publisher(node.url, source) as hand:
        with pytest.raises(FullError):
            for n in range(200):
                await hand.report(item(f"r{n}", f"@u{n}:example.org", body="x" * 9_000))
                taken.append(f"r{n}")
        assert 50 < len(taken) < 200
        async with hose(node.url, database_url, source) as js:
            await emptied(js, source)
            await hand.report(item("again"))
            await emptied(js, source)
    assert sorted(keys(database_url, source)) == sorted([*taken, "again"])


async def test_a_source_without_a_stream_is_heard_by_nobody(node: Node) -> None:
    async with publisher(node.url, "nobody") as hand:
        with pytest.raises(NotPublishedError):
            await hand.report(item("r"))


async def test_members_share_the_partitions_and_a_new_one_gets_its_part(
    node: Node, database_url: str, source: str
) -> None:
    held = (
        "SELECT pid, count(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        " GROUP BY pid"
    )

    async def shares(*wanted: int) -> None:
        async with asyncio.timeout(20):
            while sorted(n for _, n in rows(database_url, held)) != [*wanted]:
                await asyncio.sleep(0.1)

    async with hose(node.url, database_url, source) as js, publisher(node.url, source) as hand:
        await shares(16)
        async with hose(node.url, database_url, source):
            await shares(8, 8)
            many = [item(f"r{n}", f"@u{n % 20}:example.org") for n in range(400)]
            for start in range(0, 400, 100):
                await asyncio.gather(*(hand.report(one) for one in many[start : start + 100]))
            await emptied(js, source)
        await shares(16)
    found = rows(database_url, "SELECT subject_id::text, key FROM reports ORDER BY id")
    assert len(found) == 400
    numbers: dict[str, list[int]] = {}
    for subject, key in found:
        numbers.setdefault(subject, []).append(int(key[1:]))
    assert all(own == sorted(own) for own in numbers.values())
