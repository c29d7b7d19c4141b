"""The pages of batches where nobody answers, nobody may, or nothing is asked for well."""

import html
import re

import httpx2
from tests.casework import filed, report, rows
from tests.sessions.conftest import Office

from quorate.vocabulary.identifiers import CASE, edge

WISH = {"action": "suspend", "policy": "harassment/1"}


async def cases_of(office: Office, number: int) -> list[str]:
    made = [
        (await filed(office.pool, report(f"k{n}", f"@<i>{n}</i>:x.org")))[0].case
        for n in range(number)
    ]
    return [edge(CASE, one) for one in made]


async def batch_of(browser: httpx2.AsyncClient, cases: list[str]) -> str:
    made = await browser.post("/console/batches", data={"case": cases, **WISH})
    assert made.status_code == 303, made.text
    return str(made.headers["location"])


async def test_while_the_effector_is_away_nothing_is_taken_and_nothing_is_lost(
    office: Office, database_url: str
) -> None:
    cases = await cases_of(office, 3)
    async with office.browser() as browser, office.browser() as other:
        await office.sign_in(browser, "employee")
        await office.sign_in(other, "contractor")
        chosen = await browser.get("/console/batches/new", params={"case": cases})
        assert "3 chosen accounts" in html.unescape(chosen.text)
        assert "<i>" not in chosen.text
        batch = await batch_of(browser, [*cases, cases[0]])
        page = await browser.get(batch)
        assert len(re.findall('class="waiting"', page.text)) == 3
        assert "Look again at 3 accounts" in page.text
        assert "<i>" not in page.text
        assert (await browser.post(f"{batch}/prepare")).status_code == 303
        assert "the effector does not answer" in (await browser.get(batch)).text
        assert "Look again" not in (await other.get(batch)).text
        assert (await other.post(f"{batch}/prepare")).status_code == 403
        account = batch.replace("/batches/", "/batches/accounts/") + f"/{cases[0]}"
        words = {"key": "00", "sig": "00"}
        for who, word, status in (
            (other, "sign", 403),
            (browser, "sign", 409),
            (other, "undo", 404),
        ):
            answer = await who.post(f"{account}/{word}", data=words)
            assert (word, answer.status_code) == (word, status), answer.text
            assert answer.headers["content-type"] == "application/problem+json"
        assert batch in (await other.get("/console/batches")).text
    assert rows(database_url, "SELECT DISTINCT claimed_by, fence FROM cases") == [(None, 0)]


async def test_a_batch_that_makes_no_sense_is_refused_with_a_way_out(office: Office) -> None:
    cases = await cases_of(office, 1)
    many = [f"case_{n:032x}" for n in range(51)]
    async with office.browser() as browser:
        assert (await browser.get("/console/batches")).status_code == 401
        await office.sign_in(browser, "employee")
        for fields, status in (
            ({"case": cases, **WISH, "action": "deactivate"}, 403),
            ({"case": cases, **WISH, "action": "adore"}, 422),
            ({"case": many, **WISH}, 422),
            ({"case": ["case_x"], **WISH}, 404),
            (WISH, 422),
        ):
            answer = await browser.post("/console/batches", data=fields)
            assert (fields, answer.status_code) == (fields, status)
            assert "The way out" in answer.text
        for path in ("batch_x", "batch_" + "0" * 32):
            assert (await browser.get(f"/console/batches/{path}")).status_code == 404
        assert (
            "1 case is left out"
            in (await browser.get("/console/batches/new", params={"case": many})).text
        )
        assert "No case is chosen" in (await browser.get("/console/batches/new")).text
