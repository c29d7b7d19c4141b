"""`quorate ledger verify` and `quorate receipt verify`: offline, with nothing but files."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import cyclopts

from quorate.authority.charter import Genesis, read_genesis
from quorate.cli.progress import entries_of, progress
from quorate.effects.following import founded_keys
from quorate.effects.view import View
from quorate.ledger.commitment import Salted
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import LARGEST, entry_hash, read_entry
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.keys import VerifierKey
from quorate.ledger.policy import Policy
from quorate.ledger.receipt import Receipt
from quorate.ledger.verify import VerifiedLog, verify_folder
from quorate.ledger.witnessed import Witnessed, open_by_keyring, open_witnessed
from quorate.rebuilding.told import Told
from quorate.vocabulary.kinds import ValueKind
from quorate.vocabulary.terminal import plain
from quorate.vocabulary.times import stamp

ledger = cyclopts.App(name="ledger", help="Check a ledger's folder.")
receipt = cyclopts.App(name="receipt", help="Check a receipt.")


@ledger.command(name="verify")
def verify_ledger(folder: Path, *, genesis: str | None = None, witnessed: bool = False) -> None:
    """Recompute every tile and signature of a ledger's folder, offline.

    The keys are those of the genesis, whose founders' signatures are checked; `--genesis` pins
    its hash, without which this proves that the ledger is whole, not that it is yours.
    `--witnessed` demands that a quorum of the genesis's witnesses cosigned all of it.
    """
    try:
        first = next(iter(LogReader(folder).entries(0, 1)))
        found = read_genesis(read_entry(first).data)
        told = Told(View(entry_hash(first)))
        whole = _verified(folder, first, genesis, told)
        seen = _witnessed(folder, found, whole, demanded=witnessed)
    except (LedgerError, ValueError, OSError, StopIteration) as problem:
        sys.exit(plain(f"NOT VERIFIED: {problem}"))
    print(f"verified: {whole.size} entries, root {whole.root.hex()}")
    print(plain(f"genesis {entry_hash(first)} by {', '.join(f.id for f in found.founders)}"))
    print(plain(seen))
    for wrong in told.wrong:
        print(plain(f"entry {wrong.entry} ({wrong.event}) does not count: {wrong.reason}"))


def _verified(folder: Path, first: bytes, genesis: str | None, told: Told) -> VerifiedLog:
    pinned = bytes.fromhex(genesis or entry_hash(first))
    with progress("verifying", entries_of(folder)) as done:

        def on_entry(index: int, body: bytes) -> None:
            told.read(str(index), body)
            done(1)

        return verify_folder(folder, founded_keys(first), pinned, on_entry)


@receipt.command(name="verify")
def verify_receipt(
    file: Path,
    *,
    log: str,
    policy: Path | None = None,
    value: str | None = None,
    salt: str | None = None,
) -> None:
    """Check a `.tlog-proof` against the log's public key (a vkey); prints the entry.

    `--policy FILE` (C2SP tlog-policy) demands the cosignatures of its quorum, too; `--value` with
    `--salt` (64 hex digits) that this is what the entry commits to.
    """
    try:
        found = Receipt.parse(file.read_text())
        if found.extra is None:
            sys.exit("NOT VERIFIED: the receipt carries no entry in its `extra` line")
        signed = found.verify(found.extra, VerifierKey.parse(log))
        entry = read_entry(found.extra)
        seen = _cosigned(found.checkpoint_text, VerifierKey.parse(log), policy)
        opened = _opened(found.extra.decode(), value, salt) if value is not None else ""
    except (LedgerError, ValueError, OSError) as problem:
        sys.exit(plain(f"NOT VERIFIED: {problem}"))
    print(f"verified: entry {found.index} of {signed.checkpoint.size}, {entry.event}")
    for line in filter(None, (seen, opened)):
        print(line)
    print(plain(found.extra.decode(), LARGEST))


def _witnessed(folder: Path, genesis: Genesis, whole: VerifiedLog, *, demanded: bool) -> str:
    """What the witnesses cosigned of a folder whose every byte was recomputed, in words."""
    policy, reader, size = Policy.parse(genesis.witness), LogReader(folder), whole.size
    if not policy.wants_witnesses:
        if demanded:
            raise LedgerError(LedgerReason.MISSING_SIGNATURE, "the genesis asks for no witness")
        return "witnessed by nobody: the genesis asks for none"
    text = reader.witnessed_text()
    found = open_by_keyring(text, whole.keys, policy) if text else None
    if found and (found.mark.size > size or reader.root(found.mark.size) != found.checkpoint.root):
        raise LedgerError(LedgerReason.FORK, "the witnesses saw another history")
    if demanded and (found is None or found.mark.size < size):
        detail = f"{found.mark.size if found else 0} of {size} entries are witnessed"
        raise LedgerError(LedgerReason.MISSING_SIGNATURE, detail)
    return _by_a_quorum(found, size) if found else f"NOT WITNESSED: none of {size} entries"


def _cosigned(text: str, log: VerifierKey, file: Path | None) -> str:
    if file is None:
        return ""
    policy = Policy.parse(file.read_text())
    if not policy.wants_witnesses:
        return "witnessed by nobody: the policy asks for none"
    found = open_witnessed(text, log, policy)
    return _by_a_quorum(found, found.mark.size)


def _opened(entry: str, value: str, salt: str | None) -> str:
    """Which of the entry's commitments the value and its salt open. Raises ValueError for none."""
    secret = bytes.fromhex(salt or "")
    for kind in ValueKind:
        if Salted(kind, value, secret).commitment in entry:
            return f"the value is the entry's {kind}"
    raise ValueError("value and salt open no commitment of this entry")


def _by_a_quorum(found: Witnessed, size: int) -> str:
    at = stamp(datetime.fromtimestamp(found.mark.seconds, UTC))
    return f"witnessed: {found.mark.size} of {size} entries, by a quorum at {at}"
