"""A running installation with its console, founders who enrol browsers' keys, and a Chromium."""

import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from quorate.database import embedded
from quorate.demo.enrolling import attended, sign_in_links
from quorate.demo.setting import Setting, installation, new_database
from quorate.demo.synapse import SynapseProcess

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def installed(
    synapse: SynapseProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Setting]:
    """Quorate on the real homeserver; its founders sign what browsers ask for."""
    with running(synapse, tmp_path_factory.mktemp("console"), cli_approves=True) as setting:
        yield setting


@contextmanager
def running(synapse: SynapseProcess, folder: Path, *, cli_approves: bool) -> Generator[Setting]:
    """An installation whose founders sign at once what browsers ask for."""
    with unattended(synapse, folder, cli_approves=cli_approves) as setting, attended(setting):
        yield setting


@contextmanager
def unattended(synapse: SynapseProcess, folder: Path, *, cli_approves: bool) -> Generator[Setting]:
    """An installation whose founders sign nothing by themselves."""
    cluster = embedded.start(folder / "postgres")
    database = new_database(cluster.url)
    with installation(folder, database, synapse, (1, 2), cli_approves=cli_approves) as setting:
        yield setting
    embedded.stop(cluster)
    shutil.rmtree(cluster.folder)


@pytest.fixture
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless, new for each test: Playwright keeps a loop running."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def address(setting: Setting, path: str) -> str:
    """A page of the console, by the name that browsers hold secure."""
    return setting.profile.server.replace("127.0.0.1", "localhost") + path


@contextmanager
def signed_in(setting: Setting, browser: Browser, who: str) -> Generator[Page]:
    """A page of a fresh browser whose key the founders enrolled; errors on the page fail."""
    context = browser.new_context(viewport={"width": 1100, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda said: errors.append(said.text) if "Content Security" in said.text else None,
    )
    invite = next(i for i, name in sign_in_links(setting).items() if name == who)
    page.goto(address(setting, f"/console/sign-in?invite={invite}"))
    page.get_by_role("button", name="Sign in with this browser").click()
    page.wait_for_url("**/console/queue", timeout=120_000)
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def shots() -> Path:
    """Where the pages' pictures go, to be looked at."""
    folder = Path("var/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
