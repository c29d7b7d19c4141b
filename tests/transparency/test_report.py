"""A year of casework through to the eleven parts: their form, their figures, their versions."""

import csv
import hashlib
import io
import json
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.transparency import annex, recount
from tests.transparency.making import (
    JANUARY,
    LATER,
    MARK,
    Held,
    close_all,
    provider,
)

from quorate.transparency.closing import close
from quorate.transparency.figures import Value, written
from quorate.transparency.months import Month, MonthError, months
from quorate.transparency.records import (
    RESTRICTIONS,
    About,
    Complaint,
    Dispute,
    Ground,
    Measure,
    Misuse,
    Notice,
    Order,
    OrderKind,
    Origin,
    Outcome,
    Record,
    Suspension,
)
from quorate.transparency.reporting import Published, report
from quorate.transparency.sheets import Span
from quorate.transparency.template import ILLEGAL, NOTICES, ORDERS, SHEETS, TERMS, Place

DECEMBER = Month(2026, 12)
YEAR = Span(JANUARY, DECEMBER)
WITHIN = (JANUARY.start, DECEMBER.end)
PERIOD = "2026-01-01/2026-12-31"
SUMMARY = "Number of notices received "


def _place(chance: random.Random, sheet: str) -> tuple[str, str]:
    whole = [p for p in SHEETS[sheet].places if p.keyword or "NOT_SPECIFIED" in p.category]
    found = chance.choice(whole)
    return found.category, found.keyword


def casework(seed: int = 1, size: int = 1500) -> list[Record]:
    """A year with a little of the one before and the one after."""
    chance = random.Random(seed)
    found: list[Record] = []

    def when() -> datetime:
        return JANUARY.start + timedelta(seconds=chance.randrange(-2_000_000, 33_000_000))

    def later(than: datetime) -> datetime | None:
        return None if chance.random() < 0.1 else than + timedelta(hours=chance.expovariate(0.02))

    how = [f"AUTOMATED_DECISION_{word}" for word in ("FULLY", "NOT_AUTOMATED", "PARTIALLY")]
    for _ in range(size):
        came = when()
        decided = later(came)
        flagged, automated = chance.random() < 0.2, chance.choice(how)
        acted = (chance.randrange(3), chance.randrange(3)) if decided else (0, 0)
        place = _place(chance, NOTICES)
        found.append(
            Notice(came, *place, decided, flagged, chance.randrange(1, 9), automated, *acted)
        )
        ground = chance.choice(list(Ground))
        place = _place(chance, ILLEGAL if ground is Ground.ILLEGAL else TERMS)
        found.append(
            Measure(
                when(),
                ground,
                *place,
                chance.choice(sorted(RESTRICTIONS)),
                chance.choice(list(Origin)),
                chance.random() < 0.3,
                automated,
                chance.choice([None, "de", "en", "mt"]),
            )
        )
        if chance.random() < 0.2:
            outcome = chance.choice(list(Outcome)) if decided else None
            about = chance.choice(list(About))
            found.append(Complaint(came, about, decided, outcome, flagged, chance.random() < 0.1))
            implemented = chance.random() < 0.9
            if decided:
                found.append(Dispute(decided, outcome, implemented))
            place, kind = _place(chance, ORDERS), chance.choice(list(OrderKind))
            state = chance.choice(["AT", "EL", "SE"])
            found.append(
                Order(came, kind, state, *place, later(came), decided, chance.randrange(9))
            )
            found.append(Suspension(when(), chance.choice(list(Misuse))))
    return found


RECORDS = casework()


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("closed")
    close_all(Held(RECORDS), months(JANUARY, DECEMBER), folder)
    return folder


OTHERS = {group[0]: f"Other: {group[0][19:].lower()}" for group in annex.GROUPS}
SAID = provider(
    previous="2026-02-16",
    others=OTHERS,
    figures={
        "accuracy": {"total": 0.98, "bg": 0.5},
        "speakers": {"total": 12.5, "mt": 1},
        "recipients": {"total": 46_000_000, "EL": 3},
    },
    texts={"summary": "=1+1", "training": "Two days a year.\nSigned, of course."},
    categories={"Category 3b": "Doxing is under 3g."},
    context=[
        {
            "part": "8_automated_means",
            "where": {
                "Indicator": "Accuracy of the automated means - Accuracy",
                "Scope": "Total number",
            },
            "text": "By samples of 1,000.",
        },
        {
            "part": "4_notices",
            "where": {"Category of illegal content": "TOTAL"},
            "figure": "Number of notices received",
            "text": "-5 by mail",
        },
    ],
)


