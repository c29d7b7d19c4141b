"""I15, I24: what was published stays, word for word, and one entry proves itself to a stranger.

Over a real log on disk, in which a real effector has acted.
"""

from collections.abc import Callable
from hashlib import sha256

import pytest
from tests.invariants.asking import QUORUM

from quorate.effects.onlooker import Onlooker
from quorate.effects.view import View
from quorate.incidents.stage.station import Station
from quorate.incidents.stage.world import NOON, TROLL, World
from quorate.ledger.checkpoint import open_checkpoint
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import read_entry
from quorate.ledger.errors import LedgerError
from quorate.ledger.keyring import unturned
from quorate.ledger.keys import VerifierKey
from quorate.ledger.proof import verify_consistency
from quorate.ledger.receipt import Receipt
from quorate.ledger.verify import verify_folder
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Kind


@pytest.fixture
async def published(world: World, station: Station) -> list[str]:
    """An account is raised, silenced by three hands and restored: every checkpoint on the way."""
    seen: list[str] = []
    publish = world.sequencer.publish

    def kept(bodies: list[bytes]) -> None:
        publish(bodies)
        seen.append(LogReader(world.log).checkpoint_text())

    world.sequencer.publish = kept
    world.raise_protection(TROLL, 2, "on-call")
    said = world.propose(2)
    world.approve(said, *QUORUM)
    await station.cool()
    assert isinstance(await station.door.restore(world.spoken(said, Kind.RESTORE, "on-call")), dict)
    await station.step()
    world.sequencer.close()
    return seen


Keys = tuple[VerifierKey, VerifierKey]


@pytest.fixture
def keys(world: World, published: list[str]) -> Keys:
    """The log's and the clock's, as the genesis has them."""
    found = Onlooker(world.log, world.genesis)
    found.catch_up()
    founded = found.view.founded
    return VerifierKey.parse(founded.log), VerifierKey.parse(founded.cosigner)


def verified(world: World, keys: Keys) -> View:
    """What a stranger with the folder and the genesis's hash computes; raises LedgerError."""
    view = View(world.genesis)
    genesis = bytes.fromhex(world.genesis)

    def visit(_: int, body: bytes) -> None:
        view.apply(body, NOON)

    verify_folder(world.log, unturned(*keys), genesis, on_entry=visit)
    return view


def test_i15_any_two_published_checkpoints_are_consistent(
    world: World, published: list[str], keys: Keys
) -> None:
    reader = LogReader(world.log)
    signed = [open_checkpoint(text, *keys).checkpoint for text in published]
    found = {checkpoint.size: checkpoint for checkpoint in signed}
    assert len(found) > 6
    for older in found.values():
        for newer in (c for c in found.values() if c.size > older.size):
            proof = reader.consistency_proof(older.size, newer.size)
            verify_consistency(older.size, newer.size, older.root, newer.root, proof)
            with pytest.raises(LedgerError):
                verify_consistency(older.size, newer.size, newer.root, older.root, proof)


def test_i15_the_state_can_be_rebuilt_from_the_ledger(
    world: World, station: Station, keys: Keys
) -> None:
    """Roster, register, rules and every proposal's hands and end, from nothing but the folder."""
    mine, rebuilt = station.chronicle.view, verified(world, keys)
    assert rebuilt.size == mine.size
    assert rebuilt.forged == []
    for name in ("roster", "register", "catalogue", "authority", "counters"):
        assert getattr(rebuilt, name) == getattr(mine, name), name
    ends = [
        {
            name: (p.statement, sorted(p.approvals), p.intents, p.outcome, p.restored, p.settled)
            for name, p in view.docket.proposals.items()
        }
        for view in (mine, rebuilt)
    ]
    assert ends[0] == ends[1]


