"""The effector's memory: whole, of this ledger, and as fresh as an effector that works."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from quorate.doctor.installation import Installation
from quorate.doctor.ledgers import Log
from quorate.doctor.model import Check, Finding, ok, warning, wrong
from quorate.vocabulary.times import instant

STEPS_WITHIN: Final = timedelta(seconds=30)
SENDS_WITHIN: Final = timedelta(minutes=1)
# An entry says itself when it was written.
_WAITING: Final = (
    "SELECT (SELECT count(*) FROM spool WHERE sent = 0), (SELECT"
    " json_extract(CAST(body AS TEXT), '$.at') FROM spool WHERE sent = 0 ORDER BY id LIMIT 1)"
)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the file says: whether it is whole, how far it saw, when it was written last, how many
    entries the database has not taken, the oldest from when, and how many restores the platform has
    not shown."""

    whole: str
    size: int
    clock: datetime | None
    unsent: int
    oldest: datetime | None
    restores: int


def memory(found: Installation, log: Log | None, now: datetime) -> Iterator[Finding]:
    """Read without writing to it; an effector that runs goes on meanwhile."""
    if found.effector is None:
        return
    path = found.effector.state
    restored = "bring back that file from the backup of the ledger (docs/how-to/back-up.md)"
    if not path.exists():
        says = f"{path} is not there: the effector never ran, or lost what only it knows"
        yield wrong(Check.MEMORY, says, f"{found.starts('effector')}; if it ran before, {restored}")
        return
    try:
        kept = _read(path)
    except sqlite3.Error as problem:
        yield wrong(Check.MEMORY, f"{path} cannot be read: {problem}", f"stop it; {restored}")
        return
    yield from _judged(found, kept, log, now, restored)


def _judged(
    found: Installation, kept: _Kept, log: Log | None, now: datetime, restored: str
) -> Iterator[Finding]:
    if kept.whole != "ok":
        yield wrong(Check.MEMORY, f"the effector's memory is damaged: {kept.whole}", restored)
    elif log is not None and kept.size > log.body.size:
        says = f"the effector saw {kept.size} entries, the ledger has {log.body.size}: it went back"
        mending = "bring back the newer ledger: docs/how-to/back-up.md#if-somebody-has-seen-more"
        yield wrong(Check.MEMORY, says, mending)
    elif kept.clock is None or now - kept.clock > STEPS_WITHIN:
        last = f"{kept.clock:%Y-%m-%d %H:%M:%S} UTC" if kept.clock else "never"
        says = f"the effector's last step was {last}: it does not run, or cannot follow the ledger"
        yield wrong(Check.MEMORY, says, found.starts("effector"))
    else:
        yield ok(Check.MEMORY, f"the effector saw {kept.size} entries and steps")
    if kept.oldest is not None:
        yield _late(kept.unsent, kept.oldest, now)
    if kept.restores:
        says = f"{kept.restores} restores are accepted that the platform has not shown"
        yield warning(Check.MEMORY, says, "they go by themselves once the platform answers")


def _late(unsent: int, oldest: datetime, now: datetime) -> Finding:
    since = f"the oldest since {oldest:%Y-%m-%d %H:%M:%S} UTC"
    says = f"{unsent} entries of the effector wait for the database, {since}"
    if now - oldest > SENDS_WITHIN:
        mending = "mend what is said of the database; if it is well, restart the effector"
        return wrong(Check.MEMORY, says, mending)
    return warning(Check.MEMORY, says, "they go by themselves once the effector reaches it")


def _read(path: Path) -> _Kept:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as db:
        mark = db.execute("SELECT size, clock FROM high_water").fetchone()
        waiting, oldest = db.execute(_WAITING).fetchone()
        return _Kept(
            str(db.execute("PRAGMA quick_check(1)").fetchone()[0]),
            int(mark[0]) if mark else 0,
            instant(mark[1]) if mark and mark[1] else None,
            int(waiting),
            instant(oldest) if oldest else None,
            int(db.execute("SELECT count(*) FROM restores WHERE done = 0").fetchone()[0]),
        )
