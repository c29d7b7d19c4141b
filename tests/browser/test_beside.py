"""Who else is at a case shows while it happens, and that a page is older than what stands."""

import re

import pytest
from playwright.sync_api import Browser, Route, expect
from tests.browser.acting import account, reported
from tests.browser.conftest import address, signed_in

from quorate.demo.people import LEAD, REVIEWER
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.platform, pytest.mark.browser]


def test_two_at_one_case_see_each_other_come_act_and_go(
    installed: Setting, chromium: Browser
) -> None:
    user, _ = account(installed)
    path = f"/console/cases/{reported(installed, user.user_id)}"
    with (
        signed_in(installed, chromium, REVIEWER) as page,
        signed_in(installed, chromium, LEAD) as other,
    ):
        page.goto(address(installed, path))
        beside = page.locator("[data-beside]")
        expect(beside).to_be_empty()
        other.goto(address(installed, path))
        expect(beside).to_have_text(f"{LEAD} has this case open, too.")
        expect(other.locator("[data-beside]")).to_have_text(f"{REVIEWER} has this case open, too.")
        other.get_by_role("button", name="Claim this case").click()
        expect(beside).to_have_text(re.compile("The case has gone on"))
        page.reload()
        expect(page.locator("#decide + p")).to_have_text(re.compile(f"{LEAD} holds this case"))
        other.goto(address(installed, "/console/queue"))
        expect(beside).to_be_empty()


def test_a_page_that_is_turned_away_for_a_moment_hears_again(
    installed: Setting, chromium: Browser
) -> None:
    """A refused stream is none that the browser would open again by itself."""
    user, _ = account(installed)
    path = f"/console/cases/{reported(installed, user.user_id)}"
    turned_away: list[str] = []

    def busy(route: Route) -> None:
        if route.request.url in turned_away:
            route.continue_()
        else:
            turned_away.append(route.request.url)
            route.fulfill(status=503)

    with (
        signed_in(installed, chromium, REVIEWER) as page,
        signed_in(installed, chromium, LEAD) as other,
    ):
        page.route(re.compile("/console/(cases/[^/]*/live|lasting)"), busy)
        page.goto(address(installed, path))
        expect(page.locator("[data-lasting] .acts")).to_be_attached(timeout=15_000)
        other.goto(address(installed, path))
        expect(page.locator("[data-beside]")).to_have_text(
            f"{LEAD} has this case open, too.", timeout=15_000
        )
    assert len(turned_away) == 2


def test_a_page_whose_session_is_over_by_the_time_it_hears_says_so(
    installed: Setting, chromium: Browser
) -> None:
    """As after a sleep: the stream is refused, and asked for once more only to see why."""
    with signed_in(installed, chromium, REVIEWER) as page:
        page.route("**/console/live", lambda route: route.fulfill(status=403))
        with page.expect_response("**/console/live"):
            page.goto(address(installed, "/console/queue"))
        page.context.clear_cookies()
        page.unroute("**/console/live")
        expect(page.get_by_role("link", name="Sign in")).to_be_visible(timeout=15_000)
