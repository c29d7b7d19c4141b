"""Labels: signed by the effector alone, taken back by a restore, read and checked by anybody."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import httpx2
import psycopg
import pytest
from fastapi import FastAPI
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool
from tests.casework import NOW, rows, web_pool
from tests.labeler.network import SERVICE, TROLL, Directory, labeler, new_key

from quorate.api.around.buckets import Buckets, Pace
from quorate.atproto import store
from quorate.atproto.keys import key_of
from quorate.atproto.labels import Label
from quorate.authority.charter import Charge
from quorate.decisions.catalogue import read_policy
from quorate.decisions.labels import HIDING, unfit_label
from quorate.decisions.statement import Statement
from quorate.effects.labelling import Labels
from quorate.incidents.stage.world import POLICY, World, proposal_of
from quorate.labeler.app import add_labeler
from quorate.ledger.fields import as_object
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.times import stamp

LABELS = {**POLICY, "actions": ["label", "suspend"]}
POST = f"app.bsky.feed.post/3kabc/{TROLL}"
URI = f"at://{TROLL}/app.bsky.feed.post/3kabc"
PATH = "/xrpc/com.atproto.label.queryLabels"


@asynccontextmanager
async def effector_pool(url: str) -> AsyncGenerator[AsyncConnectionPool[Any]]:
    """Connections that may do what `quorate_effector` may, and no more."""
    options = "-c timezone=UTC -c role=quorate_effector"
    where = make_conninfo(url, options=options)
    async with AsyncConnectionPool(where, min_size=1, max_size=2, open=False) as pool:
        yield pool


class Desk:
    """An effector with a key for labels, and who proposes some."""

    def __init__(self, folder: Path, url: str, pool: AsyncConnectionPool[Any]) -> None:
        self.world, self.url = World(folder).found(), url
        self.world.change(Charge.POLICIES, {"policies": [LABELS]})
        self.station, self.key = self.world.station(), new_key()
        self.pool = pool
        self.begin()

    def begin(self) -> None:
        for native in (TROLL, POST):
            self.station.knows(native)
        self.station.executor.labels = Labels(SERVICE, self.key, self.pool)

    def propose(self, value: str | None, native: str = TROLL, **fields: Any) -> Statement:
        parameters = {} if value is None else {"label": value}
        parameters |= {name: fields.pop(name) for name in ("until",) if name in fields}
        said = {"action": Action.LABEL, "policy": read_policy(LABELS).hash, **fields}
        return self.world.propose(0, native, parameters=tuple(sorted(parameters.items())), **said)

    async def restore(self, said: Statement) -> dict[str, Any]:
        found = await self.station.door.restore(self.world.spoken(said, Kind.RESTORE, "on-call"))
        assert isinstance(found, dict), found
        return dict(as_object(found["receipt"], "receipt"))

    def outcome(self, said: Statement) -> str:
        return proposal_of(self.station, said).outcome

    def labels(self) -> list[Label]:
        """Every row, each checked with the key that the world knows."""
        found = rows(self.url, "SELECT src, uri, val, neg, cts, exp, sig FROM labels ORDER BY seq")
        made = [Label(*row) for row in found]
        assert all(label.holds(key_of(self.key)) for label in made)
        return made


@pytest.fixture
async def desk(tmp_path: Path, database_url: str) -> AsyncGenerator[Desk]:
    async with effector_pool(database_url) as pool:
        yield Desk(tmp_path, database_url, pool)


@asynccontextmanager
async def reading(desk: Desk) -> AsyncGenerator[httpx2.AsyncClient]:
    """A stranger at serve, which has the web processes' role."""
    async with web_pool(desk.url) as pool:
        app = FastAPI()
        add_labeler(app, labeler(pool, Directory(), desk.world.clock))
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://labels") as client:
            yield client


