"""The effector's own durable memory: one SQLite file, synced at every commit, nobody else's.

It holds what must survive a crash or a silent database: the high-water checkpoint, the ids behind
pseudonyms, reporters' lists, tiers that the platform showed, inverses, which pages were taken, the
addresses that people are sent, and the spool of entries that have not been seen in the log yet.
"""

import json
import secrets
import sqlite3
from collections.abc import Callable, Collection, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import LiteralString

from quorate.accounts.subject import Subject
from quorate.effects.server_notices import Moment
from quorate.ledger.follow import HighWater
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.times import instant, stamp

_HOUR = timedelta(hours=1)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS high_water (one INTEGER PRIMARY KEY CHECK (one = 1), size INT, root BLOB,
    clock TEXT);
CREATE TABLE IF NOT EXISTS subjects (ref TEXT PRIMARY KEY, connector TEXT, kind TEXT, native TEXT);
CREATE TABLE IF NOT EXISTS authors (ref TEXT PRIMARY KEY, account TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS authors_account ON authors (account);
CREATE TABLE IF NOT EXISTS reporters (digest TEXT PRIMARY KEY, refs TEXT);
CREATE TABLE IF NOT EXISTS live_reporters (subject TEXT, reporter TEXT,
    PRIMARY KEY (subject, reporter)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tiers (account TEXT, tier INTEGER, at TEXT,
    PRIMARY KEY (account, tier)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reports_taken (identity TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reported_media (address TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (leaf INTEGER PRIMARY KEY, at TEXT);
CREATE TABLE IF NOT EXISTS inverses (proposal TEXT PRIMARY KEY, inverse TEXT);
CREATE TABLE IF NOT EXISTS calls (proposal TEXT PRIMARY KEY, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS pages (proposal TEXT, stage TEXT, taken TEXT,
    PRIMARY KEY (proposal, stage));
CREATE TABLE IF NOT EXISTS restores (proposal TEXT PRIMARY KEY, signer TEXT, at TEXT,
    done INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS endings (proposal TEXT PRIMARY KEY, at TEXT,
    done INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS looks (nonce TEXT PRIMARY KEY, reveal TEXT NOT NULL UNIQUE, person TEXT,
    account TEXT, at TEXT);
CREATE INDEX IF NOT EXISTS looks_by_person ON looks (person, at);
CREATE TABLE IF NOT EXISTS tellings (proposal TEXT PRIMARY KEY, token TEXT NOT NULL,
    at TEXT NOT NULL, moment TEXT, over INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS tellings_waiting ON tellings (proposal) WHERE over = 0;
CREATE TABLE IF NOT EXISTS spool (id INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB, hash TEXT,
    sent INTEGER NOT NULL DEFAULT 0, leaf INTEGER);
CREATE TABLE IF NOT EXISTS life (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS spool_hash ON spool (hash);
CREATE INDEX IF NOT EXISTS spool_unsent ON spool (id) WHERE sent = 0;
CREATE INDEX IF NOT EXISTS spool_unlogged ON spool (id) WHERE leaf IS NULL;
"""


@dataclass(frozen=True, slots=True)
class Untold:
    """A proposal of whose effect somebody has yet to be told: the address's token, made when, and
    what they were told last."""

    proposal: str
    token: str
    made_at: datetime
    moment: Moment | None


class Memory:
    """Every method that writes returns only when the bytes are on the disk."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        path.chmod(0o600)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.executescript(_SCHEMA)
        born = "INSERT OR IGNORE INTO life VALUES (1, ?)"
        self._db.execute(born, (secrets.token_hex(8),))
        # A memory made anew numbers its spool from one again: under a name of its own.
        self.life = str(self._db.execute("SELECT id FROM life").fetchone()[0])

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    @contextmanager
    def together(self) -> Generator[None]:
        """What is written inside stands whole or not at all, also when the disk is full.

        A transaction that a failure left open would take in everything written after it, and none
        of that would be on the disk.
        """
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            self._db.rollback()
            raise

    def high_water(self) -> HighWater | None:
        """The largest checkpoint ever accepted."""
        row = self._db.execute("SELECT size, root FROM high_water").fetchone()
        return HighWater(row[0], row[1]) if row else None

    def clock(self) -> datetime | None:
        """The latest time ever seen: a clock set back widens nothing (I6)."""
        row = self._db.execute("SELECT clock FROM high_water").fetchone()
        return instant(row[0]) if row else None

    def lags(self, now: datetime, most: timedelta) -> bool:
        """Whether the latest time kept is that much behind."""
        return now - (self.clock() or now) >= most

    def accept(self, mark: HighWater, clock: datetime, leaves: range) -> None:
        """Remembers a checkpoint, its time, and when its new entries were first seen."""
        at = stamp(clock)
        with self.together():
            self._db.executemany(
                "INSERT OR IGNORE INTO seen VALUES (?, ?)", ((n, at) for n in leaves)
            )
            self._db.execute(
                "INSERT OR REPLACE INTO high_water VALUES (1, ?, ?, ?)", (mark.size, mark.root, at)
            )

    def first_seen(self, leaves: range) -> list[datetime]:
        """When each accepted entry was first seen under a checkpoint, by this effector's clock."""
        rows = self._db.execute(
            "SELECT at FROM seen WHERE leaf >= ? AND leaf < ? ORDER BY leaf",
            (leaves.start, leaves.stop),
        )
        return [instant(at) for (at,) in rows]

    def keep_subject(self, ref: str, subject: Subject, account: str) -> None:
        """The id behind a pseudonym, and the pseudonym of the account that it is or that wrote
        it."""
        row = (ref, subject.connector, subject.kind, subject.native)
        with self.together():
            self._db.execute("INSERT OR IGNORE INTO subjects VALUES (?, ?, ?, ?)", row)
            self._db.execute("INSERT OR IGNORE INTO authors VALUES (?, ?)", (ref, account))

    def attribute(self, account_of: Callable[[Subject], str]) -> None:
        """Keeps whose they are of the subjects of before that was kept: by `account_of`, the
        account's pseudonym. Once for a memory: a look through a million subjects takes seconds."""
        if self._db.execute("PRAGMA user_version").fetchone() != (0,):
            return
        rows = self._db.execute(
            "SELECT ref, connector, kind, native FROM subjects"
            " WHERE ref NOT IN (SELECT ref FROM authors)"
        ).fetchall()
        whose = [
            (ref, account_of(Subject(on, SubjectKind(kind), native)))
            for ref, on, kind, native in rows
        ]
        with self.together():
            self._db.executemany("INSERT OR IGNORE INTO authors VALUES (?, ?)", whose)
            self._db.execute("PRAGMA user_version = 1")

    def subject(self, ref: str) -> Subject | None:
        """The subject this effector resolved to that pseudonym."""
        row = self._db.execute(
            "SELECT connector, kind, native FROM subjects WHERE ref = ?", (ref,)
        ).fetchone()
        return Subject(row[0], SubjectKind(row[1]), row[2]) if row else None

    def subjects_of(self, account: str) -> frozenset[str]:
        """The pseudonyms of the account and its messages, as far as they were resolved here."""
        rows = self._db.execute("SELECT ref FROM authors WHERE account = ?", (account,))
        return frozenset(ref for (ref,) in rows)

    def known_subject(self, ref: str) -> Subject:
        """The same where it was looked up before. Raises LookupError."""
        found = self.subject(ref)
        if found is None:
            raise LookupError("a subject that was permitted is not in memory")
        return found

    def keep_reporters(self, digest: str, refs: Iterable[str]) -> None:
        """The list behind a proposal's digest of reporters."""
        self._db.execute(
            "INSERT OR IGNORE INTO reporters VALUES (?, ?)", (digest, json.dumps(sorted(refs)))
        )

    def reporters(self, digest: str) -> frozenset[str] | None:
        """The reporters' pseudonyms behind a digest, or None when we did not make it."""
        row = self._db.execute("SELECT refs FROM reporters WHERE digest = ?", (digest,)).fetchone()
        return frozenset(json.loads(row[0])) if row else None

    def take_report(
        self, identity: str, subject: str, reporter: str, media: str | None = None
    ) -> None:
        """A report the effector itself polled, for the live check of I2; `media` is the address of
        what was reported."""
        pair = (subject, reporter)
        with self.together():
            if media:
                self._db.execute("INSERT OR IGNORE INTO reported_media VALUES (?)", (media,))
            self._db.execute("INSERT OR IGNORE INTO live_reporters VALUES (?, ?)", pair)
            self._db.execute("INSERT OR IGNORE INTO reports_taken VALUES (?)", (identity,))

    def has_report(self, identity: str) -> bool:
        """Whether this report was taken before."""
        return (
            self._db.execute(
                "SELECT 1 FROM reports_taken WHERE identity = ?", (identity,)
            ).fetchone()
            is not None
        )

    def was_reported(self, media: str) -> bool:
        """Whether a report that the effector itself polled was about this media."""
        found = self._db.execute("SELECT 1 FROM reported_media WHERE address = ?", (media,))
        return found.fetchone() is not None

    def live_reporters(self, subject: str) -> frozenset[str]:
        """Everybody who reported the subject on the platform, as polled."""
        rows = self._db.execute(
            "SELECT reporter FROM live_reporters WHERE subject = ?", (subject,)
        ).fetchall()
        return frozenset(r[0] for r in rows)

    def keep_tier(self, account: str, tier: int, at: datetime) -> None:
        """The platform's facts made this tier; written at most once an hour."""
        self._db.execute(
            "INSERT INTO tiers AS t VALUES (?, ?, ?) ON CONFLICT (account, tier)"
            " DO UPDATE SET at = excluded.at WHERE t.at < ?",
            (account, tier, stamp(at), stamp(at - _HOUR)),
        )

    def highest_tier(self, account: str, since: datetime) -> int:
        """The highest tier that the platform's facts made since then."""
        row = self._db.execute(
            "SELECT max(tier) FROM tiers WHERE account = ? AND at > ?", (account, stamp(since))
        ).fetchone()
        return int(row[0] or 0)

    def of_tier(self, tier: int, since: datetime) -> list[str]:
        """The accounts of which the platform's facts made at least that tier since then."""
        rows = self._db.execute(
            "SELECT DISTINCT account FROM tiers WHERE tier >= ? AND at > ?", (tier, stamp(since))
        ).fetchall()
        return [r[0] for r in rows]

    def keep_inverse(self, proposal: str, inverse: str) -> None:
        """The inverse, kept before the effect starts (I12)."""
        self._db.execute("INSERT OR IGNORE INTO inverses VALUES (?, ?)", (proposal, inverse))

    def inverse(self, proposal: str) -> str | None:
        """The inverse of an intended effect."""
        row = self._db.execute(
            "SELECT inverse FROM inverses WHERE proposal = ?", (proposal,)
        ).fetchone()
        return row[0] if row else None

    def keep_telling(self, proposal: str, token: str, at: datetime) -> None:
        """Somebody will have to be told of this proposal's effect, at this token's address."""
        self._db.execute(
            "INSERT OR IGNORE INTO tellings (proposal, token, at) VALUES (?, ?, ?)",
            (proposal, token, stamp(at)),
        )

    def telling(self, proposal: str) -> Untold | None:
        """What is left to tell of a proposal."""
        return next(iter(self._untold("AND proposal = ?", proposal)), None)

    def untold(self) -> list[Untold]:
        """Of what somebody has yet to be told, oldest first."""
        return self._untold("")

    def _untold(self, which: LiteralString, *values: str) -> list[Untold]:
        rows = self._db.execute(
            "SELECT proposal, token, at, moment FROM tellings"  # noqa: S608
            f" WHERE over = 0 {which} ORDER BY rowid",
            values,
        )
        return [
            Untold(name, token, instant(at), Moment(moment) if moment else None)
            for name, token, at, moment in rows
        ]

    def keep_told(self, proposal: str, moment: Moment) -> None:
        """The platform took that notice."""
        self._db.execute("UPDATE tellings SET moment = ? WHERE proposal = ?", (moment, proposal))

    def telling_over(self, proposal: str) -> None:
        """Nothing is left to tell of it."""
        self._db.execute("UPDATE tellings SET over = 1 WHERE proposal = ?", (proposal,))

    def page_taken(self, proposal: str, stage: str) -> datetime | None:
        """When the sink took the page of that stage."""
        row = self._db.execute(
            "SELECT taken FROM pages WHERE proposal = ? AND stage = ?", (proposal, stage)
        ).fetchone()
        return instant(row[0]) if row else None

    def keep_page(self, proposal: str, stage: str, taken: datetime) -> None:
        """The sink took it."""
        self._db.execute(
            "INSERT OR IGNORE INTO pages VALUES (?, ?, ?)", (proposal, stage, stamp(taken))
        )

    def keep_call(self, proposal: str, at: datetime) -> None:
        """The platform is being called for it, or nobody waits for its answer any more."""
        self._db.execute("INSERT OR REPLACE INTO calls VALUES (?, ?)", (proposal, stamp(at)))

    def called_at(self, proposal: str) -> datetime | None:
        """When the platform was last called for it, or given up waiting for."""
        row = self._db.execute("SELECT at FROM calls WHERE proposal = ?", (proposal,)).fetchone()
        return instant(row[0]) if row else None

    def keep_restore(self, proposal: str, signer: str, at: datetime) -> None:
        """A restore was accepted; it is tried until the platform shows it."""
        self._db.execute(
            "INSERT INTO restores (proposal, signer, at) VALUES (?, ?, ?)"
            " ON CONFLICT (proposal) DO UPDATE SET at = excluded.at, done = 0",
            (proposal, signer, stamp(at)),
        )

    def restored_at(self, proposal: str) -> datetime | None:
        """When a restore was accepted, if one was."""
        row = self._db.execute("SELECT at FROM restores WHERE proposal = ?", (proposal,)).fetchone()
        return instant(row[0]) if row else None

    def restore_done(self, proposal: str) -> None:
        """The platform showed it."""
        self._db.execute("UPDATE restores SET done = 1 WHERE proposal = ?", (proposal,))

    def restores_waiting(self) -> list[str]:
        """Accepted restores that the platform has not shown yet."""
        rows = self._db.execute("SELECT proposal FROM restores WHERE done = 0").fetchall()
        return [r[0] for r in rows]

    def keep_ending(self, proposal: str, at: datetime) -> None:
        """An effect's own end has come; its account is freed until the platform shows it."""
        self._db.execute(
            "INSERT OR IGNORE INTO endings (proposal, at) VALUES (?, ?)", (proposal, stamp(at))
        )

    def ending_done(self, proposal: str) -> None:
        """The platform showed it, or another effect holds the account."""
        self._db.execute("UPDATE endings SET done = 1 WHERE proposal = ?", (proposal,))

    def endings_waiting(self) -> list[str]:
        """Effects whose end has come and that the platform may show still."""
        rows = self._db.execute("SELECT proposal FROM endings WHERE done = 0").fetchall()
        return [r[0] for r in rows]

    def restores_by(self, signer: str, since: datetime) -> int:
        """How many restores a person signed since then."""
        row = self._db.execute(
            "SELECT count(*) FROM restores WHERE signer = ? AND at > ?", (signer, stamp(since))
        ).fetchone()
        return int(row[0])

    def looked(self, reveal: str, nonce: str) -> bool:
        """Whether an order to look was taken before."""
        found = self._db.execute(
            "SELECT 1 FROM looks WHERE nonce = ? OR reveal = ?", (nonce, reveal)
        ).fetchone()
        return found is not None

    def keep_look(self, reveal: str, nonce: str, person: str, account: str, at: datetime) -> None:
        """An order to look is taken, once; whose and at which account, never what was seen."""
        self._db.execute(
            "INSERT INTO looks VALUES (?, ?, ?, ?, ?)", (nonce, reveal, person, account, stamp(at))
        )

    def accounts_of(self, people: Collection[str], since: datetime) -> dict[str, datetime]:
        """The accounts that these people's orders were about since then, and when last."""
        rows = self._db.execute(
            "SELECT account, max(at) FROM looks WHERE at > ?"
            " AND person IN (SELECT value FROM json_each(?)) GROUP BY account",
            (stamp(since), json.dumps(list(people))),
        ).fetchall()
        return {account: instant(at) for account, at in rows}

    def last_number(self) -> int:
        """The number of the newest spooled entry: our counter never goes back."""
        row = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'spool'").fetchone()
        return int(row[0]) if row else 0

    def spool(self, body: bytes, digest: str) -> int:
        """An entry on its way to the log; it is the log while the database is away."""
        cursor = self._db.execute("INSERT INTO spool (body, hash) VALUES (?, ?)", (body, digest))
        return int(cursor.lastrowid or 0)

    def unsent(self) -> list[tuple[int, bytes]]:
        """Spooled entries that the database has not taken, oldest first."""
        return self._db.execute("SELECT id, body FROM spool WHERE sent = 0 ORDER BY id").fetchall()

    def sent(self, number: int) -> None:
        """The database has committed it."""
        self._db.execute("UPDATE spool SET sent = 1 WHERE id = ?", (number,))

    def unlogged(self) -> list[bytes]:
        """Spooled entries that were not seen in the log yet, oldest first."""
        rows = self._db.execute("SELECT body FROM spool WHERE leaf IS NULL ORDER BY id").fetchall()
        return [r[0] for r in rows]

    def owed(self) -> set[str]:
        """The digests of the spooled entries that were not seen in the log yet: few."""
        return {row[0] for row in self._db.execute("SELECT hash FROM spool WHERE leaf IS NULL")}

    def wrote(self, leaf: int) -> bool:
        """Whether the entry at that leaf came out of this very spool."""
        row = self._db.execute("SELECT 1 FROM spool WHERE leaf = ?", (leaf,)).fetchone()
        return row is not None

    def logged(self, digest: str, leaf: int) -> bool:
        """The entry stands in the log at `leaf`; True when it is one of ours."""
        done = self._db.execute(
            "UPDATE spool SET leaf = ?, sent = 1 WHERE hash = ? AND leaf IS NULL", (leaf, digest)
        )
        return done.rowcount > 0
