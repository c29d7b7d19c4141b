"""A question about labels looks at no more of them for there being more, whatever patterns it
has."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, LiteralString, cast

import psycopg
import pytest
from psycopg import AsyncConnection, AsyncCursor
from tests.casework import NOW
from tests.databases import Databases

from quorate.atproto import store
from quorate.vocabulary.times import stamp

LABELS: Final = 100_000
LAST: Final = "\U0010ffff"
ALL: Final = ("", LAST)
NOTHING: Final = [(f"b{n}", f"b{n}{LAST}") for n in range(100)]
QUESTIONS: Final[Mapping[str, tuple[Sequence[tuple[str, str]], list[str] | None]]] = {
    "all": ([ALL], None),
    "all, a hundred times": ([ALL] * 100, None),
    "all, of nobody": ([ALL], ["did:web:nobody.example"]),
    "a hundred of nothing": (NOTHING, None),
    "a hundred of many": (
        [(f"at://did:plc:{n:02x}", f"at://did:plc:{n:02x}{LAST}") for n in range(100)],
        None,
    ),
    "nothing, then all": ([*NOTHING[1:], ALL], None),
}


@pytest.fixture(scope="module")
def filled(databases: Databases) -> Iterator[str]:
    """Nothing vacuumed, so that an index alone is dearest."""
    with databases.new() as url, psycopg.connect(url, autocommit=True) as conn:
        conn.execute(
            "INSERT INTO labels (proposal, src, uri, val, neg, cts, sig)"
            " SELECT 'prop', 'did:web:l.example',"
            " 'at://did:plc:' || md5(n::text) || '/app.bsky.feed.post/3k', 'spam', false,"
            " %s, decode(repeat('00', 64), 'hex') FROM generate_series(1, %s) n",
            (stamp(NOW), LABELS),
        )
        conn.execute("ANALYZE labels")
        yield url


class Looked:
    """What PostgreSQL told of each statement: how it came to labels, and to how many."""

    def __init__(self) -> None:
        self.ways, self.most = set[str](), 0.0

    def read(self, plan: Mapping[str, Any]) -> None:
        if "Index Name" in plan or plan.get("Relation Name") == "labels":
            self.ways.add(f"{plan['Node Type']} {plan.get('Index Name')}")
            each = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
            self.most = max(self.most, each * plan["Actual Loops"])
        for below in plan.get("Plans", ()):
            self.read(below)

    async def at(self, url: str, question: str) -> None:
        looked = self

        class Told(AsyncCursor[Any]):
            async def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
                if "FROM" in str(query):
                    plain = AsyncCursor[Any](self.connection)
                    explained = cast("LiteralString", f"EXPLAIN (ANALYZE, FORMAT JSON) {query}")
                    await plain.execute(explained, params)
                    looked.read((await plain.fetchall())[0][0][0]["Plan"])
                return await super().execute(query, params, **more)

        ranges, sources = QUESTIONS[question]
        async with await AsyncConnection.connect(url) as conn:
            conn.cursor_factory = Told
            await store.in_force(conn, ranges, sources, 0, 50, stamp(NOW))


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_question_about_labels_goes_by_the_indexes_alone(
    filled: str, question: str
) -> None:
    looked = Looked()
    await looked.at(filled, question)
    assert looked.ways <= {
        "Index Only Scan labels_by_uri",
        "Index Only Scan labels_pkey",
        "Index Scan labels_by_uri",
        "Index Scan labels_pkey",
    }
    assert looked.most <= store.LOOKED_AT_ONCE + 1
