"""Every page of console and signer for everybody: WCAG 2.2 AA by axe-core, in a real Chromium."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeGuard

import httpx2
import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, Page, expect
from tests.browser.acting import OFFICE, account, weigh
from tests.browser.axe import faults
from tests.browser.conftest import address, signed_in
from tests.browser.test_orders import taken_in
from tests.browser.test_signer import link
from tests.cli.asking import prompted
from tests.installed import appeal, matter, wait_until

from quorate.console.rooms import ROOMS
from quorate.demo.enrolling import sign_in_links
from quorate.demo.people import APPROVER, LEAD, ON_CALL, REVIEWER
from quorate.demo.setting import Setting, signer_of
from quorate.ledger.fields import as_object, text
from quorate.signer.app import create_signer
from quorate.signer.pages import Pinned
from quorate.signer.upstream import Upstream

pytestmark = [
    pytest.mark.long,
    pytest.mark.platform,
    pytest.mark.browser,
    pytest.mark.timeout(400),
]

# What answers a GET without being a page: streams, files, parts of a page, and what sends the
# browser on.
NO_PAGE = {
    "/console/amendments/{id}/signer",
    "/console/cases/{id}/live",
    "/console/cases/{id}/media/{mark}",
    "/console/cases/{id}/policy",
    "/console/incidents/bundle",
    "/console/incidents/pdf",
    "/console/lasting",
    "/console/live",
    "/console/me/passkey",
    "/console/people/{source}/{person}.yaml",
    "/console/proposals/{id}/signer",
    "/console/reveals/{reveal}",
    "/console/search/cases.csv",
    "/console/sign-in/provider",
    "/console/sign-in/return",
}

A_POLICY = """policy:
  id: walked
  version: 1
  area: walked
  severity: 1
  text: Nobody may walk over pages of others.
  actions: [no_violation, warn]
