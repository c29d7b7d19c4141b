"""What is asked of every page is asked of what people see: with its styles, and scrolled anyhow."""

import pytest
from playwright.sync_api import Browser, Page, Route
from tests.browser.axe import faults

pytestmark = pytest.mark.browser
ADDRESS = "http://page.example/"
KEYS = "".join(f"<button>Key {n}</button>" for n in range(60))
PAGE = f"""<!doctype html><html lang="en"><head><title>Keys</title>
<link rel="stylesheet" href="/late.css"></head><body><main>
<h1>Keys</h1><p role="status" aria-live="polite"></p>{KEYS}</main>
<aside><button>Undo</button></aside></body></html>"""
STYLES = """* { margin: 0; padding: 0; box-sizing: border-box; }
h1, main button { display: block; height: 40px; width: 100%; }
aside { height: 90px; } aside button { height: 90px; width: 100%; }
[role=status] { height: 0; }"""


def opened(chromium: Browser, styles: str = "") -> Page:
    """A page of sixty keys, as soon as its words are there: its styles come a second later."""
    page = chromium.new_page(viewport={"width": 1100, "height": 900})

    def answer(route: Route) -> None:
        if route.request.url == ADDRESS:
            route.fulfill(body=PAGE, content_type="text/html")
        elif route.request.url.endswith("late.css"):
            page.wait_for_timeout(1000)
            route.fulfill(body=STYLES + styles, content_type="text/css")
        else:
            route.fulfill(status=404)

    page.route("**/*", answer)
    page.goto(ADDRESS, wait_until="commit")
    page.get_by_role("button", name="Key 59").wait_for(state="attached")
    return page


def test_a_page_is_asked_when_its_styles_are_there(chromium: Browser) -> None:
    assert faults(opened(chromium)) == []


def test_a_bar_that_sticks_to_the_window_makes_no_key_small(chromium: Browser) -> None:
    """It leaves ten pixels of the key under its upper edge."""
    page = opened(chromium, "aside { position: sticky; bottom: 0; }")
    assert faults(page) == []
    assert page.locator("aside").evaluate("one => getComputedStyle(one).position") == "sticky"


@pytest.mark.parametrize(
    "styles", ["main button { height: 20px; }", "aside { position: relative; bottom: 30px; }"]
)
def test_a_key_that_is_small_or_half_covered_for_good_is_told(
    chromium: Browser, styles: str
) -> None:
    assert any("target-size" in one for one in faults(opened(chromium, styles)))
