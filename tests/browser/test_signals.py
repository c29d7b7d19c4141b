"""A lead writes a rule at the command line, tests it, and sees on the page what it counts."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.acting import account, reported
from tests.browser.axe import faults
from tests.browser.conftest import address, signed_in
from tests.browser.test_holds import shown
from tests.cli.asking import plainly
from tests.installed import wait_until

from quorate.demo.people import LEAD
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.browser]
ASKS = "kind == 'report' && tier == 0 && size(text + words) > 0 && reports_day >= 1"


@pytest.mark.timeout(300)
def test_a_rule_is_written_tested_and_read_by_the_worker(
    installed: Setting, chromium: Browser, shots: Path, tmp_path: Path
) -> None:
    own = ("--key", str(installed.cast.keys[LEAD]))
    where = ("--profile", str(installed.folder / "profile.json"))

    def quorate(*words: str) -> str:
        done = plainly("signals", *words, *own, *where)
        assert done.returncode == 0, done.stderr
        return done.stdout

    user, _ = account(installed)
    reported(installed, user.user_id)
    assert "seen 1: draft" in quorate("write", "seen", ASKS, "--area", "harassment")
    assert "reports since" in quorate("backtest", "seen", "--days", "7")
    assert "seen 1: shadow" in quorate("shadow", "seen")
    hashes = tmp_path / "hashes.txt"
    hashes.write_text("0f" * 32)
    added = quorate("bank", "add", str(hashes), "--name", "known", "--area", "spam")
    assert "known: waiting, 1 hashes" in added
    other, _ = account(installed)
    reported(installed, other.user_id)
    wait_until(lambda: " 0 hits" not in quorate("list"), 60)
    with signed_in(installed, chromium, LEAD) as page:
        page.goto(address(installed, "/console/leads"))
        page.get_by_role("link", name="Signals").click()
        article = page.locator("article").first
        expect(article).to_contain_text("since it began to read")
        expect(article).to_contain_text("A colleague puts it live: you wrote it.")
        assert faults(page) == []
        page.get_by_role("button", name="Test it on them").click()
        expect(page.locator("#answer")).to_contain_text("The newest examples of seen")
        expect(page.locator("#banks + p + article")).to_contain_text("A colleague puts it live")
        shown(page, shots, "signals")
        page.get_by_role("button", name="Stop it at once").click()
        expect(article).to_contain_text("off")
