"""Strangers check our log: Go's own code for transparency logs agrees with every byte.

The checker (tests/strangers) shares no line with Quorate. What it refuses here, whoever follows
the log with other tools refuses too.
"""

import shutil
import subprocess
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from tests.ledger.oracle import (
    CLOCK,
    LOG,
    NOW,
    ORIGIN,
    STRANGER,
    grow,
    make_entries,
    make_log,
    naive_root,
)
from tests.strangers.build import build, go_root

from quorate.authority.charter import read_genesis
from quorate.database import embedded
from quorate.demo.setting import installation, new_database
from quorate.demo.synapse import SynapseProcess
from quorate.incidents.stage.world import World, log_keys
from quorate.ledger.checkpoint import Checkpoint, sign_checkpoint
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import read_entry
from quorate.ledger.keys import KeyKind, SignerKey
from quorate.ledger.receipt import Receipt
from quorate.ledger.tiles import decode_bundle, encode_bundle
from quorate.ledger.writer import LogWriter

pytestmark = pytest.mark.long

VKEYS = (LOG.verifier.vkey, CLOCK.verifier.vkey)


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    go = go_root()
    if go is None:
        pytest.skip("Go is not here: make test-long")
    return build(go, tmp_path_factory.mktemp("go") / "checker")


@pytest.fixture(params=[300, 65_793])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A log with partial and full tiles on two levels or on three."""
    size = int(request.param)
    make_log(_made(tmp_path / "log"), size - 30, size)
    return tmp_path / "log"


def check(
    checker: Path,
    folder: Path,
    *,
    keys: Sequence[str] = VKEYS,
    older: Sequence[Path] = (),
    receipts: Sequence[Path] = (),
) -> str:
    """The checker's last word: "verified: SIZE" or "refused: REASON"."""
    words = ["-log", keys[0], "-cosigner", keys[1]]
    words += [word for path in older for word in ("-older", str(path))]
    words += [word for path in receipts for word in ("-receipt", str(path))]
    done = subprocess.run([checker, *words, folder], capture_output=True, text=True, check=False)
    said = (done.stdout + done.stderr).strip()
    assert said.startswith("refused:" if done.returncode else "verified:"), said
    return said


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_000])
def test_strangers_verify_a_log_of_any_size(checker: Path, tmp_path: Path, size: int) -> None:
    make_log(_made(tmp_path / "log"), size)
    assert check(checker, tmp_path / "log") == f"verified: {size}"


