"""Who is decided about learns what, why, and where to appeal, from their own client and a page."""

import time

import httpx2
import psycopg
import pytest
from tests.installed import (
    Matter,
    address_in,
    entries,
    matter,
    notices,
    restart_effector,
    wait_until,
)

from quorate.client import Shown
from quorate.decisions.told import token_hash
from quorate.demo.people import ON_CALL, REVIEWER, STAFF
from quorate.demo.setting import Setting
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Kind

pytestmark = pytest.mark.platform
FACTS = "On 3 May you wrote <b>that</b> {{ 7 * 7 }} %(time)s\nand sent it to a hundred people."


def propose(about: Matter, action: str, facts: str = FACTS) -> Shown:
    """With facts."""
    client = about.setting.client(REVIEWER)
    wish = {"action": action, "policy": "harassment/1", "fence": about.claim(REVIEWER)}
    drafted = client.call("POST", f"/v1/cases/{about.case}/drafts", {**wish, "facts": facts})
    shown = client.check(drafted)
    assert shown.facts and shown.facts.text == facts
    body = {"statement": shown.statement.fields(), **client.signed(shown.statement)}
    answer = client.call("POST", "/v1/proposals", body)
    assert answer["facts"] == shown.facts.fields()
    return shown


def told(setting: Setting, shown: Shown) -> bool:
    return bool(entries(setting, Event.PERSON_TOLD, shown.statement.proposal))


def page(address: str, language: str = "en") -> httpx2.Response:
    return httpx2.get(address, headers={"Accept-Language": language}, trust_env=False)


def until_says(address: str, words: str) -> str:
    wait_until(lambda: words in page(address).text)
    return page(address).text


def test_the_account_is_told_where_its_statement_of_reasons_stands(quorate: Setting) -> None:
    about = matter(quorate)
    shown = propose(about, "suspend")
    wait_until(lambda: told(quorate, shown))
    (said,) = notices(about)
    assert "made your account read-only. It lasts until it is lifted." in said
    assert "harassment/1" in said
    address = address_in(said)
    until_says(address, "This decision is in force.")
    found = until_says(address, "How it came about")
    assert "On 3 May you wrote &lt;b&gt;that&lt;/b&gt; {{ 7 * 7 }} %(time)s\nand" in found
    assert "Somebody had reported it to us." in found
    assert "No automated system had pointed it out." in found
    assert "against our terms and conditions" in found
    for who in STAFF:
        assert f">{who}<" not in found
    assert "Entscheidung ist in Kraft" in page(address, "de").text
    quorate.client(ON_CALL).say(shown, Kind.RESTORE, ON_CALL)
    until_says(address, "This decision was undone on")


def test_an_address_that_nobody_was_sent_is_not_there(quorate: Setting) -> None:
    server = quorate.profile.server
    for token in ("0" * 64, "x", "%00", "a" * 4000, "%F0%9F"):
        found = page(f"{server}/public/reasons/{token}")
        assert found.status_code == 404, token
        assert "<h1>" in found.text
        assert found.headers["referrer-policy"] == "no-referrer"


def test_who_is_locked_out_is_told_before_it(quorate: Setting) -> None:
    about = matter(quorate)
    shown = propose(about, "lock")
    wait_until(lambda: about.user.send(about.room, "x")[1].get("errcode") == "M_USER_LOCKED")
    name = shown.statement.proposal
    wait_until(lambda: bool(entries(quorate, Event.EFFECT_DONE, name)) and told(quorate, shown))
    (entry,) = entries(quorate, Event.PERSON_TOLD, name)
    assert entry.data["moment"] == "before"
    quorate.client(ON_CALL).say(shown, Kind.RESTORE, ON_CALL)
    (said,) = notices(about)
    assert "about to lock your account" in said
    until_says(address_in(said), "This decision was undone on")


def test_a_closed_account_is_told_before_it(quorate: Setting) -> None:
    about = matter(quorate)
    shown = propose(about, "deactivate")
    wait_until(lambda: about.state().get("deactivated") is True)
    wait_until(lambda: told(quorate, shown))
    (entry,) = entries(quorate, Event.PERSON_TOLD, shown.statement.proposal)
    assert entry.data["moment"] == "before"


@pytest.mark.long
def test_an_effector_killed_around_act_and_notice_tells_once(quorate: Setting) -> None:
    abouts = [matter(quorate) for _ in range(4)]
    shown: list[Shown] = []
    for number, about in enumerate(abouts):
        shown.append(propose(about, "suspend"))
        time.sleep(0.15 * number)
        restart_effector(quorate)
    wait_until(lambda: all(told(quorate, one) for one in shown), 60)
    time.sleep(1.5)
    for about, one in zip(abouts, shown, strict=True):
        assert len(notices(about)) == 1
        assert len(entries(quorate, Event.PERSON_TOLD, one.statement.proposal)) == 1


def test_what_the_tables_say_never_gets_into_a_notice(quorate: Setting) -> None:
    """The effector hands its tables on and reads none of them, whoever writes there."""
    about = matter(quorate)
    url = (quorate.folder / "effector/database_url").read_text()
    shown = propose(about, "suspend", "the true facts")
    wait_until(lambda: told(quorate, shown))
    (said,) = notices(about)
    token = address_in(said).rpartition("/")[2]
    with psycopg.connect(url) as conn:
        row = conn.execute(
            "SELECT token_hash, delivered_at IS NOT NULL FROM tellings WHERE proposal_id = %s",
            (shown.statement.proposal,),
        ).fetchone()
        assert row == (token_hash(token), True)
        for query in (
            "UPDATE tellings SET token_hash = token_hash",
            "DELETE FROM tellings",
            "SELECT content FROM statements_of_reasons",
            "SELECT value FROM kept_values",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), conn.transaction():
                conn.execute(query)
