"""A look at private data in a real Chromium: said before, shown once, hidden again, told after."""

import secrets
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.browser.acting import account, reported
from tests.browser.conftest import address, signed_in

from quorate.demo.matrix import JsonObject, call
from quorate.demo.people import LEAD, REVIEWER
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.platform, pytest.mark.browser]


def with_mail(setting: Setting) -> tuple[str, str]:
    """An account that is reported, and its e-mail address."""
    user, _ = account(setting)
    mail, home = f"{secrets.token_hex(6)}@mail.example", setting.synapse.homeserver
    url = f"{home.base_url}/_synapse/admin/v2/users/{quote(user.user_id, safe='')}"
    body: JsonObject = {"threepids": [{"medium": "email", "address": mail}]}
    assert call("PUT", url, body, home.admin_token)[0] == 200
    return reported(setting, user.user_id), mail


def gives(page: Page, at: str, to: str) -> None:
    """A lead gives the case on its page."""
    page.goto(at)
    page.get_by_label("Assign it to").select_option(to)
    page.get_by_role("button", name="Assign it for an hour").click()
    expect(page.locator("main")).to_contain_text(f"{to} holds this case")
    expect(page.locator("main")).to_contain_text(f"given by {LEAD}")


def wants(page: Page, at: str) -> None:
    page.goto(at)
    form = page.locator("form.private:has(input[value=email])")
    form.locator("select").select_option("ban_evasion")
    form.get_by_role("button").click()


def looks(page: Page, mail: str) -> None:
    page.get_by_role("button", name="Sign and look").click()
    expect(page.locator("[data-values]")).to_contain_text(mail, timeout=20_000)
    assert page.locator("[data-tell]").inner_text() == "", "nothing else took the press for its own"
    assert page.get_by_role("button", name="Sign and look").count() == 0


def is_hidden(page: Page, mail: str) -> None:
    expect(page.locator("[data-tell]")).to_contain_text("Hidden", timeout=20_000)
    assert mail not in page.content()


def hidden_when_given_back(page: Page, at: str, mail: str, shots: Path) -> None:
    wants(page, at)
    said = page.locator(".telling")
    expect(said).to_contain_text("Recorded for good, before anything is shown")
    expect(said).to_contain_text("email of this account, in this case, for ban evasion")
    assert mail not in page.content()
    page.screenshot(path=shots / "before-a-look.png", full_page=True)
    looks(page, mail)
    page.screenshot(path=shots / "a-look.png", full_page=True)
    other = page.context.new_page()
    other.goto(at)
    other.get_by_role("button", name="Give the case back").click()
    is_hidden(page, mail)
    other.close()


def hidden_when_nobody_answers(page: Page, at: str, mail: str) -> None:
    """A server that hangs, or a network that swallows, says no more that it may stay."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/console/reveals/*", hold)  # before the page is there, which asks past it else
    wants(page, at)
    looks(page, mail)
    is_hidden(page, mail)
    assert held
    page.unroute("**/console/reveals/*")


def hidden_by_the_clock(page: Page, at: str, mail: str) -> None:
    page.clock.install()
    wants(page, at)
    looks(page, mail)
    page.route("**/console/reveals/*", lambda route: route.fulfill(status=204))
    page.clock.fast_forward("14:00")
    expect(page.locator("[data-values]")).to_contain_text(mail)
    page.clock.fast_forward("01:01")
    is_hidden(page, mail)


@pytest.mark.timeout(300)
def test_a_field_is_shown_once_hidden_again_and_told_to_colleagues(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    case, mail = with_mail(installed)
    at = address(installed, f"/console/cases/{case}")
    with (
        signed_in(installed, chromium, LEAD) as lead,
        signed_in(installed, chromium, REVIEWER) as page,
    ):
        page.goto(at)
        page.get_by_role("button", name="Claim this case").click()
        expect(page.locator("main")).to_contain_text("You picked or reopened this case yourself")
        assert page.locator("form.private").count() == 0
        page.screenshot(path=shots / "picked.png", full_page=True)
        page.get_by_role("button", name="Give the case back").click()
        gives(lead, at, REVIEWER)
        page.goto(at)
        page.screenshot(path=shots / "private-fields.png", full_page=True)
        hidden_when_given_back(page, at, mail, shots)
        gives(lead, at, REVIEWER)
        hidden_when_nobody_answers(page, at, mail)
        hidden_by_the_clock(page, at, mail)

        page.goto(address(installed, "/console/reveals"))
        expect(page.locator("tbody tr").first).to_contain_text("shown, until")
        page.screenshot(path=shots / "my-looks.png", full_page=True)
        page.go_back()
        assert mail not in page.content()
        lead.goto(at)
        lead.get_by_role("link", name="who looked at it").click()
        row = lead.locator("tbody tr").first
        expect(row).to_contain_text(REVIEWER)
        expect(row).to_contain_text("ban evasion")
        assert mail not in lead.content()
        lead.screenshot(path=shots / "who-looked.png", full_page=True)
