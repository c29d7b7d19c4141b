"""Blank is not 0: what nobody knows, what cannot be, and what was counted and is none."""

from pathlib import Path
from typing import Any

import pytest
from tests.transparency import annex
from tests.transparency.making import JANUARY, Held, at, close_all, provider

from quorate.transparency.counting import count
from quorate.transparency.figures import written
from quorate.transparency.gaps import gaps
from quorate.transparency.records import (
    About,
    Complaint,
    Ground,
    Kind,
    Measure,
    Notice,
    Origin,
    Outcome,
    Record,
)
from quorate.transparency.sheets import Report, Rows, Span
from quorate.transparency.template import ILLEGAL, NOTICES, ORDERS, TERMS

QUARTER = [JANUARY, JANUARY.next, JANUARY.next.next]
SPAN = Span(QUARTER[0], QUARTER[-1])
MINORS = ("STATEMENT_CATEGORY_PROTECTION_OF_MINORS", "KEYWORD_UNSAFE_CHALLENGES")
REMOVED = "DECISION_VISIBILITY_CONTENT_REMOVED"


def parts(tmp_path: Path, *records: Record, kinds: Any = tuple(Kind), **said: Any) -> Any:
    closed = close_all(Held(records, kinds), QUARTER, tmp_path)
    written_by = provider(**said)
    return Report(count(closed, written_by.none), written_by, SPAN).parts()


def figures(rows: Rows, code: str, first: int = 5, many: int = 16) -> list[str]:
    return next(row for row in rows if row[3] == code)[first : first + many]


def listed(rows: Rows) -> dict[tuple[str, str], str]:
    return {(row[4], row[5]): row[6] for row in rows}


def measure(**changes: Any) -> Measure:
    plain: dict[str, Any] = {
        "applied": at(2),
        "ground": Ground.TERMS,
        "category": MINORS[0],
        "keyword": MINORS[1],
        "restriction": REMOVED,
        "origin": Origin.OWN,
        "detected": False,
    }
    return Measure(**{**plain, **changes})


def test_what_was_counted_and_is_none_is_0(tmp_path: Path) -> None:
    found = parts(tmp_path)
    assert figures(found[TERMS], "TOTAL") == ["0"] * 16
    assert figures(found[NOTICES], MINORS[0], many=10) == [*["0"] * 4, "", "", *["0"] * 4]
    assert figures(found[ORDERS], "TOTAL", 6, 7) == ["0", "0", "", "", "0", "", ""]
    appeals = listed(found["7_appeals_and_recidivism"])
    assert appeals[annex.SUBMITTED, "Total number"] == "0"
    assert appeals[annex.SUBMITTED, "Median time"] == ""
    assert appeals[annex.DISPUTES, "Percentage of outcomes implemented"] == ""


def test_without_an_order_there_is_no_row_of_a_state(tmp_path: Path) -> None:
    assert {row[5] for row in parts(tmp_path)[ORDERS]} == {"TOTAL"}


def test_what_a_source_does_not_know_is_blank(tmp_path: Path) -> None:
    found = parts(tmp_path, kinds=[Kind.MEASURES])
    assert figures(found[TERMS], "TOTAL") == ["0"] * 16
    assert figures(found[NOTICES], "TOTAL", many=10) == [""] * 10
    assert figures(found[ORDERS], "TOTAL", 6, 7) == [""] * 7
    assert set(listed(found["7_appeals_and_recidivism"]).values()) == {""}
    assert listed(found["8_automated_means"])[annex.MEASURES[0], "bg"] == "0"
    assert listed(found["8_automated_means"])[annex.NOTICES[0], "NAM Total"] == ""


def test_one_month_that_lacks_a_kind_makes_the_whole_period_blank(tmp_path: Path) -> None:
    closed = close_all(Held(kinds=[Kind.NOTICES]), QUARTER[:2], tmp_path)
    closed += close_all(Held(kinds=[]), QUARTER[2:], tmp_path)
    assert NOTICES not in count(closed).tables
    assert NOTICES in count(closed[:2]).tables


def test_none_of_a_kind_can_be_said_by_the_provider_alone(tmp_path: Path) -> None:
    found = parts(tmp_path, kinds=[], none=["orders"])
    assert figures(found[ORDERS], "TOTAL", 6, 7) == ["0", "0", "", "", "0", "", ""]
    assert figures(found[NOTICES], "TOTAL", many=10) == [""] * 10


def test_none_is_refused_where_there_was_one(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="none: 2026-02 has measures"):
        parts(tmp_path, measure(), none=["measures"])


def test_an_unknown_field_blanks_the_figures_that_it_decides_and_no_other(tmp_path: Path) -> None:
    found = parts(tmp_path, measure(), measure(detected=None))
    assert figures(found[TERMS], MINORS[1])[:3] == ["2", "", "2"]
    assert figures(found[TERMS], "TOTAL")[:3] == ["2", "", "2"]
    assert figures(found[TERMS], "STATEMENT_CATEGORY_VIOLENCE")[:3] == ["0", "0", "0"]
    assert figures(found[ILLEGAL], "TOTAL")[:3] == ["0", "0", "0"]


