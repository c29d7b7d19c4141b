"""A year of 10M decisions: closed months through DuckDB to the harmonised report's eleven parts.

Each decision is a measure; three of ten follow a notice, one of fifty is complained about. Peer in
the same run: plain SQL in PostgreSQL over the same records, whose figures fill the same eleven
parts, cell by cell the same. Every record comes out of its number, so every run has the same year.
"""

import csv
import io
import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Mapping, Sequence
from hashlib import file_digest
from pathlib import Path
from typing import Final

import duckdb

from benchmarks import sql
from quorate.database import embedded
from quorate.transparency import parquet
from quorate.transparency.months import Month, months
from quorate.transparency.provider import read_provider
from quorate.transparency.records import MOMENTS, RESTRICTIONS, About, Kind, Outcome
from quorate.transparency.reporting import report
from quorate.transparency.sheets import Report, Span
from quorate.transparency.template import ILLEGAL, NOTICES, SHEETS, TERMS
from quorate.vocabulary.spreadsheet import spreadsheet

DECISIONS: Final = 10_000_000
YEAR: Final = Span(Month(2026, 1), Month(2026, 12))
MONTHS: Final = months(YEAR.since, YEAR.until)
KINDS: Final = (Kind.MEASURES, Kind.NOTICES, Kind.COMPLAINTS)
PROVIDER: Final = read_provider(
    {
        "name": "Example Ltd",
        "service": "Example",
        "type": "very_large_platform",
        "published": "2027-02-01",
        "restrictions": sorted(RESTRICTIONS),
        "none": ["orders", "disputes", "suspensions"],
    }
)
_DRAWN: Final = """
CREATE MACRO drawn(n, what, many) AS CAST(hash(n, what) % many AS BIGINT);
CREATE MACRO hours(n, what, mean) AS to_microseconds(
  CAST(round(-ln((1 + drawn(n, what, 1000000)) / 1000001.0) * mean * 3.6e6) AS BIGINT) * 1000);
CREATE MACRO one_of(n, what, listed) AS listed[1 + drawn(n, what, len(listed))];
"""
_DECISIONS: Final = """
SELECT n, received,
  CASE WHEN received + took < $until THEN received + took ELSE received END AS done,
  drawn(n, 'ground', 2) = 0 AS illegal, drawn(n, 'noticed', 10) < 3 AS noticed,
  drawn(n, 'flag', 5) = 0 AS flag, one_of(n, 'how', $hows) AS how
FROM (
  SELECT range AS n, $since + to_milliseconds(drawn(range, 'at', $length)) AS received,
    hours(range, 'took', 30) AS took
  FROM range($decisions)
)
"""
_MADE: Final[Mapping[Kind, str]] = {
    Kind.MEASURES: """
SELECT done AS applied, if(illegal, 'DECISION_GROUND_ILLEGAL_CONTENT',
    'DECISION_GROUND_INCOMPATIBLE_CONTENT') AS ground,
  place.category, place.keyword, one_of(n, 'what', $restrictions) AS restriction,
  if(noticed, 'notice', 'own') AS origin, flag AS detected, how AS automated,
  one_of(n, 'tongue', ['de', 'en', 'sv', 'tlh']) AS language
FROM (SELECT *, if(illegal, one_of(n, 'place', $illegal), one_of(n, 'place', $terms)) AS place
  FROM decisions)
""",
    Kind.NOTICES: """
SELECT received, place.category, place.keyword, if(left_open, NULL, done) AS decided,
  flag AS trusted, CAST(1 + drawn(n, 'items', 3) AS INTEGER) AS items, how AS automated,
  CAST(illegal AND NOT left_open AS INTEGER) AS by_law,
  CAST(NOT illegal AND NOT left_open AS INTEGER) AS by_terms
FROM (SELECT *, one_of(n, 'named', $notices) AS place, drawn(n, 'open', 20) = 0 AS left_open
  FROM decisions WHERE noticed)
""",
    Kind.COMPLAINTS: """
SELECT done AS received, one_of(n, 'about', $abouts) AS about,
  done + hours(n, 'answer', 90) AS decided,
  one_of(n, 'outcome', $outcomes) AS outcome, flag AS trusted,
  drawn(n, 'anew', 10) = 0 AS restricted
FROM decisions WHERE drawn(n, 'complained', 50) = 0
""",
}


