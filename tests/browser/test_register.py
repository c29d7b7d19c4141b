"""The test of public interest and the protected register, in a real Chromium on a real Synapse."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.acting import OFFICE, account, decide, reported
from tests.browser.conftest import address, signed_in
from tests.installed import wait_until

from quorate.demo.people import ON_CALL, REVIEWER
from quorate.demo.setting import Setting
from quorate.vocabulary.times import now

pytestmark = [pytest.mark.platform, pytest.mark.browser]


def test_a_protected_account_is_weighed_before_it_is_proposed_and_its_waiting_shows(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    user, room = account(installed)
    day = (now() + timedelta(days=300)).date().isoformat()
    wide, own = ("--tier", "2"), (user.user_id, "--review-by", day)
    done = installed.command(ON_CALL, "protect", *own, *wide, *OFFICE)
    assert done.returncode == 0, done.stderr
    client = installed.client(ON_CALL)
    wait_until(lambda: bool(client.call("GET", "/v1/register")["rows"]))
    case = reported(installed, user.user_id)
    with signed_in(installed, chromium, REVIEWER) as page:
        page.goto(address(installed, f"/console/cases/{case}"))
        page.get_by_role("button", name="Claim this case").click()
        page.locator("input[value=suspend]").check()
        page.locator("select[name=policy]").select_option("harassment/1")
        page.get_by_role("button", name="See what will happen").click()
        expect(page.locator("h1")).to_contain_text("in the public interest")
        page.screenshot(path=shots / "interest.png", full_page=True)
        page.get_by_role("button", name="See what will happen").click()
        expect(page.locator("h1")).to_contain_text("in the public interest")
        page.goto(address(installed, f"/console/cases/{case}"))
        decide(page, "suspend", meanwhile=True)
        expect(page.locator("main")).to_contain_text("harm: as the form asks")
        expect(page.locator("main")).to_contain_text("the deadline is 4 h 0 min")
        page.screenshot(path=shots / "weighed.png", full_page=True)
        page.get_by_role("link", name="Register").click()
        row = page.locator("section[aria-labelledby=all] tr", has_text=user.user_id)
        expect(row).to_contain_text("2 protected")
        expect(row).to_contain_text("office")
        expect(row).to_contain_text(ON_CALL)
        expect(row).to_contain_text("" + day)
        cost = page.locator("section[aria-labelledby=costs] tr", has_text="office")
        expect(cost.locator("td").nth(1)).to_have_text("1")
        page.screenshot(path=shots / "register.png", full_page=True)
        row.get_by_role("link").click()
        expect(page.locator("main")).to_contain_text("as office")
    assert user.send(room, "heard all the same")[0] == 200
    row = installed.client(ON_CALL).call("GET", f"/v1/cases/{case}")
    assert row["case"]
