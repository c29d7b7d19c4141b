"""The desk in a real Chromium: cases from queue to restore, and every way a case can go."""

import re
import secrets
import time
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.acting import BRIGADED, account, first_key, press, propose, reported, until_says
from tests.browser.conftest import address, signed_in
from tests.installed import wait_until

from quorate.demo.matrix import MatrixClient
from quorate.demo.people import APPROVER, LEAD, ON_CALL, REVIEWER, SECOND_CONTRACTOR
from quorate.demo.setting import Setting

pytestmark = [pytest.mark.platform, pytest.mark.browser]


def heard(user: MatrixClient, room: str) -> bool:
    return user.send(room, "heard?")[0] == 200


def worked(page: Page, people: dict[str, tuple[MatrixClient, str]]) -> str:
    """One case decided in two keys and undone from the bar that tells it; who it was about."""
    native = page.locator("h1 code").inner_text()
    user, room = people[native]
    first_key(page, "1")
    page.keyboard.press("Enter")
    done = page.locator("[data-lasting] li").filter(has_text=native)
    expect(done).to_contain_text("Done", timeout=30_000)
    assert not heard(user, room)
    page.keyboard.press("z")
    expect(done).to_contain_text("Restored")
    assert heard(user, room)
    return native


@pytest.mark.parametrize("cases", [4, pytest.param(20, marks=pytest.mark.long)])
def test_cases_are_worked_from_queue_to_restore_by_keyboard_alone(
    installed: Setting, chromium: Browser, shots: Path, cases: int
) -> None:
    reporter = installed.synapse.client(f"reporter-{secrets.token_hex(4)}")
    people: dict[str, tuple[MatrixClient, str]] = {}
    for number in range(cases):
        user, room = account(installed)
        people[user.user_id] = (user, room)
        if number % 2:
            reporter.report_user(user.user_id, f"this account bothers me, {number}")
        else:
            reporter.join(room)
            event = str(user.send(room, f"a message, number {number}")[1]["event_id"])
            reporter.report_event(room, event, "not wanted here", -50)
    client = installed.client(REVIEWER)

    def waiting() -> list[object]:
        listed = client.call("GET", "/v1/cases?area=unsorted&limit=100")["cases"]
        assert isinstance(listed, list)
        return listed  # pyright: ignore[reportUnknownVariableType]

    wait_until(lambda: len(waiting()) == cases, 150)
    with signed_in(installed, chromium, REVIEWER) as page:
        queue = address(installed, "/console/queue?area=unsorted")
        page.goto(queue)
        page.screenshot(path=shots / "twenty.png", full_page=True)
        page.keyboard.press("n")
        page.wait_for_url(re.compile("/console/cases/case_"))
        done = {worked(page, people) for _ in range(cases)}
        expect(page.locator(".state")).to_contain_text("Nothing in this queue")
    assert done == set(people)
    assert waiting() == []


