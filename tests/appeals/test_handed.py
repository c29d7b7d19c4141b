"""An appeal that a platform hands over, and the platform's callback, up to a kill in between."""

import asyncio
import base64
import hashlib
import json
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from tests.appealing import Appeals
from tests.casework import CONNECTOR, JOIN, rows
from tests.intake.foreigners import coop_appeal, coop_report, sources
from tests.playing import playing

from quorate.appeals.handed import Handed, file_handed
from quorate.appeals.model import Appeal
from quorate.authority.gate import service_warrant
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.world import TROLL, World
from quorate.intake import calling
from quorate.intake.actions import file_reports
from quorate.intake.callbacks import GIVEN_UP, Kind, signing_key
from quorate.intake.calling import LEASE, Caller
from quorate.intake.calling_store import put
from quorate.intake.foreign.coop import read_appeal, read_report
from quorate.intake.model import Filed
from quorate.intake.sources import Source
from quorate.vocabulary.kinds import AppealOutcome
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

USER: dict[str, Any] = {"id": TROLL, "typeId": "user", "data": {}}
MINE = {"typeId": "user", "id": TROLL}
COOP = replace(sources()["coop"], connector=CONNECTOR)
KEY: RSAPrivateKey = generate_private_key(65537, 2048)
Answer = Callable[[httpx2.Request], httpx2.Response]


@pytest.fixture
async def appeals(tmp_path: Path, database_url: str) -> AsyncGenerator[Appeals]:
    async with playing(World(tmp_path).found(), database_url) as play:
        yield Appeals(play)


def ask(**changes: Any) -> dict[str, Any]:
    return coop_appeal(**{"actionedItem": USER, "appealedBy": MINE, **changes})


async def hand(appeals: Appeals, row: dict[str, Any]) -> Appeal | Refusal:
    digest = hashlib.sha256(json.dumps(row).encode()).digest()
    handed = Handed("coop", read_appeal(COOP, row), digest, tells=True)
    async with appeals.play.pool.connection() as conn:
        return await file_handed(conn, handed, appeals.play.world.now)


async def handed(appeals: Appeals, **changes: Any) -> Appeal:
    found = await hand(appeals, ask(**changes))
    assert isinstance(found, Appeal), found
    return found


class Platform:
    """Takes callbacks; `answers` are its next ones, the last of them for good."""

    def __init__(self, *answers: int | Exception) -> None:
        self.answers, self.taken = list(answers), list[httpx2.Request]()

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.taken.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx2.Response(answer)

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(request.content) for request in self.taken]


def caller(appeals: Appeals, platform: Answer, source: Source = COOP) -> Caller:
    http = httpx2.AsyncClient(transport=httpx2.MockTransport(platform))
    return Caller(appeals.play.pool, {"coop": source}, {"coop": KEY}, http)


async def told(appeals: Appeals, platform: Platform, now: datetime) -> int:
    """What is due at this instant is put out and tried; how much was tried."""
    found, tried = caller(appeals, platform), 0
    await found.put_out(now)
    while await found.send_next("coop", now):
        tried += 1
    return tried


def signed(request: httpx2.Request) -> bool:
    sig = base64.b64decode(request.headers["Coop-Signature"])
    KEY.public_key().verify(sig, request.content, PKCS1v15(), SHA256())
    return True


async def test_an_appeal_is_against_the_newest_told_decision_and_stands_once(
    appeals: Appeals, database_url: str
) -> None:
    _, said = await appeals.decided()
    first = await handed(appeals)
    assert first.proposal_id == said.proposal
    assert first.filed_by == "service:coop"
    assert await handed(appeals) == first
    other = await hand(appeals, ask(appealReason="something else"))
    assert isinstance(other, Refusal)
    assert (other.problem, other.field) == (Problem.IDEMPOTENCY_CONFLICT, "appealId")
    assert await handed(appeals, appealId="ap-2", actionsTaken=[said.proposal]) == first
    lost = await hand(appeals, ask(appealId="ap-3", actionsTaken=["never heard of"]))
    assert isinstance(lost, Refusal)
    assert lost.problem is Problem.NOT_FOUND
    assert rows(database_url, "SELECT count(*) FROM appeals") == [(1,)]


