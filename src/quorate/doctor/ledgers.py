"""The log's folder: whole, as far as the database, fresh, signed by the pinned keys, witnessed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from quorate.doctor.database import Connections
from quorate.doctor.installation import Installation
from quorate.doctor.model import Check, Finding, ok, wrong
from quorate.effects.following import founded_keys, pinned_policy
from quorate.effects.limits import Limits
from quorate.ledger.checkpoint import Checkpoint, read_body
from quorate.ledger.directory import LogReader
from quorate.ledger.errors import LedgerError, LedgerReason
from quorate.ledger.files import read_checkpoint
from quorate.ledger.keyring import MARK, Keyring
from quorate.ledger.tiles import changed_tiles
from quorate.ledger.witnessed import open_by_keyring

FRESH: Final = Limits().fresh
WITNESS_OVERDUE: Final = timedelta(seconds=30)
_LOOKS: Final = 3
_BACK: Final = "bring back a newer copy of the folder: docs/how-to/back-up.md"


@dataclass(frozen=True, slots=True)
class Log:
    """A folder with every file under its checkpoint; `keys` are those that its entries leave."""

    reader: LogReader
    text: str
    body: Checkpoint
    first: bytes
    keys: Keyring


def read_log(found: Installation) -> Log | Finding:
    """The log, or why there is none. Not every byte is recomputed: `quorate ledger verify` does."""
    folder = found.ledger
    if folder is None:
        return wrong(
            Check.LEDGER, "no settings name the ledger's folder", "mend the settings first"
        )
    try:
        text, missing = _whole(folder)
        if missing:
            return wrong(Check.LEDGER, f"{folder}/{missing} is missing", _BACK)
        body, reader = read_body(text), LogReader(folder)
        first = next(iter(reader.entries(0, 1)))
        keys = founded_keys(first)
        for index, entry in reader.holding(MARK, 0, body.size):
            keys = keys.after(index, [entry])
    except LedgerError as problem:
        if problem.reason is LedgerReason.MISSING_FILE and not (folder / "checkpoint").exists():
            says = f"{folder} has no checkpoint: nothing was ever published there"
            return wrong(Check.LEDGER, says, f"{found.starts('sequencer')}; else {_BACK}")
        return wrong(Check.LEDGER, f"{folder}: {problem.detail}", _BACK)
    except (OSError, ValueError) as problem:
        return wrong(Check.LEDGER, f"{folder}: {problem}", _BACK)
    return Log(reader, text, body, first, keys)


def _whole(folder: Path) -> tuple[str, str]:
    """The checkpoint, and the first file under it that is missing. A sequencer that writes
    meanwhile may replace a narrow tile by a wider one, so a miss is looked at again."""
    text, missing = read_checkpoint(folder), ""
    for _ in range(_LOOKS):
        tiles = changed_tiles(0, read_body(text).size)
        missing = next((t.path for t in tiles if not (folder / t.path).is_file()), "")
        if not missing or (again := read_checkpoint(folder)) == text:
            break
        text = again
    return text, missing


def reached(log: Log, made: Connections) -> Iterator[Finding]:
    """The folder is as far as the database knows it to be."""
    says = f"{log.body.size} entries, every file of them is there"
    conn = made.get("sequencer")
    row = conn.execute("SELECT size, root FROM ledger_published").fetchone() if conn else None
    size, root = (int(row[0]), bytes(row[1])) if row else (0, b"")
    if size > log.body.size:
        older = f"the folder ends at {log.body.size} entries, the database saw {size} published"
        yield wrong(Check.LEDGER, older, _BACK)
    elif size and log.reader.root(size) != root:
        other = f"the folder's first {size} entries are not those that the database saw published"
        yield wrong(Check.LEDGER, other, f"stop all processes; {_BACK}")
    else:
        yield ok(Check.LEDGER, f"{says}; `quorate ledger verify` recomputes them")


def checkpoint(found: Installation, log: Log, now: datetime) -> Iterator[Finding]:
    """Signed by the keys in force and fresh: nothing is silenced under an old one."""
    try:
        seconds = log.keys.open(log.text).seconds
    except LedgerError as problem:
        says = f"the checkpoint is not signed by the log's keys in force: {problem.detail}"
        mending = f"name the log's own key files in {found.settings('sequencer')} and restart it"
        yield wrong(Check.CHECKPOINT, says, mending)
        return
    age = now - datetime.fromtimestamp(seconds, UTC)
    if age > FRESH:
        says = (
            f"the newest checkpoint is {_spoken(age)} old: the sequencer does not run, or is stuck"
        )
        yield wrong(Check.CHECKPOINT, says, found.starts("sequencer"))
    elif age < -FRESH:
        says = f"the newest checkpoint is {_spoken(-age)} ahead of this machine's clock"
        yield wrong(Check.CHECKPOINT, says, "on both machines: timedatectl set-ntp true")
    else:
        yield ok(Check.CHECKPOINT, f"signed, {_spoken(max(age, timedelta()))} old")


def witnesses(log: Log, now: datetime) -> Iterator[Finding]:
    """A quorum of them saw the log lately, where the genesis asks for one."""
    policy = pinned_policy(log.reader)
    if not policy.wants_witnesses:
        yield ok(Check.WITNESSES, "the genesis asks for none")
        return
    urls = ", ".join(sorted(one.url or name for name, one in policy.witnesses.items()))
    mending = f"see that these run and answer: {urls} (docs/how-to/witness.md)"
    text = log.reader.witnessed_text()
    if not text:
        yield wrong(Check.WITNESSES, "no quorum of witnesses has cosigned yet", mending)
        return
    try:
        mark = open_by_keyring(text, log.keys, policy).mark
    except LedgerError as problem:
        says = f"the witnessed checkpoint does not hold: {problem.detail}"
        yield wrong(Check.WITNESSES, says, mending)
        return
    age = now - datetime.fromtimestamp(mark.seconds, UTC)
    says = f"a quorum saw {mark.size} of {log.body.size} entries, {_spoken(age)} ago"
    late = age > WITNESS_OVERDUE
    yield wrong(Check.WITNESSES, says, mending) if late else ok(Check.WITNESSES, says)


def _spoken(age: timedelta) -> str:
    """An age in the largest unit that says enough."""
    seconds = int(age.total_seconds())
    for unit, name in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * unit:
            return f"{seconds // unit} {name}"
    return f"{seconds} s"