def test_the_queue_shows_the_most_urgent_first_and_filters(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    (calm, _), (loud, _) = account(installed), account(installed)
    protect = (
        "protect",
        loud.user_id,
        "--tier",
        "2",
        "--criterion",
        "office",
        "--reason",
        "an office",
    )
    assert installed.command(ON_CALL, *protect).returncode == 0
    time.sleep(1)  # until the effector has read it in the ledger
    reported(installed, calm.user_id)
    urgent = reported(installed, loud.user_id)
    client = installed.client(REVIEWER)
    wait_until(lambda: "'tier': None" not in str(client.call("GET", "/v1/cases?area=spam")), 30)
    with signed_in(installed, chromium, REVIEWER) as page:
        page.goto(address(installed, "/console/queue?area=spam"))
        page.screenshot(path=shots / "queue-order.png", full_page=True)
        listed = page.locator("tbody tr td:first-child").all_inner_texts()
        assert listed.index(loud.user_id) < listed.index(calm.user_id)
        page.get_by_label("Area").select_option("harassment")
        page.get_by_role("button", name="Show").click()
        expect(page.locator("tbody")).to_contain_text("Nothing waits")
        page.get_by_role("button", name="Take the next case").click()
        expect(page.locator(".state")).to_contain_text("free for you")
        page.screenshot(path=shots / "queue-empty.png", full_page=True)
        page.goto(address(installed, f"/console/cases/{urgent}"))
        page.get_by_text("Why it stands where it stands").click()
        expect(page.locator("details").first).to_contain_text("severity 2 of 5")
        page.screenshot(path=shots / "case.png", full_page=True)


def test_skip_escalate_and_reopen(installed: Setting, chromium: Browser, shots: Path) -> None:
    user, _ = account(installed)
    case = reported(installed, user.user_id)
    at = address(installed, f"/console/cases/{case}")
    with signed_in(installed, chromium, REVIEWER) as page:
        page.goto(at)
        page.get_by_role("button", name="Claim this case").click()
        page.get_by_label("Not for me").select_option("language")
        page.get_by_role("button", name="Skip for 8 hours").click()
        page.goto(at)
        expect(page.get_by_role("button", name="Claim this case")).to_be_visible()
        page.get_by_role("button", name="Claim this case").click()
        page.screenshot(path=shots / "held.png", full_page=True)
        page.get_by_label("Give it to the leads").select_option("legal")
        page.get_by_role("button", name="Escalate").click()
        expect(page.locator("main")).to_contain_text("This case waits for a lead")
        page.screenshot(path=shots / "escalated.png", full_page=True)
    with signed_in(installed, chromium, LEAD) as page:
        page.goto(at)
        page.get_by_role("button", name="Claim this case").click()
        page.get_by_role("button", name="Close the case").click()
        expect(page.locator("main")).to_contain_text("closed: actioned")
        page.get_by_label("Reopen it because of").select_option("mistake")
        page.screenshot(path=shots / "closed.png", full_page=True)
        page.get_by_role("button", name="Reopen the case").click()
        expect(page.get_by_role("button", name="Claim this case")).to_be_visible()


def test_an_elevated_account_takes_two_in_their_browsers(
    installed: Setting, chromium: Browser, shots: Path
) -> None:
    user, room = account(installed)
    protect = ("protect", user.user_id, "--tier", "1", *BRIGADED)
    assert installed.command(ON_CALL, *protect).returncode == 0
    case = reported(installed, user.user_id)
    with signed_in(installed, chromium, REVIEWER) as page:
        page.wait_for_timeout(1000)
        propose(page, installed, case, "suspend")
        expect(page.locator(".state")).to_contain_text("Waiting for")
        proposal = page.url
    assert heard(user, room)
    with signed_in(installed, chromium, APPROVER) as page:
        page.goto(address(installed, "/console/approvals"))
        paper = page.locator("[data-paper]", has_text=user.user_id)
        expect(paper).to_contain_text("may approve")
        page.goto(proposal)
        page.screenshot(path=shots / "approve.png", full_page=True)
        press(page, "Approve")
        until_says(page, "Done")
        assert not heard(user, room)
    with signed_in(installed, chromium, ON_CALL) as page:
        page.goto(proposal)
        press(page, "Undo")
        until_says(page, "Restored")
    assert heard(user, room)


UNSIGNED = {"key": "00", "sig": "zz"}
FORMS: list[tuple[str, dict[str, str], int]] = [
    ("/console/cases/case_x/claim", {"version": "1"}, 404),
    ("/console/cases/{case}/claim", {}, 422),
    ("/console/cases/{case}/claim", {"version": "one"}, 422),
    ("/console/cases/{case}/claim", {"version": "99"}, 409),
    ("/console/cases/{case}/release", {"version": "1", "fence": "7"}, 409),
    ("/console/cases/{case}/close", {"version": "1", "fence": "1", "outcome": "gone"}, 422),
    ("/console/cases/{case}/skip", {"reason": "<script>alert(1)</script>"}, 422),
    ("/console/cases/{case}/escalate", {"version": "1", "fence": "1", "reason": "legal"}, 422),
    ("/console/cases/{case}/reopen", {"version": "1", "reason": "mistake"}, 422),
    ("/console/cases/{case}/reopen", {"version": "1", "reason": "mistake", **UNSIGNED}, 403),
    ("/console/cases/{case}/draft", {"action": "ban", "policy": "spam/1", "fence": "1"}, 422),
    ("/console/queue/next?tier=9", {}, 422),
    ("/console/proposals", {"proposal": "prop_x", "key": "00", "sig": "00"}, 404),
    ("/console/proposals/prop_x/approve", {"key": "00", "sig": "zz"}, 422),
    ("/console/proposals/prop_x/adore", {"key": "00", "sig": "00"}, 422),
]
PAGES = [
    ("/console/queue?tier=x", 422),
    ("/console/queue?cursor=nonsense", 422),
    ("/console/queue?area=" + "a" * 65, 422),
    ("/console/cases/case_" + "0" * 32, 404),
    ("/console/proposals/prop_x", 404),
    ("/console/nowhere", 404),
]


def test_bad_input_is_a_page_that_names_the_way_out_and_loses_nothing(
    installed: Setting, chromium: Browser
) -> None:
    user, _ = account(installed)
    case = reported(installed, user.user_id)
    before = installed.client(SECOND_CONTRACTOR).call("GET", f"/v1/cases/{case}")["case"]
    with signed_in(installed, chromium, SECOND_CONTRACTOR) as page:
        cookies = {c["name"]: c["value"] for c in page.context.cookies()}  # pyright: ignore[reportTypedDictNotRequiredAccess]
    with httpx2.Client(
        base_url=address(installed, ""), cookies=cookies, headers={"Sec-Fetch-Site": "same-origin"}
    ) as http:
        for path, fields, status in FORMS:
            answer = http.post(path.format(case=case), data=fields)
            assert (path, answer.status_code) == (path, status), answer.text
            assert "The way out" in answer.text
            assert "<script>alert" not in answer.text
        for path, status in PAGES:
            answer = http.get(path)
            assert (path, answer.status_code) == (path, status), answer.text
            assert "The way out" in answer.text
    after = installed.client(SECOND_CONTRACTOR).call("GET", f"/v1/cases/{case}")["case"]
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    for field in ("version", "fence", "state", "claimed_by"):
        assert before[field] == after[field]
