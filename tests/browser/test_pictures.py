"""The pictures of the README and the documentation: the demo's story, as its people see it.

They go to `var/screenshots`; `make pictures` names `docs/images` instead, so that an ordinary run
changes no file of the house.
"""

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from tests.browser.acting import until_says
from tests.browser.conftest import address, running, signed_in
from tests.browser.test_signer import enrol, link, security_key, sign, told

from quorate.demo.acts import ANSWERS, Story
from quorate.demo.filling import fill_queue
from quorate.demo.people import APPROVER, CONTRACTOR, LEAD, ON_CALL, REVIEWER, SECOND_CONTRACTOR
from quorate.demo.setting import Setting
from quorate.demo.synapse import SynapseProcess

pytestmark = [
    pytest.mark.long,
    pytest.mark.platform,
    pytest.mark.browser,
    pytest.mark.timeout(900),
]
FOLDER = Path(os.environ.get("QUORATE_PICTURES", "var/screenshots"))
WIDTH, HEIGHT = 1360, 850
MOST_BYTES = 150_000
OFFICE = "@mayors-office"


@pytest.fixture(scope="module")
def staged(synapse: SynapseProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setting]:
    """The story up to where the right people take over, and a full queue."""
    with running(synapse, tmp_path_factory.mktemp("pictures"), cli_approves=True) as setting:
        story = Story(setting)
        story.clients_report()
        story.protect(ON_CALL)
        story.lone_attempt(CONTRACTOR)
        story.two_contractors(SECOND_CONTRACTOR)
        fill_queue(setting)
        yield setting


def keep(page: Page, name: str, *, top: str = "body") -> None:
    """What the window shows from that element on, in 256 colours: nobody sees the difference, and
    it weighs a third."""
    page.mouse.move(0, 0)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.locator(top).first.evaluate("element => element.scrollIntoView()")
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{name}.png"
    page.screenshot(path=file, animations="disabled")
    with Image.open(file) as whole:
        assert whole.size == (WIDTH, HEIGHT)
        small = whole.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(file, optimize=True)
    assert file.stat().st_size < MOST_BYTES, name


def answered(page: Page) -> None:
    """The questions about the public interest, as the story answers them."""
    page.locator("form.questions").wait_for()
    for name in ("speaker", "office", "harm", "insufficient"):
        page.locator(f"textarea[name={name}]").fill(ANSWERS[name])
    page.locator("select[name=considered]").select_option(ANSWERS["considered"])
    page.get_by_role("button", name="See what will happen").click()
    page.locator("form[data-statement]").wait_for()


def test_the_story_is_pictured(staged: Setting, chromium: Browser) -> None:
    with ExitStack() as desks:
        reviewer, on_call, approver, lead = (
            desks.enter_context(signed_in(staged, chromium, who))
            for who in (REVIEWER, ON_CALL, APPROVER, LEAD)
        )
        proposal = _proposed(staged, reviewer)
        _signed(staged, reviewer, on_call, approver, proposal)
        _told(staged, reviewer, on_call, lead)


def _proposed(setting: Setting, page: Page) -> str:
    """Queue, case and draft; the id of what is then proposed."""
    expect(page.locator("tbody tr")).not_to_have_count(0)
    page.goto(address(setting, "/console/queue"))
    keep(page, "queue")
    page.get_by_role("link", name=re.compile(OFFICE)).click()
    page.get_by_role("button", name="Claim this case").click()
    keep(page, "case")
    page.locator("input[value=suspend]").check()
    page.locator("select[name=policy]").select_option("harassment/1")
    page.get_by_role("button", name="See what will happen").click()
    answered(page)
    keep(page, "draft")
    typed = page.locator("[data-typed]")
    typed.fill(typed.get_attribute("data-typed") or "")
    page.get_by_role("button", name="Sign and propose").click()
    page.wait_for_url(re.compile("/console/proposals/prop_"))
    return page.url.rpartition("/")[2]


def _signed(setting: Setting, reviewer: Page, on_call: Page, approver: Page, proposal: str) -> None:
    """One approval by the command line, one by a passkey on the signer; it is suspended."""
    native = f"{OFFICE}:{setting.synapse.homeserver.server_name}"
    done = setting.command(SECOND_CONTRACTOR, "approve", proposal, typed=native)
    assert done.returncode == 0, done.stderr
    until_says(reviewer, "Waiting for: approver")
    keep(reviewer, "proposal")
    on_call.goto(address(setting, "/console/on-call"))
    expect(on_call.locator("section[aria-labelledby=pending] tbody")).to_contain_text(OFFICE)
    keep(on_call, "on-call", top="section[aria-labelledby=pending]")
    security_key(approver.context.new_cdp_session(approver))
    enrol(setting, approver, APPROVER)
    approver.goto(link(setting, APPROVER, proposal))
    expect(approver.locator("h1")).to_contain_text(native)
    keep(approver, "signer")
    sign(approver, native)
    told(approver, f"Signed by {APPROVER}")
    until_says(reviewer, "Done")


def _told(setting: Setting, reviewer: Page, on_call: Page, lead: Page) -> None:
    """One person restores, and a lead asks who did what."""
    on_call.reload()
    row = on_call.locator("section[aria-labelledby=force] tbody tr", has_text=OFFICE)
    with on_call.expect_navigation():
        row.get_by_role("button", name="Restore").click()
    until_says(reviewer, "Restored")
    native = f"{OFFICE}:{setting.synapse.homeserver.server_name}"
    lead.goto(address(setting, f"/console/incidents?about={native}"))
    expect(lead.locator(".steps > li").filter(has_text=ON_CALL)).not_to_have_count(0)
    keep(lead, "who-did-that", top=".steps")
