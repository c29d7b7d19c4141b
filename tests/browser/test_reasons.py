"""A decision with its facts in a browser: written, signed, and read by the person concerned."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser.acting import account, propose, reported
from tests.browser.axe import NARROW, faults
from tests.browser.conftest import address, signed_in
from tests.installed import Matter, address_in, notices, wait_until

from quorate.demo.people import REVIEWER
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.browser, pytest.mark.platform, pytest.mark.long]
FACTS = "On 3 May you wrote <img src=x onerror=alert(1)>\nto a hundred people."
NO_SCRIPT = "a live region"


def test_the_facts_are_written_signed_and_read(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    user, room = account(installed)
    case = reported(installed, user.user_id)
    with signed_in(installed, chromium, REVIEWER) as page:
        propose(page, installed, case, "suspend", FACTS)
        assert FACTS in page.locator(".told-facts").inner_text()
        page.screenshot(path=shots / "facts_proposal.png", full_page=True)
        other = reported(installed, account(installed)[0].user_id)
        page.goto(address(installed, f"/console/cases/{other}"))
        page.get_by_role("button", name="Claim this case").click()
        page.locator("textarea[name=facts]").fill(FACTS)
        page.locator(".decide").screenshot(path=shots / "facts_decide.png")
        page.locator("input[value=warn]").check()
        page.get_by_role("button", name="See what will happen").click()
        page.get_by_text("nobody is told its facts").wait_for()
    about = Matter(installed, user, room, case)
    wait_until(lambda: bool(notices(about)))
    (said,) = notices(about)
    for language in ("en", "de"):
        context = chromium.new_context(locale=language, java_script_enabled=language == "en")
        page = context.new_page()
        wait_until(lambda page=page: _made(page.goto(address_in(said)) and page.content()))
        if language == "en":
            assert FACTS in page.locator("main").inner_text()
            assert page.locator("main img").count() == 0
            assert [fault for fault in faults(page) if not fault.endswith(NO_SCRIPT)] == []
        else:
            page.set_viewport_size(NARROW)
            page.emulate_media(color_scheme="dark")
        page.screenshot(path=shots / f"reasons_{language}.png", full_page=True)
        context.close()


def _made(content: object) -> bool:
    return 'id="how"' in str(content)