def test_an_unknown_origin_blanks_the_count_but_not_other_restrictions(tmp_path: Path) -> None:
    found = figures(parts(tmp_path, measure(origin=None))[TERMS], "TOTAL")
    assert (found[0], found[2], found[3]) == ("", "", "0")


def test_a_measure_after_a_notice_is_not_the_provider_s_own(tmp_path: Path) -> None:
    found = parts(tmp_path, measure(origin=Origin.NOTICE, automated="AUTOMATED_DECISION_FULLY"))
    assert figures(found[TERMS], "TOTAL") == ["0"] * 16
    means = listed(found["8_automated_means"])
    assert means[annex.MEASURES[0], "Total number"] == "1"
    assert means[annex.MEASURES[0], "Own-initiative "] == "0"


def test_an_unknown_flagger_blanks_the_figures_of_trusted_flaggers_alone(tmp_path: Path) -> None:
    found = parts(tmp_path, Notice(at(1), *MINORS, decided=at(1, 2), items=3, by_law=1))
    assert figures(found[NOTICES], MINORS[1], many=10) == [
        *("1", "", "3", "", "24", "", "1", "", "0", "0")
    ]


def test_a_restriction_that_the_service_never_imposes_is_blank(tmp_path: Path) -> None:
    found = parts(tmp_path, measure(), restrictions=[REMOVED, "DECISION_ACCOUNT_SUSPENDED"])
    expected = ["1", "0", "1", *[""] * 11, "0", ""]
    assert figures(found[TERMS], "TOTAL") == expected


def test_imposing_what_is_never_imposed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=f"restrictions: {REMOVED} was imposed"):
        parts(tmp_path, measure(), restrictions=["DECISION_ACCOUNT_SUSPENDED"])


@pytest.mark.parametrize(
    ("kind", "blank"),
    [
        ("intermediary", {annex.HOSTING, annex.PLATFORMS, annex.VLOPS, annex.VERY_LARGE}),
        ("hosting", {annex.PLATFORMS, annex.VLOPS, annex.VERY_LARGE}),
        ("platform", {annex.VLOPS, annex.VERY_LARGE}),
        ("very_large_search", {annex.HOSTING, annex.PLATFORMS, annex.VLOPS}),
        ("very_large_platform", set[str]()),
    ],
)
def test_rows_that_do_not_apply_stay_and_are_blank(
    kind: str, blank: set[str], tmp_path: Path
) -> None:
    every = {name: "Said." for name in ("summary", "governance")}
    scopes = {"total": 1, "bg": 1}
    said = {"speakers": scopes, "recipients": {"total": 1}, "recall": {**scopes, "own": 1}}
    found = parts(tmp_path, measure(), type=kind, texts=every, figures=said)
    assert [len(rows) for rows in found.values()] == [5, 100, 91, 91, 90, 98, 47, 140, 27, 28, 11]
    filled = {
        row[0]
        for part, rows in found.items()
        if part not in ("1_summary", "2_categories_names")
        for row in rows
        if any(row[6 if part == ORDERS else 5 if part in annex.ROWS else -2 :])
        and any(row[4 if part == "11_qualitative" else 6 :])
    }
    assert (
        filled == {annex.ALL, annex.HOSTING, annex.PLATFORMS, annex.VLOPS, annex.VERY_LARGE} - blank
    )


def test_a_complaint_about_a_notice_leaves_the_trusted_flaggers_rows_blank(tmp_path: Path) -> None:
    complaint = Complaint(at(1), About.NOTICE, at(1, 2), Outcome.UPHELD)
    found = listed(parts(tmp_path, complaint)["7_appeals_and_recidivism"])
    plain, trusted = (f"Complaint regarding a decision {what}" for what in annex.DECISIONS[-2:])
    assert [found[plain, scope] for scope in annex.DECIDED] == ["1", "0", "0", "24"]
    assert found[trusted, "Total number"] == ""
    assert found[trusted, "Decisions reversed"] == "0"


def test_what_is_lacking_is_told(tmp_path: Path) -> None:
    other = (MINORS[0], "KEYWORD_OTHER")
    held = Held([measure(category=other[0], keyword=other[1])], [Kind.MEASURES])
    said = provider(type="hosting", texts={"summary": "We moderate."})
    told = gaps(count(close_all(held, QUARTER, tmp_path)), said)
    assert told == [
        "3_member_states_orders: not counted in every month, so it is blank",
        "4_notices: not counted in every month, so it is blank",
        "7_appeals_and_recidivism: 1 of the 1 rows that apply are blank",
        "8_automated_means: 11 of the 15 rows that apply are blank",
        f"6_own_initiative_TC: KEYWORD_OTHER of {other[0]} needs a description in `others`",
        *(
            f"11_qualitative: no text for `{name}`"
            for name in ("information", "automated_means", "accuracy", "purposes", "safeguards")
        ),
    ]


def test_numbers_have_at_most_four_decimals_and_no_idle_zero() -> None:
    found = [written(value) for value in (None, 0, 7, 0.0, 0.5, 674.0, 1 / 3, 1e6)]
    assert found == ["", "0", "7", "0", "0.5", "674", "0.3333", "1000000"]
