"""Why may I, why may I not: asked on the page, by a link in the navigation."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser.conftest import address, signed_in

from quorate.demo.people import CONTRACTOR, REVIEWER
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.browser, pytest.mark.platform, pytest.mark.timeout(240)]


def test_the_page_says_why_and_what_time_will_change(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    with signed_in(installed, chromium, REVIEWER) as page:
        page.get_by_role("link", name="Why").click()
        page.get_by_label("Action").select_option("propose")
        page.get_by_label("Tier").select_option("2")
        page.get_by_role("button", name="Explain").click()
        assert f"Yes: {REVIEWER} may propose at tier 2" in page.locator(".state").inner_text()
        assert "two approvers" in page.locator("main").inner_text()
        changes = page.get_by_label("What changes with time alone").inner_text()
        assert "the last 15 minutes of the shift: no new claim or proposal" in changes
        page.screenshot(path=shots / "explain-yes.png", full_page=True)
        page.get_by_label("Action").select_option("administrate")
        page.get_by_role("button", name="Explain").click()
        assert f"No: {REVIEWER} may not administrate" in page.locator(".state").inner_text()
        assert page.locator(".warn").count() == 2
        page.screenshot(path=shots / "explain-no.png", full_page=True)
        page.goto(address(installed, f"/console/explain?person={CONTRACTOR}&action=see"))
        assert "A rule" in page.locator("main").inner_text() or "Not yours" in page.content()


def test_the_command_line_says_the_same(installed: Setting) -> None:
    told = installed.command(REVIEWER, "explain", "me", "propose", "--tier", "2")
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith(f"{REVIEWER} may propose")
    assert "rule propose" in told.stdout
    other = installed.command(REVIEWER, "explain", CONTRACTOR, "propose")
    assert other.returncode == 1
