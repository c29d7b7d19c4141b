"""One question after every fault: do log, database, platform and what people were told agree?"""

import sqlite3
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from tests.chaos.house import Watched
from tests.chaos.load import Book

from quorate.demo.matrix import call
from quorate.effects.following import founded_keys
from quorate.effects.view import View
from quorate.ledger.directory import LogReader
from quorate.ledger.encoding import to_base64
from quorate.ledger.entry import Entry, entry_hash, read_entry
from quorate.ledger.tree import Frontier, leaf_hash
from quorate.ledger.verify import verify_folder
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.times import now

SETTLES_SECONDS = 150.0
_ENDS = {Event.EFFECT_ABANDONED, Event.EFFECT_DONE, Event.EFFECT_RESTORED}
_WORDS = {Event.PROPOSAL_APPROVED: "approve", Event.PROPOSAL_DENIED: "deny"}


@dataclass(frozen=True, slots=True)
class Log:
    """The published entries, verified; `bodies` as they stand."""

    bodies: list[bytes]
    entries: list[Entry]

    def about(self, *events: Event) -> list[Entry]:
        """The entries of these types, in order."""
        return [entry for entry in self.entries if entry.event in events]

    def proposals(self, event: Event) -> Counter[str]:
        """How often each proposal has such an entry."""
        return Counter(str(entry.data["proposal"]) for entry in self.about(event))


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows that the log tells, all of one instant."""

    queued: list[tuple[Any, ...]]
    cases: list[tuple[Any, ...]]
    proposals: list[tuple[Any, ...]]
    hands: list[tuple[Any, ...]]


def agrees(house: Watched, book: Book) -> Log:
    """Waits until nothing is on its way any more, and compares everything.

    A restore of a call that was never answered takes a minute, since the call may land until then.
    """
    log, tables = settled(house)
    lost = missing(house, book, log)
    assert not lost, lost
    _check_once(house, log)
    _check_platform(house, book, log)
    _check_tables(tables, log)
    _check_checkpoints(house)
    return log


def _rows(house: Watched, query: LiteralString) -> list[tuple[Any, ...]]:
    with psycopg.connect(house.database) as conn:
        return conn.execute(query).fetchall()


def _settle(house: Watched) -> None:
    """Every row published, every spooled entry seen in the log, every intent ended."""
    deadline, left = time.monotonic() + SETTLES_SECONDS, "nothing was asked"
    while time.monotonic() < deadline:
        left = _on_its_way(house)
        if not left:
            return
        time.sleep(0.2)
    raise AssertionError(f"after {SETTLES_SECONDS} s still on its way: {left}")


def _on_its_way(house: Watched) -> str:
    try:
        ((rows,),) = _rows(house, "SELECT count(*) FROM ledger_queue")
    except psycopg.OperationalError as problem:
        return str(problem)
    reader = LogReader(house.setting.folder / "ledger")
    size = int(reader.checkpoint_text().split("\n")[1])
    if size != rows:
        return f"{rows} rows, {size} published"
    with sqlite3.connect(house.setting.folder / "effector/state.sqlite") as memory:
        ((unlogged,),) = memory.execute("SELECT count(*) FROM spool WHERE leaf IS NULL").fetchall()
        ((waiting,),) = memory.execute("SELECT count(*) FROM restores WHERE done = 0").fetchall()
    memory.close()
    if unlogged or waiting:
        return f"{unlogged} spooled entries not in the log, {waiting} restores waiting"
    entries = [read_entry(body) for body in reader.entries(0, size)]
    ended = {str(e.data["proposal"]) for e in entries if e.event in _ENDS}
    open_still = [
        str(e.data["proposal"])
        for e in entries
        if e.event is Event.EFFECT_INTENDED and e.data["proposal"] not in ended
    ]
    return f"intents without an outcome: {open_still}" if open_still else ""


def settled(house: Watched) -> tuple[Log, Tables]:
    """Log and tables of one instant: a process that says something between the two looks, such as
    that a lease ran out, has them looked at again."""
    house.platform.calm()
    deadline = time.monotonic() + SETTLES_SECONDS
    while True:
        _settle(house)
        log, tables = _read(house), _tables(house)
        if len(tables.queued) == len(log.bodies):
            return log, tables
        assert time.monotonic() < deadline, f"{len(log.bodies)} entries, {len(tables.queued)} rows"


def _tables(house: Watched) -> Tables:
    with psycopg.connect(house.database) as conn:
        conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        asked: tuple[LiteralString, ...] = (
            "SELECT body FROM ledger_queue ORDER BY leaf",
            "SELECT id, state, fence, claimed_by FROM cases",
            "SELECT id FROM proposals",
            "SELECT proposal_id, signer, kind FROM hands WHERE kind <> 'propose'",
        )
        return Tables(*(conn.execute(query).fetchall() for query in asked))


def _read(house: Watched) -> Log:
    """As a stranger verifies it: every signature, tile and hand."""
    folder = house.setting.folder / "ledger"
    first = next(iter(LogReader(folder).entries(0, 1)))
    view, bodies = View(entry_hash(first)), list[bytes]()

    def visit(_: int, body: bytes) -> None:
        bodies.append(body)
        view.apply(body, now())

    pinned = bytes.fromhex(house.setting.profile.genesis)
    verify_folder(folder, founded_keys(first), pinned, visit)
    assert not view.forged, view.forged
    return Log(bodies, [read_entry(body) for body in bodies])


def missing(house: Watched, book: Book, log: Log) -> list[str]:
    """What somebody was told and is in neither database nor log, or another than told."""
    filed = dict(_rows(house, "SELECT key, case_id FROM reports"))
    kept = {key: edge(CASE, case) for key, case in filed.items()}
    told = [f"report {key}" for key, case in book.reports.items() if kept.get(key) != case]
    claims = {
        (e.data["case"], e.data["by"], e.data["fence"]) for e in log.about(Event.CASE_CLAIMED)
    }
    told += [f"claim {claim}" for claim in book.claims if claim not in claims]
    opened = Counter(_opened(entry) for entry in log.about(Event.PROPOSAL_OPENED))
    told += [f"proposal {name}" for name in book.proposals if opened[name] != 1]
    words = {(e.data["proposal"], e.data["signer"]) for e in log.about(Event.PROPOSAL_APPROVED)}
    told += [f"approval {word}" for word in book.approvals if word not in words]
    done, restored = log.proposals(Event.EFFECT_DONE), log.proposals(Event.EFFECT_RESTORED)
    # Killed between the call and its outcome, an effector is asked to restore before it wrote one.
    told += [f"silencing {name}" for name in book.silenced if not done[name] + restored[name]]
    return told + [f"restore {name}" for name in book.restores if not restored[name]]


def _opened(entry: Entry) -> str:
    statement = entry.data["statement"]
    assert isinstance(statement, dict)
    return str(statement["proposal"])


def _check_once(house: Watched, log: Log) -> None:
    """One intent and one outcome for each proposal, and one call that reached the platform."""
    assert not house.forked
    for event in (Event.EFFECT_INTENDED, Event.EFFECT_DONE, Event.EFFECT_ABANDONED):
        twice = {name: n for name, n in log.proposals(event).items() if n > 1}
        assert not twice, f"{event} more than once: {twice}"
    intended = log.proposals(Event.EFFECT_INTENDED)
    assert set(log.proposals(Event.EFFECT_DONE)) <= set(intended)
    twice = {account: n for account, n in house.platform.silenced().items() if n > 1}
    assert not twice, f"silenced more than once: {twice}"
    assert len(house.platform.silenced()) <= len(intended), "acted without an intent"


def _check_platform(house: Watched, book: Book, log: Log) -> None:
    """The platform shows what the log says is in force, and nothing else."""
    home = house.setting.synapse.homeserver
    done, restored = log.proposals(Event.EFFECT_DONE), log.proposals(Event.EFFECT_RESTORED)
    for name, account in book.proposals.items():
        url = f"{home.base_url}/_synapse/admin/v2/users/{account}"
        shown = call("GET", url, None, home.admin_token)[1]["suspended"]
        assert shown is bool(done[name] and not restored[name]), (name, account, shown)


def _check_tables(tables: Tables, log: Log) -> None:
    """The tables say what the fold of the log says."""
    queued = [bytes(body) for (body,) in tables.queued]
    other = [i for i, (row, body) in enumerate(zip(queued, log.bodies, strict=True)) if row != body]
    assert not other, f"the rows are not the entries at {other}"
    told: dict[str, list[object]] = defaultdict(lambda: ["open", 0, None])
    for entry in log.entries:
        if not entry.event.startswith("case:"):
            continue
        case = told[str(entry.data["case"])]
        case[1] = entry.data.get("fence", case[1])
        if entry.event is Event.CASE_CLAIMED:
            case[2] = entry.data["by"]
    assert {edge(CASE, i): list(row) for i, *row in tables.cases} == dict(told)
    opened = {_opened(e) for e in log.about(Event.PROPOSAL_OPENED)}
    assert {name for (name,) in tables.proposals} == opened
    words = [(e.data["proposal"], e.data["signer"], _WORDS[e.event]) for e in log.about(*_WORDS)]
    assert sorted(tables.hands) == sorted(words)  # pyright: ignore[reportArgumentType]


def _check_checkpoints(house: Watched) -> None:
    """Every checkpoint that was ever served is of a beginning of this very log, as it stands once
    the last of them was: a page may be told of while all else is compared."""
    served = dict(house.checkpoints)
    reader = LogReader(house.setting.folder / "ledger")
    frontier, roots = Frontier(), dict[int, str]()
    for body in reader.entries(0, int(reader.checkpoint_text().split("\n")[1])):
        frontier.append(leaf_hash(body))
        roots[frontier.size] = to_base64(frontier.root())
    wrong = [size for size, root in served.items() if size and roots.get(size) != root]
    assert not wrong, f"of {frontier.size} entries, checkpoints that do not agree: {wrong}"
