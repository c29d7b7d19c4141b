"""The console in a real Chromium, on a real Synapse: words, signatures, undo."""

from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, expect
from tests.browser.acting import account, press, propose, reported, until_says
from tests.browser.conftest import address, signed_in

from quorate.demo.people import APPROVER, ON_CALL, REVIEWER
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.platform, pytest.mark.browser]


def test_a_reviewer_suspends_and_undoes_in_the_browser(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    user, room = account(installed)
    case = reported(installed, user.user_id)
    with signed_in(installed, chromium, REVIEWER) as page:
        page.goto(address(installed, "/console/queue"))
        page.screenshot(path=shots / "queue.png")
        propose(page, installed, case, "suspend")
        until_says(page, "Done")
        page.screenshot(path=shots / "done.png", full_page=True)
        assert user.send(room, "heard?")[1]["errcode"] == "M_USER_SUSPENDED"
        press(page, "Undo")
        until_says(page, "Restored")
        page.screenshot(path=shots / "restored.png", full_page=True)
        assert user.send(room, "back")[0] == 200
        page.get_by_role("link", name="timeline").click()
        expect(page.locator(".timeline")).to_contain_text("effect:restored")
        page.screenshot(path=shots / "timeline.png", full_page=True)


def test_before_the_click_the_page_says_what_will_happen_to_whom(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    user, _ = account(installed)
    case = reported(installed, user.user_id)
    with signed_in(installed, chromium, APPROVER) as page:
        page.goto(address(installed, f"/console/cases/{case}"))
        page.get_by_role("button", name="Claim this case").click()
        page.locator("input[value=suspend]").check()
        page.get_by_role("button", name="See what will happen").click()
        told = page.locator(".telling")
        expect(told).to_contain_text("read-only")
        expect(told).to_contain_text(user.user_id)
        expect(told).to_contain_text("one person")
        expect(told).to_contain_text("The proposer's signature is enough")
        page.screenshot(path=shots / "before.png", full_page=True)


def test_a_protected_account_waits_for_hands_on_the_command_line(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    user, room = account(installed)
    done = installed.command(
        ON_CALL,
        "protect",
        user.user_id,
        "--tier",
        "2",
        "--criterion",
        "office",
        "--reason",
        "an office",
    )
    assert done.returncode == 0, done.stderr
    case = reported(installed, user.user_id)
    with signed_in(installed, chromium, REVIEWER) as page:
        page.wait_for_timeout(1000)
        propose(page, installed, case, "suspend")
        expect(page.locator(".state")).to_contain_text("approver who is an employee")
        page.screenshot(path=shots / "waiting.png", full_page=True)
        name = page.url.rpartition("/")[2]
    with signed_in(installed, chromium, APPROVER) as page:
        page.goto(address(installed, "/console/approvals"))
        paper = page.locator("[data-paper]", has_text=user.user_id)
        expect(paper).to_contain_text("may approve with your cli key")
        page.screenshot(path=shots / "approvals.png", full_page=True)
        page.goto(address(installed, f"/console/proposals/{name}"))
        expect(page.get_by_role("button", name="Approve")).to_have_count(0)
        press(page, "Veto")
        until_says(page, "vetoed by")
    assert user.send(room, "still heard")[0] == 200


def test_an_irreversible_action_on_a_protected_account_is_a_page_with_the_way_out(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    user, _ = account(installed)
    installed.command(
        ON_CALL,
        "protect",
        user.user_id,
        "--tier",
        "3",
        "--criterion",
        "office",
        "--reason",
        "an office",
    )
    case = reported(installed, user.user_id)
    with signed_in(installed, chromium, REVIEWER) as page:
        page.wait_for_timeout(1000)
        page.goto(address(installed, f"/console/cases/{case}"))
        page.get_by_role("button", name="Claim this case").click()
        page.locator("input[value=deactivate]").check()
        page.get_by_role("button", name="See what will happen").click()
        expect(page.locator("h1")).to_contain_text("cannot be undone")
        expect(page.locator("main")).to_contain_text("The way out")
        page.screenshot(path=shots / "refused.png", full_page=True)


def test_no_violation_closes_the_case_with_the_decision(
    installed: Setting, chromium: Browser
) -> None:
    user, room = account(installed)
    case = reported(installed, user.user_id)
    with signed_in(installed, chromium, REVIEWER) as page:
        propose(page, installed, case, "no_violation")
        page.goto(address(installed, f"/console/cases/{case}"))
        expect(page.locator("main")).to_contain_text("closed: no violation")
    assert user.send(room, "heard")[0] == 200
    assert reported(installed, user.user_id) != case


def test_a_case_is_closed_by_its_holder(installed: Setting, chromium: Browser) -> None:
    user, _ = account(installed)
    case = reported(installed, user.user_id)
    with signed_in(installed, chromium, REVIEWER) as page:
        page.goto(address(installed, f"/console/cases/{case}"))
        page.get_by_role("button", name="Claim this case").click()
        page.get_by_role("button", name="Close the case").click()
        expect(page.locator("main")).to_contain_text("closed: actioned")


def test_hostile_text_stays_text(installed: Setting, chromium: Browser, shots: Path) -> None:
    user, _ = account(installed)
    hostile = "<img src=x onerror=alert(1)> \u202egnp.exe {{7*7}}"
    case = reported(installed, user.user_id, hostile)
    with signed_in(installed, chromium, REVIEWER) as page:
        page.goto(address(installed, f"/console/cases/{case}"))
        shown = page.locator("blockquote").inner_text()
        assert "<img src=x" in shown
        assert "{{7*7}}" in shown
        assert "\u202e" not in shown
        page.screenshot(path=shots / "hostile.png", full_page=True)


def test_a_form_from_another_site_does_nothing(installed: Setting) -> None:
    answer = httpx2.post(
        address(installed, "/console/cases/case_0/claim"),
        headers={"Sec-Fetch-Site": "cross-site"},
        data={"version": "1"},
    )
    assert answer.status_code == 401


def test_without_a_session_there_is_no_page(installed: Setting) -> None:
    answer = httpx2.get(address(installed, "/console/queue"))
    assert answer.status_code == 401
    assert "sign in first" in answer.text
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