@pytest.fixture(scope="module")
def published(closed: Path, tmp_path_factory: pytest.TempPathFactory) -> Published:
    return report(closed, YEAR, SAID, tmp_path_factory.mktemp("reports"))


def rows(published: Published, part: str) -> list[list[str]]:
    text = (published.folder / f"{part}.csv").read_bytes().decode()
    return list(csv.reader(io.StringIO(text, newline="")))


def cells(values: Sequence[Value]) -> list[str]:
    return [written(value) for value in values]


def test_every_part_has_the_template_s_columns_and_every_row_as_many_cells(
    published: Published,
) -> None:
    assert sorted(p.stem for p in published.folder.glob("*.csv")) == sorted(annex.COLUMNS)
    for part, columns in annex.COLUMNS.items():
        found = rows(published, part)
        assert found[0] == columns
        assert {len(row) for row in found} == {len(columns)}


@pytest.mark.parametrize("part", annex.ROWS)
def test_parts_by_category_have_the_template_s_rows(published: Published, part: str) -> None:
    found = rows(published, part)[1:]
    expected = [(code, "TOTAL") for code in annex.ROWS[part]]
    if part == ORDERS:
        expected += [(code, state) for state in ("AT", "EL", "SE") for code in annex.STATE_ROWS]
    assert [row[3] for row in found] == [code for code, _ in expected]
    if part == ORDERS:
        assert [row[5] for row in found] == [state for _, state in expected]
    assert {tuple(row[:3]) for row in found} == {(annex.APPLIES[part], "Example Chat", PERIOD)}


@pytest.mark.parametrize("part", annex.LINES)
def test_listed_parts_have_the_template_s_rows(published: Published, part: str) -> None:
    found = rows(published, part)[1:]
    assert [(row[0], *row[3:6]) for row in found] == annex.LINES[part]
    assert {tuple(row[1:3]) for row in found} == {("Example Chat", PERIOD)}


def test_the_categories_are_named_as_in_the_template(published: Published) -> None:
    found = rows(published, "2_categories_names")[1:]
    assert [row[2] for row in found] == annex.codes()
    named = {row[0]: row[1] for row in found}
    assert {label: named[label] for label in annex.NAMES} == annex.NAMES
    assert {row[0]: row[3] for row in found if row[3]} == {"Category 3b": "Doxing is under 3g."}


def test_the_summary_says_whose_and_of_when(published: Published) -> None:
    found = rows(published, "1_summary")[1:]
    assert [row[2] for row in found] == annex.SUMMARY
    assert [row[3] for row in found] == [
        "Example Ltd",
        "2027-02-12",
        "2026-02-16",
        "2026-01-01",
        "2026-12-31",
    ]


def test_figures_by_category_are_those_of_plain_loops(published: Published) -> None:
    asked: dict[str, Callable[[Place], list[Value]]] = {
        NOTICES: lambda place: recount.notice_row(RECORDS, place, WITHIN),
        ILLEGAL: lambda place: recount.measure_row(RECORDS, Ground.ILLEGAL, place, WITHIN),
        TERMS: lambda place: recount.measure_row(RECORDS, Ground.TERMS, place, WITHIN),
    }
    for part, row_of in asked.items():
        for row, place in zip(rows(published, part)[1:], places(annex.ROWS[part]), strict=True):
            assert row[5 : 5 + SHEETS[part].figures] == cells(row_of(place)), (part, place)
    for row, place in zip(
        rows(published, ORDERS)[1:],
        [*places(annex.ROWS[ORDERS]), *places(annex.STATE_ROWS) * 3],
        strict=True,
    ):
        assert row[6:13] == cells(recount.order_row(RECORDS, row[5], place, WITHIN)), row[:6]


def places(codes: Sequence[str]) -> list[Place]:
    found: list[Place] = []
    for code in codes:
        if code.startswith("KEYWORD"):
            found.append(Place(found[-1].category, code))
        else:
            found.append(Place("" if code == "TOTAL" else code))
    return found


