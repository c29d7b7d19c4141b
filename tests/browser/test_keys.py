"""The keys of each page: shown by `?`, silent while somebody types, and off where one wants."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.acting import account, reported
from tests.browser.conftest import address, signed_in

from quorate.demo.people import REVIEWER
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.platform, pytest.mark.browser]


def offered(page: Page) -> dict[str, str]:
    """What the help of this page says: the keys and what they do."""
    page.keyboard.press("?")
    keys = page.locator("#keys-help dt").all_inner_texts()
    words = page.locator("#keys-help dd").all_inner_texts()
    page.keyboard.press("Escape")
    return dict(zip((re.sub(r"\s+", " ", key).strip() for key in keys), words, strict=True))


def test_each_page_says_its_keys_and_they_are_what_acts(
    installed: Setting, chromium: Browser
) -> None:
    user, _ = account(installed)
    case = reported(installed, user.user_id)
    with signed_in(installed, chromium, REVIEWER) as page:
        expect(page.get_by_role("button", name="Keys ?")).to_be_visible()
        assert offered(page)["n"] == "Take the next case"
        page.goto(address(installed, f"/console/cases/{case}"))
        before = offered(page)
        assert before["c"].startswith("Claim this case") and "1" not in before
        page.keyboard.press("c")
        page.locator("input[name=action]").first.wait_for()
        held = offered(page)
        assert "c" not in held
        assert {"1", "p", "b", "x", "e", "s", "t"} <= held.keys()
        page.keyboard.press("p")
        page.keyboard.press("b")  # a letter for the field that has the focus, not for the page
        page.locator("#decide").click()
        assert page.url.endswith(case)
        page.keyboard.press("g")
        page.keyboard.press("a")
        page.wait_for_url("**/console/approvals")


def test_rows_are_walked_by_key_and_keys_are_off_where_one_wants(
    installed: Setting, chromium: Browser
) -> None:
    for _ in range(2):
        user, _ = account(installed)
        reported(installed, user.user_id)
    with signed_in(installed, chromium, REVIEWER) as page:
        rows = page.locator("tbody tr a:first-of-type")
        rows.nth(1).wait_for()
        for key, row in (("j", 0), ("j", 1), ("k", 0)):
            page.keyboard.press(key)
            expect(rows.nth(row)).to_be_focused()
        page.keyboard.press("?")
        page.get_by_label(re.compile("Keys off")).check()
        page.keyboard.press("Escape")
        page.keyboard.press("g")
        page.keyboard.press("a")
        page.reload()
        page.keyboard.press("n")
        page.keyboard.press("?")
        expect(page.locator("#keys-help")).to_be_visible()
        assert page.url.endswith("/console/queue")