async def test_one_reviewer_labels_and_a_restore_takes_it_off(desk: Desk) -> None:
    account, post = desk.propose("rude"), desk.propose("spam", POST)
    await desk.station.step()
    assert [desk.outcome(said) for said in (account, post)] == ["done", "done"]
    assert [(m.src, m.uri, m.val, m.neg, m.exp) for m in desk.labels()] == [
        (SERVICE, TROLL, "rude", False, None),
        (SERVICE, URI, "spam", False, None),
    ]
    async with reading(desk) as client:
        asked = {"uriPatterns": [TROLL, f"at://{TROLL}/*"], "limit": 1}
        first = (await client.get(PATH, params=asked)).json()
        assert [label["val"] for label in first["labels"]] == ["rude"]
        more = (await client.get(PATH, params={**asked, "cursor": first["cursor"]})).json()
        assert [label["uri"] for label in more["labels"]] == [URI]
        assert "neg" not in more["labels"][0]
        assert set(more["labels"][0]["sig"]) == {"$bytes"}
        assert (await desk.restore(post))["state"] == "restored"
        left = (await client.get(PATH, params={"uriPatterns": ["*"]})).json()
        assert [label["val"] for label in left["labels"]] == ["rude"]
    last = desk.labels()[-1]
    assert (last.uri, last.val, last.neg) == (URI, "spam", True)
    assert last.cts > desk.labels()[1].cts
    assert (await desk.restore(post))["state"] == "restored"
    assert len(desk.labels()) == 3


async def test_taking_one_label_off_leaves_another_in_force(desk: Desk) -> None:
    rude, spam = desk.propose("rude"), desk.propose("spam")
    await desk.station.step()
    await desk.restore(rude)
    await desk.station.step()
    docket = desk.station.chronicle.view.docket
    assert [docket.in_force(proposal_of(desk.station, s)) for s in (rude, spam)] == [False, True]
    assert [(m.val, m.neg) for m in desk.labels()] == [
        ("rude", False),
        ("spam", False),
        ("rude", True),
    ]


async def test_a_label_for_a_time_carries_its_end_and_a_longer_one_follows_it(desk: Desk) -> None:
    until = stamp(desk.world.now.replace(hour=15))
    short, until_restored = desk.propose("rude", until=until), desk.propose("rude")
    await desk.station.step()
    assert [label.exp for label in desk.labels()] == [until, None]
    desk.world.later(hours=4)
    await desk.station.step()
    await desk.station.effector.temporary.end()
    assert proposal_of(desk.station, short).ended
    assert desk.outcome(until_restored) == "done"
    assert [label.neg for label in desk.labels()] == [False, False]
    async with reading(desk) as client:
        found = (await client.get(PATH, params={"uriPatterns": [TROLL]})).json()
        assert ["exp" in label for label in found["labels"]] == [False]


async def test_a_label_whose_end_has_come_holds_no_more(desk: Desk) -> None:
    desk.propose("rude", until=stamp(desk.world.now.replace(hour=15)))
    await desk.station.step()
    async with reading(desk) as client:
        asked = {"uriPatterns": [TROLL]}
        assert len((await client.get(PATH, params=asked)).json()["labels"]) == 1
        desk.world.later(hours=4)
        assert (await client.get(PATH, params=asked)).json() == {"labels": []}


@pytest.mark.parametrize("value", ["!hide", "!warn", "!takedown", "!suspend", *sorted(HIDING)])
async def test_a_label_that_hides_is_no_label(tmp_path: Path, value: str) -> None:
    desk = Desk(tmp_path, "", cast("AsyncConnectionPool[Any]", None))  # which it never comes to
    said = desk.propose(value)
    await desk.station.step()
    proposal = proposal_of(desk.station, said)
    verdict = await desk.station.executor.judge(proposal, look=True)
    assert getattr(verdict, "problem", None) is Problem.ACTION_NOT_ALLOWED
    assert (proposal.outcome, proposal.intents) == ("", [])


@pytest.mark.parametrize("value", [None, "", "Rude", "a b", "rude!", "-rude", "x" * 101, "rüde"])
def test_what_is_no_value_is_refused(value: str | None) -> None:
    found = unfit_label(Action.LABEL, value or "")
    assert found is not None and found.problem is Problem.BODY_INVALID


