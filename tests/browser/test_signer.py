"""Passkeys in a real Chromium, on the signer's own host, for a real Synapse: approve, or not."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import httpx2
import pytest
from playwright.sync_api import Browser, CDPSession, Error, Page, expect
from tests import installed
from tests.browser.conftest import address, running, signed_in
from tests.cli.lying import Lie, lying
from tests.installed import Matter, matter

from quorate.client import Shown
from quorate.demo.people import APPROVER, ON_CALL, REVIEWER, SECOND_CONTRACTOR
from quorate.demo.setting import Setting, free_ports, signer_of
from quorate.demo.synapse import SynapseProcess
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import read_entry
from quorate.vocabulary.events import Event

pytestmark = [pytest.mark.platform, pytest.mark.browser, pytest.mark.timeout(400)]
PATIENCE = 90.0
OFFICE = ("--tier", "2", "--criterion", "office", "--reason", "an office of public interest")


def wait_until(true: Callable[[], bool]) -> None:
    """Founders sign one after the other on the command line, which takes its time."""
    installed.wait_until(true, PATIENCE)


@pytest.fixture(scope="module")
def strict(synapse: SynapseProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setting]:
    """As outside the demo: only passkeys approve at tier >= 2."""
    with running(synapse, tmp_path_factory.mktemp("signer"), cli_approves=False) as setting:
        yield setting


@contextmanager
def person(browser: Browser) -> Generator[tuple[Page, CDPSession, str]]:
    """A browser of somebody's own with a security key in it: page, its devtools, the key's id."""
    context = browser.new_context(viewport={"width": 1000, "height": 1000})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda said: errors.append(said.text) if "Content Security" in said.text else None,
    )
    devtools = context.new_cdp_session(page)
    yield page, devtools, security_key(devtools)
    context.close()
    assert errors == []


def security_key(devtools: CDPSession) -> str:
    """A virtual authenticator with resident keys and a PIN."""
    asked(devtools, "enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return str(asked(devtools, "addVirtualAuthenticator", options=options)["authenticatorId"])


def asked(devtools: CDPSession, command: str, **given: object) -> dict[str, Any]:
    """What the devtools answer about authenticators."""
    return cast("dict[str, Any]", devtools.send(f"WebAuthn.{command}", given))  # pyright: ignore[reportUnknownMemberType]


def link(setting: Setting, who: str, about: str = "passkey") -> str:
    found = setting.client(who).call("POST", "/v1/signing/links", {"about": about})
    return str(found["url"])


def enrol(setting: Setting, page: Page, who: str) -> str:
    """Makes a passkey and waits until the founders have enrolled it; its key's id."""
    page.goto(link(setting, who))
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.locator("[data-made]")).to_be_visible()
    key = page.locator("[data-key]").inner_text()
    wait_until(lambda: key in enrolled_keys(setting, who))
    return key


def enrolled_keys(setting: Setting, who: str) -> set[str]:
    opened = link(setting, who).partition("link=")[2]
    found = setting.client(who).call("POST", "/v1/signing/shown", {"link": opened})
    passkeys: Any = found["passkeys"]
    return {str(key["key"]) for key in passkeys}


def protected(setting: Setting) -> tuple[Matter, Shown]:
    """A tier 2 account, with a proposal to suspend it that waits for approvers."""
    about = matter(setting)
    native = about.user.user_id
    done = setting.command(ON_CALL, "protect", native, *OFFICE)
    assert done.returncode == 0, done.stderr
    client = setting.client(ON_CALL)

    def raised() -> bool:
        ask = {"kind": "account", "id": native}
        found: Any = client.call("POST", "/v1/subjects/resolve", ask)["resolution"]
        return found["tier"] == 2

    wait_until(raised)
    shown = about.propose(REVIEWER, "suspend")
    name = shown.statement.proposal
    wait_until(lambda: client.call("GET", f"/v1/proposals/{name}")["logged"] is True)
    return about, shown


