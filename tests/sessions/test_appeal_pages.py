"""Appeals at their doors: the public form, a platform's own, and the console's page and click."""

import hashlib
import html
import json
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import timedelta

import httpx2
import psycopg
import pytest
from fastapi import Request
from tests.appealing import ANSWER, WORDS, Appeals, tell
from tests.casework import entries, rows
from tests.playing import playing
from tests.sessions.conftest import OWN, Office
from tests.sessions.effector_door import answers

from quorate.appeals.deciding import DOMAIN
from quorate.appeals.filing import Filed
from quorate.appeals.model import Appeal
from quorate.appeals.periods import appeal_until
from quorate.authority.gate import Actor
from quorate.cases.deciding import DOMAIN as DECISION
from quorate.decisions.statement import DOMAIN as STATEMENT
from quorate.decisions.statement import Statement
from quorate.effects.asking import Asking
from quorate.incidents.stage.roles import seeded
from quorate.incidents.stage.station import INSTANCE, Station
from quorate.incidents.stage.world import TROLL
from quorate.ledger.commitment import commitment
from quorate.people.keys import key_id
from quorate.public.app import create_public
from quorate.public.pages import PREFIX
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import AppealOutcome, Kind, Outcome

ME = "employee"
KEY = seeded(f"browser of {ME}")
TOKEN = "a" * 43
SALT = bytes(32)
UNCLAIMED = {"fence": "0"}


@dataclass
class Desk:
    """An office with an effector whose door answers, and a decision in force."""

    office: Office
    appeals: Appeals
    station: Station
    said: Statement

    async def filed(self) -> Appeal:
        return await self.appeals.filed(self.said.proposal)

    def sent(self, page: str, outcome: str, text: str = ANSWER, **wrong: str) -> dict[str, str]:
        """What the page's script sends, from the bytes that the page holds."""
        page = html.unescape(page)
        ruling: dict[str, str] = json.loads(found(page, r'data-ruling="(\{.*?\})"'))
        ruling |= {"outcome": outcome, "text": commitment("appeal-answer", text, SALT)}
        button = found(page, f'<button class="[a-z]+" value="{outcome}"(.*?)>[A-Z]')
        signed = {
            "sig": sign(DOMAIN, json.dumps(ruling, sort_keys=True, separators=(",", ":"))),
            "restore_sig": sign(STATEMENT, attribute(button, "restore")),
            "reopen_sig": sign(DECISION, attribute(button, "reopen")),
        }
        hidden = dict(re.findall(r'name="(fence|version)" value="(\d+)"', page))
        more = {"outcome": outcome, "text": text, "salt": SALT.hex(), "key": key_id(KEY.public)}
        return {**hidden, **more, **{k: v for k, v in signed.items() if v}, **wrong}


def found(page: str, pattern: str) -> str:
    match = re.search(pattern, page, re.DOTALL)
    assert match, page
    return match[1]


def attribute(tag: str, name: str) -> str:
    match = re.search(f'data-{name}="({{.*?}})"(?: data-|$|>)', tag, re.DOTALL)
    return match[1] if match else ""


def sign(domain: bytes, text: str) -> str:
    return KEY.sign(hashlib.sha256(domain + text.encode()).digest()).hex() if text else ""


@pytest.fixture
async def desk(office: Office, database_url: str) -> AsyncGenerator[Desk]:
    world = office.world
    async with playing(world, database_url) as play:
        appeals, station = Appeals(play), world.station()
        case = await play.report(TROLL)
        with psycopg.connect(database_url) as conn:
            conn.execute("UPDATE subjects SET connector = %s", (INSTANCE,))
        await play.claim("contractor", case)
        said = await play.propose("contractor", case, TROLL)
        play.publish()
        await station.step()
        await play.close("contractor", case, Outcome.ACTIONED)
        play.publish()
        tell(database_url, said.proposal, world.now, TOKEN)
        async with answers(office, station):
            deps = office.app.state.dependencies
            office.app.mount(PREFIX, create_public(deps, office.house))
            yield Desk(office, appeals, station, said)


