"""The page of searches: what hostile reports do to it, its file, kept searches, bad addresses."""

import csv
import html
import io
import re

import httpx2
import pytest
from tests.casework import entries, file, filed, report
from tests.sessions.conftest import Office

from quorate.vocabulary.problems import Refusal

HOSTILE = (
    "<script>alert('pills')</script> \u202esllip\u202c \u200bcheap <img src=x onerror=alert(1)>"
    ' "><b>pills</b> {{ 7*7 }} %(name)s ' + "A" * 5000
)
FORMULAS = ("=cmd|'/C'!A0", "+1", "-1", "@SUM(A1)")


def shown(page: httpx2.Response) -> str:
    assert page.status_code == 200, page.text
    return html.unescape(re.sub(r"<[^>]+>", "", page.text))


async def asked(browser: httpx2.AsyncClient, **fields: str) -> httpx2.Response:
    return await browser.get("/console/search", params=fields)


async def test_hostile_reports_are_found_shown_and_exported_without_harm(
    office: Office, database_url: str
) -> None:
    for n, native in enumerate(FORMULAS):
        await filed(office.pool, report(f"f{n}", native, body=HOSTILE, evidence=[{"t": HOSTILE}]))
    await filed(office.pool, report("quiet", "@quiet:x.org", body="nothing", evidence=[]))
    async with office.browser() as browser:
        await office.sign_in(browser, "employee")
        page = await asked(browser, text='pills "<script>" or 49')
        for live in ("<script>alert", "<img src=x", "\u202e", "\u200b", "<b>pills"):
            assert live not in page.text, live
        assert "<mark>pills</mark>" in page.text
        assert "{{ 7*7 }}" in shown(page)
        assert "@quiet" not in page.text
        case = re.search(r"/console/cases/case_[0-9a-f]{32}", page.text)
        assert case
        one = await browser.get(case[0])
        assert "<script>alert" not in one.text
        got = await browser.get("/console/search/cases.csv", params={"text": "cheap"})
    told = [e for e in entries(database_url) if e["event"] == "cases:exported"]
    assert [one["data"] for one in told] == [{"by": "employee", "cases": len(FORMULAS)}]
    assert got.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in got.headers["content-disposition"]
    assert got.text.count("\r\n") == 1 + len(FORMULAS)
    head, *rows = csv.reader(io.StringIO(got.text, newline=""))
    assert head[:2] == ["case", "about"]
    about = {row[1] for row in rows}
    assert about == {"'" + native for native in FORMULAS}
    assert not any(
        cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row
    )


async def test_a_megabyte_does_not_get_in_and_its_longest_words_are_found(office: Office) -> None:
    (refused,) = await file(office.pool, report("mb", body="x" * 1_000_000))
    assert isinstance(refused, Refusal)
    longest = "x" * 2000 + " " + "y" * 3000 + " " + "z" * 4000
    await filed(office.pool, report("long", "@long:x.org", body=longest, evidence=[]))
    async with office.browser() as browser:
        await office.sign_in(browser, "employee")
        assert "@long:x.org" in shown(await asked(browser, text="@long:x.org"))
        assert "Nothing was found" in shown(await asked(browser, text="x" * 300))
        assert (await asked(browser, text="x" * 301)).status_code == 422


async def test_an_address_that_asks_for_nonsense_is_refused_with_a_way_out(office: Office) -> None:
    bad = [
        {"state": "ajar"},
        {"tier": "9"},
        {"since": "2026-02-30"},
        {"since": "yesterday"},
        {"cursor": "nonsense"},
        {"outcome": "<b>"},
        {"policy": "none/9"},
        {"area": "a" * 65},
    ]
    async with office.browser() as browser:
        assert (await asked(browser)).status_code == 401
        await office.sign_in(browser, "employee")
        for fields in bad:
            page = await asked(browser, **fields)
            assert page.status_code in (409, 422), fields
            assert "The way out" in page.text
        for text in (
            "'",
            '"',
            "-",
            "or",
            "a or -",
            "((",
            "\\",
            "%",
            "'; DROP TABLE cases; --",
            "\x00",
        ):
            page = await asked(browser, text=text, reporter=text, source=text)
            assert page.status_code in (200, 422), text


async def test_a_search_is_kept_shared_used_as_a_queue_and_forgotten(office: Office) -> None:
    async with office.browser() as browser, office.browser() as other:
        await office.sign_in(browser, "employee")
        await office.sign_in(other, "contractor")
        query = {"area": "spam", "state": "open"}
        page = await browser.post(
            "/console/search/saved", params=query, data={"name": "<b>mine</b>", "shared": "yes"}
        )
        assert page.status_code == 303
        page = await browser.get(page.headers["location"])
        assert "<b>mine</b>" in shown(page)
        assert "<b>mine" not in page.text
        assert 'href="/console/queue?state=open&amp;area=spam"' in page.text
        link = re.search(r"/console/search/saved/[0-9a-f-]+/forget", page.text)
        assert link
        assert "mine" not in shown(await asked(other))
        assert (await other.post(link[0])).status_code == 404
        assert (await browser.post(link[0])).status_code == 303
        assert "mine" not in shown(await asked(browser))
        refused = await browser.post("/console/search/saved", params=query, data={"name": " "})
        assert refused.status_code == 422


@pytest.mark.parametrize("path", ["/console/search", "/console/search/cases.csv"])
async def test_nobody_searches_without_a_seat(office: Office, path: str) -> None:
    async with office.browser() as browser:
        assert (await browser.get(path)).status_code == 401
