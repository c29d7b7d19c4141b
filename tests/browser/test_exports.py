"""A person's own data in a browser: two people send two halves, the person reads and takes it."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.acting import account, press, propose, reported, until_says
from tests.browser.axe import faults
from tests.browser.conftest import address, signed_in
from tests.browser.test_appeals import pictured, public_faults

from quorate.demo.people import LEAD, REVIEWER
from quorate.demo.setting import Setting

pytestmark = [
    pytest.mark.long,
    pytest.mark.platform,
    pytest.mark.browser,
    pytest.mark.timeout(400),
]
FACTS = "On 3 May you wrote <img src=x onerror=alert(1)>\nto a hundred people."
REPORTED = "canary: I am Ada from next door"


def decided(setting: Setting, chromium: Browser, user: str) -> None:
    """Reported and suspended."""
    case = reported(setting, user, REPORTED)
    with signed_in(setting, chromium, REVIEWER) as page:
        propose(page, setting, case, "suspend", FACTS)
        until_says(page, "Done")


def halves(setting: Setting, chromium: Browser, user: str, shots: Path) -> tuple[str, str]:
    """The code that a lead sends, and the address that somebody else sends."""
    with signed_in(setting, chromium, LEAD) as page:
        page.goto(address(setting, "/console/exports"))
        page.get_by_label("The account, as the platform names it").fill(user)
        press(page, "Take it in")
        code = page.locator("#half ~ p code").inner_text()
        assert faults(page) == []
        pictured(page, shots, "export-code-shown")
    with signed_in(setting, chromium, REVIEWER) as page:
        page.goto(address(setting, "/console/exports"))
        own = page.get_by_role("article").filter(has_text=user)
        own.get_by_label(re.compile("I made sure")).check()
        own.get_by_role("button", name="Give it out").click()
        given = page.locator("#half ~ p code").inner_text()
        assert faults(page) == []
        pictured(page, shots, "export-address-shown")
    return code, given


def taken(page: Page) -> dict[str, object]:
    """The file that the page gives."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Take it along as a file").click()
    assert download.value.suggested_filename == "quorate-export.json"
    found: dict[str, object] = json.loads(Path(download.value.path()).read_text())
    return found


def test_a_person_reads_and_takes_what_is_held_about_them(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    user = account(installed)[0].user_id
    decided(installed, chromium, user)
    code, given = halves(installed, chromium, user, shots)
    outside = chromium.new_context(locale="en", accept_downloads=True, java_script_enabled=True)
    page = outside.new_page()
    page.goto(given)
    assert public_faults(page) == []
    pictured(page, shots, "export-form")
    page.get_by_label("The code").fill("2222-2222-2222")
    page.get_by_role("button", name="Show me my data").click()
    expect(page.get_by_role("alert")).to_contain_text("not the code")
    assert public_faults(page) == []
    page.get_by_label("The code").fill(code.lower())
    page.get_by_role("button", name="Show me my data").click()
    main = page.locator("main")
    expect(main).to_contain_text(user)
    expect(main).to_contain_text("to a hundred people.")
    assert "canary" not in main.inner_text()
    assert page.locator("main img, main script").count() == 0
    assert public_faults(page) == []
    pictured(page, shots, "export")
    found = taken(page)
    assert found["account"] == {
        "platform": f"matrix:{installed.synapse.homeserver.server_name}",
        "id": user,
    }
    assert "canary" not in json.dumps(found)
    outside.close()
    german = chromium.new_context(locale="de", java_script_enabled=False)
    page = german.new_page()
    page.goto(given)
    page.get_by_label("Der Code").fill(code)
    page.get_by_role("button", name="Meine Daten zeigen").click()
    expect(page.locator("h1")).to_have_text("Ihre Daten")
    pictured(page, shots, "export-de")
    german.close()