async def test_the_form_its_receipt_and_its_answer_stand_at_one_address(desk: Desk) -> None:
    at = f"/public/appeals/{TOKEN}"
    async with desk.office.browser() as browser:
        form = await browser.get(at)
        assert form.status_code == 200
        assert "<textarea" in form.text
        assert "<script" not in form.text
        sent = await browser.post(at, data={"words": WORDS})
        assert (sent.status_code, sent.headers["location"]) == (303, at)
        receipt = await browser.get(at)
        assert "waits for its decision" in receipt.text
        assert "<textarea" not in receipt.text
        again = await browser.post(at, data={"words": "another"})
        assert again.status_code == 303
        name = rows(desk.appeals.play.url, "SELECT id FROM appeals")
        assert len(name) == 1


@pytest.mark.parametrize("words", ["", "   \r\n ", "x" * 10_001, "nul\x00"])
async def test_what_does_not_fit_comes_back_with_its_words(desk: Desk, words: str) -> None:
    async with desk.office.browser() as browser:
        answer = await browser.post(f"/public/appeals/{TOKEN}", data={"words": words})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    if words.strip() and "\x00" not in words:
        assert words in answer.text
    assert rows(desk.appeals.play.url, "SELECT count(*) FROM appeals") == [(0,)]


async def test_hostile_words_are_text_on_every_page(desk: Desk) -> None:
    hostile = "</textarea><script>alert(1)</script>\u202e{{ 7*7 }}%(a)s"
    at = f"/public/appeals/{TOKEN}"
    async with desk.office.browser() as browser:
        wrong = await browser.post(at, data={"words": hostile + "x" * 10_000})
        assert wrong.status_code == 422
        assert "<script" not in wrong.text
        await browser.post(at, data={"words": hostile})
        await desk.office.sign_in(browser, ME)
        listed = await browser.get("/console/appeals")
        (path,) = re.findall(r"/console/appeals/appeal_[0-9a-f]{32}", listed.text)
        page = await browser.get(path)
    assert page.status_code == 200, page.text
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    assert "\u202e" not in page.text


@pytest.mark.parametrize("token", ["b" * 43, "a" * 42, "%00", "x" * 4000, "../reasons"])
async def test_an_address_that_nobody_was_given_is_none(desk: Desk, token: str) -> None:
    async with desk.office.browser() as browser:
        for answer in (
            await browser.get(f"/public/appeals/{token}"),
            await browser.post(f"/public/appeals/{token}", data={"words": WORDS}),
        ):
            assert answer.status_code == 404, answer.text


async def test_the_form_closes_after_six_months_to_the_second(desk: Desk) -> None:
    world, at = desk.office.world, f"/public/appeals/{TOKEN}"
    until = appeal_until(world.now)
    async with desk.office.browser() as browser:
        world.now = until
        assert "<textarea" not in (await browser.get(at)).text
        late = await browser.post(at, data={"words": WORDS})
        assert late.status_code == 409
        world.now = until - timedelta(seconds=1)
        assert "<textarea" in (await browser.get(at)).text
        assert (await browser.post(at, data={"words": WORDS})).status_code == 303


async def test_a_form_of_another_site_files_nothing(desk: Desk) -> None:
    async with desk.office.browser() as browser:
        said = {**OWN, "Sec-Fetch-Site": "cross-site"}
        at = f"/public/appeals/{TOKEN}"
        answer = await browser.post(at, data={"words": WORDS}, headers=said)
    assert answer.status_code == 401
    assert rows(desk.appeals.play.url, "SELECT count(*) FROM appeals") == [(0,)]


