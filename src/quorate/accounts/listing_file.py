"""A CSV file of subjects to protect: read whole, each row checked, bad ones named by line."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Final

from quorate.accounts.register import listing, unfit_review

COLUMNS: Final = ("subject", "tier", "criterion", "owner", "reason", "review_by")
LONGEST: Final = 600


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row of the file, on its first line."""

    line: int
    subject: str
    tier: int
    criterion: str
    owner: str
    reason: str
    review_by: str


@dataclass(frozen=True, slots=True)
class Bad:
    """A line that cannot be used, and why."""

    line: int
    why: str


def read_listing_file(content: bytes, today: date) -> tuple[list[Wanted], list[Bad]]:
    """The rows, and what is wrong. A byte order mark, CRLF and quoted line breaks are fine."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        return [], [Bad(content[: problem.start].count(b"\n") + 1, "not UTF-8")]
    wanted: list[Wanted] = []
    bad: list[Bad] = []
    seen: dict[str, int] = {}
    rows = _numbered(text, bad)
    if not rows or tuple(rows[0][1]) != COLUMNS:
        return [], [*bad, Bad(1, f"the first line is {','.join(COLUMNS)}")]
    for line, cells in rows[1:]:
        if not cells:
            continue
        try:
            row = _row(line, cells, today)
        except ValueError as problem:
            bad.append(Bad(line, str(problem)))
            continue
        if row.subject in seen:
            bad.append(Bad(line, f"subject: stands on line {seen[row.subject]} already"))
            continue
        seen[row.subject] = line
        wanted.append(row)
    return wanted, bad


def _numbered(text: str, bad: list[Bad]) -> list[tuple[int, list[str]]]:
    """Rows with the line they begin on; after broken quotes nothing more can be read."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            rows.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as problem:
        bad.append(Bad(begins, f"quotes: {problem}"))
    return rows


def _row(line: int, cells: Sequence[str], today: date) -> Wanted:
    if len(cells) != len(COLUMNS):
        raise ValueError(f"{len(cells)} fields instead of {len(COLUMNS)}")
    said = dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True))
    for name in ("subject", "owner", "reason"):
        if not said[name] or len(said[name]) > LONGEST or "\x00" in said[name]:
            raise ValueError(f"{name}: 1 to {LONGEST} characters")
    if said["tier"] not in {"1", "2", "3"}:
        raise ValueError("tier: 1, 2 or 3")
    tier, review = int(said["tier"]), said["review_by"]
    row = listing("", tier, said["criterion"], said["owner"], review, "", "")
    unfit = unfit_review(row, today)
    if unfit:
        raise ValueError(unfit)
    return Wanted(line, said["subject"], tier, row.criterion, said["owner"], said["reason"], review)