def test_no_other_action_carries_a_label() -> None:
    assert unfit_label(Action.SUSPEND, "") is None
    assert unfit_label(Action.LABEL, "rude") is None
    found = unfit_label(Action.SUSPEND, "rude")
    assert found is not None and found.field == "label"


async def test_killed_after_it_was_written_it_is_not_written_again(desk: Desk) -> None:
    said = desk.propose("rude")
    original = desk.station.chronicle.write

    def dying(event: Any, *args: Any, **more: Any) -> Any:
        if str(event) == "effect:done":
            raise RuntimeError("killed")
        return original(event, *args, **more)

    desk.station.chronicle.write = dying  # type: ignore[method-assign]
    with pytest.raises(RuntimeError, match="killed"):
        await desk.station.step()
    assert len(desk.labels()) == 1
    desk.station.restart()
    desk.begin()
    await desk.station.step()
    assert desk.outcome(said) == "done"
    assert len(desk.labels()) == 1


async def test_without_its_database_a_label_waits_and_a_restore_is_kept(
    tmp_path: Path, database_url: str
) -> None:
    async with effector_pool(database_url) as pool:
        desk = Desk(tmp_path, database_url, pool)
        first = desk.propose("rude")
        await desk.station.step()
    desk.propose("spam")
    await desk.station.step()
    assert (await desk.restore(first))["state"] == "accepted"
    assert len(desk.labels()) == 1
    async with effector_pool(database_url) as pool:
        desk.pool = pool
        desk.begin()
        await desk.station.step()
        await desk.station.effector.keep_restoring()
    assert [(m.val, m.neg) for m in desk.labels()] == [("rude", False), ("rude", True)]


async def test_an_effector_without_a_key_offers_no_label(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "", cast("AsyncConnectionPool[Any]", None))
    desk.station.executor.labels = None
    said = desk.propose("rude")
    await desk.station.step()
    verdict = await desk.station.executor.judge(proposal_of(desk.station, said), look=True)
    assert getattr(verdict, "problem", None) is Problem.ACTION_NOT_OFFERED
    assert proposal_of(desk.station, said).intents == []


async def test_a_subject_of_another_platform_is_offered_no_label(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "", cast("AsyncConnectionPool[Any]", None))
    native = "@troll:here.example"
    desk.station.knows(native)
    said = desk.propose("rude", native)
    await desk.station.step()
    verdict = await desk.station.executor.judge(proposal_of(desk.station, said), look=True)
    assert getattr(verdict, "problem", None) is Problem.ACTION_NOT_OFFERED
    assert proposal_of(desk.station, said).intents == []


