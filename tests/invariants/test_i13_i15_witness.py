"""I13, I15: what protected subjects rest on was seen by a quorum of witnesses, a moment ago."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.invariants.asking import QUORUM
from tests.invariants.looking import events
from tests.invariants.witnessing import Watched

from quorate.decisions.statement import Statement
from quorate.effects.checks.certificate import Certificate
from quorate.effects.checks.unwitnessed import unwitnessed
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import TROLL, proposal_of
from quorate.ledger.files import WITNESSED
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem, Refusal

ACTED = [("suspend", TROLL)]
TWO_OF_THREE = "group G 2 a b c\nquorum G"


@pytest.fixture
def watched(folder: Path) -> Watched:
    return Watched(folder, "abc", TWO_OF_THREE)


@pytest.fixture
def station(watched: Watched) -> Station:
    return watched.world.station()


async def verdict(station: Station, said: Statement) -> Certificate | Refusal:
    station.chronicle.catch_up()
    return await station.executor.judge(proposal_of(station, said), look=True)


async def problem(station: Station, said: Statement) -> Problem | None:
    found = await verdict(station, said)
    return found.problem if isinstance(found, Refusal) else None


async def ripe(watched: Watched, station: Station, tier: int = 2) -> Statement:
    """A proposal of which nothing is missing but a fresh witness."""
    said = watched.world.propose(tier)
    watched.world.approve(said, *QUORUM)
    await watched.step(station)
    watched.world.later(minutes=31)
    watched.world.resign()
    return said


async def test_i15_a_witnessed_quorum_acts_once(watched: Watched, station: Station) -> None:
    await ripe(watched, station)
    for _ in range(3):
        await watched.step(station)
    assert watched.world.platform.calls == ACTED
    assert events(watched.world).count(Event.EFFECT_DONE) == 1


async def test_i13_an_overdue_witness_stops_silencing_at_tier_2(
    watched: Watched, station: Station
) -> None:
    said = await ripe(watched, station)
    assert await problem(station, said) is Problem.WITNESS_OVERDUE
    watched.down = {"a", "b"}
    for _ in range(3):
        await watched.step(station)
    assert await problem(station, said) is Problem.WITNESS_OVERDUE
    assert watched.world.platform.calls == []
    assert Event.EFFECT_INTENDED not in events(watched.world)
    watched.down = {"a"}
    for _ in range(3):
        await watched.step(station)
    assert watched.world.platform.calls == ACTED


async def test_i13_below_tier_2_silencing_goes_on(watched: Watched, station: Station) -> None:
    watched.down = set("abc")
    watched.world.approve(watched.world.propose(1), "employee")
    await watched.step(station)
    assert watched.world.platform.calls == ACTED


@pytest.mark.parametrize(("seconds", "found"), [(5, None), (6, Problem.WITNESS_OVERDUE)])
async def test_i13_witnesses_count_as_long_as_they_are_fresh(
    watched: Watched, station: Station, seconds: int, found: Problem | None
) -> None:
    said = await ripe(watched, station)
    await watched.ask()
    watched.world.later(seconds=seconds)
    watched.world.resign()
    assert await problem(station, said) is found


async def test_i15_what_silences_counts_from_its_own_entry_on(
    watched: Watched, station: Station
) -> None:
    said = watched.world.propose(2)
    warning = watched.world.propose(2, action=Action.WARN)
    station.chronicle.catch_up()
    opened, warned = (proposal_of(station, one) for one in (said, warning))
    place = opened.opened.index
    assert unwitnessed(opened, 2, None, place) is not None
    assert unwitnessed(opened, 2, None, place + 1) is None
    assert unwitnessed(warned, 2, None, 0) is None


async def test_i13_restoring_goes_on_without_witnesses(watched: Watched, station: Station) -> None:
    said = await ripe(watched, station)
    for _ in range(3):
        await watched.step(station)
    watched.down = set("abc")
    watched.world.later(hours=1)
    watched.world.resign()
    await station.door.restore(watched.world.spoken(said, Kind.RESTORE, "on-call"))
    await station.effector.keep_restoring()
    assert watched.world.platform.in_effect == set()


async def test_i13_on_call_hears_once_of_each_time_they_are_overdue(
    watched: Watched, station: Station
) -> None:
    watched.down = set("abc")
    for _ in range(29):
        await watched.step(station)
    assert station.pager.heard("witnesses are overdue") == 0
    for _ in range(9):
        await watched.step(station)
    assert station.pager.heard("witnesses are overdue") == 1
    watched.down = set()
    await watched.step(station)
    watched.down = set("abc")
    for _ in range(40):
        await watched.step(station)
    assert station.pager.heard("witnesses are overdue") == 2


async def test_i15_an_approval_that_no_witness_saw_is_not_counted(
    watched: Watched, station: Station
) -> None:
    """Who has the log's key could show it to this effector alone."""
    said = watched.world.propose(2)
    watched.world.approve(said, "contractor")
    await watched.step(station)
    watched.world.approve(said, "employee")
    station.chronicle.catch_up()
    await station.effector.tick()
    watched.world.later(minutes=31)
    watched.down = set("abc")
    await watched.step(station)
    watched.world.later(seconds=-2)
    assert await problem(station, said) is Problem.WITNESS_OVERDUE


