"""Who had enough of grave cases: what queue, own page and lead say and do, over HTTP."""

from collections.abc import AsyncGenerator
from datetime import timedelta

import httpx2
import pytest
from tests.casework import file, report
from tests.sessions.conftest import Office, console_key

from quorate.cases import exposure
from quorate.cases.care import Limits
from quorate.incidents.stage.roles import row
from quorate.incidents.stage.world import NOON
from quorate.intake.model import Filed
from quorate.vocabulary.identifiers import CASE, edge

LIMITS = Limits(grave_severity=3, minutes_a_day=3, minutes_until_break=1, minutes_of_break=10)
GRAVE = "safety"


@pytest.fixture
async def page(office: Office) -> AsyncGenerator[httpx2.AsyncClient]:
    """The employee's browser, in an office that takes a minute for long."""
    office.house.limits = LIMITS
    for number, area in enumerate((GRAVE, "spam", GRAVE)):
        made = report(str(number), f"@{number}:example.org", category=area)
        await file(office.pool, made, now=office.world.now)
    async with office.browser() as browser:
        await office.sign_in(browser, "employee")
        yield browser


async def sees(office: Office, minutes: int, who: str = "employee") -> None:
    """Somebody has something grave open for so long, until now."""
    person, now = office.house.rules().roster.people[who], office.world.now
    begun = now - timedelta(minutes=minutes)
    async with office.pool.connection() as conn:
        for step in range(minutes * 2):
            since = begun + timedelta(seconds=30 * step)
            until = since + timedelta(seconds=30)
            await exposure.count(conn, person, GRAVE, since, until, LIMITS)


async def takes(page: httpx2.AsyncClient) -> str:
    """The area of the case that the queue gives; empty for none."""
    taken = await page.post("/console/queue/next", data={})
    found = await page.get(taken.headers["location"])
    return next((a for a in (GRAVE, "spam") if f"· {a} ·" in found.text), "")


async def test_a_break_keeps_grave_cases_in_the_queue_and_gives_the_others(
    office: Office, page: httpx2.AsyncClient
) -> None:
    assert await takes(page) == GRAVE
    held = (await page.get("/console/queue")).text
    assert "breathe" not in held
    await sees(office, 1)
    resting = (await page.get("/console/queue")).text
    assert "Look away, stand up, breathe." in resting
    assert (NOON + timedelta(minutes=10)).strftime("%H:%M") in resting
    assert [await takes(page), await takes(page)] == ["spam", ""]
    office.world.now += timedelta(minutes=10)
    assert await takes(page) == GRAVE


async def test_the_measure_of_a_day_lasts_until_the_next_or_a_lead_lifts_it(
    office: Office, page: httpx2.AsyncClient
) -> None:
    await sees(office, 3)
    office.world.now += timedelta(minutes=20)
    assert "enough of grave cases for today" in (await page.get("/console/me")).text
    assert [await takes(page), await takes(page)] == ["spam", ""]
    refused = await page.post("/console/me/lift", data={"person": "contractor"})
    assert refused.status_code == 403
    lead = row("lead", "reviews", roles=["lead"], keys=[console_key("lead")])
    office.world.change_people(lead)
    office.house.invites = {**office.house.invites, "invite-of-lead": "lead"}
    async with office.browser() as other:
        await office.sign_in(other, "lead")
        assert "employee rests from grave cases until" in (await other.get("/console/me")).text
        await other.post("/console/me/lift", data={"person": "employee"})
        assert "rests from grave" not in (await other.get("/console/me")).text
    assert "lead has lifted both for today" in (await page.get("/console/me")).text
    assert await takes(page) == GRAVE


async def test_a_person_s_choice_is_theirs_and_begins_safe(
    office: Office, page: httpx2.AsyncClient
) -> None:
    assert (await page.get("/console/me")).text.count(" checked>") == 5
    await page.post("/console/me/care", data={"chosen": ["", "grey"]})
    assert (await page.get("/console/me")).text.count(" checked>") == 1
    async with office.browser() as other:
        await office.sign_in(other, "contractor")
        assert (await other.get("/console/me")).text.count(" checked>") == 5


async def test_texts_of_grave_areas_lie_behind_a_fold(
    office: Office, page: httpx2.AsyncClient
) -> None:
    made = report("folded", "@folded:example.org", category=GRAVE, body="words that hurt")
    (filed,) = await file(office.pool, made, now=office.world.now)
    assert isinstance(filed, Filed)
    at = f"/console/cases/{edge(CASE, filed.case)}"
    assert '<details class="fold">' in (await page.get(at)).text
    await page.post("/console/me/care", data={"chosen": ["", "blurred"]})
    opened = (await page.get(at)).text
    assert '<details class="fold">' not in opened
    assert "words that hurt" in opened
