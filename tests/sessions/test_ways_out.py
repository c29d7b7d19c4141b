"""No page ends in a wall: every problem, wrong address and failure of ours names a way on."""

import html
import re
from collections.abc import AsyncGenerator
from uuid import UUID

import httpx2
import psycopg
import pytest
from tests.casework import filed, report
from tests.sessions.conftest import Office

from quorate.console.around import desk
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.problems import FACTS, Problem, Refusal


@pytest.fixture
async def page(office: Office) -> AsyncGenerator[httpx2.AsyncClient]:
    async with office.browser() as browser:
        await office.sign_in(browser, "employee")
        yield browser


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_is_a_page_with_a_way_out_and_a_link(problem: Problem) -> None:
    facts = FACTS[problem]
    told = Refusal(problem, "a <b>detail", invariant="I1", missing=("approver",))
    found = desk.page("problem.html", None, facts.status, refusal=told, facts=facts)
    text = bytes(found.body).decode()
    assert found.status_code == facts.status
    assert "The way out:" in text
    assert "a &lt;b&gt;detail" in text
    assert "Missing: approver" in text
    assert ('<a href="/console">' if facts.status == 401 else '<a href="/console/queue">') in text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/console/nowhere", 404),
        ("/console/queue/next", 405),
        ("/console/cases/nothing", 404),
        ("/console/queue?tier=9", 422),
    ],
)
async def test_a_wrong_address_is_a_page_with_a_way_out(
    page: httpx2.AsyncClient, path: str, status: int
) -> None:
    answer = await page.get(path)
    assert answer.status_code == status
    assert "The way out:" in answer.text
    assert 'href="/console/queue"' in answer.text


async def test_a_failure_of_ours_is_a_page_that_tells_nothing_of_it(
    page: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise psycopg.OperationalError("password of the database")

    monkeypatch.setattr("quorate.console.casework.queue.queries.open_cases", away)
    answer = await page.get("/console/queue")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert "Try again in a second" in answer.text
    assert "password" not in answer.text


async def test_first_steps_name_each_page_of_the_navigation(page: httpx2.AsyncClient) -> None:
    text = (await page.get("/console/help")).text
    head, _, main = text.partition("</header>")
    linked = {part.partition('"')[0] for part in head.split('<a href="')[1:]}
    assert linked
    assert [at for at in linked if f'<a href="{at}"' not in main and at != "/console/help"] == []


TYPED = "I saw <b>this</b>\r\nand that"


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/console/cases/{case}/draft", "facts"),
        ("/console/cases/{gone}/notes", "text"),
        ("/console/cases/{case}/holds", "reason"),
        ("/console/approvals/none/questions", "question"),
        ("/console/orders", "reasons"),
        ("/console/signals", "expression"),
    ],
)
async def test_what_was_typed_stands_on_the_page_that_refuses_it(
    office: Office, page: httpx2.AsyncClient, path: str, field: str
) -> None:
    """The claim was lost, or the leave: ten minutes of writing are not. Nothing of it is live."""
    (one,) = await filed(office.pool, report("typed"))
    at = path.format(case=edge(CASE, one.case), gone=edge(CASE, UUID(int=0)))
    more = {"action": "suspend", "policy": "harassment", "fence": "9"}
    answer = await page.post(at, data={**more, field: TYPED})
    assert answer.status_code in (403, 404, 409, 422), answer.text
    kept = re.findall(r"<textarea readonly[^>]*>([^<]*)</textarea>", answer.text)
    assert [html.unescape(text).strip() for text in kept] == [TYPED.replace("\r\n", "\n")]
    foreign = {"Sec-Fetch-Site": "cross-site"}
    other = await page.post(at, data={**more, field: TYPED}, headers=foreign)
    assert other.status_code == 401
    assert "I saw" not in other.text


async def test_what_was_typed_stands_on_the_page_of_a_failure(
    page: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise psycopg.OperationalError("away")

    monkeypatch.setattr("quorate.console.casework.notes.notes.write", away)
    answer = await page.post(
        f"/console/cases/{edge(CASE, UUID(int=0))}/notes", data={"text": TYPED}
    )
    assert answer.status_code == 503
    assert "I saw &lt;b&gt;this" in answer.text


async def test_what_was_typed_stands_on_the_page_that_says_that_the_session_is_over(
    office: Office, page: httpx2.AsyncClient
) -> None:
    office.world.later(minutes=61)
    answer = await page.post(
        f"/console/cases/{edge(CASE, UUID(int=0))}/notes", data={"text": TYPED}
    )
    assert answer.status_code == 401
    assert "I saw &lt;b&gt;this" in answer.text