def _values(decisions: int) -> dict[str, object]:
    since, until = (at.replace(tzinfo=None) for at in (MONTHS[0].start, MONTHS[-1].end))
    return {
        "since": since,
        "until": until,
        "length": int((until - since).total_seconds() * 1000),
        "decisions": decisions,
        "hows": [f"AUTOMATED_DECISION_{how}" for how in ("FULLY", "NOT_AUTOMATED", "PARTIALLY")],
        "restrictions": sorted(RESTRICTIONS),
        "abouts": sorted(About),
        "outcomes": sorted(Outcome),
        **{
            name: [
                {"category": p.category, "keyword": p.keyword}
                for p in SHEETS[part].places
                if p.keyword
            ]
            for name, part in (("illegal", ILLEGAL), ("terms", TERMS), ("notices", NOTICES))
        },
    }


def make(folder: Path, decisions: int = DECISIONS) -> dict[Kind, Path]:
    """The year's records, a Parquet file for each kind; nothing of them goes through Python."""
    found: dict[Kind, Path] = {}
    with parquet.database() as opened:
        opened.execute(_DRAWN)
        values = _values(decisions)
        for kind, query in _MADE.items():
            found[kind] = folder / f"{kind}.parquet"
            asked = f"WITH decisions AS ({_DECISIONS}) {query}"
            named = {name: value for name, value in values.items() if f"${name}" in asked}
            opened.execute(f"COPY ({asked}) TO '{found[kind]}' (FORMAT parquet)", named)
    return found


def close(made: Mapping[Kind, Path], folder: Path) -> None:
    """The months as `closing` leaves them, written by DuckDB from the whole year."""
    with parquet.database() as opened:
        for month in MONTHS:
            place = folder / str(month) / "v1"
            place.mkdir(parents=True)
            files = {kind: _month(opened, kind, made[kind], month, place) for kind in made}
            ledger = {"genesis": "00" * 32, "size": 0, "root": "00" * 32, "at": str(month.end)}
            manifest = {"month": str(month), "ledger": ledger, "files": files}
            (place / "manifest.json").write_text(json.dumps(manifest))


def _month(
    opened: duckdb.DuckDBPyConnection, kind: Kind, made: Path, month: Month, place: Path
) -> dict[str, object]:
    start, end = (at.replace(tzinfo=None) for at in (month.start, month.end))
    inside = " OR ".join(f"({at} >= $start AND {at} < $end)" for at in MOMENTS[kind])
    path = place / f"{kind}.parquet"
    copied = opened.execute(
        f"COPY (SELECT CAST($start AS TIMESTAMP) AS month, * FROM read_parquet('{made}')"
        f" WHERE {inside} ORDER BY ALL) TO '{path}' (FORMAT parquet, COMPRESSION zstd)",
        {"start": start, "end": end},
    ).fetchone()
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return {"records": copied[0] if copied else 0, "sha256": digest}


def _told(folder: Path) -> tuple[float, int]:
    """Seconds from closed months to the report, and the most memory that it took, in bytes."""
    began = time.perf_counter()
    report(folder / "months", YEAR, PROVIDER, folder / "reports")
    return time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _same(folder: Path, parts: Mapping[str, Sequence[Sequence[str]]]) -> None:
    """Both tell the same in every cell; a fast wrong answer is none."""
    for name, rows in parts.items():
        told = (folder / f"{name}.csv").read_text(encoding="utf-8")
        found = list(csv.reader(io.StringIO(told, newline="")))[1:]
        expected = list(csv.reader(io.StringIO(spreadsheet((), rows), newline="")))[1:]
        if found != expected:
            raise AssertionError(f"{name} differs from plain SQL")


def run() -> dict[str, float]:
    """Seconds of the report, in a process of its own, and of plain SQL."""
    with tempfile.TemporaryDirectory(prefix="quorate-bench-") as name:
        folder = Path(name)
        made = make(folder)
        close(made, folder / "months")
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            (taken, peak) = pool.apply(_told, (folder,))
        size = sum(path.stat().st_size for path in (folder / "months").rglob("*.parquet"))
        cluster = embedded.start(folder / "postgres")
        try:
            loaded = sql.load(cluster.url, made)
            began = time.perf_counter()
            figures = sql.count(cluster.url, MONTHS[0].start, MONTHS[-1].end)
            parts = Report(figures, PROVIDER, YEAR).parts()
            plain = time.perf_counter() - began
        finally:
            embedded.stop(cluster)
        _same(next((folder / "reports").iterdir()) / "v1", parts)
    return {
        "transparency_10m_seconds": taken,
        "transparency_10m_minutes": taken / 60,
        "transparency_10m_peak_mib": peak / 2**20,
        "transparency_bytes_per_decision": size / DECISIONS,
        "transparency_sql_seconds": plain,
        "transparency_sql_load_seconds": loaded,
        "transparency_vs_sql": plain / taken,
    }
