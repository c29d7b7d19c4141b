"""Notes in a case: by whoever works in it, kept in order, capped, and taken away on request."""

from uuid import UUID

import psycopg
import pytest
from tests.casework import LAW, NOW, actor, filed, granted, leave, report, rows, web_pool
from uuid_utils.compat import uuid7

from quorate.authority.gate import Warrant, warrant
from quorate.cases import notes
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import Role
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

HOSTILE = "<script>alert(1)</script>\u202e\x07 she's here"


def works(who: str, case: UUID, *roles: Role) -> Warrant:
    """Leave to work in the case."""
    return granted(warrant(LAW, actor(who, *roles), Permission.CASE_RELEASE, edge(CASE, case), NOW))


def reads(who: str, case: UUID) -> Warrant:
    return leave(who, Permission.CASE_READ, case)


async def test_notes_stand_newest_last_as_they_were_written(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        (one,) = await filed(pool, report("k"))
        async with pool.connection() as conn:
            for who, text in (("ada", "first\r\nline two"), ("bob", HOSTILE), ("bob", HOSTILE)):
                await notes.write(conn, works(who, one.case), one.case, text, NOW)
            found = await notes.notes_of(conn, reads("cyd", one.case), one.case)
    assert [(n.author, n.text) for n in found] == [("ada", "first\nline two"), ("bob", HOSTILE)]
    assert all(n.written_at == NOW for n in found)


@pytest.mark.parametrize("text", ["", " \n ", "x" * 4_001, "\x00"])
async def test_a_note_has_some_characters_and_not_too_many(database_url: str, text: str) -> None:
    async with web_pool(database_url) as pool:
        (one,) = await filed(pool, report("k"))
        async with pool.connection() as conn:
            refused = await notes.write(conn, works("ada", one.case), one.case, text, NOW)
    assert isinstance(refused, Refusal)
    assert refused.problem is Problem.BODY_INVALID


async def test_a_case_has_no_more_than_its_cap(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes, "MOST", 3)
    async with web_pool(database_url) as pool:
        (one,) = await filed(pool, report("k"))
        async with pool.connection() as conn:
            leave = works("ada", one.case)
            made = [await notes.write(conn, leave, one.case, f"n{n}", NOW) for n in range(4)]
    assert [isinstance(m, Refusal) for m in made] == [False, False, False, True]


async def test_its_author_or_a_lead_takes_a_text_away_for_good(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        (one, other) = await filed(pool, report("k"), report("l", "@other:example.org"))
        async with pool.connection() as conn:
            made = [
                await notes.write(conn, works("ada", one.case), one.case, text, NOW)
                for text in ("a name", "an address")
            ]
            first, second = (m for m in made if isinstance(m, UUID))
            refused = await notes.erase(conn, works("bob", one.case), one.case, first)
            strange = await notes.erase(conn, works("ada", other.case), other.case, first)
            assert await notes.erase(conn, works("ada", one.case), one.case, first) is None
            lead = works("lea", one.case, Role.LEAD)
            assert await notes.erase(conn, lead, one.case, second) is None
            assert await notes.erase(conn, works("ada", one.case), one.case, second) is None
            found = await notes.notes_of(conn, reads("cyd", one.case), one.case)
    assert isinstance(refused, Refusal)
    assert refused.problem is Problem.NOT_PERMITTED
    assert isinstance(strange, Refusal)
    assert strange.problem is Problem.NOT_FOUND
    assert [(n.text, n.erased_by) for n in found] == [(None, "ada"), (None, "lea")]
    assert rows(database_url, "SELECT count(*) FROM notes WHERE text IS NOT NULL") == [(0,)]


async def test_writing_needs_leave_to_work_in_just_that_case(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        (one,) = await filed(pool, report("k"))
        async with pool.connection() as conn:
            for wrong in (reads("ada", one.case), works("ada", uuid7())):
                with pytest.raises(ValueError, match="just that case"):
                    await notes.write(conn, wrong, one.case, "x", NOW)
                with pytest.raises(ValueError, match="just that case"):
                    await notes.erase(conn, wrong, one.case, uuid7())
            nowhere = uuid7()
            missing = await notes.write(conn, works("ada", nowhere), nowhere, "x", NOW)
    assert isinstance(missing, Refusal)
    assert missing.problem is Problem.NOT_FOUND


async def test_the_web_deletes_no_note_and_changes_no_author(database_url: str) -> None:
    async with web_pool(database_url) as pool:
        for statement in ("DELETE FROM notes", "UPDATE notes SET author = 'x'"):
            async with pool.connection() as conn:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    await conn.execute(statement)
