"""The Mastodon connector against a server that speaks the documented contract."""

from collections.abc import AsyncGenerator, Generator
from copy import deepcopy
from pathlib import Path

import pytest
from tests.effects.mastodon import TOKEN, Mastodon, account, mastodon

from quorate.accounts.register import Reading
from quorate.accounts.subject import Subject
from quorate.effects import outward
from quorate.effects.connectors.base import INVERSES
from quorate.effects.connectors.mastodon import MastodonConnector
from quorate.incidents.stage.conforming import conform
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.private import PrivateField
from quorate.vocabulary.problems import Problem, Refusal

HERE = "mastodon:social.example"
USER = Subject(HERE, SubjectKind.ACCOUNT, "101")
STATUS = Subject(HERE, SubjectKind.MESSAGE, "status/900/101")


@pytest.fixture
def server() -> Generator[Mastodon]:
    with mastodon() as found:
        found.accounts = {
            "101": account("101"),
            "102": account("102", domain="far.example"),
            "103": account("103", role={"id": 3, "name": "Owner", "permissions": "1"}),
        }
        found.statuses = {"900": "101", "901": "103"}
        yield found


@pytest.fixture
async def connector(server: Mastodon) -> AsyncGenerator[MastodonConnector]:
    found = MastodonConnector("social.example", server.url, TOKEN)
    yield found
    await found.close()


def order(action: Action, proposal: str = "prop_1") -> outward.Outward:
    """As a certificate gives it."""
    return outward.Outward(proposal, action, ("a1", "b2"), outward._MINT)  # pyright: ignore[reportPrivateUsage]


def problem(answer: object) -> Problem | None:
    return answer.problem if isinstance(answer, Refusal) else None


@pytest.mark.parametrize("action", sorted(MastodonConnector.offered & set(INVERSES)))
async def test_each_silencing_shows_is_one_strike_and_is_undone_without_a_trace(
    server: Mastodon, connector: MastodonConnector, action: Action
) -> None:
    before = deepcopy(server.accounts)
    assert await connector.in_force(action, USER) is False
    for _ in range(2):
        assert await connector.act(order(action), USER) is None
    assert await connector.in_force(action, USER) is True
    ((number, _, said),) = server.strikes
    assert (number, "prop_1" in said) == ("101", True)
    state = await connector.state("101")
    assert isinstance(state, dict)
    assert {one for one, shown in state.items() if shown} == {action}
    for _ in range(2):
        assert await connector.free(INVERSES[action], USER) is None
    assert await connector.in_force(action, USER) is False
    assert server.accounts == before


def test_what_is_offered_is_reversible_or_silences_nobody() -> None:
    assert all(FACTS[a].reversible or not FACTS[a].silencing for a in MastodonConnector.offered)


async def test_a_message_s_author_is_silenced(
    server: Mastodon, connector: MastodonConnector
) -> None:
    assert await connector.act(order(Action.LIMIT), STATUS) is None
    assert server.accounts["101"]["silenced"] is True


@pytest.mark.parametrize(
    ("subject", "why"),
    [
        (Subject(HERE, SubjectKind.ACCOUNT, "999"), Problem.SUBJECT_UNKNOWN),
        (Subject(HERE, SubjectKind.ACCOUNT, "102"), Problem.SUBJECT_UNKNOWN),
        (Subject(HERE, SubjectKind.ACCOUNT, "0101"), Problem.SUBJECT_NOT_CANONICAL),
        (Subject(HERE, SubjectKind.ACCOUNT, "101/action"), Problem.SUBJECT_NOT_CANONICAL),
        (Subject("mastodon:x", SubjectKind.ACCOUNT, "101"), Problem.SUBJECT_NOT_CANONICAL),
        (Subject(HERE, SubjectKind.MESSAGE, "status/901/101"), Problem.SUBJECT_UNKNOWN),
        (Subject(HERE, SubjectKind.MESSAGE, "status/999/101"), Problem.SUBJECT_UNKNOWN),
        (Subject(HERE, SubjectKind.MESSAGE, "101"), Problem.SUBJECT_NOT_CANONICAL),
    ],
)
async def test_what_is_not_there_or_spelled_otherwise_is_refused_and_nothing_happens(
    server: Mastodon, connector: MastodonConnector, subject: Subject, why: Problem
) -> None:
    before = deepcopy(server.accounts)
    assert problem(await connector.resolve(subject)) is why
    assert problem(await connector.act(order(Action.TAKE_DOWN), subject)) is why
    assert (server.accounts, server.strikes) == (before, [])


async def test_a_warning_and_a_notice_arrive_once(
    server: Mastodon, connector: MastodonConnector
) -> None:
    for _ in range(2):
        assert await connector.act(order(Action.WARN, "prop_2"), USER) is None
    assert list(server.sent) == ["prop_2"]
    assert server.sent["prop_2"].startswith("@user101 ")
    assert server.strikes == []


async def test_tier_and_private_fields_are_read_from_the_account(
    connector: MastodonConnector,
) -> None:
    office = Subject(HERE, SubjectKind.ACCOUNT, "103")
    assert await connector.read(USER) == Reading(12, verified=False, office=False)
    assert await connector.read(office) == Reading(12, verified=False, office=True)
    assert await connector.reveal(PrivateField.EMAIL, USER) == ["user101@mail.example"]
    (line,) = await said(connector)
    assert line.startswith("192.0.2.7 2026-11-01")


async def said(connector: MastodonConnector) -> list[str]:
    found = await connector.reveal(PrivateField.IP_ADDRESSES, USER)
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize(
    "broken", [{"silenced": None}, {"suspended": "no"}, {"id": "7"}, {"account": []}]
)
async def test_an_answer_that_leaves_it_open_is_never_a_fact(
    server: Mastodon, connector: MastodonConnector, broken: dict[str, object]
) -> None:
    server.accounts["101"] |= broken
    asked = connector.read(USER) if "account" in broken else connector.in_force(Action.LIMIT, USER)
    assert problem(await asked) is Problem.PLATFORM_UNAVAILABLE


async def test_a_token_that_may_not_is_a_refusal(server: Mastodon) -> None:
    stranger = MastodonConnector("social.example", server.url, "another")
    assert problem(await stranger.act(order(Action.LOCK), USER)) is Problem.PLATFORM_UNAVAILABLE
    assert server.strikes == []
    await stranger.close()


async def test_it_conforms(server: Mastodon, connector: MastodonConnector, tmp_path: Path) -> None:
    before = deepcopy(server.accounts)
    points = [p async for p in conform(tmp_path, connector, "101", "status/900/101")]
    assert [p for p in points if p.wrong] == []
    assert "unlimit gives back all of it" in {p.name for p in points}
    assert server.accounts == before
