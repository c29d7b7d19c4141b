"""An appeal that comes through the person's own server: its own, once, and of a decision."""

import secrets
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.appealing import Appeals
from tests.casework import CONNECTOR, rows
from tests.playing import playing

from quorate.accounts.subject import Subject
from quorate.appeals.model import Appeal
from quorate.appeals.network import take_appeal
from quorate.atproto.reporting import ACCOUNT, RECORD, AtReport
from quorate.atproto.tokens import ServiceToken
from quorate.incidents.stage.world import NOON, TROLL, World
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem, Refusal

APPEAL = "com.atproto.moderation.defs#reasonAppeal"
POST = f"app.bsky.feed.post/3k/{TROLL}"


@pytest.fixture
async def appeals(tmp_path: Path, database_url: str) -> AsyncGenerator[Appeals]:
    async with playing(World(tmp_path).found(), database_url) as play:
        yield Appeals(play)


def said(reason: str | None = "I quoted it.", **changes: Any) -> AtReport:
    subject = Subject(CONNECTOR, SubjectKind.ACCOUNT, TROLL)
    made = AtReport(TROLL, APPEAL, reason, {"$type": ACCOUNT, "did": TROLL}, subject)
    return replace(made, **changes)


def of_record(reporter: str = TROLL) -> AtReport:
    subject = Subject(CONNECTOR, SubjectKind.MESSAGE, POST)
    return said(reporter=reporter, about={"$type": RECORD}, subject=subject)


def shown(nonce: str = "", issuer: str = TROLL) -> ServiceToken:
    until, nonce = NOON + timedelta(days=300), nonce or secrets.token_hex(8)
    return ServiceToken("ES256K", "JWT", issuer, "", "", until, None, nonce, b"", b"")


async def take(
    appeals: Appeals, what: AtReport, token: ServiceToken | None = None
) -> Appeal | Refusal | None:
    async with appeals.play.pool.connection() as conn:
        return await take_appeal(conn, token or shown(), what, appeals.play.world.now)


def words(appeals: Appeals) -> list[tuple[Any, ...]]:
    asked = "SELECT a.proposal_id, k.value FROM appeals a JOIN kept_values k ON commitment = words"
    return rows(appeals.play.url, asked)


async def test_it_is_about_the_newest_decision_and_stands_once(appeals: Appeals) -> None:
    await appeals.decided()
    appeals.play.world.later(hours=1)
    _, newest = await appeals.decided()
    first = await take(appeals, said())
    assert isinstance(first, Appeal)
    again = await take(appeals, said("I say it differently."))
    assert isinstance(again, Appeal)
    assert again.id == first.id
    assert words(appeals) == [(newest.proposal, "I quoted it.")]


async def test_of_a_record_of_one_s_own_it_reaches_what_was_decided_of_the_account(
    appeals: Appeals,
) -> None:
    _, decided = await appeals.decided()
    assert isinstance(await take(appeals, of_record()), Appeal)
    assert words(appeals) == [(decided.proposal, "I quoted it.")]


async def test_without_words_it_stands_all_the_same(appeals: Appeals) -> None:
    await appeals.decided()
    assert isinstance(await take(appeals, said(None)), Appeal)


@pytest.mark.parametrize(
    "other",
    [
        said(reporter="@witness:here.example"),
        of_record("@witness:here.example"),
        said(reason_type="com.atproto.moderation.defs#reasonSpam"),
    ],
)
async def test_what_is_not_one_s_own_appeal_is_a_report(appeals: Appeals, other: AtReport) -> None:
    await appeals.decided()
    assert await take(appeals, other, shown(issuer=other.reporter)) is None
    assert words(appeals) == []


async def test_of_nothing_decided_it_is_a_report_whose_token_still_counts(appeals: Appeals) -> None:
    assert await take(appeals, said(), shown("n")) is None
    await appeals.decided()
    assert isinstance(await take(appeals, said(), shown("n")), Appeal)


async def test_a_token_appeals_once(appeals: Appeals) -> None:
    await appeals.decided()
    await take(appeals, said(), shown("n"))
    found = await take(appeals, said(), shown("n"))
    assert isinstance(found, Refusal)
    assert found.problem is Problem.NOT_SIGNED_IN


async def test_after_six_months_it_is_too_late(appeals: Appeals) -> None:
    await appeals.decided()
    appeals.play.world.later(days=200)
    found = await take(appeals, said())
    assert isinstance(found, Refusal)
    assert found.problem is Problem.EXPIRED
