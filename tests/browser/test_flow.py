"""A plain case in two keys, the next one loaded before; races, restarts and refusals on the way."""

import re
import secrets
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.acting import BRIGADED, account, first_key
from tests.browser.axe import NARROW, WIDE, faults
from tests.browser.conftest import address, signed_in
from tests.installed import ended, report

from quorate.demo.people import APPROVER, ON_CALL, REVIEWER
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.browser]


def subject(page: Page) -> str:
    return page.locator("h1 code").inner_text()


def is_loaded_ahead(page: Page) -> None:
    page.wait_for_selector("html[data-ahead]", state="attached")


def told_apart(page: Page) -> None:
    """No key of the page means two things, nor begins another one."""
    keys = page.eval_on_selector_all(
        "[data-key]", "all => all.filter(e => e.getClientRects().length).map(e => e.dataset.key)"
    )
    assert sorted(keys) == sorted(set(keys))
    assert not set(keys) & {key.partition(" ")[0] for key in keys if " " in key}


def is_after(page: Page, before: str) -> None:
    """Waits for the page of another case, or the queue's."""
    page.wait_for_function(
        "before => document.querySelector('h1 code')?.textContent !== before", arg=before
    )


def queue(setting: Setting, number: int) -> tuple[str, dict[str, str]]:
    """A queue of its own with that many reported accounts; where it is, and their cases."""
    area = f"flow-{secrets.token_hex(4)}"
    names = [account(setting)[0].user_id for _ in range(number)]
    cases = {name: str(report(setting, name, category=area).json()["case"]) for name in names}
    return address(setting, f"/console/queue?area={area}"), cases


def take(page: Page, queue: str) -> str:
    """The queue's next case; whom it is about."""
    page.goto(queue)
    page.keyboard.press("n")
    page.wait_for_url(re.compile("/console/cases/case_"))
    return subject(page)


def closed_as(page: Page, setting: Setting, case: str) -> str:
    """What the case's page says of its end, and how many proposals it lists."""
    page.goto(address(setting, f"/console/cases/{case}"))
    said = re.search("closed: [a-z ]+", page.locator("main").inner_text())
    return (
        f"{said.group().strip() if said else 'open'}, {page.locator('#proposals + ul li').count()}"
    )