async def test_serve_can_write_change_and_withhold_no_label(desk: Desk) -> None:
    desk.propose("rude")
    await desk.station.step()
    async with web_pool(desk.url) as pool:
        for tried in (
            "INSERT INTO labels (proposal, src, uri, val, neg, cts, sig)"
            " SELECT proposal, src, uri, 'spam', neg, cts, sig FROM labels",
            "UPDATE labels SET val = 'spam'",
            "DELETE FROM labels",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                async with pool.connection() as conn:
                    await conn.execute(tried)
    async with effector_pool(desk.url) as pool:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with pool.connection() as conn:
                await conn.execute("DELETE FROM labels")


def test_a_label_of_another_key_or_of_other_words_is_known_as_forged() -> None:
    own = new_key()
    forged = Label(SERVICE, TROLL, "rude", False, stamp(NOW)).signed(new_key())
    assert not forged.holds(key_of(own))
    right = forged.signed(own)
    assert right.holds(key_of(own))
    for name, value in (("val", "spam"), ("uri", URI), ("neg", True), ("exp", stamp(NOW))):
        assert not replace(right, **{name: value}).holds(key_of(own))


@pytest.mark.parametrize(
    "asked",
    [{}, {"uriPatterns": [""]}, {"uriPatterns": ["x" * 2000]}, {"uriPatterns": ["*"] * 101},
     {"uriPatterns": ["*"], "limit": 0}, {"uriPatterns": ["*"], "limit": 251},
     {"uriPatterns": ["*"], "limit": "x"}, {"uriPatterns": ["*"], "cursor": "x"},
     {"uriPatterns": ["a\x00b"]}, {"uriPatterns": ["*"], "sources": ["a\x00b"]},
     {"uriPatterns": ["*"], "sources": ["x" * 2000]}],
)  # fmt: skip
async def test_a_question_that_does_not_fit_is_refused(asked: dict[str, Any]) -> None:
    app = FastAPI()
    add_labeler(app, labeler(None, Directory()))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://labels") as client:
        answer = await client.get(PATH, params=asked)
    assert (answer.status_code, answer.json()["error"]) == (400, "InvalidRequest")


async def test_sources_and_patterns_narrow_what_is_answered(desk: Desk) -> None:
    desk.propose("rude")
    desk.propose("spam", POST)
    await desk.station.step()
    async with reading(desk) as client:

        async def values(**asked: Any) -> list[str]:
            found = await client.get(PATH, params=asked)
            assert found.status_code == 200, found.text
            return [label["val"] for label in found.json()["labels"]]

        assert await values(uriPatterns=["*"], sources=[SERVICE]) == ["rude", "spam"]
        assert await values(uriPatterns=["*"], sources=["did:web:other.example"]) == []
        assert await values(uriPatterns=[f"{TROLL}*", "did:*"]) == ["rude"]
        assert await values(uriPatterns=[TROLL[:-1]]) == []
        assert await values(uriPatterns=["did:plc:tt%", "did_plc*"]) == []
        assert await values(uriPatterns=[f"at://{TROLL}/app.bsky.feed.post/*"]) == ["spam"]


async def test_many_labels_are_gone_through_piece_by_piece(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LOOKED_AT_ONCE", 2)
    for value in ("rude", "spam", "scam"):
        desk.propose(value)
    desk.propose("spam", POST)
    await desk.station.step()
    async with reading(desk) as client:

        async def pages(*patterns: str, limit: int = 50) -> list[list[tuple[str, str]]]:
            asked: dict[str, Any] = {"uriPatterns": patterns, "limit": limit}
            told: list[list[tuple[str, str]]] = []
            while True:
                found = (await client.get(PATH, params=asked)).json()
                told.append([(label["uri"], label["val"]) for label in found["labels"]])
                if "cursor" not in found:
                    return told
                asked["cursor"] = found["cursor"]

        rude, spam, scam = [(TROLL, value) for value in ("rude", "spam", "scam")]
        assert await pages("*") == [[rude, spam], [scam, (URI, "spam")], []]
        assert await pages("*", limit=1) == [[rude], [spam], [scam], [(URI, "spam")], []]
        assert await pages("did:*", URI) == [[rude, spam], [scam, (URI, "spam")], []]
        assert await pages("did:*") == [[rude, spam], [scam], []]
        assert await pages(URI, "x*") == [[(URI, "spam")]]


async def test_a_question_that_takes_too_long_is_refused_in_words(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_SECONDS", 0.05)
    async with reading(desk) as client:
        with psycopg.connect(desk.url) as other:
            other.execute("LOCK TABLE labels IN ACCESS EXCLUSIVE MODE")
            answer = await client.get(PATH, params={"uriPatterns": ["*"]})
        assert answer.status_code == 400
        assert answer.json() == {"error": "InvalidRequest", "message": "no answer within 0.05 s"}
        assert (await client.get(PATH, params={"uriPatterns": ["*"]})).status_code == 200


async def test_questions_are_measured_by_address() -> None:
    app, here = FastAPI(), labeler(None, Directory())
    here.questions = Buckets(Pace(2, 0.0))
    add_labeler(app, here)

    async def statuses(host: str) -> list[int]:
        """Of questions that do not fit, which no database is asked for."""
        transport = httpx2.ASGITransport(app=app, client=(host, 1))
        async with httpx2.AsyncClient(transport=transport, base_url="http://labels") as client:
            return [(await client.get(PATH)).status_code for _ in range(3)]

    assert await statuses("203.0.113.7") == [400, 400, 429]
    assert await statuses("198.51.100.1") == [400, 400, 429]
    assert await statuses("127.0.0.1") == [400, 400, 400]
