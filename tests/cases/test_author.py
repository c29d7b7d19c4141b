"""A message's author has a history of their own, where somebody ever reported the account."""

import pytest
from tests.casework import CONNECTOR, filed, leave, report, web_pool

from quorate.accounts.subject import Subject
from quorate.cases import author
from quorate.cases.queries import SubjectRow
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.permissions import Permission

WHO = "@spam:example.org"
MESSAGE = f"!r:example.org/$e/{WHO}"


@pytest.mark.parametrize(
    ("kind", "native", "found"),
    [
        ("message", MESSAGE, WHO),
        ("message", "two/parts", None),
        ("message", "three", None),
        ("account", MESSAGE, None),
    ],
)
def test_an_author_is_named_by_a_message_alone(kind: str, native: str, found: str | None) -> None:
    assert author.author_of(SubjectRow(CONNECTOR, kind, native)) == found


async def test_the_author_s_own_cases_are_found_newest_first(database_url: str) -> None:
    subject = Subject(CONNECTOR, SubjectKind.MESSAGE, MESSAGE)
    row = SubjectRow(CONNECTOR, "message", MESSAGE)
    async with web_pool(database_url) as pool:
        (one,) = await filed(pool, report("k", subject=subject))
        read = leave("ada", Permission.CASE_READ, one.case)
        async with pool.connection() as conn:
            assert await author.subject_of_author(conn, read, one.case, row) is None
        (first,) = await filed(pool, report("a", WHO))
        async with pool.connection() as conn:
            await conn.execute("UPDATE cases SET state = 'closed' WHERE id = %s", (first.case,))
        (second,) = await filed(pool, report("b", WHO))
        async with pool.connection() as conn:
            whose = await author.subject_of_author(conn, read, one.case, row)
            assert whose is not None
            found = await author.cases_about(conn, read, one.case, whose)
            with pytest.raises(ValueError, match="needs a warrant"):
                await author.cases_about(conn, read, first.case, whose)
    assert [case.id for case in found] == [second.case, first.case]
