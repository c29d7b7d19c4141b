"""The pages about the past in a real Chromium: replays, and what other rules would have done."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.acting import account, propose, reported, until_says
from tests.browser.conftest import address, signed_in

from quorate.demo.people import LEAD, REVIEWER
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.platform, pytest.mark.browser]
MORE = re.compile("[1-9][0-9]* more hand")


def test_a_replay_is_shown_step_by_step(installed: Setting, chromium: Browser, shots: Path) -> None:
    with signed_in(installed, chromium, REVIEWER) as page:
        page.get_by_role("link", name="Past").click()
        page.get_by_role("link", name="The last hour of the last day (2017)").click()
        expect(page.locator(".steps > li")).to_have_count(11)
        expect(page.locator("main")).to_contain_text("refused by I6")
        expect(page.locator("main")).to_contain_text("a twin in memory")
        expect(page.locator(".state")).to_contain_text("was never touched")
        page.screenshot(path=shots / "replay.png", full_page=True)
        page.goto(address(installed, "/console/replays/no-such-story"))
        expect(page.locator("main")).to_contain_text("no replay has this name")


def test_a_lead_asks_what_other_rules_would_have_done(
    installed: Setting, chromium: Browser, shots: Path, tmp_path: Path
) -> None:
    user, _ = account(installed)
    case = reported(installed, user.user_id)
    with signed_in(installed, chromium, REVIEWER) as page:
        propose(page, installed, case, "suspend")
        until_says(page, "Done")
        page.goto(address(installed, "/console/whatif"))
        expect(page.locator("h1")).to_have_text("Not yours to do")
    with signed_in(installed, chromium, LEAD) as page:
        page.goto(address(installed, "/console/whatif"))
        page.locator("textarea").fill("approvers: [0, 2, 1, 3]")
        page.get_by_role("button", name="Ask").click()
        expect(page.locator("main").get_by_role("alert")).to_contain_text(
            "approvers: a higher tier never has less"
        )
        expect(page.locator("textarea")).to_have_value("approvers: [0, 2, 1, 3]")
        rules = tmp_path / "rules.yaml"
        rules.write_text("approvers: [1, 1, 2, 2]\n")
        page.locator("input[type=file]").set_input_files(rules)
        page.get_by_role("button", name="Ask").click()
        expect(page.get_by_role("status").first).to_contain_text(
            re.compile("[1-9][0-9]* more hand")
        )
        expect(page.get_by_role("img", name="more hands, by team")).to_be_visible()
        expect(page.get_by_role("row", name="team reviews")).to_be_visible()
        expect(page.locator("main")).to_contain_text(MORE)
        page.screenshot(path=shots / "whatif.png", full_page=True)
        page.set_viewport_size({"width": 390, "height": 800})
        page.screenshot(path=shots / "whatif-narrow.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390
