"""No hot path reads or sorts a whole table: what PostgreSQL plans for a million cases, which is
checked in, it plans for fewer, too."""

from collections.abc import Iterator

import pytest
from benchmarks.filling import fill
from benchmarks.hot import FILLING
from benchmarks.plans import FILE, plans, read, shape, written
from tests.databases import Databases

CASES = 20_000
LARGE = {"cases", "reports", "subjects"}
"""What grows with the backlog; the other tables hold what is under way."""


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    with databases.new() as url:
        yield url


def test_every_hot_statement_goes_by_the_index_that_it_goes_by_at_a_million(
    database_url: str,
) -> None:
    fill(database_url, FILLING, 0, CASES)
    found = dict(read(written(plans(database_url, CASES))))
    checked_in = dict(read(FILE.read_text()))
    assert found == checked_in
    assert not any(plan.whole & LARGE for plan in found.values())
    # Only what the index of words has found is put in order.
    assert {name for name, plan in found.items() if plan.sorts} == {"search 1"}


def test_a_plan_that_reads_or_sorts_a_table_is_known() -> None:
    plan = shape(
        "Limit\n  ->  Sort\n        Sort Key: due_at, id\n"
        "        ->  Nested Loop\n"
        "              ->  Parallel Seq Scan on cases c\n"
        "              ->  Index Only Scan using cases_pkey on cases d\n"
    )
    assert plan.whole == {"cases"}
    assert plan.indexes == {"cases_pkey"}
    assert plan.sorts == 1
