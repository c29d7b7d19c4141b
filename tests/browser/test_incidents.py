"""The incident page in a real Chromium: an account's timeline, by the keyboard, on each screen."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.acting import account, propose, reported, until_says
from tests.browser.conftest import address, signed_in

from quorate.demo.people import LEAD, REVIEWER
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.browser]


def test_a_lead_asks_who_did_that(installed: Setting, chromium: Browser, shots: Path) -> None:
    user, _ = account(installed)
    case = reported(installed, user.user_id)
    with signed_in(installed, chromium, REVIEWER) as page:
        propose(page, installed, case, "suspend")
        until_says(page, "Done")
        page.goto(address(installed, "/console/incidents"))
        expect(page.locator("h1")).to_have_text("Not yours to do")
    with signed_in(installed, chromium, LEAD) as page:
        page.get_by_role("link", name="Who did that?").click()
        page.get_by_label("Account, person, case or proposal").fill(user.user_id)
        page.keyboard.press("Enter")
        steps = page.locator(".steps > li")
        proposed = steps.filter(has_text=re.compile(f"{REVIEWER}.* proposed the suspend"))
        expect(proposed).to_have_count(1)
        expect(steps.filter(has_text="read back from the platform")).to_have_count(1)
        expect(page.get_by_role("table")).to_contain_text("still in force")
        proposed.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text("harassment/1 (entry")
        page.screenshot(path=shots / "incidents.png", full_page=True)
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=shots / "incidents-dark.png", full_page=True)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 390, "height": 800})
        page.screenshot(path=shots / "incidents-narrow.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        with page.expect_download() as download:
            page.get_by_role("link", name="Download the proof").click()
        assert download.value.suggested_filename == "incident.zip"
        with page.expect_download() as download:
            page.get_by_role("link", name="Download as PDF").click()
        assert download.value.suggested_filename == "incident.pdf"
        assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
        page.goto(address(installed, f"/console/incidents?about=case_{'0' * 32}"))
        expect(page.locator("main")).to_contain_text("Nothing in the ledger names this")
