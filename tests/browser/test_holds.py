"""A lead holds a case and cannot lift that alone; the command line tells what is due."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.acting import account, reported
from tests.browser.axe import NARROW, WIDE, faults
from tests.browser.conftest import address, signed_in
from tests.cli.asking import plainly

from quorate.demo.people import LEAD
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.browser]
WHY = "The court of Elbonia asked for it <b>today</b>"


def shown(page: Page, shots: Path, name: str) -> None:
    assert faults(page) == []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for size in (NARROW, WIDE):
            page.set_viewport_size(size)
            page.screenshot(path=shots / f"{name}_{scheme}_{size['width']}.png", full_page=True)


@pytest.mark.timeout(300)
def test_a_lead_holds_a_case_and_does_not_lift_it_alone(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    user, _ = account(installed)
    case = reported(installed, user.user_id)
    with signed_in(installed, chromium, LEAD) as page:
        page.goto(address(installed, f"/console/cases/{case}"))
        page.get_by_text("Place a hold", exact=True).click()
        page.get_by_label("Why it has to be kept").fill(WHY)
        page.get_by_label("Look again on").fill("2099-01-31")
        shown(page, shots, "hold_form")
        page.get_by_role("button", name="Place the hold").click()
        held = page.locator("section", has=page.locator("#holds"))
        expect(held).to_contain_text("The case is on hold since")
        expect(held).to_contain_text(WHY)
        expect(held).to_contain_text("Another person lifts what you placed yourself.")
        shown(page, shots, "hold_case")
        page.get_by_role("link", name="All holds").click()
        expect(page.locator("article")).to_contain_text("to be looked at on 31 Jan 2099")
        shown(page, shots, "holds")
    done = plainly("retention", str(installed.folder / "serve/serve.toml"))
    assert done.returncode == 0, done.stderr
    assert "report       365        0      0  -" in done.stdout
