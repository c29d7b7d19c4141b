"""I11, I12, I14: what memory, log and on-call know of one thing survives a crash or a full disk
together; a page that the sink did not take is tried again."""

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from typing import LiteralString

import pytest
from tests.invariants.looking import events
from tests.invariants.test_i12_i13_restore import ACTED, FREED, restore, silenced

from quorate.effects.paging.endings import Endings
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import World, proposal_of
from quorate.ledger.follow import HighWater
from quorate.vocabulary.events import Event

QUORUM = ("employee", "contractor")
NEVER = "not known to have ended"


@contextmanager
def full(station: Station, table: LiteralString) -> Generator[None]:
    """The disk has no room for another row of this table."""
    with closing(sqlite3.connect(station.path, isolation_level=None)) as disk:
        disk.execute(
            f"CREATE TRIGGER no_{table} BEFORE INSERT ON {table}"
            " BEGIN SELECT RAISE(FAIL, 'the disk is full'); END"
        )
        yield
        disk.execute(f"DROP TRIGGER no_{table}")


def on_disk(station: Station, query: LiteralString) -> object:
    with closing(sqlite3.connect(station.path)) as disk:
        return disk.execute(query).fetchone()[0]


async def test_i14_after_a_failed_write_what_is_written_is_on_the_disk(station: Station) -> None:
    mark, now = HighWater(9, b"root"), station.chronicle.clock()
    with full(station, "high_water"), pytest.raises(sqlite3.Error):
        station.memory.accept(mark, now, range(9))
    with full(station, "reports_taken"), pytest.raises(sqlite3.Error):
        station.memory.take_report("report", "subject", "reporter")
    station.memory.keep_inverse("proposal", "inverse")
    assert on_disk(station, "SELECT count(*) FROM inverses") == 1
    assert on_disk(station, "SELECT count(*) FROM live_reporters") == 0


async def test_i12_a_restore_is_kept_with_its_entry_or_not_at_all(
    world: World, station: Station
) -> None:
    """It frees at once and is told; who dies before the disk takes it does not silence again."""
    said = await silenced(world, station)
    with full(station, "spool"), full(station, "restores"):
        assert "restored" in str(await restore(world, station, said))
        for _ in range(3):
            await station.effector.keep_restoring()
        assert station.memory.restores_waiting() == []
    assert station.pager.heard("suspend restored") == 1
    station.restart()
    await station.step()
    await station.effector.keep_restoring()
    assert Event.EFFECT_RESTORED not in events(world)
    assert world.platform.calls == [ACTED, FREED]


@pytest.mark.parametrize("table", ["pages", "spool"])
async def test_i11_a_page_is_remembered_with_its_entry_or_not_at_all(
    world: World, station: Station, table: LiteralString
) -> None:
    world.propose(2)
    world.resign()
    with full(station, table), pytest.raises(sqlite3.Error):
        await station.effector.tick()
    assert Event.PAGE_SENT not in events(world)
    await station.step()
    await station.step()
    assert events(world).count(Event.PAGE_SENT) == 1


async def test_i11_the_page_of_what_was_done_is_sent_however_late(
    world: World, station: Station
) -> None:
    said = world.propose(2)
    await station.step()
    world.approve(said, *QUORUM)
    world.platform.after_act = lambda: setattr(station.pager, "down", True)
    await station.cool()
    assert world.platform.calls == [ACTED]
    station.restart()
    station.pager.down = False
    for _ in range(3):
        await station.step()
    assert station.pager.heard("executed, tier 2") == 1


async def test_i14_an_intent_given_up_is_told_however_late(world: World, station: Station) -> None:
    world.platform.before_act = lambda: setattr(world.platform, "down", True)
    world.propose(0)
    await station.step()
    world.platform.down, station.pager.down = False, True
    world.later(hours=26)
    await station.step()
    assert events(world)[-1] == Event.EFFECT_ABANDONED
    station.restart()
    station.pager.down = False
    for _ in range(3):
        await station.step()
    assert station.pager.heard("abandoned") == 1


async def test_i23_a_refusal_is_logged_once_and_told_until_it_is_heard(
    world: World, station: Station
) -> None:
    said = world.propose(2)
    world.approve(said, *QUORUM)
    await station.step()
    world.people["contractor"]["last_working_day"] = "2020-01-01"
    world.changed("proposer", locked=True)
    station.pager.down = True
    world.later(minutes=31)
    await station.step()
    assert Event.EFFECT_REFUSED in events(world)
    station.restart()
    station.pager.down = False
    for _ in range(3):
        await station.step()
    assert station.pager.heard("refused, tier 2") == 1
    assert events(world).count(Event.EFFECT_REFUSED) == 1


async def test_i14_an_intent_without_an_outcome_is_told_once(
    world: World, station: Station
) -> None:
    world.platform.before_act = lambda: setattr(world.platform, "down", True)
    world.propose(0)
    await station.step()
    world.later(seconds=59)
    await station.step()
    assert station.pager.heard(NEVER) == 0
    world.later(seconds=2)
    station.pager.down = True
    await station.step()
    station.pager.down = False
    for _ in range(2):
        await station.step()
        station.restart()
    assert station.pager.heard(NEVER) == 1


async def test_i14_whoever_else_runs_tells_of_an_intent_that_its_effector_left(
    world: World, station: Station
) -> None:
    world.platform.before_act = lambda: setattr(world.platform, "down", True)
    world.propose(0)
    await station.step()
    world.platform.before_act, world.platform.down = (lambda: None), False
    other = world.station("second effector")
    await other.step()
    world.later(minutes=2)
    await other.step()
    assert other.pager.heard(NEVER) == 1
    assert world.platform.calls == []


async def test_i14_only_an_end_is_told_and_only_by_the_effector_whose_intent_it_is(
    world: World, station: Station
) -> None:
    said = await silenced(world, station)
    other, proposal = world.station("second effector"), proposal_of(station, said)
    await other.step()
    proposal.outcome = "abandoned"
    assert await Endings(other.executor).tell(proposal)
    assert other.pager.taken == []
    proposal.outcome, proposal.intended_tier = "", 2
    assert await Endings(station.executor).tell(proposal)
    assert station.pager.taken == []


async def test_i11_on_call_hears_of_what_became_protected_after_it_was_proposed(
    world: World, station: Station
) -> None:
    proposal = proposal_of(station, await silenced(world, station))
    assert station.pager.heard("executed") == 0
    proposal.intended_tier = 2
    assert await Endings(station.executor).tell(proposal)
    assert station.pager.heard("executed") == 1
