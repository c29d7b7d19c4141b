"""A plain case in a real Chromium: from each of its two keys to what it brings, painted."""

import secrets
import shutil
import statistics
from typing import cast

import httpx2
from playwright.sync_api import Page, Response, expect, sync_playwright

from benchmarks.house import house
from quorate.demo.enrolling import attended, sign_in_links
from quorate.demo.people import REVIEWER
from quorate.demo.setting import Setting, intake_token

CASES = 40
WARMING = 5
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# From the key's own event to the second frame after the change: by then the first is on the screen.
WATCH = """
window.told = []; window.next = []; window.keys = 0;
const painted = (since, into) =>
  requestAnimationFrame(() => requestAnimationFrame(() => into.push(performance.now() - since)));
let pressed = 0;
addEventListener("keydown", (event) => { window.keys++; pressed = event.timeStamp; }, true);
document.addEventListener("quorate:shown", () => painted(pressed, window.next));
new MutationObserver((changes) => {
  const added = changes.flatMap((change) => [...change.addedNodes]);
  if (added.some((node) => node.matches?.("[data-decide]"))) painted(pressed, window.told);
}).observe(document, { childList: true, subtree: true });
"""


def _report(setting: Setting, user: str) -> None:
    name = f"matrix:{setting.synapse.homeserver.server_name}"
    httpx2.post(
        setting.profile.server + "/v1/reports",
        json={
            "subject": {"connector": name, "kind": "account", "id": user},
            "category": "spam",
            "body": "bulk messages",
        },
        headers={
            "Authorization": f"Bearer {intake_token(setting)}",
            "Idempotency-Key": secrets.token_hex(8),
        },
    ).raise_for_status()


def _sign_in(page: Page, setting: Setting) -> str:
    """The origin as browsers hold it secure."""
    origin = setting.profile.server.replace("127.0.0.1", "localhost")
    invite = next(i for i, name in sign_in_links(setting).items() if name == REVIEWER)
    with attended(setting):
        page.goto(f"{origin}/console/sign-in?invite={invite}")
        page.get_by_role("button").first.click()
        page.wait_for_url("**/console/queue", timeout=120_000)
    return origin


def _decide(page: Page) -> None:
    """One case in two keys, as fast as the page lets one read."""
    page.locator("html[data-ahead]").wait_for(state="attached")
    page.keyboard.press("2")
    page.locator("[data-decide]").wait_for()
    page.wait_for_timeout(250)
    before = page.locator("h1 code").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1 code")).not_to_have_text(before)
    page.wait_for_timeout(100)


def _worked(page: Page, origin: str) -> dict[str, float]:
    weights: dict[str, tuple[str, int]] = {}

    def weigh(answer: Response) -> None:
        kind = answer.headers.get("content-type", "")
        if answer.status == 200 and "event-stream" not in kind:
            weights[answer.url] = (kind, len(answer.body()))

    page.goto(f"{origin}/console/queue")
    page.keyboard.press("n")
    page.wait_for_url("**/console/cases/case_*")
    case = page.url
    page.goto("about:blank")  # so that nothing on its way to the page before is weighed
    page.on("response", weigh)
    page.goto(case)
    page.remove_listener("response", weigh)
    page.evaluate(WATCH)
    for _ in range(CASES + WARMING):
        _decide(page)
    told = cast("list[float]", page.evaluate("window.told"))[WARMING:]
    following = cast("list[float]", page.evaluate("window.next"))[WARMING:]
    keys = float(page.evaluate("window.keys")) / (CASES + WARMING)
    script = sum(size for kind, size in weights.values() if "javascript" in kind)
    whole = sum(size for _, size in weights.values())
    return {
        **_percentiles("desk_first_key", told),
        **_percentiles("desk_next_case", following),
        "desk_cases": float(len(following)),
        "desk_keys_per_case": keys,
        "desk_page_bytes": float(whole),
        "desk_script_bytes": float(script),
    }


def _percentiles(name: str, milliseconds: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(milliseconds, n=100, method="inclusive")
    return {f"{name}_p50_ms": cuts[49], f"{name}_p95_ms": cuts[94]}


def run() -> dict[str, float]:
    """40 plain cases worked in a row by one reviewer; times are of the browser's own clock."""
    with house() as found:
        return _in_chromium(found.setting)


def _in_chromium(setting: Setting) -> dict[str, float]:
    for _ in range(CASES + WARMING + 2):
        _report(setting, setting.synapse.client(f"desk-{secrets.token_hex(4)}").user_id)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1100, "height": 900})
        origin = _sign_in(page, setting)
        found = _worked(page, origin)
        browser.close()
    return found