def test_strangers_verify_growth_and_receipts_at_every_step(checker: Path, tmp_path: Path) -> None:
    folder, sizes = tmp_path / "log", (1, 2, 200, 255, 256, 257, 600, 1024, 1025)
    older, receipts = list[Path](), list[Path]()
    with LogWriter(_made(folder), ORIGIN, create=True) as writer:
        for start, size in pairwise((0, *sizes)):
            grow(writer, make_entries(start, size))
            older.append(tmp_path / f"checkpoint-{size}")
            shutil.copy(folder / "checkpoint", older[-1])
            receipts += [_receipt(folder, tmp_path, index) for index in (0, size // 2, size - 1)]
    said = check(checker, folder, older=older, receipts=receipts)
    assert said == f"verified: {sizes[-1]}"


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _receipt(folder: Path, into: Path, index: int) -> Path:
    """A receipt under the checkpoint that is served now."""
    reader = LogReader(folder)
    text = reader.checkpoint_text()
    size = int(text.split("\n")[1])
    entry = next(iter(reader.entries(index, index + 1)))
    path = into / f"{index}-of-{size}.tlog-proof"
    path.write_text(Receipt(index, reader.inclusion_proof(index, size), text, entry).text)
    return path


def _flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 0x01
    path.write_bytes(data)


def test_a_flipped_bit_anywhere_is_refused(checker: Path, log: Path) -> None:
    served = [path for path in log.rglob("*") if path.is_file()]
    size = int((log / "checkpoint").read_text().split("\n")[1])
    narrow = {f".p/{(size - 30) % 256}", f".p/{(size - 30) // 256 % 256}"}
    current = [p for p in served if not any(str(p).endswith(old) for old in narrow)]
    edges = [log / "checkpoint", *sorted(current)[:6], *sorted(current)[-6:]]
    assert check(checker, log) == f"verified: {size}"
    for path in edges:
        for place in (0, path.stat().st_size // 2, -1):
            _flip(path, place)
            assert check(checker, log).startswith("refused:"), (path, place)
            _flip(path, place)


Change = Callable[[list[bytes]], list[bytes]]
CHANGES: dict[str, Change] = {
    "dropped": lambda entries: entries[1:],
    "last dropped": lambda entries: entries[:-1],
    "reordered": lambda entries: [entries[1], entries[0], *entries[2:]],
    "truncated": lambda entries: [entries[0][:-1], *entries[1:]],
    "doubled": lambda entries: [*entries, entries[-1]],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_changed_entries_are_refused(checker: Path, tmp_path: Path, change: Change) -> None:
    """In their bundle alone, and with all tiles made to fit: only the signed root is left then."""
    entries = make_log(_made(tmp_path / "log"), 200)
    bundle = tmp_path / "log/tile/entries/000.p/200"
    bundle.write_bytes(encode_bundle(change(decode_bundle(bundle.read_bytes()))))
    assert check(checker, tmp_path / "log").startswith("refused:")
    with LogWriter(_made(tmp_path / "other"), ORIGIN, create=True) as writer:
        grow(writer, change(entries))
    shutil.copy(tmp_path / "log/checkpoint", tmp_path / "other/checkpoint")
    assert check(checker, tmp_path / "other").startswith("refused:")


def test_an_entry_cut_off_at_the_end_of_its_bundle_is_refused(
    checker: Path, tmp_path: Path
) -> None:
    make_log(tmp_path, 300)
    bundle = tmp_path / "tile/entries/001.p/44"
    bundle.write_bytes(bundle.read_bytes()[:-3])
    assert "cut at entry 299" in check(checker, tmp_path)


def _other_history(folder: Path, size: int, changed: int) -> Path:
    """A log as good as any, signed with the real keys, but with another entry `changed`."""
    entries = make_entries(0, size)
    entries[changed] = b"what suits better"
    with LogWriter(_made(folder), ORIGIN, create=True) as writer:
        grow(writer, entries)
    return folder


@pytest.mark.parametrize("size", [300, 301, 700], ids=["same size", "one more", "many more"])
def test_a_history_rewritten_and_signed_anew_is_refused(
    checker: Path, tmp_path: Path, size: int
) -> None:
    make_log(_made(tmp_path / "log"), 300)
    seen = tmp_path / "log/checkpoint"
    receipt = _receipt(tmp_path / "log", tmp_path, 7)
    other = _other_history(tmp_path / "other", size, changed=200)
    assert check(checker, other) == f"verified: {size}"
    assert check(checker, other, older=[seen]).startswith("refused: older")
    assert check(checker, other, receipts=[receipt]).startswith("refused: receipt")


def test_a_log_gone_back_is_refused(checker: Path, tmp_path: Path) -> None:
    make_log(_made(tmp_path / "log"), 300)
    make_log(_made(tmp_path / "old"), 299)
    said = check(checker, tmp_path / "old", older=[tmp_path / "log/checkpoint"])
    assert "went back from 300 entries to 299" in said


def test_another_key_another_origin_and_a_missing_clock_are_refused(
    checker: Path, tmp_path: Path
) -> None:
    make_log(tmp_path, 9)
    whole = Checkpoint(ORIGIN, 9, naive_root(make_entries(0, 9)))
    impostor = SignerKey(ORIGIN, KeyKind.ED25519, STRANGER.private)
    clock = SignerKey(CLOCK.name, KeyKind.COSIGNATURE, STRANGER.private)
    elsewhere = Checkpoint(STRANGER.name, 9, whole.root)
    for text in (
        sign_checkpoint(whole, impostor, CLOCK, NOW),
        sign_checkpoint(whole, LOG, clock, NOW),
        sign_checkpoint(elsewhere, STRANGER, CLOCK, NOW),
    ):
        (tmp_path / "checkpoint").write_text(text)
        assert check(checker, tmp_path).startswith("refused: checkpoint")


def test_a_receipt_of_another_entry_is_refused(checker: Path, tmp_path: Path) -> None:
    make_log(_made(tmp_path / "log"), 300)
    path = _receipt(tmp_path / "log", tmp_path, 7)
    right = Receipt.parse(path.read_text())
    for wrong in (
        Receipt(8, right.proof, right.checkpoint_text),
        Receipt(7, right.proof, right.checkpoint_text, b"another entry"),
        Receipt(7, right.proof[:-1], right.checkpoint_text),
        Receipt(7, (*right.proof[:-1], bytes(32)), right.checkpoint_text),
        Receipt(300, right.proof, right.checkpoint_text),
    ):
        path.write_text(wrong.text)
        assert check(checker, tmp_path / "log", receipts=[path]).startswith("refused: receipt")


def test_strangers_of_either_pair_follow_the_log_across_a_change_of_its_keys(
    checker: Path, tmp_path: Path
) -> None:
    """While both pairs sign, whoever knows one of them verifies; then only the new one counts."""
    world = World(tmp_path).found()
    first, second = (tuple(key.verifier.vkey for key in log_keys(number)) for number in (0, 1))
    before = tmp_path / "before"
    shutil.copy(world.log / "checkpoint", before)
    world.holds(0, 1)
    world.publish(world.rotation_entry(world.rotation(1)))
    both, size = tmp_path / "both", f"verified: {world.sequencer.size}"
    shutil.copy(world.log / "checkpoint", both)
    receipt = _receipt(world.log, tmp_path, 0)
    assert check(checker, world.log, keys=first, older=[before], receipts=[receipt]) == size
    assert check(checker, world.log, keys=second, older=[both], receipts=[receipt]) == size
    world.later(days=7)
    world.resign()
    assert check(checker, world.log, keys=second, older=[both], receipts=[receipt]) == size
    assert check(checker, world.log, keys=first).startswith("refused: checkpoint")


@pytest.mark.platform
def test_strangers_verify_the_log_of_an_installation(checker: Path, tmp_path: Path) -> None:
    cluster = embedded.start(tmp_path / "postgres")
    try:
        with (
            SynapseProcess(tmp_path / "synapse", "strangers.localhost") as synapse,
            installation(tmp_path / "house", new_database(cluster.url), synapse, (1, 2)),
        ):
            pass
    finally:
        embedded.stop(cluster)
    folder = tmp_path / "house/ledger"
    founded = read_genesis(read_entry(next(iter(LogReader(folder).entries(0, 1)))).data)
    receipt = _receipt(folder, tmp_path, 1)
    said = check(checker, folder, keys=(founded.log, founded.cosigner), receipts=[receipt])
    assert int(said.removeprefix("verified: ")) >= 3
