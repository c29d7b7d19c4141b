"""A log's folder: what a verifier finds, what a writer refuses, what a crash leaves."""

from pathlib import Path

import pytest
from tests.ledger.oracle import CLOCK, LOG, NOW, ORIGIN, grow, make_entries, make_log, sign

from quorate.ledger.checkpoint import Checkpoint, open_checkpoint
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import entry_hash
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.files import Disk, partial_tiles
from quorate.ledger.follow import Follower, HighWater
from quorate.ledger.keyring import unturned
from quorate.ledger.receipt import Receipt
from quorate.ledger.tiles import ENTRIES, Tile, parse_tile_path
from quorate.ledger.tree import leaf_hash, root_of
from quorate.ledger.verify import verify_folder
from quorate.ledger.writer import LogWriter

PARTIAL = [f"tile/{level}/000.p/{width}" for level in ("0", "entries") for width in (100, 200)]
KEYS = unturned(LOG.verifier, CLOCK.verifier)


def verified(folder: Path, genesis: bytes | None = None) -> int:
    return verify_folder(folder, KEYS, genesis).size


def test_a_log_grown_in_steps_verifies_whole(tmp_path: Path) -> None:
    entries = make_log(tmp_path, 1, 255, 256, 257, 700)
    assert verified(tmp_path, bytes.fromhex(entry_hash(entries[0]))) == 700
    assert list(LogReader(tmp_path).entries(0, 700)) == entries
    with pytest.raises(LedgerError):
        verified(tmp_path, b"\x00" * 32)