async def test_the_platform_is_told_of_the_decided_appeal_once_signed(
    appeals: Appeals, database_url: str
) -> None:
    await appeals.decided()
    appeal, platform, now = await handed(appeals), Platform(204), appeals.play.world.now
    assert await told(appeals, platform, now) == 0
    await appeals.answered("other employee", appeal, AppealOutcome.REVERSED)
    assert await told(appeals, platform, now) == 1
    assert await told(appeals, platform, now + timedelta(days=1)) == 0
    assert platform.bodies() == [
        {
            "appealId": "ap-1",
            "item": {"id": TROLL, "typeId": "user"},
            "appealedBy": {"id": TROLL, "typeId": "user"},
            "appealDecision": "ACCEPT",
            "custom": {"appeal": appeal.name, "outcome": "reversed"},
        }
    ]
    assert platform.taken[0].url == "http://127.0.0.1:1/appeal"
    assert signed(platform.taken[0])
    left = rows(database_url, "SELECT body, sent_at IS NOT NULL FROM callbacks")
    assert left == [(None, True)]
    assert rows(database_url, "SELECT asked FROM handed_appeals") == [(None,)]


async def test_a_callback_is_tried_until_it_is_taken_ever_more_rarely(appeals: Appeals) -> None:
    await appeals.decided()
    appeal, now = await handed(appeals), appeals.play.world.now
    await appeals.answered("other employee", appeal, AppealOutcome.UPHELD)
    platform = Platform(500, httpx2.ConnectError("away"), 302, 200)
    pauses = list[float]()
    at = now
    while len(platform.taken) < 4:
        pauses += [(at - now).total_seconds()] * await told(appeals, platform, at)
        at += timedelta(seconds=1)
    assert pauses == [0, 10, 30, 70]
    assert {body["appealDecision"] for body in platform.bodies()} == {"REJECT"}
    assert len({r.headers["Idempotency-Key"] for r in platform.taken}) == 1
    assert await told(appeals, platform, at + GIVEN_UP) == 0


async def test_a_worker_killed_beside_the_answer_loses_no_callback(appeals: Appeals) -> None:
    await appeals.decided()
    appeal, now = await handed(appeals), appeals.play.world.now
    await appeals.answered("other employee", appeal, AppealOutcome.REVERSED)
    killed = Platform(RuntimeError("killed"))
    with pytest.raises(RuntimeError):
        await told(appeals, killed, now)
    platform = Platform(200)
    assert await told(appeals, platform, now) == 0, "another worker waits for the lease"
    assert await told(appeals, platform, now + LEASE) == 1
    assert (
        platform.taken[0].headers["Idempotency-Key"] == killed.taken[0].headers["Idempotency-Key"]
    )


async def test_nothing_is_sent_inside_a_transaction(appeals: Appeals, database_url: str) -> None:
    await appeals.decided()
    appeal, seen = await handed(appeals), list[int]()
    await appeals.answered("other employee", appeal, AppealOutcome.REVERSED)

    def look(_: httpx2.Request) -> httpx2.Response:
        open_ones = rows(
            database_url,
            "SELECT count(*) FROM pg_stat_activity WHERE xact_start IS NOT NULL"
            " AND state LIKE 'idle in transaction%%' AND datname = current_database()",
        )
        seen.append(open_ones[0][0])
        return httpx2.Response(200)

    found = caller(appeals, look)
    await found.put_out(appeals.play.world.now)
    assert await found.send_next("coop", appeals.play.world.now)
    assert seen == [0]


