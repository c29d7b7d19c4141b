"""On-call's page in a real Chromium: what is wanted of the protected, what was refused, and the
buttons that one person presses alone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.acting import OFFICE, account, press, propose, reported
from tests.browser.conftest import address, signed_in

from quorate.demo.matrix import MatrixClient
from quorate.demo.people import APPROVER, CONTRACTOR, ON_CALL, REVIEWER, SECOND_CONTRACTOR
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.platform, pytest.mark.browser]


def protected(installed: Setting) -> tuple[MatrixClient, str, str]:
    """An office's account, whom the page may name, with its room and case."""
    user, room = account(installed)
    done = installed.command(ON_CALL, "protect", user.user_id, "--tier", "2", *OFFICE)
    assert done.returncode == 0, done.stderr
    return user, room, reported(installed, user.user_id)


def test_what_silences_a_protected_account_is_undone_from_the_page_by_one_person(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    user, room, case = protected(installed)
    with (
        signed_in(installed, chromium, ON_CALL) as page,
        signed_in(installed, chromium, REVIEWER) as other,
    ):
        page.keyboard.press("g")
        page.keyboard.press("o")
        expect(page.locator("h1")).to_have_text("On call")
        propose(other, installed, case, "suspend")
        name = other.url.rpartition("/")[2]
        pending = page.locator("section[aria-labelledby=pending] tbody")
        expect(pending).to_contain_text(user.user_id, timeout=10_000)
        for who in (APPROVER, SECOND_CONTRACTOR):
            done = installed.command(who, "approve", name, typed=user.user_id)
            assert done.returncode == 0, done.stderr
        row = page.locator("section[aria-labelledby=force] tbody tr", has_text=user.user_id)
        expect(row).to_be_visible(timeout=30_000)
        assert user.send(room, "heard?")[0] != 200
        page.screenshot(path=shots / "on_call.png", full_page=True)
        with page.expect_navigation():
            row.get_by_role("button", name="Restore").click()
        assert user.send(room, "heard?")[0] == 200
        expect(row).to_have_count(0)


def test_a_veto_a_refused_attempt_and_a_lock_are_one_button_each(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    user, _, case = protected(installed)
    with (
        signed_in(installed, chromium, ON_CALL) as page,
        signed_in(installed, chromium, REVIEWER) as other,
    ):
        propose(other, installed, case, "suspend")
        page.goto(address(installed, "/console/on-call"))
        row = page.locator("section[aria-labelledby=pending] tbody tr", has_text=user.user_id)
        with page.expect_navigation():
            row.get_by_role("button", name="Veto").click()
        expect(row).to_have_count(0)
        other.goto(address(installed, f"/console/cases/{case}"))
        other.locator("input[value=deactivate]").check()
        other.get_by_role("button", name="See what will happen").click()
        expect(other.locator("main")).to_contain_text("way out")
        expect(page.locator("section[aria-labelledby=refused] tbody")).to_contain_text(
            REVIEWER, timeout=10_000
        )
        page.locator("select[name=about]").select_option(CONTRACTOR)
        press(page, "Lock out now")
        expect(page.locator("option", has_text=CONTRACTOR)).to_have_count(0)
        page.screenshot(path=shots / "on_call_locked.png", full_page=True)
    refused = installed.command(CONTRACTOR, "protect", user.user_id, "--tier", "2", *OFFICE)
    assert "locked" in refused.stderr
