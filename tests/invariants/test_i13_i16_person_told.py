"""I13, I16: the person concerned is told once, in the effector's own words, and nothing waits for
it."""

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from tests.invariants.posting import URL, Post

from quorate.decisions.catalogue import read_policy
from quorate.effects.server_notices import Moment, ServerNotice, server_notice
from quorate.effects.telling import GIVEN_UP
from quorate.incidents.stage.station import Crash, Station, nothing
from quorate.incidents.stage.world import POLICY, TROLL, World
from quorate.languages.catalogues import tongues
from quorate.languages.tongues import ENGLISH
from quorate.ledger.directory import LogReader
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.kinds import Kind


@pytest.fixture
def post(station: Station) -> Post:
    return Post(station)


def told(world: World) -> list[dict[str, Any]]:
    """The entries of what was told."""
    bodies = LogReader(world.log).entries(0, world.sequencer.size)
    rows = [json.loads(body) for body in bodies]
    return [row["data"] for row in rows if row["event"] == "person:told"]


async def test_i16_what_is_told_comes_from_signed_bytes_with_the_address_in_two_languages(
    world: World, post: Post
) -> None:
    said = world.propose(0)
    await post.step()
    await post.step()
    ((name, (account, text)),) = post.notices.items()
    assert (name, account) == (f"{said.proposal}.after", TROLL)
    token = post.rows.tokens[said.proposal]
    assert len(bytes.fromhex(token)) == 32
    assert text.count(f"{URL}/public/reasons/{token}") == 2
    assert "made your account read-only. It lasts until it is lifted." in text
    assert "under the policy harassment/1: Nobody is hounded here." in text
    assert "appeal against it for six months, free of charge" in text
    assert "nach der Richtlinie harassment/1" in text
    for person in (said.signer, said.case.assigner, said.case.creator):
        assert person not in text
    digest = hashlib.sha256(token.encode()).hexdigest()
    (entry,) = told(world)
    assert entry == {"proposal": said.proposal, "moment": "after", "address": digest}
    assert post.rows.done == [said.proposal]


async def test_until_is_told(world: World, post: Post) -> None:
    world.propose(0, parameters=(("until", "2026-12-24T18:00:00.000Z"),))
    await post.step()
    ((_, text),) = post.notices.values()
    assert "It lasts until 24 Dec 2026 18:00 UTC." in text
    assert "24. Dez. 2026 18:00 UTC" in text


@pytest.mark.parametrize("action", ["lock", "deactivate"])
async def test_who_is_signed_out_is_told_before_the_act_and_after_the_intent(
    world: World, post: Post, action: str
) -> None:
    seen: list[tuple[int, int]] = []
    world.platform.before_act = lambda: seen.append((len(post.notices), len(told(world))))
    said = world.propose(0, action=Action(action))
    await post.step()
    await post.step()
    assert seen == [(1, 1)]
    assert world.platform.calls == [(action, TROLL)]
    ((_, text),) = post.notices.values()
    assert "are about to" in text
    assert [e["moment"] for e in told(world)] == ["before"]
    assert post.rows.done == [said.proposal]


async def test_i13_a_restore_waits_for_no_notice(world: World, post: Post) -> None:
    world.platform.deaf, post.rows.up = True, False
    said = world.propose(0)
    await post.step()
    answer = await post.station.door.restore(world.spoken(said, Kind.RESTORE, "on-call"))
    assert "restored" in str(answer)
    world.platform.deaf, post.rows.up = False, True
    await post.step()
    assert post.notices == {}, "it would not be true any more"
    assert post.station.memory.untold() == []


async def test_i13_neither_a_deaf_platform_nor_a_database_away_keeps_from_acting(
    world: World, post: Post
) -> None:
    world.platform.deaf, post.rows.up = True, False
    locked = world.propose(0, action=Action.LOCK)
    await post.step()
    assert world.platform.calls == [("lock", TROLL)]
    world.platform.deaf = False
    await post.step()
    assert post.notices == {}, "an address that shows nothing yet is not sent after the act"
    post.rows.up = True
    await post.step()
    ((name, (_, text)),) = post.notices.items()
    assert name == f"{locked.proposal}.after"
    assert "locked your account" in text


@pytest.mark.parametrize("moment", ["after_act", "after_notify"])
async def test_a_killed_effector_tells_once_and_the_same(
    world: World, post: Post, moment: str
) -> None:
    def die() -> None:
        raise Crash

    setattr(world.platform, moment, die)
    said = world.propose(0)
    with pytest.raises(Crash):
        await post.step()
    first, rows = dict(post.notices), dict(post.rows.tokens)
    setattr(world.platform, moment, nothing)
    post.restart()
    for _ in range(3):
        await post.step()
    assert list(post.notices) == [f"{said.proposal}.after"]
    assert [e["moment"] for e in told(world)] == ["after"]
    if moment == "after_notify":  # sent twice under one name, which a platform takes once
        assert (dict(post.notices), dict(post.rows.tokens)) == (first, rows)


async def test_what_was_told_before_and_not_done_is_taken_back(world: World, post: Post) -> None:
    def vetoed() -> None:
        world.platform.after_notify = nothing
        world.veto(said, "on-call")

    world.platform.after_notify = vetoed
    said = world.propose(0, action=Action.LOCK)
    for _ in range(3):
        await post.step()
    assert world.platform.calls == []
    assert list(post.notices) == [f"{said.proposal}.before", f"{said.proposal}.withdrawn"]
    assert "was not carried out" in post.notices[f"{said.proposal}.withdrawn"][1]
    assert [e["moment"] for e in told(world)] == ["before", "withdrawn"]


async def test_a_platform_that_takes_nothing_for_a_week_is_left_alone(
    world: World, post: Post
) -> None:
    world.platform.deaf = True
    world.propose(0)
    await post.step()
    assert post.station.memory.untold()
    world.later(seconds=GIVEN_UP.total_seconds() + 1)
    await post.step()
    assert post.station.memory.untold() == []


async def test_what_takes_nothing_away_and_what_has_no_address_is_told_to_nobody(
    world: World, station: Station
) -> None:
    world.propose(0)
    await station.step()
    assert station.memory.untold() == []
    post = Post(station)
    world.propose(0, native="@other:here.example", action=Action.WARN)
    post.station.knows("@other:here.example")
    await post.step()
    assert post.notices == {}
    assert station.memory.untold() == []


HOSTILE = "%(address)s {0} <b>x</b>\n\u202e\x00\x1b[2J https://evil.example" + "y" * 5000


@pytest.mark.parametrize("action", [a for a in Action if FACTS[a].silencing])
@pytest.mark.parametrize("moment", Moment)
def test_hostile_policy_text_does_no_harm(world: World, action: Action, moment: Moment) -> None:
    if moment is Moment.BEFORE and action not in (Action.LOCK, Action.DEACTIVATE):
        return
    policy = replace(read_policy(POLICY), text=HOSTILE)
    said = world.statement(0, action=action)
    made = server_notice(said, policy, moment, "https://q.example/x", tongues()["de"])
    assert all(c.isprintable() or c == "\n" for c in made.text)
    assert made.text.splitlines()[-1] == "https://q.example/x"
    assert len(made.text) < 4000
    plain = server_notice(said, policy, moment, "x")
    assert plain == server_notice(said, policy, moment, "x", ENGLISH)


def test_a_notice_comes_from_signed_bytes_alone() -> None:
    with pytest.raises(TypeError):
        ServerNotice("name", "A decision", "any text")