async def test_a_platform_files_by_its_token_once(desk: Desk) -> None:
    tokens = {"intake": "app"}
    object.__setattr__(desk.office.app.state.dependencies, "intake_tokens", tokens)
    body = {"proposal": desk.said.proposal, "words": WORDS}
    async with desk.office.browser() as browser:
        assert (await browser.post("/v1/appeals", json=body)).status_code == 401
        headers = {"Authorization": "Bearer intake"}
        first = await browser.post("/v1/appeals", json=body, headers=headers)
        assert first.status_code == 202, first.text
        other = {**body, "words": "another"}
        again = await browser.post("/v1/appeals", json=other, headers=headers)
        assert again.json() == first.json()
        unknown = {**body, "proposal": "prop_" + "0" * 32}
        gone = await browser.post("/v1/appeals", json=unknown, headers=headers)
        assert (gone.status_code, gone.json()["field"]) == (404, "proposal")
        typed = {**headers, "Content-Type": "application/json"}
        for hostile in ({"proposal": "prop\x00"}, {"words": "\ud800"}, {"words": "\x00"}):
            content = json.dumps({**body, **hostile}).encode()
            bad = await browser.post("/v1/appeals", content=content, headers=typed)
            known = "words" in hostile and bad.json() == first.json()
            assert bad.status_code == 422 or known, bad.text
    filed = [e for e in entries(desk.appeals.play.url) if e["event"] == "appeal:filed"]
    assert [e["data"]["by"] for e in filed] == ["app"]


async def test_one_click_decides_and_restores(desk: Desk) -> None:
    appeal = await desk.filed()
    at = f"/console/appeals/{appeal.name}"
    async with desk.office.browser() as browser:
        await desk.office.sign_in(browser, ME)
        assert (await browser.post(f"{at}/claim", data=UNCLAIMED)).status_code == 303
        page = (await browser.get(at)).text
        sent = desk.sent(page, "reversed")
        done = await browser.post(f"/console/rulings/{appeal.name}", data=sent)
        assert (done.status_code, done.json()) == (200, {"at": at}), done.text
        assert desk.station.platform.calls[-1] == ("unsuspend", TROLL)
        assert "Reversed, and restored." in (await browser.get(at)).text
        told = await browser.get(f"/public/appeals/{TOKEN}")
        assert ANSWER in told.text
        assert "the decision is reversed" in told.text
        assert "not decided by automated means" in told.text
    assert (Action.SUSPEND, TROLL) not in desk.station.platform.in_effect


async def test_a_restore_that_is_lost_is_told_and_offered_again(desk: Desk) -> None:
    appeal = await desk.filed()
    at = f"/console/appeals/{appeal.name}"
    async with desk.office.browser() as browser:
        await desk.office.sign_in(browser, ME)
        await browser.post(f"{at}/claim", data=UNCLAIMED)
        page = (await browser.get(at)).text
        sent = desk.sent(page, "reversed", restore_sig="00" * 64)
        done = await browser.post(f"/console/rulings/{appeal.name}", data=sent)
        assert done.json() == {"at": f"{at}?refused=signature-invalid"}
        desk.appeals.play.publish()
        shown = (await browser.get(done.json()["at"])).text
        assert "Reversed, not yet restored." in shown
        assert "The effector did not restore" in shown
        assert "Reversed, not yet restored" in (await browser.get("/console/appeals")).text
        owed = (await browser.get("/console/on-call")).text
        assert "Reversed on appeal, not restored" in owed
        assert f"/console/on-call/{desk.said.proposal}/restore" in owed
        # Its door does not answer: the page that offers it again still stands.
        spoken = html.unescape(
            found(html.unescape(shown), r'data-sign data-statement="(\{.*?\})">')
        )
        form = {"key": key_id(KEY.public), "sig": sign(STATEMENT, spoken)}
        again = await browser.post(f"{at}/restore", data=form)
        assert (again.status_code, again.headers["location"]) == (303, at)
        assert "Reversed, and restored." in (await browser.get(at)).text
        assert "Reversed on appeal" not in (await browser.get("/console/on-call")).text
    assert (Action.SUSPEND, TROLL) not in desk.station.platform.in_effect


