"""Evidence in its context in a real Chromium: messages, what was decided, notes; none is obeyed."""

import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.acting import account, reported
from tests.browser.conftest import address, signed_in
from tests.browser.test_private import gives
from tests.installed import report

from quorate.demo.matrix import MatrixClient
from quorate.demo.people import LEAD, REVIEWER
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.browser]
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


def reads_the_thread(page: Page, lead: Page, at: str) -> None:
    """The lead gives the case; one press signs, records and shows; no other message opens."""
    page.goto(at)
    expect(page.locator(".thread")).to_contain_text("private: it opens, with a look")
    gives(lead, at, REVIEWER)
    page.goto(at)
    expect(page.locator(".thread")).to_contain_text("Recorded for good, before anything is shown")
    assert "Guten Morgen" not in page.content()
    case = at.rpartition("/")[2]
    fields: dict[str, str | float | bool] = {
        "case": case,
        "message": "!other:x/$none",
        "purpose": "report_context",
    }
    asked = page.request.post(
        address_of(page) + "/console/reveals/orders",
        form=fields,
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert "case-needed" in asked.text()
    page.get_by_role("button", name="Record my look and show the thread").click()
    lines = page.locator(".thread [data-values] > li")
    expect(lines).to_have_count(3, timeout=20_000)
    expect(lines.nth(0)).to_contain_text("Guten Morgen")
    expect(lines.nth(1)).to_have_attribute("aria-current", "true")
    expect(lines.nth(1)).to_contain_text("<b onclick=alert(1)>Gewinn</b>")
    expect(lines.nth(2)).to_contain_text("Bis später")


def address_of(page: Page) -> str:
    return str(page.evaluate("location.origin"))


def is_recorded(page: Page, setting: Setting) -> None:
    page.goto(address(setting, "/console/reveals"))
    expect(page.locator("tbody tr").first).to_contain_text("messages")
    expect(page.locator("tbody tr").first).to_contain_text("report context")
    page.go_back()
    assert "Guten Morgen" not in page.content()


@pytest.mark.timeout(300)
def test_a_case_shows_its_evidence_in_context(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    other = alike(installed)
    author, case = told_of(installed)
    at = address(installed, f"/console/cases/{case}")
    with (
        signed_in(installed, chromium, LEAD) as lead,
        signed_in(installed, chromium, REVIEWER) as page,
    ):
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
        reads_the_thread(page, lead, at)
        shot(page, shots, "thread")
        is_recorded(page, installed)