async def test_i15_what_is_newer_than_the_witnesses_waits_for_them(
    watched: Watched, station: Station
) -> None:
    said = await ripe(watched, station)
    await watched.ask()
    assert await problem(station, said) is None
    watched.world.approve(said, "other employee")
    refused = await verdict(station, said)
    assert isinstance(refused, Refusal) and refused.problem is Problem.WITNESS_OVERDUE
    assert "not witnessed yet" in refused.detail
    watched.world.later(minutes=31)
    await watched.ask()
    assert await problem(station, said) is None


async def test_i15_an_intent_waits_for_the_witnesses_too(
    watched: Watched, station: Station
) -> None:
    await ripe(watched, station)
    await watched.step(station)
    assert Event.EFFECT_INTENDED in events(watched.world)
    watched.down = {"b", "c"}
    for _ in range(3):
        await watched.step(station)
    assert watched.world.platform.calls == []
    watched.down = set()
    await watched.step(station)
    assert watched.world.platform.calls == ACTED


async def test_i15_a_history_that_the_witnesses_did_not_see_is_not_believed(
    watched: Watched, station: Station, folder: Path
) -> None:
    """The same keys, another story: whoever rewrites the log cannot rewrite the witnesses."""
    said = await ripe(watched, station)
    await watched.ask()
    other = Watched(folder / "other", "abc", TWO_OF_THREE)
    other.world.later(minutes=31)
    for _ in range(8):
        other.world.propose(1)
    await other.ask()
    (watched.world.log / WITNESSED).write_bytes((other.world.log / WITNESSED).read_bytes())
    for _ in range(9):
        watched.world.propose(1)
    assert not station.chronicle.catch_up()
    assert "another history" in station.chronicle.disbelieved
    assert await problem(station, said) is Problem.LEDGER_UNAVAILABLE
    await station.effector.silence.tell()
    assert station.pager.heard("the ledger went back") == 1


@pytest.mark.parametrize("forge", ["cut", "one", "replayed"])
async def test_i15_a_forged_or_replayed_mark_moves_nothing(
    watched: Watched, station: Station, forge: str
) -> None:
    said = await ripe(watched, station)
    place = watched.world.log / WITNESSED
    older = place.read_text()
    await watched.ask()
    assert await problem(station, said) is None
    newer = place.read_text()
    told = station.chronicle.witness_time
    lines = newer.splitlines(keepends=True)
    forged = {"cut": newer[:-9] + "\n", "one": "".join(lines[:-2]), "replayed": older}
    place.write_text(forged[forge])
    station.chronicle.catch_up()
    assert station.chronicle.witness_time == told
    station.restart()
    expected = Problem.WITNESS_OVERDUE
    assert await problem(station, said) is expected


async def test_i06_a_witness_s_clock_counts_for_ending_and_for_waiting(
    watched: Watched, station: Station
) -> None:
    for ahead in (4, -4):
        watched.ahead = dict.fromkeys("abc", ahead)
        watched.world.later(seconds=10)
        await watched.ask()
        station.chronicle.catch_up()
        assert station.chronicle.waits() == watched.world.now + min(
            timedelta(), timedelta(seconds=ahead)
        )
    watched.ahead = dict.fromkeys("abc", 4)
    watched.world.later(seconds=10)
    await watched.ask()
    station.chronicle.catch_up()
    assert station.chronicle.expires() == watched.world.now + timedelta(seconds=4)
    watched.world.later(seconds=-3)
    assert station.chronicle.waits() == watched.world.now


async def test_i13_witnesses_far_ahead_are_clock_doubt(watched: Watched, station: Station) -> None:
    said = await ripe(watched, station)
    watched.ahead = dict.fromkeys("abc", 60)
    await watched.ask()
    assert await problem(station, said) is Problem.CLOCK_DOUBT


async def test_i13_one_liar_among_three_moves_no_clock(watched: Watched, station: Station) -> None:
    said = await ripe(watched, station)
    watched.ahead = {"a": 86400}
    await watched.ask()
    assert await problem(station, said) is None


async def test_i15_nobody_is_asked_where_the_genesis_asks_nobody(folder: Path) -> None:
    watched = Watched(folder, "a", "quorum none")
    station = watched.world.station()
    await ripe(watched, station)
    await watched.step(station)
    await watched.step(station)
    assert watched.world.platform.calls == ACTED
    assert not station.chronicle.asks_witnesses
    assert station.pager.heard("witnesses") == 0
    assert station.chronicle.witnessed(station.limits) is None
