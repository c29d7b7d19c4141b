"""Signing in at the real provider's page in a real Chromium, to the queue; and out when locked."""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import address
from tests.installed import ended
from tests.provider.running import CLIENT, RealProvider, real_provider

from quorate.database import embedded
from quorate.demo.people import REVIEWER
from quorate.demo.seating import change_person, until
from quorate.demo.setting import Setting, installation, new_database
from quorate.demo.synapse import SynapseProcess

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.browser]
SUBJECT = "reviewer@login.example"


@pytest.fixture(scope="module")
def connected(
    synapse: SynapseProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Setting, RealProvider]]:
    """An installation whose people sign in at a provider of another site."""
    folder = tmp_path_factory.mktemp("connected")
    cluster = embedded.start(folder / "postgres")
    with installation(folder / "quorate", new_database(cluster.url), synapse, (1, 2)) as setting:
        return_to = address(setting, "/console/sign-in/return")
        with real_provider(return_to) as provider:
            secret = setting.folder / "serve/client_secret"
            secret.touch(mode=0o600)
            secret.write_text(provider.secret)
            with (setting.folder / "serve/serve.toml").open("a") as file:
                file.write(
                    f'[oidc]\nissuer = "{provider.issuer}"\nclient_id = "{CLIENT}"\n'
                    f'client_secret_file = "client_secret"\nredirect_uri = "{return_to}"\n'
                )
            restart(setting)
            yield setting, provider
    embedded.stop(cluster)
    shutil.rmtree(cluster.folder)


def restart(setting: Setting) -> None:
    """Lets `serve` read its settings anew."""
    ended(setting, "serve", signal.SIGTERM)

    def answers() -> bool:
        try:
            return httpx2.get(setting.profile.server + "/v1/changes/next").status_code == 200
        except httpx2.HTTPError:
            return False

    until(answers, 30)


def link(setting: Setting, person: str, subject: str) -> None:
    settings = str(setting.folder / "serve/serve.toml")
    command = [sys.executable, "-m", "quorate", "link-sign-in", settings, person, subject]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def log_in(page: Page, setting: Setting) -> None:
    page.goto(address(setting, "/console"))
    page.get_by_role("link", name="Sign in at").click()
    page.locator("input[name=login]").fill(SUBJECT)
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


def test_a_person_of_the_provider_comes_to_the_queue_and_goes_when_locked(
    connected: tuple[Setting, RealProvider], chromium: Browser, shots: Path
) -> None:
    setting, provider = connected
    context = chromium.new_context(viewport={"width": 1100, "height": 900})
    page = context.new_page()
    page.goto(address(setting, "/console"))
    page.screenshot(path=shots / "entrance.png")
    log_in(page, setting)
    expect(page.locator("main")).to_contain_text(f"{SUBJECT} at {provider.issuer}")
    page.screenshot(path=shots / "unknown.png")
    link(setting, REVIEWER, SUBJECT)
    page.get_by_role("link", name="Back to the queue").click()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="Sign in at").click()
    page.wait_for_url(re.compile("/console/queue"))
    expect(page.locator("header")).to_contain_text(REVIEWER)
    page.get_by_role("link", name="Me", exact=True).click()
    expect(page.locator("main")).to_contain_text("this one")
    page.get_by_role("button", name="Ask for this browser's key").click()
    expect(page.locator("[data-tell]")).to_contain_text("Three founders")
    page.screenshot(path=shots / "me.png", full_page=True)
    cookies = {c["name"]: c for c in context.cookies()}  # pyright: ignore[reportTypedDictNotRequiredAccess]
    assert cookies["quorate"]["httpOnly"]  # pyright: ignore[reportTypedDictNotRequiredAccess]
    assert cookies["quorate"]["sameSite"] == "Strict"  # pyright: ignore[reportTypedDictNotRequiredAccess]
    assert "quorate-asked" not in cookies
    page.wait_for_timeout(500)
    try:
        change_person(setting, REVIEWER, locked=True)
        expect(page.locator("h1")).to_contain_text("Not employed", timeout=2000)
        page.screenshot(path=shots / "locked.png")
    finally:
        change_person(setting, REVIEWER, locked=False)
    context.close()
