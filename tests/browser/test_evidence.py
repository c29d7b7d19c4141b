"""Evidence in its context in a real Chromium: messages, what was decided, notes; none is obeyed."""

import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.acting import account, reported
from tests.browser.conftest import address, signed_in
from tests.installed import report

from quorate.demo.matrix import MatrixClient
from quorate.demo.people import REVIEWER
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.platform, pytest.mark.browser]
WIDTHS = (1100, 390)
POLICIES = ("spam/1", "harassment/1")
MARK = secrets.token_hex(6)
OFFER = f"<b onclick=alert(1)>Gewinn</b> \u202eHolen Sie Ihren Preis unter prizes.example ab {MARK}"


def told_of(setting: Setting) -> tuple[MatrixClient, str]:
    """Somebody whose message two others reported, and the case."""
    author, room = account(setting)
    author.send(room, "Guten Morgen")
    _, sent = author.send(room, OFFER)
    author.send(room, "Bis später")
    for name in ("one", "two"):
        witness = setting.synapse.client(f"witness-{name}-{secrets.token_hex(4)}")
        witness.join(room)
        witness.report_event(room, str(sent["event_id"]), "Spam!", -100)
    return author, reported(setting, author.user_id, "they write to everybody")


def alike(setting: Setting) -> str:
    """Another account that is reported for nearly the same message."""
    other, _ = account(setting)
    answer = report(setting, other.user_id, evidence=[{"text": OFFER.upper()}], language="de")
    assert answer.status_code == 202
    return other.user_id


def until_copied(page: Page, at: str) -> None:
    """The platform is polled: the message comes within a second or two."""
    for _ in range(40):
        page.goto(at)
        if page.locator(".reported").count():
            return
        page.wait_for_timeout(250)
    raise AssertionError("the reported message never came")


def shot(page: Page, shots: Path, name: str) -> None:
    """At both widths; nothing makes the page wider than its screen."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=shots / f"evidence-{name}-{width}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{wide} at {width}"
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def reads_the_message(page: Page, author: str, other: str) -> None:
    message = page.locator("article.evidence").filter(has=page.locator(".reported"))
    expect(message.locator("h3")).to_contain_text("2 reports")
    expect(message.locator(".message figcaption")).to_contain_text(f"{author} wrote")
    expect(message.locator(".reported")).to_contain_text("<b onclick=alert(1)>Gewinn</b>")
    assert "\u202e" not in page.content()
    expect(message.locator(".said figcaption")).to_contain_text("2 reporters said")
    assert page.locator(".evidence pre").first.is_hidden()
    expect(page.locator(".near li").filter(has_text=other)).to_contain_text("the same text")


def changes_the_policy(page: Page) -> None:
    beside = page.locator("#policy-beside")
    for name in POLICIES:
        page.locator("select[name=policy]").select_option(name)
        expect(beside.locator("h3")).to_have_text(name)


def writes_a_note(page: Page) -> None:
    page.get_by_label("A note for colleagues").fill("<i>ask</i> the German desk\nsecond line")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator(".note")).to_have_text("<i>ask</i> the German desk\nsecond line")
    expect(page.locator(".notes .meta")).to_contain_text(REVIEWER)


@pytest.mark.timeout(300)
def test_a_case_shows_its_evidence_in_context(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    other = alike(installed)
    author, case = told_of(installed)
    at = address(installed, f"/console/cases/{case}")
    with signed_in(installed, chromium, REVIEWER) as page:
        until_copied(page, at)
        reads_the_message(page, author.user_id, other)
        page.get_by_role("button", name="Claim this case").click()
        changes_the_policy(page)
        writes_a_note(page)
        shot(page, shots, "case")
        page.locator(".notes summary").click()
        page.get_by_role("button", name="Erase its text for good").click()
        expect(page.locator(".notes")).to_contain_text(f"Erased by {REVIEWER}.")
        page.get_by_role("button", name="Give the case back").click()
