"""What rules cost a report, beside what filing it costs; how fast a back-test, a bank and the
hashing of pictures are."""

import asyncio
import random
import tempfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from statistics import median
from time import perf_counter

import psycopg
from PIL import Image
from psycopg_pool import AsyncConnectionPool

from quorate.accounts.subject import Subject
from quorate.authority.gate import service_warrant
from quorate.database import embedded
from quorate.database.migrate import migrate
from quorate.database.pool import open_pool
from quorate.flow import AFTER, Stage
from quorate.intake.actions import MOST, file_reports
from quorate.intake.model import Report, ReportKind
from quorate.ledger.commitment import Salted
from quorate.signals import bank_store, reading
from quorate.signals.banks import MOST_HASHES, MOST_LIVE
from quorate.signals.hasher import Hasher
from quorate.signals.hashes import Algorithm, Hash
from quorate.signals.jobs import Programs, weigh
from quorate.signals.language import Asked, Program, read
from quorate.vocabulary.kinds import SubjectKind, ValueKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Refusal

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
REPORTS = 10_000
RULES = 20
LOOKS = 200
PICTURES = 60
ASKS = (
    "category == 'spam' && reports_day >= 3 && !(language in ['de', 'en'])",
    "text.matches('(?i)gift ?card|wire transfer') && tier < 2",
    "words.contains('threat') || reporters_hour > 5",
    "kind == 'alarm' && score > 0.97 && reach > 1000",
)


def _batch(number: int) -> list[Report]:
    return [
        Report(
            source="app",
            key=str(n),
            kind=ReportKind.REPORT,
            subject=Subject("m:x", SubjectKind.ACCOUNT, f"@u{n * 7919 % 4_000}:x"),
            category="spam",
            reporter=f"@r{n % 997}:x",
            body="they send bulk messages to everybody here " * 3,
            language="fr",
            evidence=[{"text": "buy one, get one, tell all of your friends " * 6}],
        )
        for n in range(number * MOST, (number + 1) * MOST)
    ]


