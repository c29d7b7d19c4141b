"""Platforms that send without end: of none is more read than an answer has, and it is no answer."""

import asyncio
import gzip
from collections.abc import Callable
from typing import TypeAlias

import pytest
from tests.connectors.answering import Answering, Endless, answering, saying

from quorate.accounts.subject import Subject
from quorate.effects import outward
from quorate.effects.connectors import calling, webhook_wire
from quorate.effects.connectors.atproto import AtprotoConnector
from quorate.effects.connectors.atproto_credential import Password
from quorate.effects.connectors.base import INVERSES
from quorate.effects.connectors.configured import Connected
from quorate.effects.connectors.mastodon import MastodonConnector
from quorate.effects.connectors.matrix import MatrixConnector
from quorate.effects.connectors.webhook import WebhookConnector
from quorate.ledger.keys import PrivateKey
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem, Refusal

UNDER_WAY = 16 * 1024 * 1024
"""What this machine may hold of a stream between who sends and who reads."""
Made: TypeAlias = Callable[[str], Connected]
OFFERED = frozenset({Action.SUSPEND})
BOMB = gzip.compress(b" " * 64 * 1024 * 1024)


def atproto(url: str) -> AtprotoConnector:
    return AtprotoConnector("here.example", url, Password("secret"), mails=False)


def mastodon(url: str) -> MastodonConnector:
    return MastodonConnector("here.example", url, "the token")


def matrix(url: str) -> MatrixConnector:
    return MatrixConnector("here.example", url, "the token")


def webhook(url: str) -> WebhookConnector:
    return WebhookConnector("here.example", url, PrivateKey.generate(), OFFERED, frozenset())


PLATFORMS = [
    (atproto, f"did:plc:{'a' * 24}", Action.TAKE_DOWN, calling.MOST_BYTES),
    (mastodon, "101", Action.LOCK, calling.MOST_BYTES),
    (matrix, "@troll:here.example", Action.SUSPEND, calling.MOST_BYTES),
    (webhook, "ada", Action.SUSPEND, webhook_wire.MOST_BYTES),
]


@pytest.fixture
def rested(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who failed a moment ago is asked again."""
    monkeypatch.setattr(webhook_wire, "monotonic", lambda: asyncio.get_running_loop().time() * 1e6)


async def answers(answer: Answering, made: Made, native: str, action: Action) -> list[object]:
    """Of everything that a silencing and a restore ask."""
    order = outward.Outward("prop_1", action, ("a1", "b2"), outward._MINT)  # pyright: ignore[reportPrivateUsage]
    async with answering(answer) as (url, _):
        connector = made(url)
        subject = Subject(connector.instance, SubjectKind.ACCOUNT, native)
        try:
            return [
                await connector.resolve(subject),
                await connector.read(subject),
                await connector.state(native),
                await connector.in_force(action, subject),
                await connector.act(order, subject),
                await connector.free(INVERSES[action], subject),
            ]
        finally:
            await connector.close()


@pytest.mark.usefixtures("rested")
@pytest.mark.parametrize(("made", "native", "action", "most"), PLATFORMS)
async def test_what_never_ends_is_read_no_further_and_is_in_doubt(
    made: Made, native: str, action: Action, most: int
) -> None:
    endless = Endless()
    for found in await answers(endless, made, native, action):
        assert isinstance(found, Refusal)
        assert found.problem is Problem.PLATFORM_UNAVAILABLE
        assert found.detail == f"an answer of more than {most} bytes"
    assert endless.most < most + UNDER_WAY


@pytest.mark.usefixtures("rested")
@pytest.mark.parametrize(("made", "native", "action", "most"), PLATFORMS)
async def test_what_is_small_only_on_its_way_is_read_no_further(
    made: Made, native: str, action: Action, most: int
) -> None:
    bomb = saying("200 OK", BOMB, "Content-Encoding: gzip")
    for found in await answers(bomb, made, native, action):
        assert isinstance(found, Refusal)
        assert found.detail == f"an answer of more than {most} bytes"


@pytest.mark.parametrize(("size", "whole"), [(0, True), (1, False)])
async def test_a_page_of_just_the_cap_is_read_whole(size: int, whole: bool) -> None:
    page = b" " * (calling.MOST_BYTES + size)
    async with answering(saying("200 OK", page)) as (url, _):
        connector = matrix(url)
        found = await connector.raw("/_synapse/admin/v1/event_reports")
        await connector.close()
    assert (found == page) is whole
    assert isinstance(found, Refusal) is not whole


async def test_of_a_platform_that_wants_rest_nothing_is_read() -> None:
    endless = Endless("429 Slowly", "Retry-After: 9")
    async with answering(endless) as (url, asked):
        connector = matrix(url)
        details = [await connector.raw("/x"), await connector.raw("/x")]
        await connector.close()
    assert [one.detail for one in details if isinstance(one, Refusal)] == [
        "the platform answered 429",
        "the platform asked us to wait",
    ]
    assert len(asked) == 1
    assert endless.most < UNDER_WAY
