"""I15: across a change of the log's keys everybody goes on, and an ended key signs nothing more."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.invariants.asking import QUORUM
from tests.invariants.witnessing import Watched

from quorate.cli.checks import verify_ledger
from quorate.effects.following import founded_keys
from quorate.effects.onlooker import Onlooker
from quorate.incidents.archive import Archive
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import TROLL, World, log_keys
from quorate.ledger.directory import LogReader
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.files import CHECKPOINT
from quorate.ledger.signers import Signers, sign
from quorate.ledger.verify import VerifiedLog, verify_folder
from quorate.ledger.writer import LogWriter

ACTED = [("suspend", TROLL)]


def verified(world: World) -> VerifiedLog:
    """What a stranger finds who knows the genesis alone."""
    first = next(iter(LogReader(world.log).entries(0, 1)))
    return verify_folder(world.log, founded_keys(first), bytes.fromhex(world.genesis))


def signatures(world: World) -> int:
    return (world.log / CHECKPOINT).read_text().count("\N{EM DASH} ")


def turn(world: World, number: int = 1) -> None:
    world.holds(number - 1, number)
    world.publish(world.rotation_entry(world.rotation(number)))


async def acts(world: World, station: Station) -> None:
    said = world.propose(0)
    world.approve(said, *QUORUM)
    before = len(world.platform.calls)
    for _ in range(3):
        await station.step()
    assert len(world.platform.calls) == before + 1


async def test_the_effector_goes_on_before_during_and_after(world: World, station: Station) -> None:
    onlooker, archive = Onlooker(world.log, world.genesis), Archive(world.log, world.genesis)
    for days, signed in ((0, 2), (0, 4), (6.9, 4), (0.2, 2)):
        if (days, signed) == (0, 4):
            turn(world)
        world.later(days=days)
        world.resign()
        assert signatures(world) == signed
        assert onlooker.catch_up()
        assert station.chronicle.catch_up()
        assert station.chronicle.doubt(station.executor.limits) is None
        assert verified(world).size == world.sequencer.size
        assert archive.checkpoint().checkpoint.size == world.sequencer.size
        assert Archive(world.log, world.genesis).checkpoint().text == archive.checkpoint().text
    assert len(verified(world).keys.turns) == 1
    assert not onlooker.view.forged
    verify_ledger(world.log, genesis=world.genesis)


async def test_after_the_end_it_acts_and_begins_anew_from_the_genesis(
    world: World, station: Station
) -> None:
    turn(world)
    world.later(days=7)
    world.holds(1)
    await acts(world, station)
    station.restart()
    assert station.chronicle.catch_up()
    turn(world, 2)
    world.later(days=8)
    world.holds(2)
    world.resign()
    assert signatures(world) == 2
    station.restart()
    assert station.chronicle.catch_up()
    assert verified(world).size == world.sequencer.size


@pytest.mark.parametrize("more", [0, 1], ids=["the time anew", "an entry more"])
async def test_an_ended_key_signs_nothing_that_is_believed(
    world: World, station: Station, more: int
) -> None:
    """A thief of the old pair, who can write the folder, after its end."""
    turn(world)
    assert station.chronicle.catch_up()
    archive = Archive(world.log, world.genesis)
    archive.checkpoint()
    world.later(days=7)
    world.publish(*[b"what suits the thief"] * more)
    checkpoint = archive.checkpoint().checkpoint
    stolen = sign(checkpoint, [log_keys(0)], int(world.time()))
    (world.log / CHECKPOINT).write_text(stolen)
    assert not station.chronicle.catch_up()
    assert not Onlooker(world.log, world.genesis).catch_up()
    for check in (lambda: verified(world), archive.checkpoint):
        with pytest.raises(LedgerError) as refused:
            check()
        assert refused.value.reason is LedgerReason.KEY_ENDED


def test_without_the_next_keys_the_sequencer_stops_before_the_turn(world: World) -> None:
    before, size = (world.log / CHECKPOINT).read_text(), world.sequencer.size
    entry = world.rotation_entry(world.rotation(1))
    with pytest.raises(
        LedgerError, match=r"demands here\.example/log.* sequencer\.toml"
    ) as refused:
        world.publish(entry)
    assert refused.value.reason is LedgerReason.MISSING_KEY
    assert (world.log / CHECKPOINT).read_text() == before
    world.holds(0, 1)
    world.publish(entry)
    assert world.sequencer.size == size + 1
    assert signatures(world) == 4


@pytest.mark.parametrize(("days", "held"), [(1, (0,)), (1, (1,)), (7, (0,))])
def test_it_does_not_start_without_the_keys_that_the_log_demands(
    world: World, days: int, held: tuple[int, ...]
) -> None:
    turn(world)
    world.later(days=days)
    with pytest.raises(LedgerError) as refused:
        world.holds(*held)
    assert refused.value.reason is LedgerReason.MISSING_KEY
    world.holds(0, 1)
    world.resign()


def _failed(_: LogWriter, __: str) -> None:
    raise OSError("the disk is full")


def test_a_failed_publication_of_the_turn_is_heard_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keys outlive a failed disk: the same signers open the folder again."""
    signers = Signers([log_keys(0), log_keys(1)], founded_keys)
    world.sequencer.close()
    world.sequencer = world.opened(signers)
    entry = world.rotation_entry(world.rotation(1))
    with monkeypatch.context() as fault:
        fault.setattr(LogWriter, "publish", _failed)
        with pytest.raises(OSError, match="full"):
            world.publish(entry)
    world.sequencer.close()
    world.sequencer = world.opened(signers)
    assert signatures(world) == 2
    world.publish(b"another row comes first")
    assert signatures(world) == 2
    world.publish(entry)
    assert signatures(world) == 4


async def test_witnesses_that_know_both_keys_are_heard_across_the_change(folder: Path) -> None:
    watched = Watched(folder, "abc", "group G 2 a b c\nquorum G", [log_keys(1)[0].verifier])
    world, station = watched.world, watched.world.station()
    await watched.step(station)
    turn(world)
    for delta in (timedelta(), timedelta(days=7), timedelta(seconds=2)):
        world.now += delta
        world.resign()
        await watched.step(station)
        world.resign()
        await watched.step(station)
        assert station.chronicle.witnessed(station.executor.limits) == world.sequencer.size


def test_a_standby_reads_ahead_and_is_not_misled_by_what_it_cannot_read(world: World) -> None:
    signers, reader = Signers([log_keys(0), log_keys(1)], founded_keys), LogReader(world.log)
    turn(world)
    signers.follow(reader)
    assert len(signers.keys.turns) == 1
    (world.log / CHECKPOINT).write_text("no checkpoint")
    signers.follow(reader)
    assert len(signers.keys.turns) == 1
