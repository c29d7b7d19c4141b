"""The whole due process on a real homeserver: a neighbour's notice, a decision, the statement of
reasons in the user's own client, the appeal, its reversal by somebody else, the account back."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.acting import account, decide, press, until_says
from tests.browser.axe import NARROW, WIDE, faults
from tests.browser.conftest import address, signed_in
from tests.browser.test_notices import case_of, give
from tests.installed import address_in, wait_until, whole_log

from quorate.demo.people import APPROVER, LEAD, REVIEWER
from quorate.demo.setting import Setting
from quorate.vocabulary.events import Event

pytestmark = [
    pytest.mark.long,
    pytest.mark.platform,
    pytest.mark.browser,
    pytest.mark.timeout(400),
]
WORDS = "It was a quotation.\n<script>alert('x')</script>"
STORY = (
    Event.CASE_OPENED,
    Event.PROPOSAL_OPENED,
    Event.EFFECT_INTENDED,
    Event.EFFECT_DONE,
    Event.CASE_CLOSED,
    Event.APPEAL_FILED,
    Event.APPEAL_DECIDED,
    Event.EFFECT_RESTORED,
)
ANSWER = "You quoted an insult and made none. The suspension was wrong, and we are sorry."


def public_faults(page: Page) -> list[str]:
    """As of every page; no script writes into one of these, so there is nothing to announce."""
    return [one for one in faults(page) if not one.endswith(": a live region")]


def pictured(page: Page, shots: Path, name: str) -> None:
    page.screenshot(path=shots / f"{name}.png", full_page=True)
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=shots / f"{name}-phone-dark.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)


def judged(setting: Setting, chromium: Browser, user: str, action: str) -> str:
    """A reviewer decides about the noticed account, and closes its case, which is named."""
    with signed_in(setting, chromium, REVIEWER) as page:
        case_of(page, setting, user)
        case = page.url
        decide(page, action)
        if action != "no_violation":  # that one closes the case by itself
            until_says(page, "Done")
            page.goto(case)
            page.locator("select[name=outcome]").select_option("actioned")
            press(page, "Close the case")
    return case.rpartition("/")[2]


def appealed(form: Page, shots: Path) -> None:
    """Whoever was suspended sends the form, without any script."""
    assert "Appeal against a decision" in form.locator("h1").inner_text()
    pictured(form, shots, "appeal-form")
    form.get_by_label("Why the decision is wrong").fill(WORDS)
    form.get_by_role("button", name="Send the appeal").click()
    expect(form.locator(".state")).to_contain_text("waits for its decision")
    pictured(form, shots, "appeal-receipt")


def opened(setting: Setting, page: Page, user: str) -> None:
    """From the queue of appeals to the one about this account."""
    page.goto(address(setting, "/console/appeals"))
    page.get_by_role("link", name=user).click()


def reversed_by(setting: Setting, page: Page, user: str, shots: Path) -> None:
    """One click after the answer is written."""
    opened(setting, page, user)
    press(page, "Claim this appeal for an hour")
    expect(page.locator("section[aria-labelledby=words] blockquote")).to_have_text(WORDS)
    page.get_by_label("The answer, with reasons").fill(ANSWER)
    assert faults(page) == []
    pictured(page, shots, "appeal-decide")
    press(page, "Reverse and restore now")
    expect(page.locator("main > .state")).to_have_text("Reversed, and restored.")
    pictured(page, shots, "appeal-decided")


def test_who_was_suspended_after_a_notice_writes_again_after_one_click(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    user, room = account(installed)
    neighbour = chromium.new_context(java_script_enabled=False, viewport=WIDE).new_page()
    give(neighbour, installed, user.user_id)
    case = judged(installed, chromium, user.user_id, "suspend")
    assert user.send(room, "silenced?")[0] != 200
    neighbour.reload()
    expect(neighbour.locator("main")).to_contain_text("Suspend: in force")
    wait_until(lambda: bool(user.notices()), 30)
    token = address_in(user.notices()[0]).rpartition("/")[2]
    outside = chromium.new_context(java_script_enabled=False, viewport=WIDE)
    form = outside.new_page()
    form.goto(address(installed, f"/public/reasons/{token}"))
    expect(form.locator("main")).to_contain_text("This decision is in force.")
    form.get_by_role("link", name="appeal free of charge").click()
    appealed(form, shots)

    with signed_in(installed, chromium, REVIEWER) as page:  # whose decision it was
        page.goto(address(installed, "/console/appeals"))
        assert faults(page) == []
        pictured(page, shots, "appeals")
        opened(installed, page, user.user_id)
        expect(page.locator(".decide")).to_contain_text("You do not decide this appeal")
        assert page.get_by_role("button", name="Claim").count() == 0
    with signed_in(installed, chromium, APPROVER) as page:
        reversed_by(installed, page, user.user_id, shots)
    assert user.send(room, "heard again")[0] == 200
    neighbour.reload()
    expect(neighbour.locator("main")).to_contain_text("has been taken back")
    told_in_order(installed, case)

    form.reload()
    expect(form.locator(".state")).to_contain_text("the decision is reversed.")
    expect(form.locator("blockquote")).to_have_text(ANSWER)
    assert "is being given back" not in form.locator("main").inner_text()
    at = form.url
    outside.close()
    seen = chromium.new_page()
    seen.goto(at)
    assert public_faults(seen) == []
    pictured(seen, shots, "appeal-answer")
    with signed_in(installed, chromium, LEAD) as page:
        page.goto(address(installed, "/console/leads"))
        expect(page.locator("#appeals + p")).to_contain_text("None waits.")
        pictured(page, shots, "appeals-leads")


def told_in_order(setting: Setting, case: str) -> None:
    """The log tells the same story; who decided the appeal had no part in it before."""
    log = whole_log(setting)
    (proposal,) = {
        str(e.data["proposal"])
        for e in log
        if e.event is Event.APPEAL_FILED and e.data["case"] == case
    }
    about = [e for e in log if case in str(e.data) or proposal in str(e.data)]
    assert [e.event for e in about if e.event in STORY] == list(STORY)
    assert [e.event for e in about].count(Event.PERSON_TOLD) == 1
    assert [e.by for e in about if e.event is Event.APPEAL_DECIDED] == [APPROVER]
    others = {e.by for e in about if e.event in (Event.PROPOSAL_OPENED, Event.CASE_CLOSED)}
    assert others == {REVIEWER}


def test_whoever_gave_notice_appeals_and_the_case_is_looked_at_again(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    user, _ = account(installed)
    form = chromium.new_context(java_script_enabled=False, viewport=WIDE).new_page()
    give(form, installed, user.user_id)
    case = judged(installed, chromium, user.user_id, "no_violation")
    form.reload()
    expect(form.locator(".state")).to_contain_text("no violation")
    pictured(form, shots, "notice-closed")
    form.get_by_role("link", name="appeal free of charge").click()
    appealed(form, shots)
    with signed_in(installed, chromium, APPROVER) as page:
        opened(installed, page, user.user_id)
        press(page, "Claim this appeal for an hour")
        page.get_by_label("The answer, with reasons").fill(ANSWER)
        press(page, "Reverse: open the case again")
        page.goto(address(installed, f"/console/cases/{case}"))
        expect(page.get_by_role("button", name="Claim this case")).to_be_visible()
    form.reload()
    expect(form.locator(".state")).to_contain_text("is looked at again")
    pictured(form, shots, "notice-appeal-answer")
