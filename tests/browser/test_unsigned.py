"""A press that comes before the page can sign sends nothing: whoever is fast loses no work."""

import re

import pytest
from playwright.sync_api import Browser, Route, TimeoutError
from tests.browser.acting import account, reported
from tests.browser.conftest import address, signed_in

from quorate.demo.people import REVIEWER
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.platform, pytest.mark.browser]


def test_a_press_before_the_page_can_sign_sends_nothing(
    installed: Setting, chromium: Browser
) -> None:
    user, _ = account(installed)
    case = reported(installed, user.user_id)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    with signed_in(installed, chromium, REVIEWER) as page:
        page.goto(address(installed, f"/console/cases/{case}"))
        page.get_by_role("button", name="Claim this case").click()
        page.locator("input[value=suspend]").check()
        page.route("**/sign.js", hold, times=1)
        page.get_by_role("button", name="See what will happen").click()
        sign = page.get_by_role("button", name="Sign and propose")
        with pytest.raises(TimeoutError):
            sign.click(timeout=1_000)
        assert page.url.endswith("/draft")
        for route in held:
            route.continue_()
        sign.click()
        page.wait_for_url(re.compile("/console/proposals/prop_"))
