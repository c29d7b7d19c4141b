"""The console in another language than English, in a real Chromium: chosen once, then everywhere,
on a telephone; and turned for a language that is written from the right."""

from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.acting import account, reported
from tests.browser.axe import NARROW, WIDE
from tests.browser.conftest import address, signed_in
from tests.languages.leftover import still_english

from quorate.demo.people import REVIEWER
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.browser]

READ: Final = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent.closest("script, style, template, code"))
      texts.push(walker.currentNode.data);
  }
  const named = ["aria-label", "data-does", "placeholder", "title"];
  for (const name of named)
    for (const one of document.querySelectorAll(`[${name}]`)) texts.push(one.getAttribute(name));
  texts.push(document.title.replace(" — Quorate", ""));
  return texts.map((text) => text.trim()).filter(Boolean);
}"""
SIDEWAYS: Final = (
    "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
)
TURNED: Final = """document.addEventListener("DOMContentLoaded", () => {
  document.documentElement.dir = "rtl";
});"""


def leftover(page: Page) -> list[str]:
    """Texts on the page that are English though the catalogue has them."""
    return still_english(page.evaluate(READ))


def test_a_case_is_decided_in_german_on_a_telephone_and_the_page_can_be_turned(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    user, _ = account(installed)
    case = reported(installed, user.user_id)
    with signed_in(installed, chromium, REVIEWER) as page:
        page.goto(address(installed, "/console/me"))
        page.locator("select[name=language]").select_option("de")
        page.get_by_role("button", name="Speak it").click()
        expect(page.locator("html[lang=de][dir=ltr]")).to_be_attached()
        assert leftover(page) == []
        every_page_is_german(page)
        page.set_viewport_size(NARROW)
        page.goto(address(installed, "/console/queue"))
        assert (leftover(page), page.evaluate(SIDEWAYS)) == ([], 0)
        page.screenshot(path=shots / "german-queue.png", full_page=True)
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_contain_text("Diese Tasten")
        page.keyboard.press("Escape")
        page.goto(address(installed, f"/console/cases/{case}"))
        page.get_by_role("button", name="Diesen Fall für 15 Minuten übernehmen").click()
        page.get_by_role("button", name="Ansehen, was geschehen wird").wait_for()
        assert (leftover(page), page.evaluate(SIDEWAYS)) == ([], 0)
        page.screenshot(path=shots / "german-case.png", full_page=True)
        page.locator("input[value=suspend]").check()
        page.locator("select[name=policy]").select_option("harassment/1")
        page.get_by_role("button", name="Ansehen, was geschehen wird").click()
        expect(page.locator("h1")).to_have_text("Was geschehen wird")
        expect(page.locator(".does")).to_have_text("suspendieren: lässt das Konto nur noch lesen.")
        assert (leftover(page), page.evaluate(SIDEWAYS)) == ([], 0)
        page.screenshot(path=shots / "german-draft.png", full_page=True)
        page.goto(address(installed, "/console/cases/case_0"))
        expect(page.locator(".problem")).to_have_text("diesen Fall gibt es nicht")
        turned(page, installed, case, shots)


def every_page_is_german(page: Page) -> None:
    """Those that the pages' own list leads to, with what they say when there is nothing yet."""
    paths = page.locator("nav a").evaluate_all("(links) => links.map((link) => link.href)")
    assert len(paths) > 10
    for path in paths:
        page.goto(path)
        assert (path, leftover(page)) == (path, [])


def turned(page: Page, installed: Setting, case: str, shots: Path) -> None:
    """As a language that is written from the right has it: the first link stands rightmost."""
    page.set_viewport_size(WIDE)
    page.add_init_script(TURNED)
    for name, path in (("queue", "/console/queue"), ("case", f"/console/cases/{case}")):
        page.goto(address(installed, path))
        links = page.locator("nav a")
        first, second = links.nth(0).bounding_box(), links.nth(1).bounding_box()
        assert first and second and first["x"] > second["x"]
        assert page.evaluate(SIDEWAYS) == 0
        page.screenshot(path=shots / f"turned-{name}.png", full_page=True)