"""
SPOILED = """() => {
  const pale = document.createElement("p");
  pale.textContent = "pale";
  Object.assign(pale.style, { color: "#888", background: "#777", width: "900px" });
  document.querySelector("h1").replaceWith(pale, document.createElement("img"));
}"""


@dataclass(frozen=True)
class Samples:
    """Real things to stand for the variable parts of an address."""

    beginnings: dict[str, str]
    questions: dict[str, str]

    def of(self, path: str) -> str:
        """The address of a page; a page whose variable part nothing stands for is a failure."""
        for beginning, real in self.beginnings.items():
            if path.startswith(beginning):
                path = real + path.removeprefix(beginning)
        assert "{" not in path, f"{path} needs a sample in tests/browser/test_accessible.py"
        return path + self.questions.get(path, "")


def is_page(route: object) -> TypeGuard[APIRoute]:
    """Whether a browser shows what the route answers."""
    if not isinstance(route, APIRoute) or route.path in NO_PAGE:
        return False
    return "GET" in (route.methods or ())


def pages() -> Iterator[str]:
    """Every page of the console, as its routes have it."""
    for room in ROOMS:
        for route in room.router.routes:
            if is_page(route):
                yield route.path


def samples(setting: Setting) -> Samples:
    """A protected account with a proposal, one whose effect is appealed, one whose case is
    free; an amendment."""
    about = matter(setting)
    native = about.user.user_id
    done = setting.command(ON_CALL, "protect", native, "--tier", "2", *OFFICE)
    assert done.returncode == 0, done.stderr
    client = setting.client(ON_CALL)

    def resolved() -> Mapping[str, object]:
        asked = {"kind": "account", "id": native}
        found = client.call("POST", "/v1/subjects/resolve", asked)
        return as_object(found["resolution"], "resolution")

    wait_until(lambda: resolved()["tier"] == 2)
    proposal = about.propose(LEAD, "suspend").statement.proposal
    # Whoever is not told of a decision cannot appeal it: one that takes nobody else's hand.
    done_alone = matter(setting).propose(REVIEWER, "suspend").statement.proposal
    file = setting.folder / "walked.yaml"
    file.write_text(A_POLICY)
    amended = prompted(setting, LEAD, "amend", str(file), "--reason", "a busy month")
    assert amended.returncode == 0, amended.stderr
    amendment = amended.stdout.strip().rpartition("Proposed: ")[2]
    return Samples(
        {
            "/console/accounts/{ref}": f"/console/accounts/{text(resolved(), 'ref')}",
            "/console/appeals/{id}": f"/console/appeals/{appeal(setting, done_alone)}",
            "/console/amendments/{id}": f"/console/amendments/{amendment}",
            "/console/approvals/{id}": f"/console/approvals/{proposal}",
            "/console/cases/{id}": f"/console/cases/{about.case}",
            "/console/proposals/{id}": f"/console/proposals/{proposal}",
            "/console/replays/{name}": "/console/replays/last-day",
        },
        {
            "/console/sign-in": f"?invite={next(iter(sign_in_links(setting)))}",
            "/console/incidents": f"?about={native}",
            "/console/search": "?text=spam&state=open",
            "/console/explain": "?action=propose&tier=2",
        },
    )


def together(setting: Setting, page: Page, real: Samples) -> str:
    """A batch with an account to sign and one that is taken out."""
    cases = [matter(setting).case, real.of("/console/cases/{id}").rpartition("/")[2]]
    page.goto(address(setting, f"/console/batches/new?case={cases[0]}&case={cases[1]}"))
    page.locator("input[value=suspend]").check()
    page.locator("select[name=policy]").select_option("harassment/1")
    page.get_by_role("button", name="See what will happen to each").click()
    expect(page.locator(".accounts .ready")).to_have_count(1)
    return "/console/batches/" + page.url.rpartition("/")[2]


def ordered(setting: Setting, page: Page) -> str:
    """An order of an authority, as it came in."""
    page.goto(address(setting, "/console/orders/new"))
    taken_in(page, setting, account(setting)[0].user_id)
    expect(page.locator("main > .state")).to_be_visible()
    return "/console/orders/" + page.url.rpartition("/")[2]


def walked(setting: Setting, page: Page, real: Samples, *, every: bool) -> list[str]:
    """What is wrong with each page that has an address, and with the one for a wrong address."""
    wrong: list[str] = []
    for path in [*pages(), "/console/no-such-page"]:
        page.goto(address(setting, real.of(path)))
        wrong += faults(page, every=every)
        page.route("**/console/lasting", lambda route: route.abort())  # it lies over what follows
    return wrong


def drafted(setting: Setting, page: Page, real: Samples, *, every: bool) -> list[str]:
    """What is wrong with the pages that only a form leads to, before anything is signed."""
    page.goto(address(setting, real.of("/console/cases/{id}")))
    page.locator("input[value=suspend]").check()
    page.locator("select[name=policy]").select_option("harassment/1")
    page.get_by_role("button", name="See what will happen").click()
    expect(page.locator("h1")).to_contain_text("public interest")
    page.wait_for_load_state()  # with its style sheets: sizes are measured
    wrong = faults(page, every=every)
    weigh(page)
    expect(page.locator("h1")).to_have_text("What will happen")
    page.wait_for_load_state()
    return wrong + faults(page, every=every)


def signer(setting: Setting, page: Page, real: Samples, *, every: bool) -> list[str]:
    """What is wrong with the signer's pages: each that its app has."""
    proposal, amendment = (
        real.of(f"/console/{what}/{{id}}").rpartition("/")[2]
        for what in ("proposals", "amendments")
    )
    at = {
        "/": signer_of(setting),
        "/amendments/{name}": link(setting, ON_CALL, amendment),
        "/passkeys": link(setting, ON_CALL),
        "/proposals/{name}": link(setting, APPROVER, proposal),
    }
    upstream = Upstream(setting.profile.server, httpx2.AsyncClient())
    app = create_signer(Pinned("", {}, signer_of(setting)), upstream)
    wrong: list[str] = []
    for route in app.routes:
        if is_page(route):
            page.goto(at[route.path])
            wrong += faults(page, every=every)
    page.goto(f"{signer_of(setting)}/passkeys?link=none")
    return wrong + faults(page, every=every)


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
def test_every_page_is_for_everybody(installed: Setting, chromium: Browser, every: bool) -> None:
    real = samples(installed)
    with signed_in(installed, chromium, LEAD) as page:
        real.beginnings["/console/batches/{id}"] = together(installed, page, real)
        real.beginnings["/console/orders/{id}"] = ordered(installed, page)
        wrong = walked(installed, page, real, every=every)
        wrong += drafted(installed, page, real, every=every)
        wrong += signer(installed, page, real, every=every)
        page.evaluate(SPOILED)
        seen = " ".join(faults(page))
    assert "\n".join(wrong) == ""
    for fault in ("image-alt", "color-contrast", "one h1", "narrow: 9"):
        assert fault in seen