async def test_on_call_restores_what_an_appeal_reversed(desk: Desk) -> None:
    await desk.appeals.answered("employee", await desk.filed(), AppealOutcome.REVERSED)
    desk.appeals.play.publish()
    async with desk.office.browser() as browser:
        await desk.office.sign_in(browser, ME)
        page = (await browser.get("/console/on-call")).text
        spoken = html.unescape(found(html.unescape(page), r'data-statement="(\{.*?\})"'))
        form = {"key": key_id(KEY.public), "sig": sign(STATEMENT, spoken)}
        at = f"/console/on-call/{desk.said.proposal}/restore"
        done = await browser.post(at, data=form)
        assert done.status_code == 303, done.text
        assert (await browser.post(at.replace("restore", "veto"), data=form)).status_code != 303
    assert (Action.SUSPEND, TROLL) not in desk.station.platform.in_effect


async def test_i2_a_hand_is_told_before_it_starts_and_refused_at_the_click(desk: Desk) -> None:
    appeal = await desk.filed()
    at = f"/console/appeals/{appeal.name}"
    async with desk.office.browser() as browser:
        await desk.office.sign_in(browser, "contractor")
        page = await browser.get(at)
        assert "You do not decide this appeal" in page.text
        assert "/claim" not in page.text
        claimed = await browser.post(f"{at}/claim", data=UNCLAIMED)
        assert claimed.status_code == 403
        other = {"fence": "0", "outcome": "upheld", "text": ANSWER, "salt": SALT.hex()}
        signed = {**other, "key": "0" * 16, "sig": "00"}
        done = await browser.post(f"/console/rulings/{appeal.name}", data=signed)
        assert (done.status_code, done.json()["invariant"]) == (403, "I2")
    assert rows(desk.appeals.play.url, "SELECT outcome FROM appeals") == [(None,)]


async def test_i2_the_account_s_owner_is_refused_by_what_the_effector_knows(desk: Desk) -> None:
    appeal = await desk.filed()
    reporter = desk.office.world.ref("@witness:example.org")
    desk.office.world.changed(ME, accounts=[reporter])
    async with desk.office.browser() as browser:
        await desk.office.sign_in(browser, ME)
        claimed = await browser.post(f"/console/appeals/{appeal.name}/claim", data=UNCLAIMED)
        assert claimed.status_code == 403
        assert "reported or owns the subject" in claimed.text


async def test_while_the_effector_is_away_nobody_decides_and_the_page_stands(desk: Desk) -> None:
    appeal = await desk.filed()
    at = f"/console/appeals/{appeal.name}"
    async with desk.office.browser() as browser, httpx2.AsyncClient() as http:
        await desk.office.sign_in(browser, ME)
        desk.office.house.asking = Asking("http://127.0.0.1:1", seeded("web"), http)
        page = await browser.get(at)
        assert page.status_code == 200
        assert "the effector does not answer" in page.text
        assert (await browser.post(f"{at}/claim", data=UNCLAIMED)).status_code == 503


async def test_partly_reversed_restores_and_opens_the_case(desk: Desk) -> None:
    appeal = await desk.filed()
    at = f"/console/appeals/{appeal.name}"
    async with desk.office.browser() as browser:
        await desk.office.sign_in(browser, ME)
        await browser.post(f"{at}/claim", data=UNCLAIMED)
        sent = desk.sent((await browser.get(at)).text, AppealOutcome.PARTLY_REVERSED)
        done = await browser.post(f"/console/rulings/{appeal.name}", data=sent)
        assert done.json() == {"at": at}, done.text
    assert (Action.SUSPEND, TROLL) not in desk.station.platform.in_effect
    assert rows(desk.appeals.play.url, "SELECT state, reopened_by FROM cases") == [("open", ME)]


