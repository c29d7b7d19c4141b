"""A person's own data, to its owner: everything of theirs, nobody else, by address and code."""

import json
import secrets
from datetime import timedelta
from typing import Any, Final, LiteralString

import psycopg
from fastapi import Request
from psycopg import sql
from tests.appealing import Appeals
from tests.casework import rows
from tests.exporting import ask, end, give, given, wanted
from tests.exports.decided import DECIDED, GIVEN, KEPT, OWN_REPORTS
from tests.exports.everything import ME, MESSAGE, OTHER, UNTOLD, VOICE, WITNESS, everything, looked
from tests.noticing import give as give_notice
from tests.noticing import handed
from tests.public.conftest import Outside

from quorate.api.steps.casework import house
from quorate.appeals.filing import Filed
from quorate.exports.actions import Half
from quorate.exports.document import FORMAT, INFORMATION, SECTIONS
from quorate.exports.model import LASTS, Export
from quorate.intake.notices import Given
from quorate.public import exports as pages
from quorate.vocabulary.kinds import Outcome
from quorate.vocabulary.times import stamp

# Staff whose ids are no words that a document may say for another reason.
STAFF = {"proposer", "contractor", "other employee", "on-call", "other lead", "other contractor"}

DAYS = {"settled_on"}  # a page reads it as one


def view_of(outside: Outside) -> Any:
    return house(Request({"type": "http", "app": outside.app})).onlooker.view


async def told(outside: Outside) -> tuple[str, str]:
    """A story about ME, and address and code of its export."""
    await everything(outside.play, outside.world.station())
    token, code = await given(outside.play, ME, [VOICE])
    outside.play.publish()
    house(Request({"type": "http", "app": outside.app})).onlooker.catch_up()
    looked(view_of(outside), outside.world.ref(ME), stamp(outside.world.now), "other employee")
    return token, code


async def page_of(outside: Outside, token: str, code: str, **headers: str) -> str:
    path = f"/public/export/{token}"
    answer = await outside.http.post(path, data={"code": code}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.text


async def file_of(outside: Outside, token: str, code: str) -> str:
    path = f"/public/export/{token}/file"
    answer = await outside.http.post(path, data={"code": code})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert "attachment" in answer.headers["content-disposition"]
    return answer.text


async def test_everything_of_the_person_is_in_it_and_nobody_else(outside: Outside) -> None:
    token, code = await told(outside)
    text, page = await file_of(outside, token, code), await page_of(outside, token, code)
    found = json.loads(text)
    assert (found["format"], set(found["information"])) == (FORMAT, set(INFORMATION))
    assert found["account"]["id"] == ME
    for name, section in SECTIONS.items():
        assert found[name], f"nothing in {name}"
        for row in found[name]:
            assert list(row) == list(section.fields), name
    for said in (text, page):
        assert "canary" not in said
        assert OTHER not in said
        assert WITNESS not in said
        for name in STAFF:
            assert f'"{name}"' not in said
            assert f">{name}<" not in said
        for mark in ("hounded", "insult me", "weather", "letter", "neighbour by name"):
            assert mark in said, mark
    assert [look["field"] for look in found["looks"]] == ["devices"]
    assert found["withheld"] == [
        {"what": "texts_of_reports", "number": 3},
        {"what": "notes", "number": 1},
        {"what": "questions", "number": 1},
        {"what": "answers_about_public_interest", "number": 2},
    ]
    assert "<script" not in page


async def test_a_message_is_named_only_where_its_author_was_told(outside: Outside) -> None:
    token, code = await told(outside)
    text = await file_of(outside, token, code)
    assert MESSAGE.rpartition("/")[0] in text
    assert UNTOLD.rpartition("/")[0] not in text
    kinds = [case["about"] for case in json.loads(text)["cases"]]
    assert sorted(kinds) == ["account", "message", "message"]


Marked = tuple[str, str, str, LiteralString]
ABOUT: Final[LiteralString] = "reporter <> %(me)s"
OWN: Final[LiteralString] = "reporter = %(me)s"


def decided() -> list[Marked]:
    """Table, column, what is decided about it, and in which rows; whose rows they are comes last,
    since the others are found by it."""
    found: list[Marked] = []
    for table, columns in DECIDED.items():
        where: LiteralString = ABOUT if table == "reports" else "true"
        for column, how in columns.items():
            found.append((table, column, how, where))
    for column, how in OWN_REPORTS.items():
        found.append(("reports", column, how, OWN))
    return sorted(found, key=lambda one: one[1] == "reporter")


def marks(url: str) -> tuple[set[str], set[str]]:
    """Every text that is decided upon becomes a random mark: given ones and kept ones."""
    own, others = set[str](), set[str]()
    with psycopg.connect(url, options="-c session_replication_role=replica") as conn:
        loosen(conn)
        described = conn.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
        )
        types = {(table, column): kind for table, column, kind in described.fetchall()}
        for table, column, how, where in decided():
            kind = types[table, column]
            if how not in (GIVEN, KEPT) or column in DAYS or kind not in ("text", "jsonb"):
                continue
            mark = f"{table}.{column}.{secrets.token_hex(8)}"
            new: LiteralString = "%(mark)s || ctid" if kind == "text" else "%(mark)s::jsonb"
            put = sql.SQL("UPDATE {} SET {} = {} WHERE {}").format(
                *(sql.Identifier(table), sql.Identifier(column), sql.SQL(new), sql.SQL(where))
            )
            said = mark if kind == "text" else json.dumps({"sender": mark, mark: [mark]})
            assert conn.execute(put, {"mark": said, "me": ME}).rowcount, (table, column)
            (own if how == GIVEN else others).add(mark)
    return own, others


