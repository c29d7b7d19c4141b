"""A CSV of subjects to protect, as spreadsheets write it; bad lines are named, none is skipped."""

from datetime import date

import pytest

from quorate.accounts.listing_file import COLUMNS, Wanted, read_listing_file

TODAY = date(2026, 11, 25)
HEAD = ",".join(COLUMNS)
GOOD = "@a:here.example,2,newsroom,lead,an editorial office,2027-01-31"
READ = Wanted(2, "@a:here.example", 2, "newsroom", "lead", "an editorial office", "2027-01-31")


def read(*lines: str, end: str = "\n") -> tuple[list[Wanted], list[tuple[int, str]]]:
    wanted, bad = read_listing_file(end.join([HEAD, *lines]).encode(), TODAY)
    return wanted, [(b.line, b.why.partition(":")[0]) for b in bad]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", ["", "\n"])
def test_marks_and_line_ends_of_every_system_are_read(mark: bytes, end: str, last: str) -> None:
    content = mark + end.join([HEAD, GOOD]).encode() + last.replace("\n", end).encode()
    assert read_listing_file(content, TODAY) == ([READ], [])


def test_quotes_hold_commas_quotes_and_line_breaks_and_lines_are_counted_on() -> None:
    quoted = '@a:here.example,2,newsroom,lead,"one, ""two""\nthree",2027-01-31'
    wanted, bad = read(quoted, "", "@b:here.example,9,newsroom,lead,r,2027-01-31")
    assert wanted[0].reason == 'one, "two"\nthree'
    assert bad == [(5, "tier")]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("@a:here.example,2,newsroom,lead,r", "5 fields instead of 6"),
        (GOOD + ",more", "7 fields instead of 6"),
        (",2,newsroom,lead,r,2027-01-31", "subject"),
        ("@a:here.example,0,newsroom,lead,r,2027-01-31", "tier"),
        ("@a:here.example,1,newsroom,lead,r,2027-01-31", "tier"),
        ("@a:here.example,2,friend,lead,r,2027-01-31", "criterion"),
        ("@a:here.example,2,newsroom,,r,2027-01-31", "owner"),
        ("@a:here.example,2,newsroom,lead,,2027-01-31", "reason"),
        (f"@a:here.example,2,newsroom,lead,{'x' * 601},2027-01-31", "reason"),
        ("@a:here.example,2,newsroom,lead,r,31.1.2027", "review_by"),
        ("@a:here.example,2,newsroom,lead,r,2026-11-24", "review_by"),
        ("@a:here.example,2,newsroom,lead,r,9999-01-01", "review_by"),
        ("@a:here.example,1,brigaded,lead,r,2027-02-24", "review_by"),
    ],
)
def test_a_bad_line_is_named_beside_the_good_ones(line: str, named: str) -> None:
    wanted, bad = read(GOOD.replace("@a", "@z"), line)
    assert len(wanted) == 1
    assert bad == [(3, named)]


def test_a_subject_stands_once() -> None:
    assert read(GOOD, GOOD)[1] == [(3, "subject")]


def test_quotes_that_never_end_are_named_by_where_they_begin() -> None:
    assert read(GOOD, '@b:here.example,2,"newsroom')[1] == [(3, "quotes")]


@pytest.mark.parametrize("content", [b"", b"subject,tier\n", b"\xff\xfe", HEAD[1:].encode()])
def test_a_file_of_something_else_is_refused(content: bytes) -> None:
    wanted, bad = read_listing_file(content, TODAY)
    assert wanted == []
    assert [b.line for b in bad] == [1]


def test_ten_thousand_rows_are_read() -> None:
    rows = [GOOD.replace("@a", f"@a{n}") for n in range(10_000)]
    wanted, bad = read(*rows, end="\r\n")
    assert (len(wanted), bad) == (10_000, [])
    assert wanted[-1].line == 10_001