def approved_by(setting: Setting, shown: Shown) -> list[str]:
    found = setting.client(ON_CALL).call("GET", f"/v1/proposals/{shown.statement.proposal}")
    approvals: Any = found["approvals"]
    return sorted(approvals)


def sign(page: Page, native: str) -> None:
    page.locator("[data-typed]").fill(native)
    page.get_by_role("button", name="Approve with your passkey").click()


def told(page: Page, words: str) -> None:
    expect(page.locator("[data-tell]")).to_contain_text(words)


def test_two_people_s_passkeys_suspend_a_protected_account(
    strict: Setting, chromium: Browser, shots: Path
) -> None:
    about, shown = protected(strict)
    native, name = about.user.user_id, shown.statement.proposal
    refused = strict.command(APPROVER, "approve", name, typed=native)
    assert refused.returncode == 1
    assert "does not count from the command line" in refused.stderr
    for who in (APPROVER, SECOND_CONTRACTOR):
        with person(chromium) as (page, _, _):
            enrol(strict, page, who)
            page.screenshot(path=shots / "signer-enrolled.png", full_page=True)
            page.goto(link(strict, who, name))
            expect(page.locator("h1")).to_contain_text(f"Suspend {native}")
            expect(page.locator("dl")).to_contain_text("read-only")
            expect(page.locator("dl")).to_contain_text("Public interest")
            page.get_by_role("button", name="Approve with your passkey").click()
            told(page, f"Type {native} to sign")
            page.screenshot(path=shots / "signer-proposal.png", full_page=True)
            sign(page, native)
            told(page, f"Signed by {who}")
            page.screenshot(path=shots / "signer-signed.png", full_page=True)
        wait_until(lambda w=who: w in approved_by(strict, shown))
    wait_until(lambda: not about.heard())
    assert about.user.send(about.room, "heard?")[1]["errcode"] == "M_USER_SUSPENDED"
    entries = approvals(strict, name)
    assert [set(e) - {"proposal", "signer", "key"} for e in entries] == [{"assertion"}] * 2


def approvals(setting: Setting, name: str) -> list[dict[str, Any]]:
    reader = LogReader(setting.folder / "ledger")
    size = int(reader.checkpoint_text().split("\n")[1])
    found = [read_entry(body) for body in reader.entries(0, size)]
    return [
        dict(e.data)
        for e in found
        if e.event is Event.PROPOSAL_APPROVED and e.data.get("proposal") == name
    ]


def test_from_the_console_to_the_signer_and_no_in_german(
    strict: Setting, chromium: Browser, shots: Path
) -> None:
    _, shown = protected(strict)
    name = shown.statement.proposal
    with signed_in(strict, chromium, APPROVER) as page:
        security_key(page.context.new_cdp_session(page))
        page.goto(address(strict, "/console/me"))
        page.screenshot(path=shots / "me-keys.png", full_page=True)
        page.get_by_role("link", name="Add a passkey").click()
        page.get_by_role("button", name="Make a passkey").click()
        expect(page.locator("[data-made]")).to_be_visible()
        key = page.locator("[data-key]").inner_text()
        wait_until(lambda: key in enrolled_keys(strict, APPROVER))
        page.goto(address(strict, f"/console/proposals/{name}"))
        page.screenshot(path=shots / "console-to-signer.png", full_page=True)
        page.goto(address(strict, "/console/me"))
        page.locator("select[name=language]").select_option("de")
        page.get_by_role("button", name="Speak it").click()
        page.goto(address(strict, f"/console/proposals/{name}"))
        page.get_by_role("link", name="stimmen Sie mit einem Passkey").click()
        expect(page.locator("html[lang=de]")).to_be_attached()
        page.get_by_role("button", name="Ablehnen").click()
        told(page, f"Tippen Sie {shown.resolution.native}, um zu unterschreiben.")
        page.screenshot(path=shots / "signer-german.png", full_page=True)
        page.locator("[data-typed]").fill(shown.resolution.native)
        page.get_by_role("button", name="Ablehnen").click()
        told(page, f"Unterschrieben von {APPROVER}: ablehnen.")
    client = strict.client(ON_CALL)
    wait_until(lambda: "denied" in str(client.call("GET", f"/v1/proposals/{name}")["settled"]))