def loosen(conn: psycopg.Connection[Any]) -> None:
    """No rule of the schema stands in the way of a mark."""
    checks = conn.execute(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint"
        " WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
    )
    for found in checks.fetchall():
        drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
        conn.execute(drop.format(*map(sql.Identifier, found)))


async def test_no_name_of_anybody_else_gets_in_whatever_stands_in_any_column(
    outside: Outside,
) -> None:
    token, code = await told(outside)
    await page_of(outside, token, code)
    for _ in range(3):
        own, others = marks(outside.url)
        found = [await file_of(outside, token, code), await page_of(outside, token, code)]
        for said in found:
            assert {mark for mark in others if mark in said} == set()
        assert {mark for mark in own if mark not in found[0]} == set()


async def test_an_appeal_under_an_address_that_its_owner_never_confirmed_is_a_stranger_s(
    outside: Outside,
) -> None:
    play = outside.play
    for key, native in (("own", OTHER), ("strange", "@third:here.example")):
        one = await give_notice(play.pool, handed(key, native, voice=VOICE), outside.world.now)
        assert isinstance(one, Given)
        assert one.case
        await play.claim("contractor", one.case)
        await play.close("contractor", one.case, Outcome.NO_VIOLATION)
        assert isinstance(await Appeals(play).report(one.case), Filed)
    with psycopg.connect(outside.url) as conn:
        conn.execute("UPDATE notices SET confirmed_at = now() WHERE location = %s", (OTHER,))
    token, code = await given(play, ME, [VOICE])
    found = json.loads(await file_of(outside, token, code))
    assert len(found["notices_by_you"]) == 1
    assert len(found["appeals_as_reporter"]) == 1
    with psycopg.connect(outside.url) as conn:
        conn.execute("UPDATE notices SET confirmed_at = now()")
    found = json.loads(await file_of(outside, token, code))
    assert len(found["appeals_as_reporter"]) == 2


async def test_of_two_reporters_of_one_case_each_is_given_their_own_appeal(
    outside: Outside,
) -> None:
    play = outside.play
    case = await play.report("@both:here.example", reporter=ME)
    await play.report("@both:here.example", reporter=WITNESS)
    await play.claim("contractor", case)
    await play.close("contractor", case, Outcome.NO_VIOLATION)
    for number, given_to in ((0, {ME}), (1, {ME, WITNESS})):
        assert isinstance(await Appeals(play).report(case, number=number), Filed)
        for who in (ME, WITNESS):
            token, code = await given(play, who)
            found = json.loads(await file_of(outside, token, code))["appeals_as_reporter"]
            assert len(found) == (who in given_to), (number, who)


async def test_of_two_notices_in_one_case_only_the_confirmed_one_s_appeal_is_given(
    outside: Outside,
) -> None:
    """A stranger, too, typed the address."""
    play = outside.play
    for key in ("own", "strange"):
        one = await give_notice(play.pool, handed(key, OTHER, voice=VOICE), outside.world.now)
        assert isinstance(one, Given)
        assert one.case
    await play.claim("contractor", one.case)
    await play.close("contractor", one.case, Outcome.NO_VIOLATION)
    with psycopg.connect(outside.url) as conn:
        conn.execute(
            "UPDATE notices SET confirmed_at = now() WHERE report_id ="
            " (SELECT id FROM reports ORDER BY received_at, id LIMIT 1)"
        )
    token, code = await given(play, ME, [VOICE])
    for number in (1, 0):
        assert isinstance(await Appeals(play).report(one.case, number=number), Filed)
        found = json.loads(await file_of(outside, token, code))
        assert len(found["appeals_as_reporter"]) == 1 - number


async def test_a_stranger_s_address_shows_nothing(outside: Outside) -> None:
    await given(outside.play, ME)
    for wrong in ("0" * 64, "x", "A" * 64, "%00", "x" * 4000):
        for answer in (
            await outside.http.get(f"/public/export/{wrong}"),
            await outside.http.post(f"/public/export/{wrong}", data={"code": "x"}),
            await outside.http.post(f"/public/export/{wrong}/file", data={"code": "x"}),
        ):
            assert answer.status_code == 404
            assert ME not in answer.text


