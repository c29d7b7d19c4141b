"""`quorate ledger verify` and `quorate receipt verify`: offline, with nothing but files."""

import sys
from pathlib import Path

import cyclopts

from quorate.authority.charter import read_genesis
from quorate.cli.rendering import plain
from quorate.effects.view import View
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import LARGEST, entry_hash, read_entry
from quorate.ledger.errors import LedgerError
from quorate.ledger.keys import VerifierKey
from quorate.ledger.receipt import Receipt
from quorate.ledger.verify import verify_folder
from quorate.rebuilding.told import Told

ledger = cyclopts.App(name="ledger", help="Check a ledger's folder.")
receipt = cyclopts.App(name="receipt", help="Check a receipt.")


@ledger.command(name="verify")
def verify_ledger(folder: Path, *, genesis: str | None = None) -> None:
    """Recompute every tile and signature of a ledger's folder, offline.

    The keys are those of the genesis, whose founders' signatures are checked; `--genesis` pins
    its hash, without which this proves that the ledger is whole, not that it is yours.
    """
    try:
        first = next(iter(LogReader(folder).entries(0, 1)))
        found = read_genesis(read_entry(first).data)
        told = Told(View(entry_hash(first)))
        whole = verify_folder(
            folder,
            VerifierKey.parse(found.log).vkey,
            VerifierKey.parse(found.cosigner).vkey,
            bytes.fromhex(genesis or entry_hash(first)),
            on_entry=lambda index, body: told.read(str(index), body),
        )
    except (LedgerError, ValueError, OSError, StopIteration) as problem:
        sys.exit(plain(f"NOT VERIFIED: {problem}"))
    print(f"verified: {whole.size} entries, root {whole.root.hex()}")
    print(plain(f"genesis {entry_hash(first)} by {', '.join(f.id for f in found.founders)}"))
    for wrong in told.wrong:
        print(plain(f"entry {wrong.entry} ({wrong.event}) does not count: {wrong.reason}"))


@receipt.command(name="verify")
def verify_receipt(file: Path, *, log: str) -> None:
    """Check a `.tlog-proof` against the log's public key (a vkey); prints the entry."""
    try:
        found = Receipt.parse(file.read_text())
        if found.extra is None:
            sys.exit("NOT VERIFIED: the receipt carries no entry in its `extra` line")
        signed = found.verify(found.extra, VerifierKey.parse(log))
        entry = read_entry(found.extra)
    except (LedgerError, ValueError, OSError) as problem:
        sys.exit(plain(f"NOT VERIFIED: {problem}"))
    print(f"verified: entry {found.index} of {signed.checkpoint.size}, {entry.event}")
    print(plain(found.extra.decode(), LARGEST))
