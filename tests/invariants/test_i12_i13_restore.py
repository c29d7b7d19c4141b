"""I12, I13: one person frees at once, whatever is broken; what is broken stops silencing."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.invariants.asking import problem

from quorate.authority.charter import Charge
from quorate.decisions.statement import Statement
from quorate.effects.onlooker import Onlooker
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import TROLL, World, proposal_of
from quorate.ledger.checkpoint import read_body
from quorate.ledger.fields import as_object
from quorate.ledger.keys import KeyKind, SignerKey, cosigned_message
from quorate.ledger.note import NoteSignature, signature_line
from quorate.people.keys import key_id
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested, Kind
from quorate.vocabulary.problems import Problem, Refusal

ACTED, FREED = ("suspend", TROLL), ("unsuspend", TROLL)


async def restore(world: World, station: Station, said: Statement, who: str = "on-call") -> object:
    found = await station.door.restore(world.spoken(said, Kind.RESTORE, who))
    return found.problem if isinstance(found, Refusal) else found["receipt"]


async def silenced(world: World, station: Station) -> Statement:
    said = world.propose(0)
    await station.step()
    assert world.platform.calls == [ACTED]
    return said


@pytest.mark.parametrize("who", ["on-call", "contractor", "employee", "proposer"])
async def test_i12_one_person_restores(world: World, station: Station, who: str) -> None:
    said = await silenced(world, station)
    assert "restored" in str(await restore(world, station, said, who))
    assert world.platform.calls == [ACTED, FREED]


async def test_i12_restoring_twice_frees_once(world: World, station: Station) -> None:
    said = await silenced(world, station)
    for _ in range(3):
        assert "restored" in str(await restore(world, station, said))
    await station.effector.keep_restoring()
    assert world.platform.calls == [ACTED, FREED]


async def test_i12_what_was_never_proposed_is_not_restored(world: World, station: Station) -> None:
    said = replace(await silenced(world, station), proposal="prop_" + "0" * 32)
    assert await restore(world, station, said) is Problem.NOT_FOUND
    assert world.platform.calls == [ACTED]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"key": "00" * 8}, Problem.KEY_UNKNOWN),
        ({"key": key_id(seeded("employee").public)}, Problem.KEY_UNKNOWN),
        ({"sig": "00" * 64}, Problem.SIGNATURE_INVALID),
    ],
)
async def test_i12_nobody_restores_in_another_s_name(
    world: World, station: Station, changed: dict[str, str], why: Problem
) -> None:
    said = await silenced(world, station)
    found = await station.door.restore({**world.spoken(said, Kind.RESTORE, "on-call"), **changed})
    assert isinstance(found, Refusal) and found.problem is why
    assert world.platform.calls == [ACTED]


async def test_i12_a_veto_s_words_restore_nothing(world: World, station: Station) -> None:
    said = await silenced(world, station)
    found = await station.door.restore(world.spoken(said, Kind.VETO, "on-call"))
    assert isinstance(found, Refusal) and found.problem is Problem.DIGEST_MISMATCH
    assert world.platform.calls == [ACTED]


async def test_i12_on_call_is_told_of_a_restore(world: World, station: Station) -> None:
    said = await silenced(world, station)
    await restore(world, station, said)
    await station.effector.keep_restoring()
    await station.effector.keep_restoring()
    assert station.pager.heard("restored") == 1


async def test_i12_owner_does_not_restore_own_account(world: World, station: Station) -> None:
    world.changed("contractor", accounts=[world.ref(TROLL)])
    said = await silenced(world, station)
    assert await restore(world, station, said, "contractor") is Problem.SELF_EXCLUDED


async def test_i12_restore_voids_what_is_open_on_the_subject(
    world: World, station: Station
) -> None:
    said = await silenced(world, station)
    other = world.propose(1, action=Action.LOCK)
    await station.step()
    await restore(world, station, said)
    station.restart()
    world.approve(other, "contractor")
    await station.step()
    assert world.platform.calls == [ACTED, FREED]
    assert "voided" in proposal_of(station, other).settled


async def test_i12_restore_goes_on_when_the_platform_comes_back(
    world: World, station: Station
) -> None:
    said = await silenced(world, station)
    world.platform.down = True
    assert "accepted" in str(await restore(world, station, said))
    station.restart()
    world.resign()
    await station.step()
    world.platform.down = False
    await station.effector.keep_restoring()
    assert world.platform.calls == [ACTED, FREED]


@pytest.mark.parametrize("broken", ["stale", "future", "gone", "database"])
async def test_i12_no_ledger_stops_a_restore(world: World, station: Station, broken: str) -> None:
    world.changed("on-call", shift={"days": [3], "starts": "08:00", "ends": "18:00"})
    said = await silenced(world, station)
    if broken == "stale":
        world.later(hours=2)
    elif broken == "future":
        world.ledger_ahead = timedelta(days=3000)
        world.resign()
    elif broken == "gone":
        (world.log / "checkpoint").unlink()
    station.memory.database_up = broken != "database"
    if broken == "gone":
        station.memory.database_up = False
    assert "restored" in str(await restore(world, station, said))
    assert world.platform.calls == [ACTED, FREED]


def signed_at(key: SignerKey, text: str, seconds: int) -> str:
    """The line of whoever has the key, past what our own code signs."""
    if key.kind is KeyKind.ED25519:
        value = key.private.sign(text.encode())
    else:
        value = seconds.to_bytes(8, "big") + key.private.sign(cosigned_message(text, seconds))
    return signature_line(NoteSignature(key.name, key.verifier.key_id, value))


@pytest.mark.parametrize("seconds", [253_402_300_799, 253_402_300_800, 2**62, 2**64 - 1])
async def test_i12_a_ledger_of_a_time_without_a_date_stops_no_restore(
    world: World, station: Station, seconds: int
) -> None:
    """Whoever signs for the log says what time it likes; the last one is the end of 9999."""
    said = await silenced(world, station)
    place = world.log / "checkpoint"
    text = read_body(place.read_text()).body
    lines = [signed_at(key, text, seconds) for key in world.held[0]]
    place.write_text("\n".join([text, "".join(lines)]))
    assert "restored" in str(await restore(world, station, said))
    world.propose(0)
    await station.step()
    assert world.platform.calls == [ACTED, FREED, ACTED]


@pytest.mark.parametrize("levels", [65, 450, 900])
@pytest.mark.parametrize("event", [Event.LOG_CHANGED, Event.PROPOSAL_APPROVED])
async def test_i12_a_row_nested_deeply_stops_no_restore_and_no_reader(
    world: World, station: Station, event: Event, levels: int
) -> None:
    """Whoever writes the database puts any row into the log, where it stays."""
    said = await silenced(world, station)
    row = world.entry(event, {"proposal": "x"}, Attested.PERSON, "nobody").canonical()
    world.publish(row.replace(b'"x"', b"[" * levels + b"]" * levels))
    assert "restored" in str(await restore(world, station, said))
    station.restart()
    await station.step()
    assert proposal_of(station, said).restored
    onlooker = Onlooker(world.log, world.genesis)
    assert onlooker.catch_up()
    assert onlooker.view.docket.proposals[said.proposal].restored


async def test_i12_restore_that_only_the_spool_knows_holds_after_a_restart(
    world: World, station: Station
) -> None:
    said = await silenced(world, station)
    other = world.propose(0, action=Action.LOCK)
    station.chronicle.catch_up()
    station.memory.database_up = False
    await restore(world, station, said)
    station.restart()
    station.memory.database_up = False
    await station.step()
    assert proposal_of(station, said).restored
    assert proposal_of(station, other).voided
    assert world.platform.calls == [ACTED, FREED]


async def test_i12_veto_and_revocation_in_the_spool_hold_after_a_restart(
    world: World, station: Station
) -> None:
    said = world.propose(1)
    world.resign()
    station.chronicle.catch_up()
    station.memory.database_up = False
    station.door.veto(world.spoken(said, Kind.VETO, "on-call"))
    key = key_id(seeded("contractor").public)
    station.door.revoke_key(world.order("revoke-key", key, "contractor"))
    station.restart()
    world.resign()
    station.chronicle.catch_up()
    assert "on-call" in proposal_of(station, said).vetoes
    assert station.chronicle.view.roster.key(key) is None


async def test_i13_stale_checkpoint_stops_silencing(world: World, station: Station) -> None:
    said = world.propose(0)
    station.chronicle.catch_up()
    world.later(seconds=6)
    await station.effector.tick()
    assert world.platform.calls == []
    found = await station.executor.judge(proposal_of(station, said), look=True)
    assert isinstance(found, Refusal)
    assert found.problem is Problem.LEDGER_STALE


async def test_i13_clocks_that_disagree_stop_silencing(world: World, station: Station) -> None:
    world.ledger_ahead = timedelta(seconds=8)
    said = world.propose(0)
    assert await problem(world, station, said) is Problem.CLOCK_DOUBT
    world.ledger_ahead = timedelta()
    assert await problem(world, station, said) is Problem.CLOCK_DOUBT


async def test_i13_register_that_cannot_be_opened_stops_all_silencing(
    world: World, station: Station
) -> None:
    said = world.propose(0)
    world.change(Charge.REGISTER, {"register": [{"ref": "x", "tier": "two"}]})
    assert await problem(world, station, said) is Problem.TIER_UNREAD
    world.register({})
    assert await problem(world, station, said) is None


async def test_i13_unreadable_platform_is_never_tier_0(world: World, station: Station) -> None:
    said = world.propose(0)
    world.platform.unreadable = True
    assert await problem(world, station, said) is Problem.TIER_UNREAD
    await station.step()
    assert world.platform.calls == []


async def test_i13_memory_that_fails_hides_no_veto_for_ever(
    world: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = world.propose(0)
    world.veto(said, "on-call")

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(station.memory, "accept", full)
        await station.step()
    await station.step()
    assert proposal_of(station, said).vetoes
    assert world.platform.calls == []


def full(station: Station) -> None:
    """As a disk that is full: what is there can be read, and nothing is added."""
    station.memory._db.execute("PRAGMA query_only = 1")  # pyright: ignore[reportPrivateUsage]


def freed(station: Station) -> None:
    station.memory._db.execute("PRAGMA query_only = 0")  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize("down", [False, True])
async def test_i12_a_full_disk_stops_no_restore(world: World, station: Station, down: bool) -> None:
    """Whatever else is published meanwhile; the log has it as soon as the disk takes it."""
    said = await silenced(world, station)
    other = world.propose(1)
    await station.step()
    full(station)
    for _ in range(2):
        world.veto(world.propose(0, "@c:here.example"), "on-call")
        station.chronicle.catch_up()
    world.platform.down = down
    answer = await restore(world, station, said)
    if down:
        assert answer is Problem.LEDGER_UNAVAILABLE
    else:
        receipt = as_object(answer, "receipt")
        assert (receipt["state"], receipt["entry"]) == ("restored", ""), "no entry is promised"
    assert proposal_of(station, said).restored
    world.platform.down = False
    freed(station)
    station.chronicle.keep_waiting()
    for _ in range(2):
        await station.effector.keep_restoring()
        await station.step()
    assert world.platform.calls == [ACTED, FREED]
    assert station.pager.heard("restored") == 1
    reader = world.chronicle()
    reader.catch_up()
    assert reader.view.forged == []
    assert reader.view.docket.proposals[said.proposal].restored
    assert reader.view.docket.proposals[other.proposal].voided


async def test_i12_restores_under_a_full_disk_are_kept_in_their_order(
    world: World, station: Station
) -> None:
    said = [await silenced(world, station)]
    said.append(world.propose(0, action=Action.LOCK))
    await station.step()
    full(station)
    for one in said:
        assert "restored" in str(await restore(world, station, one))
    freed(station)
    world.propose(0, action=Action.TAKE_DOWN)
    await station.step()
    reader = world.chronicle()
    reader.catch_up()
    assert reader.view.forged == []
    assert [p.statement for p in reader.view.docket.undone] == said


async def test_i13_a_full_disk_stops_silencing(world: World, station: Station) -> None:
    station.chronicle.catch_up()
    full(station)
    said = world.propose(0)
    for _ in range(2):
        assert not station.chronicle.catch_up()
        doubt = station.chronicle.doubt(station.limits)
        assert isinstance(doubt, Refusal)
        assert doubt.problem is Problem.LEDGER_UNAVAILABLE
    freed(station)
    await station.step()
    assert proposal_of(station, said).outcome == "done"