async def _file(pool: AsyncConnectionPool) -> float:
    """Seconds for all reports, in batches of 100."""
    leave = service_warrant("app", Permission.REPORT_FILE, "app")
    if isinstance(leave, Refusal):
        raise TypeError(str(leave))
    batches = [_batch(number) for number in range(REPORTS // MOST)]
    began = perf_counter()
    for batch in batches:
        async with pool.connection() as conn, conn.transaction():
            await file_reports(conn, leave, batch, NOW, AFTER[Stage.REPORT_FILED](dict[str, int]))
    return perf_counter() - began


async def _weigh(pool: AsyncConnectionPool) -> float:
    """Seconds until every rule has read every report."""
    programs, done = Programs(), 0
    began = perf_counter()
    while read := await weigh(
        pool, programs, NOW + timedelta(minutes=1), AFTER[Stage.REPORT_FILED](dict[str, int])
    ):
        done += read
    if done != REPORTS:
        raise RuntimeError(f"{done} reports were read")
    return perf_counter() - began


def _add_rules(url: str) -> None:
    with psycopg.connect(url) as conn:
        for number in range(RULES):
            value = Salted.fresh(ValueKind.RULE_EXPRESSION, ASKS[number % len(ASKS)])
            conn.execute(
                "INSERT INTO kept_values (commitment, kind, value, salt, given_by, given_at)"
                " VALUES (%s, %s, %s, %s, 'lead', %s)",
                (value.commitment, value.kind, value.value, value.salt, NOW),
            )
            conn.execute(
                "INSERT INTO signal_rules VALUES"
                " (%s, 1, 'spam', %s, 'lead', %s, 'shadow', 'l', %s)",
                (f"r{number}", value.commitment, NOW, NOW),
            )
            conn.execute("INSERT INTO signal_counts VALUES (%s, 1)", (f"r{number}",))


def _program(asks: str) -> Program:
    found = read(asks)
    if not isinstance(found, Program):
        raise TypeError(str(found))
    return found


async def _past(pool: AsyncConnectionPool) -> tuple[float, float]:
    """Seconds of a back-test's reading, and microseconds that one rule takes for a report."""
    programs = [_program(asks) for asks in ASKS]
    began, ruled, count = perf_counter(), 0.0, 0
    async with pool.connection() as conn, conn.transaction():
        until = NOW + timedelta(days=1)
        async for rows in reading.past(conn, NOW - timedelta(days=30), until, 100_000):
            records = [
                Asked(row.record(row.reports_hour, row.reports_day, row.reporters_hour))
                for row in rows
            ]
            started = perf_counter()
            for record in records:
                for program in programs:
                    program.holds(record)
            ruled, count = ruled + perf_counter() - started, count + len(records)
    return perf_counter() - began - ruled * (len(ASKS) - 1) / len(ASKS), ruled / count / len(
        ASKS
    ) * 1e6


def _add_banks(url: str) -> None:
    """As many hashes as live banks have at most."""
    chance = random.Random(7)
    with psycopg.connect(url) as conn:
        for number in range(MOST_LIVE):
            conn.execute(
                "INSERT INTO signal_banks VALUES"
                " (%s, 'pdq', 31, 'spam', %s, '', 'lead', %s, 'live', 'other', %s)",
                (f"b{number}", MOST_HASHES, NOW, NOW),
            )
        with conn.cursor().copy("COPY signal_hashes (bank, hash, parts) FROM STDIN") as copy:
            for number in range(MOST_LIVE * MOST_HASHES):
                one = Hash(Algorithm.PDQ, chance.getrandbits(256))
                copy.write_row((f"b{number % MOST_LIVE}", one.bits, one.parts))
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("VACUUM ANALYZE signal_hashes")


async def _looks(pool: AsyncConnectionPool) -> float:
    """Milliseconds to compare a hash with all of them: half of the looks take less."""
    chance, took = random.Random(9), list[float]()
    async with pool.connection() as conn:
        for _ in range(LOOKS):
            one = Hash(Algorithm.PDQ, chance.getrandbits(256))
            began = perf_counter()
            await bank_store.matches(conn, [one])
            took.append(1000 * (perf_counter() - began))
    return median(took)


def _picture(seed: int) -> bytes:
    """A JPEG as phones send it on: 1600 by 1200."""
    spots = Image.frombytes("RGB", (64, 48), random.Random(seed).randbytes(64 * 48 * 3))
    made = BytesIO()
    spots.resize((1600, 1200), Image.Resampling.BICUBIC).save(made, "JPEG", quality=85)
    return made.getvalue()


def _decode(pictures: list[bytes]) -> float:
    """Seconds for Pillow alone, in this process."""
    began = perf_counter()
    for data in pictures:
        with Image.open(BytesIO(data)) as picture:
            picture.load()
    return perf_counter() - began


async def _hash(pictures: list[bytes]) -> float:
    """Seconds for the child, by the pipes; its start is not counted."""
    hasher = Hasher()
    await hasher.hash(pictures[0])
    began = perf_counter()
    for data in pictures:
        if not isinstance(await hasher.hash(data), list):
            raise TypeError("a picture was not hashed")
    took = perf_counter() - began
    await hasher.close()
    return took


async def _measured(url: str) -> dict[str, float]:
    pool = await open_pool(url, 2)
    filed = await _file(pool)
    _add_rules(url)
    weighed = await _weigh(pool)
    past, rule = await _past(pool)
    await asyncio.to_thread(_add_banks, url)
    look = await _looks(pool)
    await pool.close()
    pictures = [_picture(seed) for seed in range(PICTURES)]
    hashed, decoded = await _hash(pictures), _decode(pictures)
    return {
        "signals_file_us": filed / REPORTS * 1e6,
        "signals_weigh_us": weighed / REPORTS * 1e6,
        "signals_weigh_to_filing_ratio": weighed / filed,
        "signals_rule_us": rule,
        "signals_backtest_per_s": REPORTS / past,
        "signals_bank_look_p50_ms": look,
        "signals_pictures_per_s": PICTURES / hashed,
        "signals_picture_to_decoding_ratio": hashed / decoded,
    }


def run() -> dict[str, float]:
    """10,000 reports, 20 rules in shadow, on a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        cluster = embedded.start(Path(folder))
        try:
            migrate(cluster.url)
            return asyncio.run(_measured(cluster.url))
        finally:
            embedded.stop(cluster)