ASSERT = """
async ([challenge, id, rpId, verification]) => {
  const plain = (t) => atob(t.replaceAll("-", "+").replaceAll("_", "/"));
  const raw = (t) => Uint8Array.from(plain(t), c => c.charCodeAt(0));
  const hex = (b) => Array.from(new Uint8Array(b), x => x.toString(16).padStart(2, "0")).join("");
  const found = await navigator.credentials.get({ publicKey: {
    challenge: raw(challenge), rpId, userVerification: verification,
    allowCredentials: [{ type: "public-key", id: raw(id) }] } });
  const said = found.response;
  return { client_data: hex(said.clientDataJSON), signature: hex(said.signature),
           authenticator_data: hex(said.authenticatorData) };
}
"""
CREATE = """
async () => {
  const made = await navigator.credentials.create({ publicKey: {
    rp: { id: location.hostname, name: "console" }, challenge: new Uint8Array(32),
    user: { id: new Uint8Array(8), name: "a", displayName: "a" },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
    authenticatorSelection: { userVerification: "required" } } });
  return made.id;
}
"""


def to_sign(page: Page) -> tuple[str, str, str]:
    """The challenge of an approval on this page, and the first passkey: credential and key."""
    challenge = page.get_by_role("button", name="Approve").get_attribute("data-challenge")
    passkeys = json.loads(page.locator("main").get_attribute("data-passkeys") or "")
    credential, key = next(iter(passkeys.items()))
    return challenge or "", credential, key


def said_anyway(
    setting: Setting, shown: Shown, key: str, assertion: dict[str, str]
) -> dict[str, Any]:
    """The assertion, handed to serve past the signer; the problem it is refused with."""
    word = {"kind": "approve", "key": key, "about": shown.statement.proposal}
    url = setting.profile.server + "/v1/signing/words"
    answer = httpx2.post(url, json={**word, "assertion": assertion})
    assert answer.status_code == 403, answer.text
    return dict(answer.json())


def test_a_key_that_did_not_verify_its_user_is_neither_enrolled_nor_heard(
    strict: Setting, chromium: Browser
) -> None:
    _, shown = protected(strict)
    name, native = shown.statement.proposal, shown.resolution.native
    with person(chromium) as (page, devtools, device):
        asked(devtools, "setUserVerified", authenticatorId=device, isUserVerified=False)
        page.goto(link(strict, SECOND_CONTRACTOR))
        page.get_by_role("button", name="Make a passkey").click()
        told(page, "not allowed")
        expect(page.locator("[data-made]")).to_be_hidden()
        asked(devtools, "setUserVerified", authenticatorId=device, isUserVerified=True)
        key = enrol(strict, page, SECOND_CONTRACTOR)
        asked(devtools, "setUserVerified", authenticatorId=device, isUserVerified=False)
        page.goto(link(strict, SECOND_CONTRACTOR, name))
        sign(page, native)
        told(page, "not allowed")
        challenge, _, _ = to_sign(page)
        passkeys = json.loads(page.locator("main").get_attribute("data-passkeys") or "")
        credential = next(c for c, k in passkeys.items() if k == key)
        touched = page.evaluate(ASSERT, [challenge, credential, "sign.localhost", "discouraged"])
    refused = said_anyway(strict, shown, key, touched)
    assert "the user was not verified" in refused["detail"]
    assert approved_by(strict, shown) == []


def test_an_assertion_made_on_the_console_s_origin_is_refused(
    strict: Setting, chromium: Browser
) -> None:
    _, shown = protected(strict)
    with person(chromium) as (page, _, _):
        key = enrol(strict, page, APPROVER)
        page.goto(link(strict, APPROVER, shown.statement.proposal))
        challenge, credential, _ = to_sign(page)
        page.goto(address(strict, "/console"))
        with pytest.raises(Error, match="SecurityError"):
            page.evaluate(ASSERT, [challenge, credential, "sign.localhost", "required"])
        own = page.evaluate(CREATE)
        made = page.evaluate(ASSERT, [challenge, own, "localhost", "required"])
    refused = said_anyway(strict, shown, key, made)
    assert "not made on an origin of the genesis" in refused["detail"]
    assert approved_by(strict, shown) == []