def test_i15_each_change_of_state_is_exactly_one_entry(world: World, published: list[str]) -> None:
    told: list[str] = []
    for body in LogReader(world.log).entries(0, world.sequencer.size):
        told.append(read_entry(body).event)
    changes = {Event.REGISTER_RAISED, Event.EFFECT_INTENDED, Event.EFFECT_DONE}
    changes |= {Event.EFFECT_RESTORED, Event.PROPOSAL_OPENED}
    assert {event: told.count(event) for event in changes} == dict.fromkeys(changes, 1)
    assert told.count(Event.PROPOSAL_APPROVED) == len(QUORUM)


def forge(body: bytes) -> bytes:
    """One hand's name changes into another's of the same length."""
    assert b'"contractor"' in body
    return body.replace(b'"contractor"', b'"contractoR"')


def truncate(body: bytes) -> bytes:
    return body[: len(body) // 2]


def reorder(body: bytes) -> bytes:
    """Two of its bytes change places."""
    return body[:9] + body[10:11] + body[9:10] + body[11:]


@pytest.mark.parametrize("damage", [forge, truncate, reorder])
def test_i15_a_log_forged_rewritten_or_cut_short_is_refused(
    world: World, keys: Keys, damage: Callable[[bytes], bytes]
) -> None:
    """The bytes on the disk: by the offline check, and by whoever follows."""
    folder = world.log / "tile/entries/000.p"
    entries = max(folder.iterdir(), key=lambda path: int(path.name))
    assert verified(world, keys).size
    entries.chmod(0o600)
    entries.write_bytes(damage(entries.read_bytes()))
    with pytest.raises(LedgerError):
        verified(world, keys)
    assert not Onlooker(world.log, world.genesis).catch_up()


def test_i15_a_checkpoint_of_yesterday_is_refused_by_whoever_saw_today(
    world: World, station: Station, published: list[str]
) -> None:
    (world.log / "checkpoint").write_text(published[0])
    assert not station.chronicle.catch_up()
    station.restart()
    assert not station.chronicle.catch_up()


@pytest.fixture
def receipt(world: World, published: list[str]) -> str:
    """Of the restore, as the API serves it."""
    web = Onlooker(world.log, world.genesis)
    web.catch_up()
    places = web.places[next(iter(web.view.docket.proposals))]
    (at,) = [place.index for place in places if place.event is Event.EFFECT_RESTORED]
    return web.receipt(at)


def test_i24_a_receipt_is_checked_offline_by_whoever_has_the_log_s_key(
    world: World, receipt: str, keys: Keys
) -> None:
    """Nothing of the installation is there any more: the text and one public key are enough."""
    log, _ = keys
    for path in sorted(world.log.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    found = Receipt.parse(receipt)
    assert found.extra is not None
    signed = found.verify(found.extra, log)
    assert found.index < signed.checkpoint.size
    entry = read_entry(found.extra)
    assert (entry.event, entry.data["signer"]) == (Event.EFFECT_RESTORED, "on-call")


def test_i24_a_tampered_receipt_is_refused(receipt: str, keys: Keys) -> None:
    """Another entry in it, another place, another tree, another key: each is seen."""
    log, clock = keys
    found = Receipt.parse(receipt)
    assert found.extra is not None
    other = found.extra.replace(b'"on-call"', b'"auditor"')
    assert sha256(other).digest() != sha256(found.extra).digest()
    with pytest.raises(LedgerError):
        found.verify(other, log)
    with pytest.raises(LedgerError):
        Receipt(found.index - 1, found.proof, found.checkpoint_text).verify(found.extra, log)
    with pytest.raises(LedgerError):
        Receipt(found.index, found.proof[1:], found.checkpoint_text).verify(found.extra, log)
    with pytest.raises(LedgerError):
        found.verify(found.extra, clock)


def test_i24_every_byte_of_a_receipt_counts(receipt: str, keys: Keys) -> None:
    log, clock = keys
    for place in range(0, len(receipt), 41):
        broken = receipt[:place] + chr(ord(receipt[place]) ^ 1) + receipt[place + 1 :]
        with pytest.raises((LedgerError, ValueError)):
            parsed = Receipt.parse(broken)
            parsed.verify(parsed.extra or b"", log, clock)
