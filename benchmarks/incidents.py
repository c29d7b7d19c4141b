"""The incident page's question over 10M entries: filling the index, then whole timelines, proved.

Peers in the same run: the same question by a scan of the log's bundles, and by bare SQL over a
table that holds the entries with their subject, from which nothing is proved.
"""

import hashlib
import itertools
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from quorate.incidents.archive import Archive
from quorate.incidents.filling import Filler
from quorate.incidents.index import Index
from quorate.incidents.looking import Asked
from quorate.incidents.reading import Incidents
from quorate.incidents.stage.world import NOON, World
from quorate.incidents.timeline import tell
from quorate.vocabulary.times import stamp

ENTRIES, QUESTIONS, WRITTEN = 10_000_000, 100, 1 << 16
LIMIT_MS = 1000.0
"""A person who asks who did that waits no longer."""
PEOPLE, ACCOUNTS = 400, 200_000
ZERO = "0" * 64
CASE = (
    '{{"at":"{at}","attested":"process","by":"web","counter":null,"data":{data},'
    '"event":"case:{event}","key":"","sig":"","v":1}}'
)
EFFECT = (
    '{{"at":"{at}","attested":"process","by":"effector","counter":{n},"data":{data},'
    '"event":"effect:{event}","key":"0123456789abcdef","sig":"{sig}","v":1}}'
)
SPOKEN = (
    '{{"at":"{at}","attested":"person","by":"{who}","counter":null,"data":{data},'
    '"event":"proposal:{event}","key":"0123456789abcdef","sig":"","v":1}}'
)
STATEMENT = (
    '{{"key":"0123456789abcdef","sig":"{sig}","statement":{{"action":"suspend",'
    '"approve_by":"{at}","case":{{"assigner":"service:desk","creator":"service:intake",'
    '"id":"{case}"}},"connector":"matrix:here.example","evidence":"{zero}","execute_by":"{at}",'
    '"genesis":"{zero}","kind":"propose","nonce":"{zero}","parameters":{{}},"policy":"{zero}",'
    '"proposal":"{proposal}","reporters":"{zero}","signer":"{who}","slot":"proposer",'
    '"target":{{"kind":"account","ref":"{ref}"}},"tier":0}}}}'
)


@dataclass
class Made:
    """What was written, as far as the questions need it."""

    refs: set[str] = field(default_factory=set[str])
    cases: list[str] = field(default_factory=list[str])
    rows: list[tuple[str, bytes]] = field(default_factory=list[tuple[str, bytes]])


def _entries(chance: random.Random, made: Made) -> Iterator[bytes]:
    """Cases as they go: opened, claimed, one in four with a proposal, closed."""
    sig = "ab" * 64
    for n in itertools.count():
        at = stamp(NOON + timedelta(seconds=n))
        case, who = f"case_{n:032x}", f"person-{chance.randrange(PEOPLE)}"
        held = f'{{"by":"{who}","case":"{case}","fence":1'
        yield CASE.format(
            at=at, event="opened", data=f'{{"area":"safety","case":"{case}"}}'
        ).encode()
        yield CASE.format(at=at, event="claimed", data=held + "}").encode()
        if n % 4 == 0:
            account = chance.randrange(ACCOUNTS)
            ref = hashlib.sha256(account.to_bytes(4, "big")).hexdigest()[:43]
            proposal = f"prop_{n:032x}"
            said = STATEMENT.format(
                sig=sig, at=at, case=case, zero=ZERO, proposal=proposal, who=who, ref=ref
            )
            opened = SPOKEN.format(at=at, who=who, event="opened", data=said).encode()
            made.rows.append((ref, opened))
            made.refs.add(ref)
            yield opened
            intent = (
                f'{{"action":"suspend","hands":["{who}"],"inverse":"{ZERO}",'
                f'"proposal":"{proposal}","tier":0}}'
            )
            for number, (event, data) in enumerate(
                (("intended", intent), ("done", f'{{"proposal":"{proposal}"}}'))
            ):
                body = EFFECT.format(at=at, n=2 * n + number, event=event, data=data, sig=sig)
                made.rows.append((ref, body.encode()))
                yield body.encode()
        if n % 1000 == 0:
            made.cases.append(case)
        yield CASE.format(at=at, event="closed", data=held + ',"outcome":"actioned"}').encode()


