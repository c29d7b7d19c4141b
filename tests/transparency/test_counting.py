"""Counting by DuckDB agrees with plain loops, record by record, whatever is known or not."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.transparency import recount
from tests.transparency.making import (
    JANUARY,
    Held,
    anything,
    at,
    close_all,
    measures,
    notices,
)

from quorate.transparency.counting import count
from quorate.transparency.figures import Figures, Value
from quorate.transparency.months import months
from quorate.transparency.records import Ground, Kind, Notice, Record
from quorate.transparency.template import (
    ILLEGAL,
    LINES,
    NOTICES,
    ORDERS,
    SHEETS,
    STATES,
    TERMS,
    TOTAL,
    Place,
)

QUARTER = months(JANUARY, JANUARY.next.next)
SPAN = (QUARTER[0].start, QUARTER[-1].end)
SLOW = settings(max_examples=25, deadline=None)
SHORT = settings(max_examples=8, deadline=None)


def counted(records: list[Record]) -> Figures:
    with TemporaryDirectory() as folder:
        return count(close_all(Held(records), QUARTER, Path(folder)))


def alike(found: Value, expected: Value) -> bool:
    return found == (expected if expected is None else pytest.approx(expected, rel=1e-12))


@SLOW
@given(anything())
def test_every_figure_is_that_of_plain_loops(records: list[Record]) -> None:
    found = counted(records)
    for place in SHEETS[NOTICES].places:
        expected = recount.notice_row(records, place, SPAN)
        assert all(map(alike, found.tables[NOTICES].at(TOTAL, place), expected)), place
    for part, ground in ((ILLEGAL, Ground.ILLEGAL), (TERMS, Ground.TERMS)):
        for place in SHEETS[part].places:
            expected = recount.measure_row(records, ground, place, SPAN)
            assert all(map(alike, found.tables[part].at(TOTAL, place), expected)), place
    for state in (TOTAL, *STATES[:3]):
        sheet = SHEETS[ORDERS]
        for place in sheet.places if state == TOTAL else sheet.places_by_state:
            expected = recount.order_row(records, state, place, SPAN)
            assert all(map(alike, found.tables[ORDERS].at(state, place), expected)), (state, place)
    _agree_on_single_figures(found, records)


def _agree_on_single_figures(found: Figures, records: list[Record]) -> None:
    expected = {k: v for f in recount.SINGLE.values() for k, v in f(records, SPAN).items()}
    for name in (line.figure for lines in LINES.values() for line in lines):
        if name in expected:
            assert alike(found.single[name], expected[name]), name
        else:
            assert name not in found.single


@SHORT
@given(st.lists(notices(unknown=False) | measures(unknown=False), max_size=40))
def test_keywords_sum_to_their_category_and_categories_to_the_total(records: list[Record]) -> None:
    found = counted(records)
    for part in (NOTICES, ILLEGAL, TERMS):
        table, places = found.tables[part], SHEETS[part].places
        for i in range(SHEETS[part].figures):
            if part == NOTICES and i in (4, 5):  # medians
                continue
            values = {place: table.at(TOTAL, place)[i] or 0 for place in places}
            tops = [p for p in places if p.category and not p.keyword]
            assert values[Place()] == sum(values[p] for p in tops)
            for top in tops:
                below = [p for p in places if p.category == top.category and p.keyword]
                assert not below or values[top] == sum(values[p] for p in below)


@SHORT
@given(anything(), st.randoms())
def test_the_order_of_records_changes_no_byte(records: list[Record], chance: random.Random) -> None:
    shuffled = list(records)
    chance.shuffle(shuffled)
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        first = close_all(Held(records), QUARTER, Path(one))
        second = close_all(Held(shuffled), QUARTER, Path(other))
        assert [c.files for c in first] == [c.files for c in second]


def test_a_notice_of_january_acted_on_in_march_counts_once_in_each(tmp_path: Path) -> None:
    notice = Notice(
        at(1, 31, 23), "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE", "", at(3, 1, 1), by_law=1
    )
    closed = close_all(Held([notice]), QUARTER, tmp_path)
    assert [month.files[Kind.NOTICES].records for month in closed] == [1, 0, 1]
    alone = [count([month]).tables[NOTICES].at(TOTAL, Place()) for month in closed]
    assert [(row[0], row[6], row[4]) for row in alone] == [
        (1, 0, None),
        (0, 0, None),
        (0, 1, 674.0),
    ]
    whole = count(closed).tables[NOTICES].at(TOTAL, Place())
    assert (whole[0], whole[6], whole[4]) == (1, 1, 674.0)


def test_months_begin_and_end_at_midnight_utc(tmp_path: Path) -> None:
    category = "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE"
    edge = Notice(JANUARY.start, category, decided=JANUARY.end, by_terms=1)
    closed = close_all(Held([edge]), QUARTER, tmp_path)
    rows = [count([month]).tables[NOTICES].at(TOTAL, Place()) for month in closed]
    assert [(row[0], row[8]) for row in rows] == [(1, 0), (0, 1), (0, 0)]
