"""Which turn of the log's keys counts, and which keys a checkpoint is then believed by."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.ledger.oracle import CLOCK, LOG

from quorate.authority.rotating import Rotation, keyring_of, read_rotation, too_late
from quorate.effects.following import follower_of
from quorate.effects.view import View
from quorate.incidents.stage.world import NOON, World, log_keys
from quorate.ledger.checkpoint import Checkpoint
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import read_entry
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.keyring import MARK, Keyring, Pair
from quorate.ledger.keys import KeyKind, PrivateKey, SignerKey, VerifierKey
from quorate.ledger.signers import sign
from quorate.vocabulary.events import Event
from quorate.vocabulary.times import stamp

LEAF, WEEK = 5, timedelta(days=7)
START = int(NOON.timestamp())
END = int((NOON + WEEK).timestamp())
FOUNDERS = ("first founder", "second founder", "third founder")


def seen(world: World) -> View:
    view, reader = View(world.genesis), LogReader(world.log)
    for body in reader.entries(0, world.sequencer.size):
        view.apply(body, NOON)
    return view


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path).found()


@pytest.fixture
def keys(world: World) -> Keyring:
    return keyring_of(seen(world).founded, world.genesis)


@pytest.fixture
def turned(world: World, keys: Keyring) -> Keyring:
    return keys.after(LEAF, [world.rotation_entry(world.rotation(1))])


def note(size: int, seconds: int, *pairs: int) -> str:
    checkpoint = Checkpoint("here.example/log", size, b"r" * 32)
    return sign(checkpoint, [log_keys(number) for number in pairs], seconds)


def reason(keys: Keyring, text: str) -> LedgerReason:
    with pytest.raises(LedgerError) as refused:
        keys.open(text)
    return refused.value.reason


def test_before_the_entry_the_first_pair_alone_is_believed(turned: Keyring) -> None:
    assert turned.open(note(LEAF, START, 0)).seconds == START
    assert reason(turned, note(LEAF, START, 1)) is LedgerReason.MISSING_SIGNATURE


def test_during_the_overlap_either_pair_is_believed_and_both_sign(turned: Keyring) -> None:
    for pairs in ((0,), (1,), (0, 1), (1, 0)):
        assert turned.open(note(LEAF + 1, END - 1, *pairs)).seconds == END - 1
    assert len(turned.in_force(LEAF + 1, END - 1)) == 2
    assert turned.in_force(LEAF, END - 1) == [turned.first]


def test_after_the_end_the_new_pair_alone_is_believed(turned: Keyring) -> None:
    assert turned.open(note(LEAF + 1, END, 1)).seconds == END
    assert turned.open(note(LEAF + 1, END, 0, 1)).seconds == END
    assert reason(turned, note(LEAF + 1, END, 0)) is LedgerReason.KEY_ENDED
    assert turned.in_force(LEAF + 1, END) == [turned.turns[0].pair]


def test_a_stolen_old_key_signs_no_history_without_the_turn_either(turned: Keyring) -> None:
    """For whoever knows the turn: a fork from before it, cosigned after the end."""
    assert reason(turned, note(LEAF, END, 0)) is LedgerReason.KEY_ENDED


def test_half_a_pair_is_no_signature(turned: Keyring) -> None:
    mixed = [(log_keys(0)[0], log_keys(1)[1])]
    text = sign(Checkpoint("here.example/log", LEAF + 1, b"r" * 32), mixed, START)
    assert reason(turned, text) is LedgerReason.MISSING_SIGNATURE


def test_a_broken_signature_by_a_known_key_is_never_passed_over(turned: Keyring) -> None:
    good = note(LEAF + 1, START, 1, 0).split("\n")
    other = note(LEAF + 2, START, 1).split("\n")
    broken = "\n".join([*good[:4], other[4], *good[5:]])
    assert reason(turned, broken) is LedgerReason.BAD_SIGNATURE


def wrong(world: World) -> dict[str, Rotation]:
    said = world.rotation(1)
    other = PrivateKey.from_seed(b"o" * 32).public
    log0, clock0 = (key.verifier.vkey for key in log_keys(0))
    effector = world.process_key("effector").public
    return {
        "another genesis": replace(said, genesis="ab" * 32),
        "out of order": replace(said, number=2),
        "the log renamed": replace(
            said, log=VerifierKey("there.example/log", KeyKind.ED25519, other).vkey
        ),
        "the clock renamed": replace(
            said, cosigner=VerifierKey("there.example/clock", KeyKind.COSIGNATURE, other).vkey
        ),
        "the log's key again": replace(said, log=log0),
        "the clock's key again": replace(said, cosigner=clock0),
        "an effector's key": replace(
            said, log=VerifierKey("here.example/log", KeyKind.ED25519, effector).vkey
        ),
        "one key for both": replace(
            said,
            log=VerifierKey("here.example/log", KeyKind.ED25519, other).vkey,
            cosigner=VerifierKey("here.example/clock", KeyKind.COSIGNATURE, other).vkey,
        ),
        "kinds exchanged": replace(said, log=said.cosigner, cosigner=said.log),
        "no vkey": replace(said, log="here.example/log"),
        "too short": replace(said, until=stamp(NOON + timedelta(hours=23))),
        "too long": replace(said, until=stamp(NOON + timedelta(days=91))),
        "no instant": replace(said, until="soon"),
    }


@pytest.mark.parametrize("name", [
    "another genesis", "out of order", "the log renamed", "the clock renamed",
    "the log's key again", "the clock's key again", "an effector's key", "one key for both",
    "kinds exchanged", "no vkey", "too short", "too long", "no instant",
])  # fmt: skip
def test_such_a_turn_counts_for_nothing(world: World, keys: Keyring, name: str) -> None:
    entry = world.rotation_entry(wrong(world)[name])
    assert keys.after(LEAF, [entry]) == keys
    world.publish(entry)
    view = seen(world)
    assert view.keys is None or not view.keys.turns
    assert view.forged[-1].event == "log:changed"


@pytest.mark.parametrize("hands", [(), FOUNDERS[:2], ("first founder", "third founder")])
def test_too_few_founders_turn_nothing(world: World, keys: Keyring, hands: tuple[str, ...]) -> None:
    assert keys.after(LEAF, [world.rotation_entry(world.rotation(1), hands)]) == keys


def test_signatures_over_another_turn_do_not_carry(world: World, keys: Keyring) -> None:
    said = world.rotation(1)
    entry = world.rotation_entry(said)
    assert keys.after(LEAF, [entry.replace(said.until.encode(), b"2026-12-20T12:00:00.000Z")]) == (
        keys
    )


def test_no_turn_while_one_overlaps_and_one_after_it(world: World, turned: Keyring) -> None:
    early = world.rotation_entry(world.rotation(2))
    assert turned.after(LEAF + 1, [early]) == turned
    world.later(days=7)
    twice = turned.after(LEAF + 1, [world.rotation_entry(world.rotation(2))])
    assert len(twice.turns) == 2
    assert twice.open(note(LEAF + 2, END + 1, 1)).seconds == END + 1
    assert reason(twice, note(LEAF + 2, END + 1, 0)) is LedgerReason.KEY_ENDED
    second = END + int(WEEK.total_seconds())
    assert reason(twice, note(LEAF + 2, second, 1)) is LedgerReason.KEY_ENDED
    assert twice.open(note(LEAF + 2, second, 2)).seconds == second


def test_an_ended_key_never_comes_back(world: World, turned: Keyring) -> None:
    world.later(days=7)
    log0, clock0 = (key.verifier.vkey for key in log_keys(0))
    back = replace(world.rotation(2), log=log0)
    assert turned.after(LEAF + 1, [world.rotation_entry(back)]) == turned
    back = replace(world.rotation(2), cosigner=clock0)
    assert turned.after(LEAF + 1, [world.rotation_entry(back)]) == turned


def test_the_same_turn_counts_once(world: World, turned: Keyring) -> None:
    entry = world.rotation_entry(world.rotation(1))
    assert turned.after(LEAF + 1, [entry, entry]) == turned


def test_the_fold_and_the_keyring_agree(world: World) -> None:
    world.holds(0, 1)
    world.publish(world.rotation_entry(world.rotation(1)))
    view = seen(world)
    follower = follower_of(LogReader(world.log), world.genesis)
    follower.step()
    assert not view.forged
    assert view.keys == follower.keys
    assert len(follower.keys.turns) == 1


def test_a_field_that_nobody_asked_for_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="not asked for"):
        read_rotation({**world.rotation(1).fields(), "more": 1})


def test_a_turn_that_lay_too_long_is_not_handed_in(world: World) -> None:
    said = world.rotation(1)
    assert too_late(said, NOON + timedelta(days=6)) == ""
    assert "less than a day" in too_late(said, NOON + timedelta(days=6, seconds=1))


def test_two_keys_of_one_id_never_serve_one_log(
    world: World, keys: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(VerifierKey, "key_id", property(lambda _: b"same"))
    assert keys.after(LEAF, [world.rotation_entry(world.rotation(1))]) == keys


def test_an_entry_of_another_type_turns_nothing_whatever_it_carries(
    world: World, keys: Keyring
) -> None:
    turn = read_entry(world.rotation_entry(world.rotation(1)))
    data = {**turn.data, "beside": {"a": 1, "event": "log:changed"}}
    other = replace(turn, event=Event.PAGE_SENT, data=data).canonical()
    assert MARK in other
    assert keys.after(LEAF, [other]) == keys


@pytest.mark.parametrize(
    ("log", "cosigner"),
    [(CLOCK, LOG), (LOG, LOG), (CLOCK, CLOCK)],
    ids=["swapped", "logs", "clocks"],
)
def test_a_pair_is_a_log_s_key_and_a_clock_s(log: SignerKey, cosigner: SignerKey) -> None:
    names = (log.verifier.vkey, cosigner.verifier.vkey)
    with pytest.raises(LedgerError):
        Pair.parse(*names)