async def test_a_case_that_is_open_again_is_not_opened_by_a_reporter_s_appeal(desk: Desk) -> None:
    play = desk.appeals.play
    (case,) = rows(play.url, "SELECT id FROM cases")[0]
    filed = await desk.appeals.report(case)
    assert isinstance(filed, Filed)
    at, opened = f"/console/appeals/{filed.appeal.name}", "the case was opened again"
    async with desk.office.browser() as browser:
        await desk.office.sign_in(browser, ME)
        await browser.post(f"{at}/claim", data=UNCLAIMED)
        page = (await browser.get(at)).text
        assert "Reverse: open the case again" in page
        assert opened not in page
        await play.reopen("lead", case)
        page = (await browser.get(at)).text
        assert "Reverse: open the case again" not in page
        assert opened in page
        sent = desk.sent(page, "reversed")
        assert "reopen_sig" not in sent
        done = await browser.post(f"/console/rulings/{filed.appeal.name}", data=sent)
        assert done.json() == {"at": at}, done.text
    assert rows(play.url, "SELECT state, reopened_by FROM cases") == [("open", "lead")]


async def test_nobody_left_is_told_to_leads(desk: Desk) -> None:
    appeal = await desk.filed()
    url = desk.appeals.play.url
    with psycopg.connect(url) as conn:
        conn.execute(
            "INSERT INTO case_hands (case_id, person, since)"
            " SELECT %s, p, now() FROM unnest(%s::text[]) AS everybody (p) ON CONFLICT DO NOTHING",
            (appeal.case_id, list(desk.office.world.people)),
        )
    world = desk.office.world
    world.changed(ME, roles=["lead"])
    async with desk.office.browser() as browser:
        await desk.office.sign_in(browser, ME)
        page = await browser.get(f"/console/appeals/{appeal.name}")
        assert "Nobody here may decide it" in page.text
        leads = await browser.get("/console/leads")
        assert leads.status_code == 200
        assert "1 waits" in leads.text


async def test_i2_the_api_refuses_a_hand_and_takes_the_word_of_another(desk: Desk) -> None:
    appeal, who = await desk.filed(), ["contractor"]

    def identify(request: Request, body: bytes) -> Actor:
        return Actor(desk.office.house.rules().roster.people[who[0]])

    object.__setattr__(desk.office.app.state.dependencies, "identify", identify)
    at = f"/v1/appeals/{appeal.name}"
    async with desk.office.browser() as browser:
        shown = (await browser.get(at)).json()
        assert (shown["words"], shown["answer"], shown["outcome"]) == (WORDS, None, None)
        claimed = await browser.post(f"{at}/claim", json={"fence": 0})
        assert (claimed.status_code, claimed.json()["invariant"]) == (403, "I2")
        for name in ("contractor", ME):
            who[0] = name
            await browser.post(f"{at}/claim", json={"fence": 0})
            word = desk.appeals.word(name, appeal, AppealOutcome.REVERSED)
            restore = desk.said.spoken_by(Kind.RESTORE, name)
            body = {
                "fence": 1,
                "outcome": "reversed",
                "answer": ANSWER,
                "salt": word.text.salt.hex(),
                "key": word.key,
                "sig": word.sig,
                "restore_sig": seeded(name).sign(restore.digest()).hex(),
            }
            done = await browser.post(f"{at}/decision", json=body)
            if name == "contractor":
                assert (done.status_code, done.json()["invariant"]) == (403, "I2")
        assert (done.status_code, done.json()["not_restored"]) == (200, None), done.text
        twice = await browser.post(f"{at}/decision", json=body)
        assert twice.status_code == 409
        for wrong in ({"salt": "00"}, {"answer": " " + ANSWER}, {"outcome": "maybe"}):
            bad = await browser.post(f"{at}/decision", json={**body, **wrong})
            assert bad.status_code == 422, bad.text
        assert (await browser.get("/v1/appeals/appeal_x")).status_code == 404
    assert (Action.SUSPEND, TROLL) not in desk.station.platform.in_effect