def test_a_flipped_bit_in_any_file_is_found(tmp_path: Path) -> None:
    make_log(tmp_path, 3, 300)
    files = [p for p in tmp_path.rglob("*") if p.is_file() and p.stat().st_size]
    assert len(files) >= 6
    for path in files:
        whole = path.read_bytes()
        for place in (0, len(whole) // 2, len(whole) - 1):
            broken = bytearray(whole)
            broken[place] ^= 0x01
            path.write_bytes(broken)
            with pytest.raises(LedgerError):
                verified(tmp_path)
        path.write_bytes(whole)
    assert verified(tmp_path) == 300


def test_a_dropped_reordered_or_cut_entry_is_found(tmp_path: Path) -> None:
    make_log(tmp_path, 5)
    path = tmp_path / "tile/entries/000.p/5"
    whole = path.read_bytes()
    for broken in (whole[: len(whole) // 2], whole + whole, b""):
        path.write_bytes(broken)
        with pytest.raises(LedgerError):
            verified(tmp_path)
    path.unlink()
    with pytest.raises(LedgerError):
        verified(tmp_path)


def test_a_history_rewritten_and_signed_anew_is_refused_by_who_saw_the_old(tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    make_log(tmp_path / "old", 10)
    reader = LogReader(tmp_path / "old")
    follower = Follower(reader, KEYS)
    step = follower.step()
    assert step is not None
    seen = HighWater(step.checkpoint.checkpoint.size, step.checkpoint.checkpoint.root)
    new = tmp_path / "new"
    with LogWriter(new, ORIGIN, create=True) as writer:
        grow(writer, [*make_entries(0, 9), b"another tenth", b"eleventh"])
    assert verified(new) == 11
    with pytest.raises(LedgerError) as refused:
        Follower(LogReader(new), KEYS, seen).step()
    assert refused.value.reason is LedgerReason.FORK


def test_a_log_gone_back_is_refused(tmp_path: Path) -> None:
    make_log(tmp_path, 4)
    with pytest.raises(LedgerError) as refused:
        Follower(LogReader(tmp_path), KEYS, HighWater(5, b"x" * 32)).step()
    assert refused.value.reason is LedgerReason.ROLLBACK


def test_a_writer_publishes_no_smaller_and_no_other_tree(tmp_path: Path) -> None:
    make_log(tmp_path, 4)
    with LogWriter(tmp_path, ORIGIN) as writer:
        for wrong in (
            Checkpoint(ORIGIN, 3, root_of([leaf_hash(e) for e in make_entries(0, 3)])),
            Checkpoint(ORIGIN, 4, b"\x01" * 32),
            Checkpoint(ORIGIN, 5, b"\x01" * 32),
        ):
            with pytest.raises(LedgerError):
                writer.publish(sign(wrong))
        writer.publish(sign(writer.published, NOW + 5))
    text = LogReader(tmp_path).checkpoint_text()
    assert open_checkpoint(text, LOG.verifier, CLOCK.verifier).timestamp == NOW + 5


def test_two_writers_of_one_folder_are_one_too_many(tmp_path: Path) -> None:
    make_log(tmp_path, 1)
    with LogWriter(tmp_path, ORIGIN), pytest.raises(LedgerError):
        LogWriter(tmp_path, ORIGIN)


class FailingDisk(Disk):
    """Fails at the n-th step, before it happens or after."""

    def __init__(self, at: int, *, after: bool) -> None:
        self.left, self._after = at, after

    def _step(self) -> bool:
        self.left -= 1
        return self.left == 0

    def make_folder(self, path: Path) -> bool:
        fails = self._step()
        if fails and not self._after:
            raise OSError("before")
        done = super().make_folder(path)
        if fails:
            raise OSError("after")
        return done

    def write_file(self, path: Path, data: bytes, scratch: Path) -> None:
        fails = self._step()
        if fails and not self._after:
            raise OSError("before")
        super().write_file(path, data, scratch)
        if fails:
            raise OSError("after")


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, 9))
def test_a_crash_at_any_write_loses_nothing_published(tmp_path: Path, at: int, after: bool) -> None:
    make_log(tmp_path, 250)
    disk = FailingDisk(at, after=after)
    try:
        with LogWriter(tmp_path, ORIGIN, disk=disk) as writer:
            grow(writer, make_entries(250, 260))
    except OSError:
        pass
    size = verified(tmp_path)
    assert size in (250, 260)
    with LogWriter(tmp_path, ORIGIN) as writer:
        grow(writer, make_entries(size, 270))
    assert verified(tmp_path) == 270
    assert list(LogReader(tmp_path).entries(0, 270)) == make_entries(0, 270)


def test_a_receipt_proves_its_entry_and_no_other(tmp_path: Path) -> None:
    entries = make_log(tmp_path, 300)
    reader = LogReader(tmp_path)
    made = Receipt(277, reader.inclusion_proof(277, 300), reader.checkpoint_text(), entries[277])
    receipt = Receipt.parse(made.text)
    assert receipt.verify(entries[277], LOG.verifier).checkpoint.size == 300
    with pytest.raises(LedgerError):
        receipt.verify(entries[276], LOG.verifier)
    for place in range(0, len(made.text), 37):
        broken = made.text[:place] + chr(ord(made.text[place]) ^ 1) + made.text[place + 1 :]
        with pytest.raises((LedgerError, ValueError)):
            parsed = Receipt.parse(broken)
            parsed.verify(parsed.extra or b"", LOG.verifier, CLOCK.verifier)


def test_partial_tiles_go_once_two_whole_ones_have_followed(tmp_path: Path) -> None:
    entries = make_log(tmp_path, 100, 200, 300, 400, 511)
    before = {path: (tmp_path / path).read_bytes() for path in PARTIAL}
    with LogWriter(tmp_path, ORIGIN) as writer:
        grow(writer, make_entries(511, 600))
    assert not any((tmp_path / path).parent.exists() for path in PARTIAL)
    assert [tile.width for tile in partial_tiles(tmp_path, ENTRIES, 1)] == [44, 144, 255]
    assert verified(tmp_path) == 600
    reader = LogReader(tmp_path)
    for path, data in before.items():
        tile = parse_tile_path(path)
        assert tile is not None
        assert reader.tile(tile) == data
    assert list(reader.entries(0, 200)) == entries[:200]
    with pytest.raises(LedgerError):
        reader.tile(Tile(ENTRIES, 2, 90))