async def test_neither_half_opens_it_alone(outside: Outside) -> None:
    token, code = await given(outside.play, ME)
    path = f"/public/export/{token}"
    alone = await outside.http.get(path)
    assert alone.status_code == 200
    assert ME not in alone.text
    for wrong in ("", "2222-2222-2222", code[:-1], "<script>alert(1)</script>"):
        for at in (path, f"{path}/file"):
            answer = await outside.http.post(at, data={"code": wrong})
            assert answer.status_code == 422
            assert ME not in answer.text
            assert "<script" not in answer.text
    assert rows(outside.url, "SELECT count(*) FROM export_openings") == [(0,)]
    ((kept,),) = rows(outside.url, "SELECT a::text FROM export_accounts a")
    assert token not in kept
    assert code not in kept
    assert await page_of(outside, token, code.lower().replace("-", " "))


async def test_each_opening_is_recorded_and_shown(outside: Outside) -> None:
    token, code = await given(outside.play, ME)
    await page_of(outside, token, code)
    found = json.loads(await file_of(outside, token, code))
    assert rows(outside.url, "SELECT form FROM export_openings ORDER BY id") == [
        ("page",),
        ("file",),
    ]
    assert [row["openings"] for row in found["exports"]] == [2]


async def test_it_shows_until_its_end_and_then_forgets_whose_it_was(outside: Outside) -> None:
    token, code = await given(outside.play, ME)
    path, now = f"/public/export/{token}", outside.world.now
    outside.world.now = now + LASTS - timedelta(seconds=1)
    assert await page_of(outside, token, code)
    outside.world.now = now + LASTS
    assert (await outside.http.get(path)).status_code == 404
    assert (await outside.http.post(path, data={"code": code})).status_code == 404
    assert (await outside.http.post(f"{path}/file", data={"code": code})).status_code == 404
    await ask(outside.play, wanted(outside.play, OTHER))
    assert rows(outside.url, "SELECT native FROM export_accounts") == [(OTHER,)]


async def test_one_person_ends_it_at_once(outside: Outside) -> None:
    asked = await ask(outside.play, wanted(outside.play, ME))
    assert isinstance(asked, Half)
    out = await give(outside.play, asked.export)
    assert isinstance(out, Half)
    assert isinstance(await end(outside.play, asked.export), Export)
    assert (await outside.http.get(f"/public/export/{out.secret}")).status_code == 404
    assert rows(outside.url, "SELECT count(*) FROM export_accounts") == [(0,)]


async def test_hostile_texts_are_texts(outside: Outside) -> None:
    hostile = "<script>alert(1)</script>\u202e{{ 7*7 }}%(a)s\"'"
    await outside.play.report(OTHER, reporter=ME, body=hostile)
    token, code = await given(outside.play, ME)
    page = await page_of(outside, token, code)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "\u202e" not in page
    assert json.loads(await file_of(outside, token, code))["reports_by_you"][0]["text"] == hostile


async def test_a_flood_is_all_in_the_file_and_its_newest_on_the_page(outside: Outside) -> None:
    await outside.play.report(ME)
    with psycopg.connect(outside.url) as conn:
        conn.execute(
            "INSERT INTO reports (id, case_id, subject_id, source, key, request_digest, kind,"
            " reporter, category, body, evidence, received_at) SELECT gen_random_uuid(), case_id,"
            " subject_id, source, n::text, request_digest, kind, '@canary' || n, 'spam',"
            " 'canary', evidence, received_at FROM reports, generate_series(1, 10000) n"
        )
    token, code = await given(outside.play, ME)
    found = json.loads(await file_of(outside, token, code))
    assert len(found["reports_about_you"]) == 10_001
    page = await page_of(outside, token, code)
    assert f"more than these {pages.SHOWN}" in page
    assert "canary" not in page


async def test_what_was_erased_is_null_and_breaks_nothing(outside: Outside) -> None:
    token, code = await told(outside)
    rows(outside.url, "DELETE FROM kept_values RETURNING 1")
    rows(
        outside.url, "UPDATE reports SET body = NULL, reporter = NULL, evidence = '[]' RETURNING 1"
    )
    rows(outside.url, "UPDATE notices SET name = NULL, email = NULL RETURNING 1")
    found = json.loads(await file_of(outside, token, code))
    assert {row["facts"] for row in found["decisions"]} == {None}
    assert found["appeals"][0]["words"] is None
    assert await page_of(outside, token, code)


async def test_it_is_told_in_the_person_s_language(outside: Outside) -> None:
    token, code = await told(outside)
    german = {"Accept-Language": "de"}
    form = await outside.read(f"/public/export/{token}", **german)
    page = await page_of(outside, token, code, **german)
    assert 'lang="de"' in form
    assert "Your data" not in form + page
    for section in SECTIONS.values():
        assert section.title.text not in page
