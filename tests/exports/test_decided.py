"""Nothing is forgotten: each column that could hold something of a person is decided upon."""

from tests.casework import rows
from tests.exports.decided import DECIDED, ELSEWHERE

# Times, numbers and truths are given with their rows, and name nobody.
HOLDS = ("ARRAY", "bytea", "character varying", "jsonb", "text", "tsvector", "uuid")


def test_every_column_that_could_hold_a_person_is_decided_upon(database_url: str) -> None:
    found = rows(
        database_url,
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND data_type = ANY(%s)",
        list(HOLDS),
    )
    everything = rows(
        database_url,
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
    )
    tables = {name for (name,) in everything}
    undecided = {
        f"{table}.{column}"
        for table, column in found
        if table not in ELSEWHERE and column not in DECIDED.get(table, {})
    }
    assert undecided == set()
    known = {(table, column) for table, column in found}
    gone = {(t, c) for t, columns in DECIDED.items() for c in columns} - known
    assert gone == set()
    assert set(ELSEWHERE) | set(DECIDED) == tables
