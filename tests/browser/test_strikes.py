"""A policy's ladder on the case page: shown, preselected for the unprotected, and for a time."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect
from tests.browser.acting import BRIGADED, account, first_key
from tests.browser.axe import NARROW, WIDE, faults
from tests.browser.conftest import address, signed_in
from tests.browser.test_flow import told_apart
from tests.installed import report, wait_until

from quorate.demo.people import LEAD, ON_CALL, REVIEWER
from quorate.demo.setting import Setting, founders_apply

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.browser]
LADDER = [
    {"at": 1, "action": "warn"},
    {"at": 2, "action": "suspend", "days": 3},
    {"at": 4, "action": "deactivate"},
]


@pytest.fixture
def laddered(installed: Setting, tmp_path: Path) -> Iterator[Setting]:
    """One policy more, which has a ladder; afterwards the installation's own again."""
    usual = installed.cast.policies
    content = yaml.safe_load(usual.read_text())
    trolling = {
        "id": "trolling",
        "version": 1,
        "area": "trolling",
        "severity": 2,
        "text": "Nobody writes only to make others angry.",
        "actions": ["no_violation", "warn", "suspend", "deactivate"],
        "strikes": {"points": 1, "expire_days": 30, "ladder": LADDER},
    }
    file = tmp_path / "policies.yaml"
    file.write_text(yaml.safe_dump({"policies": [*content["policies"], trolling]}))
    founders_apply(installed, file)
    yield installed
    founders_apply(installed, usual)


def case_of(setting: Setting, native: str) -> str:
    case = str(report(setting, native, category="trolling").json()["case"])
    return address(setting, f"/console/cases/{case}")


def claim(page: Page, where: str) -> None:
    """Takes the case; until its tier is known, which alone lets anything be preselected."""
    page.goto(where)
    page.get_by_role("button", name="Claim this case").click()
    wait_until(lambda: bool(page.reload()) and "heard by" in page.locator("main").inner_text())


def picked(page: Page) -> tuple[str, str]:
    """The chosen action, and for how many days."""
    chosen = page.locator("input[name=action]:checked")
    days = page.locator("#choice select[name=days]").input_value()
    return (chosen.get_attribute("value") or "") if chosen.count() else "", days


def decide(page: Page) -> None:
    page.get_by_role("button", name="See what will happen").click()
    page.get_by_role("button", name="Sign and propose").click()
    page.wait_for_url(re.compile("/console/proposals/prop_"))
    state = page.locator("main > .state")

    def is_done() -> bool:
        page.reload()
        return "Done" in state.inner_text()

    wait_until(is_done)


def follows_the_policy(page: Page) -> None:
    """Another policy has another ladder; what a person picked stays where it has none."""
    ladder = page.locator("#choice .ladder")
    page.locator("select[name=policy]").select_option("harassment/1")
    expect(ladder).to_have_count(0)
    page.locator("input[value=lock]").check()
    page.locator("select[name=policy]").select_option("spam/1")
    expect(page.locator("#policy-beside h3")).to_have_text("spam/1")
    assert picked(page) == ("lock", "")
    page.locator("select[name=policy]").select_option("trolling/1")
    expect(ladder).to_be_visible()
    assert picked(page) == ("warn", "")


def test_the_ladder_s_step_is_shown_preselected_and_ends_by_itself(
    laddered: Setting, chromium: Browser, shots: Path
) -> None:
    native = account(laddered)[0].user_id
    where = case_of(laddered, native)
    with signed_in(laddered, chromium, REVIEWER) as page:
        claim(page, where)
        ladder = page.locator("#choice .ladder")
        expect(ladder).to_have_text("0 strikes in force; the policy's ladder names: warn.")
        assert picked(page) == ("warn", "")
        follows_the_policy(page)
        decide(page)
        page.goto(where)
        expect(ladder).to_have_text("0 strikes in force; the policy's ladder names: warn.")
        expect(page.locator("#strikes + .wide")).to_contain_text("this case")
        page.get_by_role("button", name="Close the case").click()
        expect(page.get_by_text("This case is closed.")).to_be_visible()
        where = case_of(laddered, native)
        claim(page, where)
        expect(ladder).to_have_text(
            "1 strike in force; the policy's ladder names: suspend for 3 days."
        )
        assert picked(page) == ("suspend", "3")
        named = page.locator(".quick .named")
        expect(named).to_have_count(1)
        expect(named).to_contain_text("suspend for 3 days")
        expect(page.locator("#strikes + .wide")).to_contain_text("trolling/1")
        told_apart(page)
        assert faults(page) == []
        page.screenshot(path=shots / "strikes.png", full_page=True)
        key = named.locator("kbd").inner_text()
        assert "then it ends by itself" in first_key(page, key)
        page.keyboard.press("Escape")
        decide(page)
        expect(page.locator("main > .state")).to_contain_text("then it ends by itself")
        page.screenshot(path=shots / "proposal-until.png", full_page=True)
        page.get_by_role("link", name="This account's timeline").click()
        expect(page.locator("#strikes + .wide tbody tr")).to_have_count(2)
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            assert faults(page) == []
        page.set_viewport_size(NARROW)
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=shots / "account-strikes-narrow.png", full_page=True)
        page.goto(where)
        page.screenshot(path=shots / "strikes-narrow.png", full_page=True)


def test_above_tier_0_the_step_is_only_shown(
    laddered: Setting, chromium: Browser, shots: Path
) -> None:
    native = account(laddered)[0].user_id
    raised = laddered.command(ON_CALL, "protect", native, "--tier", "1", *BRIGADED)
    assert raised.returncode == 0, raised.stderr
    with signed_in(laddered, chromium, REVIEWER) as page:
        claim(page, case_of(laddered, native))
        ladder = page.locator("#choice .ladder")
        expect(ladder).to_contain_text("names: warn. Shown only: nothing is chosen")
        assert picked(page) == ("", "")
        expect(page.locator(".quick .named")).to_have_count(0)
        page.screenshot(path=shots / "strikes-shown.png", full_page=True)


def test_a_lead_gives_a_key_its_days(laddered: Setting, chromium: Browser) -> None:
    with signed_in(laddered, chromium, LEAD) as page:
        page.goto(address(laddered, "/console/templates"))
        row = page.locator("tbody tr").nth(4)
        row.locator("select[name=choice]").select_option("spam suspend")
        row.locator("select[name=days]").select_option("7")
        row.get_by_role("button", name="Set key 5").click()
        expect(row.locator("td").first).to_contain_text("suspend for 7 days")
        assert faults(page) == []
        row.locator("select[name=choice]").select_option("shipped")
        row.get_by_role("button", name="Set key 5").click()
        expect(row.locator("td").first).to_contain_text("nothing")