def test_single_figures_are_those_of_plain_loops(published: Published) -> None:
    whole = {k: v for f in recount.SINGLE.values() for k, v in f(RECORDS, WITHIN).items()}
    appeals = {(r[4].strip(), r[5]): r[6] for r in rows(published, "7_appeals_and_recidivism")}
    about = "Complaint regarding a decision to suspend or terminate an account"
    assert appeals[annex.SUBMITTED, "Median time"] == written(whole["complaints.median"])
    assert appeals[about, "Decisions reversed"] == written(whole["complaints_account.reversed"])
    share = appeals[annex.DISPUTES, "Percentage of outcomes implemented"]
    assert share == written(whole["disputes.implemented"])
    assert 0.8 < float(share) < 1
    means = {(r[4].strip(), r[5].strip()): r[6] for r in rows(published, "8_automated_means")}
    for language, figure in (("mt", "measures_automated.mt"), ("bg", "measures_automated.bg")):
        assert means[annex.MEASURES[0].strip(), language] == written(whole[figure])
    assert means[annex.NOTICES[1], "NAM Trusted Flagger"] == written(
        whole["notices_by_people.trusted"]
    )


def test_what_the_provider_says_stands_in_its_rows(published: Published) -> None:
    means = rows(published, "8_automated_means")
    accuracy = [row for row in means if row[4] == annex.ACCURACY[0] and row[6]]
    assert [row[5:] for row in accuracy] == [
        ["Total number", "0.98", "By samples of 1,000."],
        ["bg", "0.5", ""],
    ]
    staff = {(row[4], row[5]): row[6] for row in rows(published, "9_human_resources")}
    assert staff[annex.SPEAKERS, "Total number"] == "12.5"
    recipients = {row[5]: row[6] for row in rows(published, "10_AMAR")[1:]}
    assert {scope: value for scope, value in recipients.items() if value} == {
        "TOTAL": "46000000",
        "EL": "3",
    }
    others = {row[4] for row in rows(published, NOTICES)[1:] if row[3] == "KEYWORD_OTHER"}
    assert others == {OTHERS[g[0]] for g in annex.GROUPS[:14]}


def test_texts_that_a_spreadsheet_would_take_for_formulas_are_escaped(
    published: Published,
) -> None:
    found = rows(published, "11_qualitative")[1:]
    assert [(row[0], row[3]) for row in found] == annex.TEXTS
    assert found[0][4] == "'=1+1"
    assert found[8][4] == "Two days a year.\nSigned, of course."
    column = annex.COLUMNS[NOTICES].index(f"Contextual information on {SUMMARY}")
    assert [row[column] for row in rows(published, NOTICES)[1:3]] == ["'-5 by mail", ""]


def test_files_are_utf_8_by_rfc_4180(published: Published) -> None:
    raw = (published.folder / "11_qualitative.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == 12
    assert b'"Two days a year.\nSigned, of course."\r\n' in raw
    assert "providers\u2019 own initiative".encode() in raw


def test_the_same_months_and_the_same_file_make_the_same_bytes(
    closed: Path, published: Published, tmp_path: Path
) -> None:
    again = report(closed, YEAR, SAID, tmp_path)
    assert again.new
    for path in published.folder.iterdir():
        assert (again.folder / path.name).read_bytes() == path.read_bytes()
    assert not report(closed, YEAR, SAID, tmp_path).new


def test_a_report_from_another_closing_is_a_version_of_its_own(
    closed: Path, published: Published, tmp_path: Path
) -> None:
    out = published.folder.parent.parent
    before = hashlib.sha256((published.folder / f"{NOTICES}.csv").read_bytes()).digest()
    category, keyword, *_ = annex.GROUPS[0]
    late = Notice(JANUARY.start, category, keyword, trusted=True, items=1)
    months_too = tmp_path / "months"
    close_all(Held(RECORDS), months(JANUARY.next, DECEMBER), months_too)
    close(Held([*RECORDS, late]), JANUARY, months_too, LATER)
    found = report(months_too, YEAR, SAID, out)
    assert (found.folder.name, found.new) == ("v2", True)
    assert hashlib.sha256((published.folder / f"{NOTICES}.csv").read_bytes()).digest() == before
    assert int(rows(found, NOTICES)[1][5]) == int(rows(published, NOTICES)[1][5]) + 1


def test_the_manifest_names_what_a_report_is_made_from(published: Published) -> None:
    manifest = json.loads((published.folder / "manifest.json").read_text())
    assert list(manifest["months"]) == [str(m) for m in months(JANUARY, DECEMBER)]
    assert manifest["months"]["2026-05"] == {"version": "v1", "size": MARK.size, "root": MARK.root}
    assert manifest["provider"] == SAID.digest


def test_a_month_that_is_not_closed_stops_the_report(closed: Path, tmp_path: Path) -> None:
    with pytest.raises(MonthError, match="2027-01 is not closed"):
        report(closed, Span(DECEMBER, DECEMBER.next), SAID, tmp_path)
    assert list(tmp_path.iterdir()) == []
