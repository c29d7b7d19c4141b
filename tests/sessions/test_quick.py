"""The second key at its door: what is plain, done whole or not at all, and once however often."""

import asyncio
import hashlib
from typing import Any

import httpx2
import pytest
from tests.casework import LAW, actor, entries, file, granted, report, rows
from tests.sessions.conftest import Office

from quorate.api.around.house import House
from quorate.authority.gate import warrant
from quorate.cases import actions
from quorate.cases.deciding import Decision
from quorate.cases.model import QUEUE, Case, Claimed, Queue
from quorate.cases.queries import ALL_CASES
from quorate.decisions import store
from quorate.decisions.statement import CaseRef, Statement
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.world import TROLL
from quorate.intake.model import Filed
from quorate.people.keys import key_id
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.permissions import Permission

ME = "employee"
KEY = seeded(f"browser of {ME}")


async def held(office: Office, number: int = 1) -> list[Case]:
    """A case that this person took from the queue, and others that wait."""
    now = office.world.now
    natives = [TROLL, *(f"@other{n}:example.org" for n in range(1, number))]
    filed = await file(office.pool, *(report(native, native) for native in natives), now=now)
    assert all(isinstance(one, Filed) for one in filed)
    leave = granted(warrant(LAW, actor(ME), Permission.CASE_CLAIM, ALL_CASES, now))
    async with office.pool.connection() as conn:
        taken = await actions.claim_next(conn, leave, Queue(), now)
    assert isinstance(taken, Claimed)
    return [taken.case]


async def drafted(office: Office, case: Case, tier: int = 0, **fields: Any) -> Statement:
    """What the first key would have made."""
    ref = CaseRef(edge(CASE, case.id), "app", QUEUE)
    said = office.world.statement(tier, TROLL, case=ref, signer=ME, **fields)
    found = office.world.resolution(TROLL).fields()
    async with office.pool.connection() as conn:
        await store.save_draft(conn, case.id, said, found, None, None, office.world.now)
    return said


def second_key(office: Office, case: Case, said: Statement, **wrong: str) -> dict[str, str]:
    """What the browser sends."""
    closes = Decision(
        office.world.genesis, Event.CASE_CLOSED, said.case.id, case.version + 1, ME, "actioned"
    )
    return {
        "proposal": said.proposal,
        "key": key_id(KEY.public),
        "sig": KEY.sign(said.digest()).hex(),
        "close_sig": KEY.sign(closes.digest()).hex(),
        "version": str(case.version),
        "fence": str(case.fence),
        **wrong,
    }


def stands(url: str, said: Statement) -> tuple[int, str]:
    """How many such proposals there are, and how the case is."""
    ((number,),) = rows(url, "SELECT count(*) FROM proposals WHERE id = %s", said.proposal)
    ((state, outcome),) = rows(
        url,
        "SELECT state, outcome FROM cases WHERE claimed_by IS NOT NULL OR state = 'closed'"
        " ORDER BY closed_at LIMIT 1",
    )
    return number, outcome or state


async def decide(browser: httpx2.AsyncClient, said: dict[str, str]) -> httpx2.Response:
    return await browser.post("/console/decisions", data=said)


async def test_it_opens_and_closes_and_brings_the_next(office: Office, database_url: str) -> None:
    (case,) = await held(office, 2)
    said = await drafted(office, case)
    async with office.browser() as browser:
        await office.sign_in(browser, ME)
        answer = await decide(browser, second_key(office, case, said))
    assert answer.status_code == 200, answer.text
    assert answer.json()["at"].startswith("/console/cases/case_")
    assert stands(database_url, said) == (1, "actioned")
    events = [entry["event"] for entry in entries(database_url)][-3:]
    assert events == ["proposal:opened", "case:closed", "case:claimed"]


async def test_sent_again_it_is_the_same_decision_and_the_same_next_case(
    office: Office, database_url: str
) -> None:
    (case,) = await held(office, 3)
    said = await drafted(office, case)
    async with office.browser() as browser:
        await office.sign_in(browser, ME)
        answers = [await decide(browser, second_key(office, case, said)) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["at"] for answer in answers}) == 1
    assert stands(database_url, said) == (1, "actioned")


