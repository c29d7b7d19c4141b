"""On-call's page shows what somebody did on the platform behind Quorate's back, and the way on."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.acting import account, propose, reported
from tests.browser.conftest import address, signed_in
from tests.browser.test_on_call import protected

from quorate.demo.matrix import call
from quorate.demo.people import ON_CALL, REVIEWER
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.browser]


def suspend(installed: Setting, native: str, *, suspended: bool) -> None:
    """By the platform's own admin API, with a token that Quorate's effector does not give away."""
    home = installed.synapse.homeserver
    url = f"{home.base_url}/_synapse/admin/v1/suspend/{native}"
    assert call("PUT", url, {"suspend": suspended}, home.admin_token)[0] == 200


def test_a_change_behind_quorate_is_on_the_page_while_it_is_open_and_one_button_frees(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    user, room, _ = protected(installed)
    troll, _ = account(installed)
    case = reported(installed, troll.user_id)
    with (
        signed_in(installed, chromium, ON_CALL) as page,
        signed_in(installed, chromium, REVIEWER) as other,
    ):
        propose(other, installed, case, "suspend")
        expect(other.locator("main")).to_contain_text("undo", timeout=20_000)
        page.goto(address(installed, "/console/on-call"))
        rows = page.locator("section[aria-labelledby=outside] tbody tr")
        row, lifted = (rows.filter(has_text=u.user_id) for u in (user, troll))
        suspend(installed, user.user_id, suspended=True)
        suspend(installed, troll.user_id, suspended=False)
        expect(row).to_contain_text("suspend is in force: nobody decided it here", timeout=30_000)
        expect(lifted).to_contain_text("suspend was lifted", timeout=30_000)
        assert user.send(room, "heard?")[0] != 200
        page.screenshot(path=shots / "on_call_outside.png", full_page=True)
        page.set_viewport_size({"width": 390, "height": 900})
        free = row.get_by_role("button", name="Free the account").bounding_box()
        assert free is not None
        assert free["x"] + free["width"] <= 390
        page.screenshot(path=shots / "on_call_outside_390.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        with page.expect_navigation():
            lifted.get_by_role("button", name="Acknowledge").click()
        expect(lifted).to_contain_text(f"Taken on by {ON_CALL}")
        with page.expect_navigation():
            row.get_by_role("button", name="Free the account").click()
        assert user.send(room, "heard?")[0] == 200
        expect(row).to_have_count(0, timeout=30_000)
        suspend(installed, troll.user_id, suspended=True)
        expect(lifted).to_have_count(0, timeout=30_000)
