"""What everybody needs of a page, asked of the page itself in a real Chromium.

axe-core's rules of WCAG 2.2 AA, one way to read the headings, nothing that sticks out on a
telephone, and little script. axe-core comes from npm for the tests alone; nobody is served it.
"""

from pathlib import Path
from typing import Any, Final, Literal

from playwright.sync_api import Page, ViewportSize

AXE: Final = Path("web/node_modules/axe-core/axe.min.js").read_text()
WIDE: Final[ViewportSize] = {"width": 1100, "height": 900}
NARROW: Final[ViewportSize] = {"width": 390, "height": 844}
SCRIPT: Final = 100_000
Scheme = Literal["light", "dark"]

# A page begins with its one h1 and goes down one level at a time; there is one main part; what a
# script writes into later is announced.
ORDER: Final = """() => {
  const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
    .filter((one) => one.checkVisibility()).map((one) => Number(one.tagName[1]));
  const wrong = [];
  if (levels.lastIndexOf(1) !== 0) wrong.push(`one h1, first: ${levels}`);
  if (levels.some((one, at) => at && one > levels[at - 1] + 1)) wrong.push(`left out: ${levels}`);
  if (document.querySelectorAll("main").length !== 1) wrong.push("one main part");
  if (!document.querySelector("main [role=status][aria-live]")) wrong.push("a live region");
  return wrong;
}"""
# What sticks to an edge of the window, as the bar of what one just did, lies over half a field or
# none as the page is scrolled: all is asked about where it stands by itself.
RULES: Final = """async (rules) => {
  const stuck = [...document.querySelectorAll("*")]
    .filter((one) => getComputedStyle(one).position === "sticky");
  for (const one of stuck) one.style.position = "relative";
  const found = await axe.run(document, rules);
  for (const one of stuck) one.style.removeProperty("position");
  return found.violations.map((one) => {
    const where = one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160));
    return [one.id, one.help, ...where].join(": ");
  });
}"""
WHOLE: Final = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"],
    },
    "resultTypes": ["violations"],
}
WIDTHS: Final = {
    "runOnly": {
        "type": "rule",
        "values": ["scrollable-region-focusable", "target-size", "color-contrast"],
    },
    "resultTypes": ["violations"],
}
BYTES: Final = """() => performance.getEntriesByType("resource")
  .filter((one) => new URL(one.name).pathname.endsWith(".js"))
  .reduce((sum, one) => sum + one.decodedBodySize, 0)"""
MOVING: Final = """() => document.getAnimations().length"""


def faults(page: Page, *, every: bool = False) -> list[str]:
    """What is wrong with the page that is open, in light and dark, wide and narrow.

    Most rules hang on neither: dark and narrow are asked together, and only for what does. `every`
    asks all four in full. Its words stand there before its styles do, which nobody sees but a test.
    """
    page.wait_for_load_state("load")
    found = [f"script: {size} bytes" for size in [page.evaluate(BYTES)] if size > SCRIPT]
    found += page.evaluate(ORDER)
    if not page.evaluate("'axe' in window"):
        page.add_init_script(AXE)  # on this page from its next load on, which is quicker
        page.evaluate(AXE)
    found += _asked(page, WHOLE, "wide")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    if every:
        found += _asked(page, WHOLE, "wide, dark")
    if page.evaluate(MOVING):
        found.append("it moves although less motion is wanted")
    page.set_viewport_size(NARROW)
    found += _asked(page, WHOLE if every else WIDTHS, "narrow, dark")
    if (width := page.evaluate("document.documentElement.scrollWidth")) > NARROW["width"]:
        found.append(f"narrow: {width} px wide")
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    if every:
        found += _asked(page, WHOLE, "narrow")
    page.set_viewport_size(WIDE)
    return [f"{page.url}: {one}" for one in found]


def _asked(page: Page, rules: dict[str, Any], where: str) -> list[str]:
    said: list[str] = page.evaluate(RULES, rules)
    return [f"{where}: {one}" for one in said]