async def test_a_platform_that_never_ends_its_answer_holds_up_itself_alone(
    appeals: Appeals, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "SECONDS", 2.0)
    now, taken, stop = appeals.play.world.now, asyncio.Event(), asyncio.Event()

    async def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.host != "other.example":
            await asyncio.Event().wait()
        taken.set()
        return httpx2.Response(200)

    assert COOP.callback is not None
    callback = replace(COOP.callback, appeal="https://other.example/appeal")
    both = {"coop": COOP, "other": replace(COOP, name="other", callback=callback)}
    async with appeals.play.pool.connection() as conn:
        for about, source in enumerate([*["coop"] * 8, "other"]):
            at = now + timedelta(milliseconds=about)
            await put(conn, source, Kind.APPEAL, str(about), "{}", at)
    http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
    found = Caller(appeals.play.pool, both, dict.fromkeys(both, KEY), http)
    running = asyncio.create_task(found.run(stop, lambda: now + timedelta(seconds=1)))
    await asyncio.wait_for(taken.wait(), 1.9)
    stop.set()
    await asyncio.wait_for(running, 10)
    waiting = rows(
        database_url, "SELECT source, count(*) FROM callbacks WHERE body IS NOT NULL GROUP BY 1"
    )
    assert waiting == [("coop", 8)]


async def test_one_that_nobody_takes_is_given_up_and_its_words_go(
    appeals: Appeals, database_url: str
) -> None:
    await appeals.decided()
    appeal, now = await handed(appeals), appeals.play.world.now
    await appeals.answered("other employee", appeal, AppealOutcome.REVERSED)
    platform = Platform(500)
    await told(appeals, platform, now)
    await told(appeals, platform, now + GIVEN_UP)
    assert rows(database_url, "SELECT body, sent_at FROM callbacks") == [(None, None)]
    assert await told(appeals, platform, now + 2 * GIVEN_UP) == 0


async def test_the_platform_is_told_what_was_done_about_what_it_reported(
    appeals: Appeals, database_url: str
) -> None:
    now = appeals.play.world.now
    said = read_report(COOP, coop_report(reportedItem=USER))
    leave = service_warrant("coop", Permission.REPORT_FILE, "coop")
    assert not isinstance(leave, Refusal)
    async with appeals.play.pool.connection() as conn:
        (found,) = await file_reports(conn, leave, [said], now, JOIN)
    assert isinstance(found, Filed)
    _, proposed = await appeals.decided()
    async with appeals.play.pool.connection() as conn:
        await conn.execute(
            "INSERT INTO statements_of_reasons (proposal_id, case_id, made_at, content)"
            " VALUES (%s, %s, %s, %s)",
            (
                *(proposed.proposal, found.case, now),
                json.dumps(
                    {
                        "proposal": proposed.proposal,
                        "action": "suspend",
                        "category": "harassment",
                        "ground": {"policy": "harassment/1"},
                    }
                ),
            ),
        )
    platform = Platform(200)
    assert await told(appeals, platform, now) == 1
    assert await told(appeals, platform, now) == 0
    assert platform.bodies() == [
        {
            "item": {"id": TROLL, "typeId": "user"},
            "action": {"id": "a-7"},
            "policies": [{"id": "p-1", "name": "harassment/1", "penalty": "NONE"}],
            "rules": [],
            "custom": {"proposal": proposed.proposal},
        }
    ]
    assert signed(platform.taken[0])
    assert rows(database_url, "SELECT kind, about FROM callbacks") == [
        ("action", proposed.proposal)
    ]


async def test_a_source_that_reported_nothing_is_told_nothing_and_looked_at_once(
    appeals: Appeals, database_url: str
) -> None:
    now = appeals.play.world.now
    case, proposed = await appeals.decided()
    async with appeals.play.pool.connection() as conn:
        await conn.execute(
            "INSERT INTO statements_of_reasons VALUES (%s, %s, %s, '{}')",
            (proposed.proposal, case, now),
        )
    found = caller(appeals, Platform(200))
    assert [await found.put_out(now), await found.put_out(now)] == [1, 0]
    assert not await found.send_next("coop", now)
    assert rows(database_url, "SELECT about, body FROM callbacks") == [(proposed.proposal, None)]


def test_a_key_that_cannot_sign_is_named_and_not_shown() -> None:
    for wrong in (seeded("anybody").pem().decode(), "no key", ""):
        with pytest.raises(ValueError, match=r"^coop\.pem: an RSA private key"):
            signing_key(wrong, "coop.pem")