@contextmanager
def signer_of_a_liar(setting: Setting, folder: Path, lie: Lie) -> Generator[tuple[str, list[str]]]:
    """A true signer between a person and a server that lies; its origin, and what it handed on."""
    with lying(setting, folder, lie) as liar:
        port = free_ports("signer")["signer"]
        told = tomllib.loads((setting.folder / "signer/signer.toml").read_text())
        effectors = told.pop("effectors")
        own = f"http://sign.localhost:{port}"
        serve = json.loads(liar.profile.read_text())["server"]
        lines = {**told, "serve": serve, "port": port, "origin": own}
        text = "".join(f"{k} = {json.dumps(v)}\n" for k, v in lines.items()) + "[effectors]\n"
        text += "".join(f"{k} = {json.dumps(v)}\n" for k, v in effectors.items())
        (folder / "signer.toml").write_text(text)
        command = [sys.executable, "-m", "quorate", "signer", str(folder / "signer.toml")]
        process = subprocess.Popen(command)
        try:
            wait_until(lambda: answers(f"http://127.0.0.1:{port}/"))
            yield own, liar.posted
        finally:
            process.terminate()
            process.wait(10)


def answers(url: str) -> bool:
    try:
        return httpx2.get(url).status_code == 200
    except httpx2.HTTPError:
        return False


def another_target(path: str, found: dict[str, Any]) -> dict[str, Any]:
    if path.endswith("/shown"):
        found["resolution"]["resolution"]["native"] = "@troll:elsewhere.example"
    return found


def another_policy(path: str, found: dict[str, Any]) -> dict[str, Any]:
    if path.endswith("/shown"):
        found["policy"] = found["policy"].replace("Targeted", "Any")
    return found


def another_action(path: str, found: dict[str, Any]) -> dict[str, Any]:
    if path.endswith("/shown"):
        found["statement"]["genesis"] = "0" * 64
    return found


@pytest.mark.parametrize(
    ("lie", "says"),
    [
        (another_target, "No effector of this installation resolved the subject"),
        pytest.param(
            another_policy,
            "The policy's text is not the one of the proposal",
            marks=pytest.mark.long,
        ),
        pytest.param(
            another_action, "The proposal is for another installation", marks=pytest.mark.long
        ),
    ],
)
def test_a_server_that_lies_is_warned_of_and_gets_no_signature(
    strict: Setting, chromium: Browser, shots: Path, tmp_path: Path, lie: Lie, says: str
) -> None:
    _, shown = protected(strict)
    opened = link(strict, APPROVER, shown.statement.proposal)
    with (
        signer_of_a_liar(strict, tmp_path, lie) as (origin, posted),
        person(chromium) as (page, _, _),
    ):
        page.goto(opened.replace(signer_of(strict), origin))
        expect(page.locator("h1")).to_contain_text("Do not sign this")
        expect(page.locator(".warning")).to_contain_text(says)
        expect(page.locator("button")).to_have_count(0)
        assert "challenge" not in page.content()
        page.screenshot(path=shots / "signer-warning.png", full_page=True)
        assert [path for path in posted if not path.endswith("/shown")] == []


def test_the_signer_s_pages_are_strict_and_forms_from_elsewhere_do_nothing(
    strict: Setting,
) -> None:
    origin = signer_of(strict).replace("sign.localhost", "127.0.0.1")
    answer = httpx2.get(origin)
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script>" not in answer.text
    for site in ("cross-site", "same-site", None):
        headers = {"Sec-Fetch-Site": site} if site else {}
        posted = httpx2.post(origin + "/passkeys", headers=headers, json={})
        assert posted.status_code == 403
    assert httpx2.get(origin + "/proposals/prop_1?link=made-up").status_code == 401
