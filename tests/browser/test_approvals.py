"""The inbox of approvals in a real Chromium: a proposal read whole, asked about, handed on, signed;
and what a person still holds when their shift ends."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.acting import BRIGADED, account, decide, press, propose, reported, until_says
from tests.browser.axe import NARROW, WIDE, faults
from tests.browser.conftest import address, signed_in

from quorate.demo.people import APPROVER, CONTRACTOR, REVIEWER, SECOND_CONTRACTOR
from quorate.demo.people import ON_CALL as RAISER
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.browser]


def pictured(page: Page, folder: Path, name: str) -> None:
    """At a desk's and a phone's width."""
    for size, wide in {"narrow": NARROW, "wide": WIDE}.items():
        page.set_viewport_size(wide)
        page.screenshot(path=folder / f"{name}_{size}.png", full_page=True)


def elevated(setting: Setting) -> tuple[str, str]:
    """An account at tier 1 and its case."""
    user, _ = account(setting)
    done = setting.command(RAISER, "protect", user.user_id, "--tier", "1", *BRIGADED)
    assert done.returncode == 0, done.stderr
    return user.user_id, reported(setting, user.user_id, "they send <b>bulk</b> messages")


def warned(page: Page, inbox: str, native: str) -> None:
    """The clock says when a quarter of an hour is left, aloud and once, and when it is over."""
    late = page.context.new_page()
    late.clock.install()
    late.goto(inbox)
    clock = late.locator("[data-paper]", has_text=native).locator(".clock")
    told = late.locator("[data-tell]", has_text="Less than 15 minutes are left")
    expect(clock).not_to_have_class(re.compile("soon"))
    expect(told).to_have_count(0)
    late.clock.fast_forward("23:46:00")
    expect(clock).to_have_class(re.compile("soon"))
    expect(clock).to_have_text(re.compile("Time left to approve: 1[0-4] min"))
    expect(told).to_be_visible()
    late.clock.fast_forward("15:00")
    expect(clock).to_have_text("Too late to approve.")
    late.close()


def asked_and_answered(page: Page, proposer: Page, inbox: str, native: str, shots: Path) -> None:
    """A question by key from the inbox, and the proposer's answer to it."""
    paper = page.locator("[data-paper]", has_text=native)
    paper.locator("[data-row]").focus()
    page.keyboard.press("q")
    page.keyboard.type("Was the owner told?")
    pictured(page, shots, "approvals_first")
    press(page, "Ask")
    expect(page.locator("#questions + ol")).to_contain_text("Not answered yet")
    proposer.goto(inbox)
    proposer.get_by_role("link", name="Was the owner told?").click()
    proposer.get_by_label("Your answer").fill("Twice, last week.")
    pictured(proposer, shots, "question")
    press(proposer, "Answer")
    page.goto(inbox)
    expect(paper).to_contain_text("Twice, last week.")


def test_a_proposal_is_asked_about_compared_handed_on_and_signed_by_keyboard(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    native, case = elevated(installed)
    inbox = address(installed, "/console/approvals")
    with (
        signed_in(installed, chromium, REVIEWER) as proposer,
        signed_in(installed, chromium, APPROVER) as page,
        signed_in(installed, chromium, SECOND_CONTRACTOR) as colleague,
    ):
        page.wait_for_timeout(1000)
        propose(proposer, installed, case, "suspend")
        page.goto(inbox)
        paper = page.locator("[data-paper]", has_text=native)
        expect(paper).to_contain_text("This is the first proposal of its kind")
        expect(paper).to_contain_text("Your hand is the last one missing")
        expect(paper.locator("blockquote").first).to_have_text("they send <b>bulk</b> messages")
        expect(paper.locator(".clock")).to_have_text(re.compile("Time left to approve: 23 h"))
        warned(page, inbox, native)
        asked_and_answered(page, proposer, inbox, native, shots)
        paper.locator("[data-row]").focus()
        with page.expect_navigation():
            page.keyboard.press("d")
        until_says(page, "denied by")

        proposer.goto(address(installed, f"/console/cases/{case}"))
        decide(proposer, "lock")
        page.goto(inbox)
        expect(paper.locator(".changes del")).to_have_text("suspend")
        expect(paper.locator(".changes ins")).to_have_text("lock")
        pictured(page, shots, "approvals_changed")
        assert faults(page) == []
        paper.locator("[data-row]").focus()
        page.keyboard.press("w")
        page.get_by_label(re.compile(SECOND_CONTRACTOR)).check()
        pictured(page, shots, "delegate")
        press(page, "Hand it on")
        expect(paper).to_contain_text(f"You handed this to {SECOND_CONTRACTOR}")
        colleague.goto(inbox)
        first = colleague.locator("[data-paper]").first
        expect(first).to_contain_text(f"{APPROVER} handed this to you")
        pictured(colleague, shots, "approvals_handed")
        colleague.keyboard.press("a")
        colleague.keyboard.type(native)
        with colleague.expect_navigation():
            colleague.keyboard.press("Enter")
        until_says(colleague, "Done")


def test_the_last_hour_of_a_shift_hands_over_what_is_open(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    _, waits = elevated(installed)
    user, _ = account(installed)
    held = reported(installed, user.user_id)
    with signed_in(installed, chromium, CONTRACTOR) as page:
        page.wait_for_timeout(1000)
        propose(page, installed, waits, "suspend")
        name = page.url.rpartition("/")[2]
        page.goto(address(installed, f"/console/cases/{held}"))
        page.get_by_role("button", name="Claim this case").click()
        expect(page.locator("a[href='/console/handover']")).to_contain_text("3 things of yours")
        press(page, "Sign out")
        expect(page).to_have_url(re.compile("/console/handover"))
        page.locator(f"select[name={waits}]").select_option("leave:waits_for_others")
        page.locator(f"select[name={name}]").select_option(f"to:{APPROVER}")
        pictured(page, shots, "handover")
        assert faults(page) == []
        press(page, "Hand over and sign out")
        expect(page).to_have_url(re.compile("/console$"))
    with signed_in(installed, chromium, APPROVER) as page:
        page.goto(address(installed, f"/console/cases/{waits}"))
        expect(page.locator("main")).to_contain_text(f"{CONTRACTOR} left it open")
        page.goto(address(installed, f"/console/cases/{held}"))
        expect(page.get_by_role("button", name="Claim this case")).to_be_visible()
        page.goto(address(installed, "/console/approvals"))
        first = page.locator("[data-paper]").first
        expect(first).to_contain_text(f"{CONTRACTOR} handed this to you")
        with signed_in(installed, chromium, CONTRACTOR) as again:
            expect(again.locator("a[href='/console/handover']")).to_have_count(0)
            press(again, "Sign out")
            expect(again).to_have_url(re.compile("/console$"))
