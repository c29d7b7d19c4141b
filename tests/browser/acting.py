"""What people of these tests do: report, claim, choose, sign, wait for what the page says."""

import re
import secrets

import httpx2
from playwright.sync_api import Page
from tests.browser.conftest import address

from quorate.demo.matrix import MatrixClient
from quorate.demo.setting import Setting, intake_token

OFFICE = ("--criterion", "office", "--reason", "an office")
BRIGADED = ("--criterion", "brigaded", "--reason", "reported in waves")


def reported(setting: Setting, native: str, text: str = "bulk messages") -> str:
    """A report by the platform's backend; the case it joined."""
    answer = httpx2.post(
        setting.profile.server + "/v1/reports",
        headers={
            "Authorization": f"Bearer {intake_token(setting)}",
            "Idempotency-Key": secrets.token_hex(8),
        },
        json={
            "subject": {
                "connector": f"matrix:{setting.synapse.homeserver.server_name}",
                "kind": "account",
                "id": native,
            },
            "category": "spam",
            "body": text,
        },
    )
    assert answer.status_code == 202, answer.text
    return str(answer.json()["case"])


def account(setting: Setting) -> tuple[MatrixClient, str]:
    """A new user with a room of their own."""
    user = setting.synapse.client(f"browser-{secrets.token_hex(4)}")
    _, made = user.create_room("here")
    return user, str(made["room_id"])


def propose(page: Page, setting: Setting, case: str, action: str, facts: str = "") -> None:
    """Claims the case and proposes; the id is typed where the page asks for it."""
    page.goto(address(setting, f"/console/cases/{case}"))
    page.get_by_role("button", name="Claim this case").click()
    decide(page, action, facts=facts)


def decide(page: Page, action: str, *, meanwhile: bool = False, facts: str = "") -> None:
    """On the page of a held case: chooses, reads what will happen, signs."""
    page.locator(f"input[value={action}]").check()
    page.locator("select[name=policy]").select_option("harassment/1")
    page.locator("textarea[name=facts]").fill(facts)
    page.get_by_role("button", name="See what will happen").click()
    weigh(page)
    typed = page.locator("[data-typed]")
    if typed.count():
        typed.fill(typed.get_attribute("data-typed") or "")
    if meanwhile:
        page.locator("[data-interim]").check()
    page.get_by_role("button", name="Sign and propose").click()
    page.wait_for_url(re.compile("/console/proposals/prop_"))


def weigh(page: Page) -> None:
    """Where the page asks about the public interest: answers."""
    page.locator("form.questions, form[data-statement]").first.wait_for()
    if not page.locator("form.questions").count():
        return
    for name in ("speaker", "office", "harm", "insufficient"):
        page.locator(f"textarea[name={name}]").fill(f"{name}: as the form asks")
    page.locator("select[name=considered]").select_option("label")
    page.get_by_role("button", name="See what will happen").click()
    page.locator("form[data-statement]").wait_for()


def press(page: Page, name: str) -> None:
    """Presses what signs and sends; it ends on the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def until_says(page: Page, words: str) -> None:
    """Loads the page anew until its state says so."""
    for _ in range(50):
        if words in page.locator(".state").inner_text():
            return
        page.wait_for_timeout(100)
        page.reload()
    raise AssertionError(page.locator(".state").inner_text())


def first_key(page: Page, key: str) -> str:
    """Presses the key of a template; what the case's page then says that the second one does."""
    page.keyboard.press(key)
    page.locator("[data-decide]").wait_for()
    page.wait_for_timeout(250)  # a second key that nobody could have read for does nothing
    return page.locator("[data-decide]").inner_text()
