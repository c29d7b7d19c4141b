"""A plain case in two keys, the next one loaded before; races, restarts and refusals on the way."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from tests.browser.acting import account, first_key, reported
from tests.browser.conftest import address, signed_in

from quorate.demo.people import REVIEWER
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.platform, pytest.mark.browser]
PHONE = ViewportSize(width=390, height=800)
WIDE = ViewportSize(width=1100, height=900)


def queue(setting: Setting, area: str) -> str:
    return address(setting, f"/console/queue?area={area}")


def subject(page: Page) -> str:
    return page.locator("h1 code").inner_text()


def is_loaded_ahead(page: Page) -> None:
    page.wait_for_function("document.documentElement.dataset.ahead")


def told_apart(page: Page) -> None:
    """No key of the page means two things, nor begins another one."""
    keys = page.eval_on_selector_all(
        "[data-key]", "all => all.filter(e => e.getClientRects().length).map(e => e.dataset.key)"
    )
    assert sorted(keys) == sorted(set(keys))
    assert not set(keys) & {key.partition(" ")[0] for key in keys if " " in key}


def is_after(page: Page, before: str) -> None:
    """Waits for the page of another case."""
    page.wait_for_function(
        "before => document.querySelector('h1 code')?.textContent !== before", arg=before
    )


def spam(setting: Setting, number: int) -> dict[str, str]:
    """Reported accounts with their cases."""
    names = [account(setting)[0].user_id for _ in range(number)]
    return {name: reported(setting, name) for name in names}


def test_a_plain_case_takes_two_keys_and_the_next_one_stands(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    cases = spam(installed, 3)
    with signed_in(installed, chromium, REVIEWER) as page:
        page.goto(queue(installed, "spam"))
        page.keyboard.press("n")
        page.wait_for_url(re.compile("/console/cases/case_"))
        first = subject(page)
        is_loaded_ahead(page)
        told_apart(page)
        told = first_key(page, "2")
        assert first in told
        assert "read-only" in told and "The proposer's signature is enough" in told
        page.screenshot(path=shots / "two-keys.png")
        page.set_viewport_size(PHONE)
        page.screenshot(path=shots / "two-keys-phone.png")
        page.set_viewport_size(WIDE)
        page.evaluate("window.same = true")
        page.keyboard.press("Enter")
        is_after(page, first)
        assert page.evaluate("window.same"), "the next case came by a whole load"
        second = subject(page)
        assert second in cases and page.url.rpartition("/")[2].startswith(cases[second])
        is_loaded_ahead(page)
        first_key(page, "9")
        page.keyboard.press("Enter")
        is_after(page, second)
        bar = page.locator("[data-lasting]")
        expect(bar.locator("li").first).to_contain_text("nothing changes")
        bar.locator("summary").click()
        done = bar.locator("li").filter(has_text=first)
        expect(done).to_contain_text("Done: the platform shows it")
        page.screenshot(path=shots / "lasting.png")
        page.set_viewport_size(PHONE)
        page.screenshot(path=shots / "lasting-phone.png")
        page.set_viewport_size(WIDE)
        done.get_by_role("button", name="Undo").click()
        expect(done).to_contain_text("Restored")
        newest = bar.locator("li").filter(has_text=second)
        page.keyboard.press("h")
        expect(newest).to_have_count(0)
        page.goto(address(installed, f"/console/cases/{cases[first]}"))
        expect(page.locator("main")).to_contain_text("closed: actioned")
        page.goto(address(installed, f"/console/cases/{cases[second]}"))
        expect(page.locator("main")).to_contain_text("closed: no violation")
