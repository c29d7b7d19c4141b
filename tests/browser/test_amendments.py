"""Amendments from the console to the signer, and a passkey's way into force, in a real Chromium."""

from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page, ViewportSize, expect
from tests.browser.acting import press, until_says
from tests.browser.conftest import address, attended, signed_in, unattended
from tests.browser.test_signer import (
    asked,
    enrol,
    enrolled_keys,
    link,
    person,
    protected,
    sign,
    told,
    wait_until,
)
from tests.cli.asking import prompted
from tests.installed import problem_of, restart_effector

from quorate.demo.people import APPROVER, LEAD, ON_CALL, REVIEWER, SECOND_CONTRACTOR
from quorate.demo.setting import Setting, founders_apply
from quorate.demo.synapse import SynapseProcess

pytestmark = [
    pytest.mark.long,
    pytest.mark.platform,
    pytest.mark.browser,
    pytest.mark.timeout(400),
]
SHORT = """[limits]
delay_widening_seconds = 3
delay_recovery_seconds = 600
key_rests_seconds = 45
"""
NARROW: ViewportSize = {"width": 390, "height": 844}
WIDE: ViewportSize = {"width": 1100, "height": 900}
SIGNERS = (ON_CALL, SECOND_CONTRACTOR)


@pytest.fixture(scope="module")
def office(synapse: SynapseProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setting]:
    """Three leads of three teams, one of them a contractor, and an effector in a hurry."""
    folder = tmp_path_factory.mktemp("amendments")
    with unattended(synapse, folder, cli_approves=False) as setting:
        settings = setting.folder / "effector/effector.toml"
        settings.write_text(settings.read_text().replace("[limits]\n", SHORT))
        restart_effector(setting)
        people = yaml.safe_load(setting.cast.people.read_text())
        for row in people["people"]:
            row["roles"] += ["lead"] if row["id"] in SIGNERS else []
        setting.cast.people.write_text(yaml.safe_dump(people, sort_keys=False))
        founders_apply(setting, setting.cast.people)
        yield setting


@dataclass
class Seats:
    """The lead at the console, and two others at the signer with passkeys that are in force."""

    lead: Page
    signers: dict[str, Page]

    def approve(self, setting: Setting, name: str, shots: Path, shot: str = "") -> None:
        """Both approve on the signer, each after typing the end of its id."""
        for who, page in self.signers.items():
            page.goto(link(setting, who, name))
            press_word(page, name, "Approve with your passkey")
            told(page, f"Signed by {who}: approve")
            if shot:
                both(page, shots, shot)


def press_word(page: Page, name: str, button: str) -> None:
    page.locator("[data-typed]").fill(name[-8:])
    page.get_by_role("button", name=button).click()


def both(page: Page, shots: Path, name: str) -> None:
    """A picture as on a desk and one as on a telephone; nothing sticks out there."""
    page.screenshot(path=shots / f"{name}.png", full_page=True)
    page.set_viewport_size(NARROW)
    page.screenshot(path=shots / f"{name}-390.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.set_viewport_size(WIDE)


@contextmanager
def seated(setting: Setting, browser: Browser) -> Generator[Seats]:
    """Whatever the founders enrol for that, they enrol before; afterwards they sign nothing."""
    with ExitStack() as stack:
        with attended(setting):
            lead = stack.enter_context(signed_in(setting, browser, LEAD))
            signers: dict[str, Page] = {}
            for who in SIGNERS:
                signers[who], _, _ = stack.enter_context(person(browser))
                enrol(setting, signers[who], who)
        yield Seats(lead, signers)


def test_one_no_on_the_signer_ends_it(office: Setting, chromium: Browser, shots: Path) -> None:
    file = office.folder / "quorum.yaml"
    file.write_text("quorum: {'2': 1}\n")
    with seated(office, chromium) as seats:
        done = prompted(office, LEAD, "amend", str(file), "--reason", "too much")
        name, page = done.stdout.strip().rpartition("Proposed: ")[2], seats.signers[ON_CALL]
        page.goto(link(office, ON_CALL, name))
        press_word(page, name, "Deny")
        told(page, f"Signed by {ON_CALL}: deny")
        seats.lead.goto(address(office, f"/console/amendments/{name}"))
        until_says(seats.lead, f"Denied by {ON_CALL}")
        expect(seats.lead.locator("section[aria-labelledby=says]")).to_contain_text("tier 2")
        both(seats.lead, shots, "amendment-denied")


def waits(page: Page) -> str:
    """Makes a passkey on the page of a link, which no founder enrols; its id."""
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.locator("[data-made]")).to_be_visible()
    return page.locator("[data-key]").inner_text()


def drafted(office: Setting, page: Page, key: str, *, lost: bool = False) -> None:
    """On the page of people the draft is shown; with every other key of the holder as lost."""
    page.goto(address(office, "/console/people"))
    waiting = page.locator("article", has_text=key)
    for box in waiting.locator("input[name=lost]").all() if lost else []:
        box.check()
    waiting.get_by_role("button", name="See what it changes").click()
    expect(page.locator(".changes")).to_contain_text(f"key {key}")


def proposed(page: Page, key: str) -> str:
    """Signed by this browser's key after the id was typed; the amendment."""
    page.get_by_role("button", name="Sign and propose").click()
    told(page, f"Type {key} to sign")
    page.locator("[data-typed]").fill(key)
    press(page, "Sign and propose")
    return page.url.rpartition("/")[2]


