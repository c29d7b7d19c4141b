"""Several cases decided by one press, in a real Chromium: each account by itself, and undone."""

import re
import secrets
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.acting import BRIGADED, account, reported
from tests.browser.conftest import address, signed_in
from tests.installed import ended, wait_until

from quorate.demo.matrix import MatrixClient
from quorate.demo.people import APPROVER, ON_CALL, REVIEWER
from quorate.demo.setting import Setting
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import read_entry
from quorate.ledger.fields import as_object
from quorate.vocabulary.events import Event

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.browser]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1100, "height": 900}


def heard(user: MatrixClient, room: str) -> bool:
    return user.send(room, "heard?")[0] == 200


def pictured(page: Page, shots: Path, name: str) -> None:
    """At both sizes; nothing sticks out to the side on the small one."""
    page.screenshot(path=shots / f"{name}.png", full_page=True)
    page.set_viewport_size(PHONE)  # pyright: ignore[reportArgumentType]
    page.screenshot(path=shots / f"{name}-phone.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.set_viewport_size(DESK)  # pyright: ignore[reportArgumentType]


def chosen(page: Page, setting: Setting, words: str, action: str) -> None:
    """Searches, ticks all, and chooses what is done to them; it ends on the batch's page."""
    page.goto(address(setting, f"/console/search?text={words}"))
    page.locator("[data-all]").check()
    page.get_by_role("button", name="Decide the chosen cases together").click()
    page.locator(f"input[value={action}]").check()
    page.locator("select[name=policy]").select_option("harassment/1")
    page.get_by_role("button", name="See what will happen to each").click()
    page.wait_for_url(re.compile("/console/batches/batch_"))


def test_alike_cases_are_found_decided_and_undone_each_by_itself(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    word = f"wave{secrets.token_hex(4)}"
    people = [account(installed) for _ in range(4)]
    protect = ("protect", people[3][0].user_id, "--tier", "1", *BRIGADED)
    assert installed.command(ON_CALL, *protect).returncode == 0
    for number, (user, _) in enumerate(people):
        reported(installed, user.user_id, f"<b>{word}</b> cheap \u202epills, number {number}")
    plain = people[:3]
    with signed_in(installed, chromium, REVIEWER) as page:
        page.wait_for_timeout(1000)
        page.goto(address(installed, f"/console/search?text={word}"))
        expect(page.locator("mark").first).to_have_text(word)
        pictured(page, shots, "search")
        chosen(page, installed, word, "suspend")
        expect(page.locator(".accounts .ready")).to_have_count(3)
        expect(page.locator(".accounts .out")).to_contain_text(people[3][0].user_id)
        expect(page.locator(".accounts .out")).to_contain_text("its name is typed to sign")
        pictured(page, shots, "batch")
        assert all(heard(*one) for one in people)
        page.get_by_role("button", name="Sign 3 statements").click()
        expect(page.locator(".accounts .done")).to_have_count(3, timeout=20_000)
        expect(page.locator("[data-progress]")).to_contain_text("3 of 3 heard")
        assert [heard(*one) for one in people] == [False] * 3 + [True]
        pictured(page, shots, "batch-done")
        page.get_by_role("button", name="Close 3 cases as acted on").click()
        expect(page.locator("#press-close")).to_have_count(0, timeout=20_000)
        batch = page.url
    with signed_in(installed, chromium, ON_CALL) as page:
        page.goto(batch)
        page.get_by_role("button", name="Undo: restore all 3 accounts now").click()
        expect(page.locator(".accounts .over")).to_have_count(3, timeout=20_000)
        assert all(heard(*one) for one in plain)
        pictured(page, shots, "batch-undone")


def cookies_of(page: Page) -> dict[str, str]:
    return {c["name"]: c["value"] for c in page.context.cookies()}  # pyright: ignore[reportTypedDictNotRequiredAccess]


def taken(cookies: dict[str, str], setting: Setting, cases: list[str]) -> str:
    """Makes a batch as the form does; its address."""
    body = {"case": cases, "action": "suspend", "policy": "harassment/1"}
    answer = httpx2.post(
        address(setting, "/console/batches"),
        data=body,
        cookies=cookies,
        headers={"Sec-Fetch-Site": "same-origin"},
        timeout=60,
    )
    assert answer.status_code == 303, answer.text
    return address(setting, answer.headers["location"])


@pytest.mark.long
def test_two_at_once_and_a_kill_in_between_leave_each_account_decided_once(
    installed: Setting, chromium: Browser
) -> None:
    people = [account(installed) for _ in range(6)]
    cases = [reported(installed, user.user_id) for user, _ in people]
    with (
        signed_in(installed, chromium, REVIEWER) as one,
        signed_in(installed, chromium, APPROVER) as two,
        ThreadPoolExecutor() as threads,
    ):
        jobs = [
            threads.submit(taken, cookies_of(one), installed, cases),
            threads.submit(taken, cookies_of(two), installed, cases[::-1]),
        ]
        pages = list(zip((one, two), [job.result() for job in jobs], strict=True))
        for page, batch in pages:
            page.goto(batch)
        assert sum(page.locator(".accounts .ready").count() for page, _ in pages) == len(people)
        for page, _ in pages:
            if page.locator("#press-sign").count():
                page.locator("#press-sign").click()
        ended(installed, "serve", signal.SIGKILL)
        wait_until(lambda: answers(installed), 60)
        for page, batch in pages:
            page.goto(batch)
            for _ in range(3):
                if not page.locator("#press-sign").count():
                    break
                page.locator("#press-sign").click()
                page.wait_for_timeout(1500)
            expect(page.locator(".accounts .ready")).to_have_count(0, timeout=20_000)
            expect(page.locator(".accounts .going")).to_have_count(0, timeout=20_000)
        assert sum(page.locator(".accounts .done").count() for page, _ in pages) == len(people)
    assert not any(heard(*one) for one in people)
    assert opened_once(installed, cases)


def test_what_a_colleague_took_meanwhile_is_not_signed_over_their_head(
    installed: Setting, chromium: Browser
) -> None:
    people = [account(installed) for _ in range(2)]
    cases = [reported(installed, user.user_id) for user, _ in people]
    with signed_in(installed, chromium, REVIEWER) as page:
        page.goto(taken(cookies_of(page), installed, cases))
        expect(page.locator(".accounts .ready")).to_have_count(2)
        mine, colleague = installed.client(REVIEWER), installed.client(APPROVER)
        row = as_object(mine.call("GET", f"/v1/cases/{cases[0]}")["case"], "case")
        hold = {"fence": row["fence"], "version": row["version"]}
        mine.call("POST", f"/v1/cases/{cases[0]}/release", hold)
        row = as_object(colleague.call("GET", f"/v1/cases/{cases[0]}")["case"], "case")
        colleague.call("POST", f"/v1/cases/{cases[0]}/claim", {"version": row["version"]})
        page.locator("#press-sign").click()
        expect(page.locator("[data-progress]")).to_contain_text("1 of 2 heard; 1 refused")
        page.get_by_role("button", name="Look again at 1 account").click()
        expect(page.locator(".accounts .out")).to_contain_text(f"held by {APPROVER}")
        expect(page.locator(".accounts .done")).to_have_count(1, timeout=20_000)
    assert [heard(*one) for one in people] == [True, False]


def answers(setting: Setting) -> bool:
    try:
        return httpx2.get(address(setting, "/console/sign-in")).status_code < 500
    except httpx2.HTTPError:
        return False


def opened_once(setting: Setting, cases: list[str]) -> bool:
    """Whether the log has one opened proposal for each of these cases."""
    reader = LogReader(setting.folder / "ledger")
    size = int(reader.checkpoint_text().split("\n")[1])
    found = [read_entry(body) for body in reader.entries(0, size)]
    opened = [
        str(as_object(as_object(e.data["statement"], "statement")["case"], "case")["id"])
        for e in found
        if e.event is Event.PROPOSAL_OPENED
    ]
    return all(opened.count(case) == 1 for case in cases)
