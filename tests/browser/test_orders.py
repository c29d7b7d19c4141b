"""An authority's order at a real desk: taken in; one person's word alone checks nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.acting import account
from tests.browser.axe import NARROW, WIDE, faults
from tests.browser.conftest import address, signed_in
from tests.installed import wait_until, whole_log

from quorate.demo.people import LEAD
from quorate.demo.setting import Setting
from quorate.vocabulary.events import Event

pytestmark = [
    pytest.mark.long,
    pytest.mark.platform,
    pytest.mark.browser,
    pytest.mark.timeout(400),
]


def looked_at(page: Page, shots: Path, name: str) -> None:
    """Without a fault, which is looked for wide and narrow, by day and by night."""
    assert faults(page) == []
    page.screenshot(path=shots / f"{name}.png", full_page=True)
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=shots / f"{name}-phone-dark.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)


def taken_in(page: Page, setting: Setting, native: str) -> None:
    now = datetime.now(UTC)
    page.get_by_label("Authority", exact=True).fill("Court of Elbonia")
    page.get_by_label("Its Member State").select_option("DE")
    page.get_by_label("Its reference").fill("12/2026")
    page.get_by_label("Issued on").fill(now.strftime("%Y-%m-%d"))
    minute = "%Y-%m-%dT%H:%M"
    page.get_by_label("Came to us, UTC").fill((now - timedelta(hours=1)).strftime(minute))
    page.get_by_label("Deadline, UTC").fill((now + timedelta(hours=20)).strftime(minute))
    page.get_by_label("Language of the order").fill("de")
    page.get_by_label("Its e-mail address for our answer").fill("registry@court.example")
    page.get_by_label("Legal basis").fill("Section 1")
    page.get_by_label("Why it is illegal").fill("it incites <b>to hatred</b>")
    page.get_by_label("What can be done against it").fill("an appeal")
    platform = f"matrix:{setting.synapse.homeserver.server_name}"
    page.get_by_label("What exactly").fill(f"{platform} account {native}")
    page.get_by_label("DE", exact=True).check()
    page.get_by_role("button", name="Take it in").click()


def test_a_lead_takes_an_order_in_and_alone_checks_nothing(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    user, _ = account(installed)
    with signed_in(installed, chromium, LEAD) as page:
        page.goto(address(installed, "/console/orders/new"))
        looked_at(page, shots, "order-new")
        taken_in(page, installed, user.user_id)
        expect(page.locator("main > .state")).to_contain_text("Unchecked")
        looked_at(page, shots, "order")
        page.get_by_role("button", name="Sign: it is real and competent").click()
        expect(page.locator("section[aria-labelledby=authority] li")).to_contain_text(LEAD)
        expect(page.locator("main > .state")).to_contain_text("Unchecked")
        assert page.get_by_role("button", name="Sign: it is real").count() == 0
        order = page.url
        page.goto(address(installed, "/console/orders"))
        looked_at(page, shots, "orders")
        page.goto(address(installed, "/console/leads"))
        expect(page.locator("section[aria-labelledby=orders-pressing]")).to_be_visible()
        assert faults(page) == []
        page.goto(order)
        page.get_by_role("button", name="Sign: it is not").click()
        expect(page.locator("main > .state")).to_contain_text("Rejected")

    name = order.rpartition("/")[2]

    def said() -> list[Event]:
        return [e.event for e in whole_log(installed) if e.data.get("order") == name]

    ends = [Event.ORDER_RECEIVED, Event.ORDER_VOUCHED, Event.ORDER_REJECTED]
    wait_until(lambda: said() == ends, 30)