def test_a_passkey_comes_into_force_rests_and_then_approves_at_tier_2(
    office: Setting, chromium: Browser, shots: Path
) -> None:
    with ExitStack() as stack:
        with attended(office):
            desk = stack.enter_context(signed_in(office, chromium, APPROVER))
        seats = stack.enter_context(seated(office, chromium))
        own = stack.enter_context(person(chromium))[0]
        own.goto(link(office, APPROVER))
        key, page = waits(own), seats.lead
        page.goto(address(office, "/console/people"))
        both(page, shots, "people-passkeys")
        drafted(office, page, key)
        both(page, shots, "enrolment-draft")
        name = proposed(page, key)
        seats.approve(office, name, shots, "signer-enrolment")
        until_says(page, "In force")
        assert key in enrolled_keys(office, APPROVER)
        desk.goto(address(office, "/console/me"))
        resting = desk.locator("li", has_text=key)
        expect(resting).to_contain_text("it rests for 72 hours before it counts at tier 2")
        both(desk, shots, "me-key-rests")
        about, shown = protected(office)
        native, proposal = about.user.user_id, shown.statement.proposal
        for who, signer in ((APPROVER, own), (SECOND_CONTRACTOR, seats.signers[SECOND_CONTRACTOR])):
            signer.goto(link(office, who, proposal))
            sign(signer, native)
            told(signer, f"Signed by {who}")
        client = office.client(REVIEWER)
        refused = problem_of(lambda: client.order("execute", proposal, REVIEWER))
        assert f"{APPROVER}: the key is new until" in str(refused["detail"])
        assert about.heard()
        wait_until(lambda: not about.heard())


def test_the_holder_of_a_lost_key_sees_its_recovery_and_vetoes_it_on_the_signer(
    office: Setting, chromium: Browser, shots: Path
) -> None:
    """Whoever sits at a colleague's desk makes a passkey; the lead believes them."""
    with ExitStack() as stack:
        held = stack.enter_context(person(chromium))[0]
        with attended(office):
            enrol(office, held, REVIEWER)
        seats = stack.enter_context(seated(office, chromium))
        thief = stack.enter_context(person(chromium))[0]
        thief.goto(link(office, REVIEWER))
        key, page = waits(thief), seats.lead
        drafted(office, page, key, lost=True)
        name = proposed(page, key)
        seats.approve(office, name, shots)
        until_says(page, "It takes effect at")
        assert any(f"replaces the keys of {REVIEWER}" in p.body for p in office.sink.pages)
        held.goto(link(office, REVIEWER, name))
        expect(held.locator("h1")).to_contain_text(REVIEWER)
        expect(held.get_by_role("button", name="Approve")).to_have_count(0)
        press_word(held, name, "Veto")
        told(held, f"Signed by {REVIEWER}: veto")
        both(held, shots, "signer-recovery-vetoed")
        until_says(page, f"Vetoed by {REVIEWER}")
        assert key not in enrolled_keys(office, REVIEWER)


def test_a_passkey_that_an_account_keeps_is_not_made(office: Setting, chromium: Browser) -> None:
    with person(chromium) as (page, devtools, device):
        asked(devtools, "removeVirtualAuthenticator", authenticatorId=device)
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
            "defaultBackupEligibility": True,
            "defaultBackupState": True,
        }
        asked(devtools, "addVirtualAuthenticator", options=options)
        page.goto(link(office, APPROVER))
        page.get_by_role("button", name="Make a passkey").click()
        told(page, "kept with an account and can be copied")
        expect(page.locator("[data-made]")).to_be_hidden()


def test_a_lead_opens_two_passkeys_approve_and_after_its_delay_it_is_in_force(
    office: Setting, chromium: Browser, shots: Path
) -> None:
    file = office.folder / "quorum.yaml"
    file.write_text("quorum: {'3': 1}\n")
    with seated(office, chromium) as seats:
        done = prompted(office, LEAD, "amend", str(file), "--reason", "a busy month <b>ahead")
        assert done.returncode == 0, done.stderr
        name, page = done.stdout.strip().rpartition("Proposed: ")[2], seats.lead
        page.goto(address(office, "/console/queue"))
        page.get_by_role("link", name="Amendments").click()
        row = page.locator("tr", has_text="Ask for other numbers of approvers").first
        expect(row).to_contain_text("Waiting for: 2 approvers")
        both(page, shots, "amendments")
        row.get_by_role("link").click()
        expect(page.locator("main")).to_contain_text("a busy month <b>ahead")
        until_says(page, "Waiting for: 2 approvers")
        both(page, shots, "amendment-waiting")
        signer = seats.signers[ON_CALL]
        signer.goto(link(office, ON_CALL, name))
        expect(signer.locator("h1")).to_have_text("Ask for other numbers of approvers?")
        expect(signer.locator(".changes")).to_contain_text("3")
        expect(signer.locator("main")).to_contain_text("a busy month <b>ahead")
        signer.get_by_role("button", name="Approve with your passkey").click()
        told(signer, f"Type {name[-8:]} to sign")
        both(signer, shots, "signer-amendment")
        seats.approve(office, name, shots, "signer-amendment-signed")
        until_says(page, "It takes effect at")
        both(page, shots, "amendment-approved")
        until_says(page, "In force")
        for who in SIGNERS:
            expect(page.locator("main")).to_contain_text(who)
        expect(page.get_by_role("link", name="with a passkey on the signer's page")).to_have_count(
            0
        )
        both(page, shots, "amendment-in-force")