def _written(world: World, chance: random.Random, made: Made, bare: sqlite3.Connection) -> None:
    entries = _entries(chance, made)
    for _ in range(ENTRIES // WRITTEN):
        world.publish(*itertools.islice(entries, WRITTEN))
        bare.executemany("INSERT INTO told VALUES (?, ?)", made.rows)
        made.rows.clear()
    bare.execute("CREATE INDEX told_subject ON told (subject)")
    bare.commit()


def _measured(name: str, asked: Sequence[str], answer: Callable[[str], object]) -> dict[str, float]:
    """Milliseconds by the clock, and those that this process was busy; a crowded machine shows in
    the first alone."""
    clock, busy = list[float](), list[float]()
    for one in asked:
        began, used = time.perf_counter(), time.process_time()
        answer(one)
        clock.append((time.perf_counter() - began) * 1e3)
        busy.append((time.process_time() - used) * 1e3)
    hundredths = statistics.quantiles(clock, n=100, method="inclusive")
    return {
        f"incident_{name}_busy_p99_ms": statistics.quantiles(busy, n=100, method="inclusive")[98],
        f"incident_{name}_p50_ms": hundredths[49],
        f"incident_{name}_p99_ms": hundredths[98],
    }


def _scan(archive: Archive, ref: str, size: int) -> float:
    """Seconds to find a subject's proposals, and what names them, by reading the whole log."""
    began, wanted = time.perf_counter(), {ref.encode()}
    for body in archive.reader.entries(0, size):
        if any(name in body for name in wanted):
            start = body.find(b'"proposal":"prop_')
            wanted.add(body[start + 12 : start + 49])
    return time.perf_counter() - began


def run() -> dict[str, float]:
    """Entries a second into the index, p99 of whole proved timelines, and the two peers."""
    with tempfile.TemporaryDirectory(prefix="quorate-bench-") as folder:
        return _run(Path(folder))


def _run(folder: Path) -> dict[str, float]:
    chance, made, world = random.Random(1), Made(), World(folder / "world").found()
    bare = sqlite3.connect(folder / "bare.sqlite")
    bare.execute("CREATE TABLE told (subject TEXT, body BLOB)")
    _written(world, chance, made, bare)
    archive, path = Archive(world.log, world.genesis), folder / "incidents.sqlite"
    index = Index(path, world.genesis)
    began = time.perf_counter()
    size = Filler(archive, index).step()
    filled = time.perf_counter() - began
    index.close()
    _forgotten(path)
    ref = min(made.refs)
    return {
        **_told(Incidents(world.log, world.genesis, path), size, made, world.now),
        **_measured("bare_sql", chance.sample(sorted(made.refs), QUESTIONS), _by_sql(bare)),
        "incident_entries": float(size),
        "incident_fill_per_s": size / filled,
        "incident_fill_s": filled,
        "incident_index_bytes_per_entry": path.stat().st_size / size,
        "incident_scan_s": _scan(archive, ref, size),
    }


def _forgotten(path: Path) -> None:
    """Out of the system's memory, as after idle hours."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _by_sql(bare: sqlite3.Connection) -> Callable[[str], object]:
    return lambda ref: bare.execute("SELECT body FROM told WHERE subject = ?", (ref,)).fetchall()


def _told(incidents: Incidents, size: int, made: Made, now: datetime) -> dict[str, float]:
    """Proved timelines, each in a look of its own as the page's are: whole ones of accounts and
    cases; of people and of an hour, the first page."""
    chance = random.Random(2)

    def whole(name: str, since: str = "", until: str = "") -> object:
        with incidents.look({}) as look:
            found = look.page(Asked(name, since, until))
            return tell(found.entries, look, now)

    def minute(at: str) -> object:
        return whole("", at, at[:17] + "59.999Z")

    def hour(at: str) -> object:
        return whole("", at, at[:14] + "59:59.999Z")

    people = [f"person-{chance.randrange(PEOPLE)}" for _ in range(QUESTIONS)]
    spans = [
        stamp(NOON + timedelta(minutes=chance.randrange(size // 60 // 4))) for _ in range(QUESTIONS)
    ]
    found = {
        **_measured("account", chance.sample(sorted(made.refs), QUESTIONS), whole),
        **_measured("case", chance.sample(made.cases, min(QUESTIONS, len(made.cases))), whole),
        **_measured("hour_page", spans, hour),
        **_measured("minute_page", spans, minute),
        **_measured("person_page", people, whole),
    }
    limited = [name for name in found if name.endswith("_p99_ms") and "busy" not in name]
    ratios = {name.replace("_p99_ms", "_to_limit_ratio"): found[name] for name in limited}
    return found | {name: clock / LIMIT_MS for name, clock in ratios.items()}