async def test_sent_several_times_at_once_it_is_one_decision(
    office: Office, database_url: str
) -> None:
    (case,) = await held(office, 3)
    said = await drafted(office, case)
    sent = second_key(office, case, said)
    async with office.browser() as browser:
        await office.sign_in(browser, ME)
        answers = await asyncio.gather(*(decide(browser, sent) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert stands(database_url, said) == (1, "actioned")


@pytest.mark.parametrize(
    ("tier", "action"), [(1, Action.SUSPEND), (0, Action.DEACTIVATE), (0, Action.REMOVE_CONTENT)]
)
async def test_what_is_not_plain_is_refused_at_this_door(
    office: Office, database_url: str, tier: int, action: Action
) -> None:
    (case,) = await held(office)
    said = await drafted(office, case, tier, action=action)
    async with office.browser() as browser:
        await office.sign_in(browser, ME)
        answer = await decide(browser, second_key(office, case, said))
    assert (answer.status_code, answer.json()["detail"]) == (
        422,
        "not a plain case: decide it on its page",
    )
    assert stands(database_url, said) == (0, "open")


async def test_the_full_page_s_form_sent_twice_is_one_proposal_and_shows_it(
    office: Office, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A double press sends it twice, and the browser shows what became of the second."""
    monkeypatch.setattr(House, "until_folded", _at_once)
    (case,) = await held(office)
    said = await drafted(office, case, 1)
    sent = second_key(office, case, said)
    async with office.browser() as browser, office.browser() as other:
        await office.sign_in(browser, ME)
        await office.sign_in(other, "contractor")
        both = [browser.post("/console/proposals", data=sent) for _ in range(2)]
        answers = [
            *await asyncio.gather(*both),
            await browser.post("/console/proposals", data=sent),
        ]
        assert [answer.status_code for answer in answers] == [303] * 3
        places = {answer.headers["location"] for answer in answers}
        assert places == {f"/console/proposals/{said.proposal}"}
        assert (await other.post("/console/proposals", data=sent)).status_code == 404
    assert stands(database_url, said) == (1, "open")


async def _at_once(_: House, proposal: str) -> bool:
    return bool(proposal)


@pytest.mark.parametrize("wrong", ["sig", "close_sig", "version", "fence"])
async def test_half_of_it_is_nothing(office: Office, database_url: str, wrong: str) -> None:
    (case,) = await held(office)
    said = await drafted(office, case)
    other = {"version": "9", "fence": "9"}.get(wrong, hashlib.sha512(b"no").hexdigest())
    async with office.browser() as browser:
        await office.sign_in(browser, ME)
        answer = await decide(browser, second_key(office, case, said, **{wrong: other}))
    assert answer.status_code >= 400, answer.text
    assert stands(database_url, said) == (0, "open")


async def test_another_person_s_decision_is_no_answer_of_mine(
    office: Office, database_url: str
) -> None:
    (case,) = await held(office)
    said = await drafted(office, case)
    sent = second_key(office, case, said)
    async with office.browser() as browser, office.browser() as other:
        await office.sign_in(other, "contractor")
        assert (await decide(other, sent)).status_code >= 400
        await office.sign_in(browser, ME)
        assert (await decide(browser, sent)).status_code == 200
        assert (await decide(other, sent)).status_code == 404
    assert stands(database_url, said) == (1, "actioned")


async def test_no_violation_closes_with_the_proposal_alone(
    office: Office, database_url: str
) -> None:
    (case,) = await held(office)
    said = await drafted(office, case, action=Action.NO_VIOLATION)
    async with office.browser() as browser:
        await office.sign_in(browser, ME)
        sent = {**second_key(office, case, said), "close_sig": ""}
        assert (await decide(browser, sent)).json()["at"] == "/console/queue?empty=true"
    assert stands(database_url, said) == (1, "no_violation")
    closed = entries(database_url)[-1]["data"]
    assert (closed["proposal"], "sig" in closed) == (said.proposal, False)


async def test_only_leads_set_what_a_key_decides(office: Office, database_url: str) -> None:
    async with office.browser() as browser:
        await office.sign_in(browser, ME)
        page = await browser.get("/console/templates")
        assert page.status_code == 200
        assert "Leads set the keys" in page.text
        sent = {"key": "1", "choice": "spam suspend", "note": ""}
        assert (await browser.post("/console/templates", data=sent)).status_code == 403
    assert rows(database_url, "SELECT count(*) FROM templates") == [(0,)]
