"""Somebody outside gives notice and learns what became of it; people inside judge it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.acting import account, decide, press, until_says
from tests.browser.axe import NARROW, WIDE, faults
from tests.browser.conftest import address, signed_in

from quorate.demo.people import LEAD, REVIEWER
from quorate.demo.setting import Setting
from quorate.ledger.directory import LogReader

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.browser]
EMAIL, NAME = "canary.neighbour@mail.example", "Canary Neighbour"
WORDS = "canary: it threatens my neighbour by name"


def wrong(page: Page) -> list[str]:
    """A public page has no script, so nothing in it has to be announced."""
    return [one for one in faults(page) if "a live region" not in one]


def shown(page: Page, shots: Path, name: str) -> None:
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        page.screenshot(path=shots / f"{name}_{size['width']}.png", full_page=True)


def fill(page: Page, setting: Setting, native: str) -> None:
    """All but the name."""
    page.goto(address(setting, "/public/"))
    page.get_by_role("link", name="Report content").click()
    page.get_by_label("Where is it?").fill(f"https://matrix.to/#/{native}")
    page.get_by_label("The law").check()
    page.get_by_label("What is it about?").select_option("harassment")
    page.get_by_label("Why is it wrong?").fill(WORDS)
    page.get_by_label("Your e-mail address").fill(EMAIL)
    page.get_by_label("I believe in good faith").check()


def give(page: Page, setting: Setting, native: str) -> str:
    """A whole notice; the address that it gets."""
    fill(page, setting, native)
    page.get_by_label("Your name").fill(NAME)
    page.get_by_role("button", name="Send the report").click()
    expect(page.locator(".state")).to_contain_text("Received")
    return page.url


def case_of(page: Page, setting: Setting, native: str) -> None:
    """Opens the case and claims it."""
    page.goto(address(setting, f"/console/search?text={native}"))
    page.locator("a[href^='/console/cases/case_']").first.click()
    page.get_by_role("button", name="Claim this case").click()


def logged(setting: Setting) -> str:
    reader = LogReader(setting.folder / "ledger")
    size = int(reader.checkpoint_text().split("\n")[1])
    return "\n".join(body.decode() for body in reader.entries(0, size))


@pytest.mark.timeout(300)
def test_somebody_outside_gives_notice_and_learns_what_became_of_it(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    user, _ = account(installed)
    outside = chromium.new_context(viewport=WIDE).new_page()
    fill(outside, installed, user.user_id)
    assert wrong(outside) == []
    shown(outside, shots, "notice_form")
    outside.get_by_role("button", name="Send the report").click()
    expect(outside.get_by_role("alert")).to_contain_text("Your name is needed")
    expect(outside.get_by_label("Why is it wrong?")).to_have_value(WORDS)
    expect(outside.get_by_label("The law")).to_be_checked()
    assert wrong(outside) == []
    shown(outside, shots, "notice_form_wrong")
    outside.get_by_label("Your name").fill(NAME)
    outside.get_by_role("button", name="Send the report").click()
    expect(outside.locator(".state")).to_contain_text("Received")
    with signed_in(installed, chromium, REVIEWER) as page:
        case_of(page, installed, user.user_id)
        case = page.url
        assert NAME not in page.content()
        assert EMAIL not in page.content()
        outside.reload()
        expect(outside.locator(".state")).to_contain_text("Being reviewed")
        decide(page, "suspend")
        until_says(page, "Done")
        page.goto(case)
        press(page, "Close the case")
    outside.reload()
    expect(outside.locator(".state")).to_contain_text("we acted on it")
    expect(outside.locator("main")).to_contain_text("Suspend: in force")
    expect(outside.locator("main")).not_to_contain_text(REVIEWER)
    assert wrong(outside) == []
    shown(outside, shots, "notice_decided")
    log = logged(installed)
    assert "case:closed" in log
    for secret in (EMAIL, NAME, WORDS):
        assert secret not in log


@pytest.mark.timeout(300)
def test_unfounded_notices_are_marked_and_a_lead_warns_and_suspends(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    outside = chromium.new_context(viewport=WIDE).new_page()
    with (
        signed_in(installed, chromium, REVIEWER) as page,
        signed_in(installed, chromium, LEAD) as lead,
    ):
        unfounded(outside, page, installed)
        lead.goto(address(installed, "/console/notifiers"))
        lead.get_by_label("What the notifier is told").fill("they were about the weather")
        assert faults(lead) == []
        press(lead, "Sign and warn")
        expect(lead.locator("main")).to_contain_text("they were about the weather")
        unfounded(outside, page, installed)
        lead.goto(address(installed, "/console/notifiers"))
        lead.get_by_label("What the notifier is told").fill("they still are")
        press(lead, "Sign and suspend")
        expect(lead.locator(".state")).to_contain_text("Suspended until")
        assert faults(lead) == []
        shown(lead, shots, "notifiers")
        user, _ = account(installed)
        fill(outside, installed, user.user_id)
        outside.get_by_label("Your name").fill(NAME)
        outside.get_by_role("button", name="Send the report").click()
        expect(outside.locator("main")).to_contain_text("they still are")
        shown(outside, shots, "notice_held")
        press(lead, "End the suspension now")
        give(outside, installed, user.user_id)
        flagger(lead, installed, shots)
    for event in ("notifier:warned", "notifier:suspended", "notifier:restored", "flagger:changed"):
        assert f'"event":"{event}"' in logged(installed)
    for secret in (EMAIL, NAME, "weather", "they still are", "Hotline"):
        assert secret not in logged(installed)


def unfounded(outside: Page, page: Page, setting: Setting) -> None:
    """A notice whose case the reviewer closes as no violation, and calls unfounded."""
    user, _ = account(setting)
    give(outside, setting, user.user_id)
    case_of(page, setting, user.user_id)
    case = page.url
    decide(page, "no_violation")
    page.goto(case)
    page.get_by_role("button", name="Mark as manifestly unfounded").click()
    expect(page.locator("#notices + p + ul")).to_contain_text(re.compile("unfounded, says"))
    assert faults(page) == []


def flagger(lead: Page, setting: Setting, shots: Path) -> None:
    """A lead names one, and suspends it."""
    lead.goto(address(setting, "/console/flaggers"))
    lead.get_by_label("Name", exact=True).fill("Hotline")
    lead.get_by_label("Contact").fill("desk of the hotline")
    lead.get_by_label("Named by which").fill("Coordinator of Elbonia")
    lead.get_by_label("harassment").check()
    lead.get_by_label("Its intake token").select_option(index=1)
    lead.get_by_label("Since").fill("2026-01-01")
    press(lead, "Name it")
    expect(lead.locator("article h2")).to_contain_text("Hotline")
    assert faults(lead) == []
    press(lead, "Suspend")
    expect(lead.locator("article h2")).to_contain_text("suspended: ")
    shown(lead, shots, "flaggers")
    lead.wait_for_timeout(1000)