def test_a_plain_case_takes_two_keys_and_the_next_one_stands(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    where, cases = queue(installed, 3)
    with signed_in(installed, chromium, REVIEWER) as page:
        first = take(page, where)
        is_loaded_ahead(page)
        told_apart(page)
        told = first_key(page, "2")
        assert first in told
        assert "read-only" in told
        assert "The proposer's signature is enough" in told
        assert faults(page) == []
        page.screenshot(path=shots / "two-keys.png")
        page.set_viewport_size(NARROW)
        page.screenshot(path=shots / "two-keys-phone.png")
        page.set_viewport_size(WIDE)
        page.keyboard.press("Escape")
        expect(page.locator("[data-decide]")).to_have_count(0)
        first_key(page, "2")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # on "Not this"
        expect(page.locator("[data-decide]")).to_have_count(0)
        first_key(page, "2")
        page.evaluate("window.same = true")
        page.keyboard.press("Enter")
        is_after(page, first)
        assert page.evaluate("window.same"), "the next case came by a whole load"
        second = subject(page)
        assert cases[second] in page.url
        is_loaded_ahead(page)
        first_key(page, "9")
        page.keyboard.press("Enter")
        is_after(page, second)
        bar = page.locator("[data-lasting]")
        expect(bar.locator("li").first).to_contain_text("nothing changes")
        bar.locator("summary").click()
        done = bar.locator("li").filter(has_text=first)
        expect(done).to_contain_text("Done: the platform shows it")
        assert faults(page) == []
        page.screenshot(path=shots / "lasting.png")
        page.set_viewport_size(NARROW)
        page.screenshot(path=shots / "lasting-phone.png")
        page.set_viewport_size(WIDE)
        done.get_by_role("button", name="Undo").click()
        expect(done).to_contain_text("Restored")
        newest = bar.locator("li").filter(has_text=second)
        page.keyboard.press("q")
        expect(newest).to_have_count(0)
        assert closed_as(page, installed, cases[first]) == "closed: actioned, 1"
        assert closed_as(page, installed, cases[second]) == "closed: no violation, 1"


def test_a_double_press_signs_nothing(installed: Setting, chromium: Browser) -> None:
    where, _ = queue(installed, 1)
    with signed_in(installed, chromium, REVIEWER) as page:
        native = take(page, where)
        page.evaluate(
            "() => new MutationObserver("
            "  () => document.querySelector('[data-decide] button')?.click()"
            ").observe(document.querySelector('[data-before]'), { childList: true })"
        )
        page.keyboard.press("2")
        page.keyboard.press("2")
        page.locator("[data-decide]").wait_for()
        page.wait_for_timeout(500)
        assert subject(page) == native
        expect(page.locator("[data-decide]")).to_have_count(1)


def test_two_browsers_race_for_the_last_case_and_one_gets_it(
    installed: Setting, chromium: Browser
) -> None:
    where, cases = queue(installed, 3)
    with (
        signed_in(installed, chromium, REVIEWER) as page,
        signed_in(installed, chromium, APPROVER) as other,
    ):
        firsts = [take(one, where) for one in (page, other)]
        (last,) = set(cases) - set(firsts)
        page.wait_for_timeout(500)
        for one in (page, other):
            first_key(one, "2")
        for one in (page, other):
            one.keyboard.press("Enter")
        for one, native in zip((page, other), firsts, strict=True):
            is_after(one, native)
        ends = [one.locator("h1 code").count() and subject(one) for one in (page, other)]
        assert sorted(ends, key=bool) == [0, last]
        winner, loser = (page, other) if ends[0] else (other, page)
        expect(loser.locator(".state")).to_contain_text("Nothing in this queue is free")
        first_key(winner, "9")
        winner.keyboard.press("Enter")
        winner.wait_for_url("**/console/queue?**")
        for native in firsts:
            assert closed_as(page, installed, cases[native]) == "closed: actioned, 1"


def test_a_restart_between_the_two_keys_loses_nothing_and_acts_once(
    installed: Setting, chromium: Browser
) -> None:
    where, cases = queue(installed, 2)
    with signed_in(installed, chromium, REVIEWER) as page:
        native = take(page, where)
        is_loaded_ahead(page)
        first_key(page, "2")
        ended(installed, "serve", signal.SIGKILL)
        page.keyboard.press("Enter")
        expect(page.locator("[data-said]")).to_contain_text("sent again")
        is_after(page, native)
        assert cases[subject(page)] in page.url
        done = page.locator("[data-lasting] li").filter(has_text=native)
        expect(done).to_contain_text("Done", timeout=20_000)
        assert closed_as(page, installed, cases[native]) == "closed: actioned, 1"


def test_what_is_not_plain_takes_the_whole_page_and_a_refusal_stays_told(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    where, _ = queue(installed, 2)
    with signed_in(installed, chromium, REVIEWER) as page:
        native = take(page, where)
        first_key(page, "2")
        raised = installed.command(ON_CALL, "protect", native, "--tier", "1", *BRIGADED)
        assert raised.returncode == 0, raised.stderr
        page.keyboard.press("Enter")
        is_after(page, native)
        wrong = page.locator("[data-lasting] li.wrong").filter(has_text=native)
        expect(wrong).to_contain_text("protected by now", timeout=20_000)
        page.screenshot(path=shots / "refused-bar.png")
        second = subject(page)
        raised = installed.command(ON_CALL, "protect", second, "--tier", "1", *BRIGADED)
        assert raised.returncode == 0, raised.stderr
        page.wait_for_timeout(1000)
        page.keyboard.press("2")
        page.locator("[data-typed]").wait_for()
        expect(page.locator("h1")).to_have_text("What will happen")
        page.keyboard.press("Enter")
        page.keyboard.press("s")
        expect(page.locator("[data-tell]")).to_contain_text(f"Type {second}")
        page.screenshot(path=shots / "whole-page.png")
        page.locator("[data-typed]").fill(second)
        page.get_by_role("button", name="Sign and propose").click()
        page.wait_for_url(re.compile("/console/proposals/prop_"))
        expect(page.locator(".state")).to_contain_text("Waiting for")
