"""Leads see how the work goes; a second person judges a decided case without knowing how."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.acting import account, propose, reported
from tests.browser.conftest import address, signed_in

from quorate.demo.people import APPROVER, LEAD, REVIEWER
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.browser]


def shown(page: Page, shots: Path, name: str) -> None:
    """At both widths, for nobody to scroll sideways."""
    for width in (390, 1100):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=shots / f"{name}_{width}.png", full_page=True)


def decided(page: Page, installed: Setting, native: str) -> None:
    """A suspension by the reviewer, who then closes the case."""
    case = reported(installed, native, "a canary of text")
    propose(page, installed, case, "suspend")
    page.goto(address(installed, f"/console/cases/{case}"))
    page.get_by_role("button", name="Close the case").click()
    expect(page.locator("main")).to_contain_text("closed")


def until(page: Page, path: str, text: str) -> None:
    """The worker draws and counts by itself; the page is asked again."""
    page.goto(path)
    for _ in range(100):
        if page.locator("main").get_by_text(text).count():
            return
        page.wait_for_timeout(1000)
        page.goto(path)
    expect(page.locator("main")).to_contain_text(text)


@pytest.mark.long
def test_a_decided_case_is_judged_again_blind_and_the_lead_sees_how_far_they_agree(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    user, other = account(installed)[0], account(installed)[0]
    reported(installed, other.user_id)
    here = address(installed, "/console/second-reviews")
    with (
        signed_in(installed, chromium, REVIEWER) as first,
        signed_in(installed, chromium, APPROVER) as second,
        signed_in(installed, chromium, LEAD) as lead,
    ):
        decided(first, installed, user.user_id)
        until(second, here, "Take the next one")
        while True:
            second.keyboard.press("n")
            second.locator("form.stack").wait_for()
            if second.locator("h1").inner_text() == user.user_id:
                break
            second.locator("select[name=policy]").select_option("harassment")
            second.keyboard.press("1")
            second.wait_for_url("**thanks=true")
            until(second, here, "Take the next one")
        main = second.locator("main")
        expect(main).to_contain_text("a canary of text")
        for told in (REVIEWER, "actioned", "prop_"):
            expect(main).not_to_contain_text(told)
        shown(second, shots, "second")
        second.locator("select[name=policy]").select_option("harassment")
        second.locator("input[value=no_violation]").check()
        second.get_by_role("button", name="Keep my answer").click()
        expect(main).to_contain_text("Nothing happened to the account")
        first.goto(here)
        expect(first.locator("main")).not_to_contain_text(user.user_id)
        lead.keyboard.press("g")
        lead.keyboard.press("d")
        expect(lead.locator("h1")).to_have_text("How the work goes")
        row = lead.locator("section[aria-labelledby=agree] tr", has_text=APPROVER).first
        expect(row).to_contain_text(f"suspend (harassment), {REVIEWER}")
        expect(row).to_contain_text(f"no violation (harassment), {APPROVER}")
        expect(lead.locator("section[aria-labelledby=back] tr").nth(1)).to_contain_text(
            "harassment"
        )
        until(lead, address(installed, "/console/leads"), "All open cases")
        shown(lead, shots, "leads")
        second.goto(address(installed, "/console/leads"))
        expect(second.locator("h1")).not_to_have_text("How the work goes")
