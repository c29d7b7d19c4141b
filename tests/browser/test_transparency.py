"""The transparency page in a real browser, without script: in light and dark, on a telephone."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page
from tests.browser.axe import NARROW, WIDE, faults
from tests.transparency.making import LATER, PROVIDER, Held, provider

from quorate.public.app import create_public
from quorate.public.pages import PREFIX
from quorate.transparency.closing import close
from quorate.transparency.months import Month, months
from quorate.transparency.records import (
    About,
    Complaint,
    Ground,
    Kind,
    Measure,
    Misuse,
    Notice,
    Origin,
    Outcome,
    Record,
    Suspension,
)
from quorate.transparency.reporting import report
from quorate.transparency.sheets import Span
from quorate.transparency.shelf import Shelf

pytestmark = [pytest.mark.long, pytest.mark.browser]
SPAN = months(Month(2025, 9), Month(2026, 10))
PLACES = [
    ("STATEMENT_CATEGORY_VIOLENCE", "KEYWORD_OTHER"),
    ("STATEMENT_CATEGORY_SCAMS_AND_FRAUD", "KEYWORD_OTHER"),
    ("STATEMENT_CATEGORY_CYBER_VIOLENCE", "KEYWORD_CYBER_HARASSMENT"),
    ("STATEMENT_CATEGORY_SELF_HARM", "KEYWORD_OTHER"),
]
WEIGHTS = [30, 12, 20, 1]


def played(month: Month, chance: Random) -> list[Record]:
    """A month of a mid-sized community."""
    at, found = month.start, list[Record]()
    for _ in range(chance.randint(20, 90)):
        ground, place = chance.choice(list(Ground)), chance.choices(PLACES, WEIGHTS)[0]
        kind = chance.choice(["ACCOUNT_SUSPENDED", "VISIBILITY_CONTENT_REMOVED"])
        origin, by = chance.choice([Origin.OWN, Origin.NOTICE]), "AUTOMATED_DECISION_NOT_AUTOMATED"
        found.append(Measure(at, ground, *place, f"DECISION_{kind}", origin, False, by, "de"))
    for _ in range(chance.randint(5, 40)):
        answered = at.replace(day=chance.randint(2, 20))
        place = chance.choices(PLACES, WEIGHTS)[0]
        found.append(Notice(at, *place, answered, chance.random() < 0.2, 1, by_law=1))
        outcome = chance.choice(list(Outcome))
        found.append(Complaint(at, About.ACCOUNT, answered, outcome, restricted=False))
    found.append(Suspension(at, Misuse.NOTICES))
    return found


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Fourteen months, of which two did not record notices, none orders."""
    folder, chance = tmp_path_factory.mktemp("kept"), Random(7)
    (folder / "provider.yaml").write_text(json.dumps(PROVIDER))
    for month in SPAN:
        gone = {Kind.ORDERS, *({Kind.NOTICES} if month.number in (3, 4) else set[Kind]())}
        records = [
            r for r in played(month, chance) if not (isinstance(r, Notice) and len(gone) > 1)
        ]
        close(Held(records, set(Kind) - gone), month, folder / "months", LATER)
    made = Shelf(folder / "provider.yaml", folder / "months", folder / "reports")
    report(made.months, Span(SPAN[-2], SPAN[-1]), provider(), made.reports)
    return made


@pytest.fixture
def pages(kept: Shelf, tmp_path: Path) -> Iterator[str]:
    """The public door with those months at /public, with none at /none/public."""
    nobody: Any = None  # these pages ask neither the database nor the ledger
    app = FastAPI()
    app.mount(f"/none{PREFIX}", create_public(nobody, nobody, None))
    app.mount(PREFIX, create_public(nobody, nobody, kept))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started:
        running.join(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    running.join()


def wrong(page: Page) -> list[str]:
    """A public page has no script, so nothing in it has to be announced."""
    return [one for one in faults(page, every=True) if "a live region" not in one]


def pictured(page: Page, shots: Path, name: str) -> None:
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            path = shots / f"{name}_{size['width']}_{scheme}.png"
            page.screenshot(path=path, full_page=True)
    page.emulate_media(color_scheme="light")


@pytest.mark.parametrize("language", ["en", "de"])
def test_everybody_can_read_the_figures(
    language: str, pages: str, chromium: Browser, shots: Path
) -> None:
    context = chromium.new_context(viewport=WIDE)
    page = context.new_page()
    for name, path in (
        ("transparency", "/public/transparency"),
        ("transparency_month", "/public/transparency/2026-10"),
        ("transparency_none", "/none/public/transparency"),
    ):
        page.goto(f"{pages}{path}?language={language}")
        assert page.locator("script").count() == 0
        assert wrong(page) == []
        pictured(page, shots, f"{name}_{language}")
    plots = f"{pages}/public/transparency?language={language}"
    page.goto(plots)
    drawn = 0
    for figure in page.locator("figure").all():
        drawn += figure.locator("svg").count()
        assert figure.locator("svg").count() == figure.locator("table").count()
        assert figure.locator("tbody tr").count() in (0, len(SPAN))
    assert drawn == page.locator("figure").count() - 1  # no month has recorded orders
    page.locator("summary").first.click()
    assert wrong(page) == []
    page.locator("tbody a").first.click()
    assert page.url.endswith("/public/transparency/2026-10")
    context.close()
