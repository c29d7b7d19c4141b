"""The words that a report is found by: the same whatever it costs to work them out."""

import json
from typing import Final

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# As the first rows of any database were filled.
SLOW: Final = """to_tsvector('simple', left(folded(concat_ws(' ', native, category, body, (
    SELECT string_agg(said #>> '{}', ' ')
    FROM jsonb_path_query(evidence, 'strict $.** ? (@.type() == "string")') AS said
))
), 20000)) || array_to_tsvector(array_remove(ARRAY['from ' || source, 'by ' || reporter], NULL))"""
FAST: Final = "words_of(native, category, body, evidence, source, reporter)"
TOLD: Final = """(VALUES (%s, %s, %s::text, %s::jsonb, %s, %s::text))
    AS told (native, category, body, evidence, source, reporter)"""

_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
_EVIDENCE = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
)
_REPORTS = st.tuples(
    _TEXT,
    st.sampled_from(["spam", "hate-speech"]),
    st.none() | _TEXT,
    st.none() | st.lists(_EVIDENCE, max_size=3).map(json.dumps),
    st.sampled_from(["app", "matrix:example.org"]),
    st.none() | _TEXT,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_REPORTS)
def test_they_are_those_of_earlier_rows(database_url: str, report: tuple[str | None, ...]) -> None:
    with psycopg.connect(database_url) as conn:
        row = conn.execute(f"SELECT ({SLOW})::text, ({FAST})::text FROM {TOLD}", report).fetchone()
    assert row is not None
    assert row[0] == row[1]


@pytest.mark.both_postgres
def test_no_function_is_called_for_them(database_url: str) -> None:
    """Its expression stands in the statement's place, which costs half as much."""
    with psycopg.connect(database_url) as conn:
        rows = conn.execute(
            f"EXPLAIN VERBOSE SELECT {FAST} FROM reports JOIN subjects ON subject_id = subjects.id"
        ).fetchall()
    plan = "\n".join(str(row[0]) for row in rows)
    assert "to_tsvector" in plan
    assert "words_of" not in plan
    assert "folded" not in plan
