"""What people ask of the installation of tests/cli/running.py, and how they are answered."""

import json
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2

from quorate.authority.charter import Change, Charge
from quorate.client import Shown
from quorate.demo.people import FOUNDERS, REVIEWER
from quorate.demo.setting import Setting, intake_token
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import Entry, read_entry
from quorate.ledger.keys import PrivateKey
from quorate.people.keys import key_id
from quorate.people.requests import signed_headers
from quorate.vocabulary.problems import FACTS, Problem

QUORATE = Path(sys.executable).with_name("quorate")
THREE = tuple(who for who, _, _ in FOUNDERS)
POLICY = "harassment/1"
ANSWERS = {
    "speaker": "a mayor",
    "office": "the town's elected head",
    "harm": "names a neighbour",
    "considered": "label",
    "insufficient": "it is read all the same",
}
WEIGHED = {"public_interest": ANSWERS}
Json = dict[str, Any]


def key_of(setting: Setting, who: str) -> PrivateKey:
    return PrivateKey.load(setting.cast.keys[who])


def send(
    setting: Setting, key: PrivateKey, method: str, path: str, body: object = None
) -> httpx2.Response:
    """A signed request, as any client would send it."""
    data = b"" if body is None else json.dumps(body).encode()
    url = setting.profile.server + path
    headers = {**signed_headers(key, method, url, data), "Content-Type": "application/json"}
    return httpx2.request(method, url, content=data, headers=headers, trust_env=False, timeout=30)


def ask(setting: Setting, who: str, method: str, path: str, body: object = None) -> httpx2.Response:
    """The same, by one of the people."""
    return send(setting, key_of(setting, who), method, path, body)


def given(answer: httpx2.Response) -> Json:
    """The answer to what is not refused."""
    assert answer.status_code < 300, answer.text
    found: Json = answer.json()
    return found


def problem(answer: httpx2.Response, expected: Problem, field: str | None) -> Json:
    """The answer is this problem, whole: type, status, field and the way out."""
    found: Json = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert found["type"] == f"urn:quorate:problem:{expected}", found
    facts = FACTS[expected]
    assert (answer.status_code, found["status"]) == (facts.status, facts.status)
    assert (found["title"], found["way_out"]) == (facts.title, facts.way_out)
    assert found["field"] == field, found
    assert found["detail"]
    return found


def account(setting: Setting, *, office: bool = False) -> str:
    """A new account of the platform; an administrator's is at tier 2."""
    name = f"account-{secrets.token_hex(6)}"
    setting.synapse.register(name, secrets.token_urlsafe(16), admin=office)
    return f"@{name}:{setting.synapse.homeserver.server_name}"


def report_body(setting: Setting, native: str) -> Json:
    connector = f"matrix:{setting.synapse.homeserver.server_name}"
    subject = {"connector": connector, "kind": "account", "id": native}
    return {"subject": subject, "category": "harassment", "body": "look at this"}


def file(setting: Setting, content: bytes) -> httpx2.Response:
    """Bytes as a report, with the source's token."""
    headers = {
        "Authorization": f"Bearer {intake_token(setting)}",
        "Idempotency-Key": secrets.token_hex(8),
        "Content-Type": "application/json",
    }
    url = setting.profile.server + "/v1/reports"
    return httpx2.post(url, content=content, headers=headers, trust_env=False, timeout=30)


def case_about(setting: Setting, native: str) -> str:
    """A new case by a report."""
    content = json.dumps(report_body(setting, native)).encode()
    return str(given(file(setting, content))["case"])


def claim(setting: Setting, case: str, who: str = REVIEWER) -> int:
    row = given(ask(setting, who, "GET", f"/v1/cases/{case}"))["case"]
    body = {"version": row["version"]}
    return int(given(ask(setting, who, "POST", f"/v1/cases/{case}/claim", body))["fence"])


def draft_of(
    setting: Setting, native: str, action: str = "suspend", policy: str = POLICY
) -> httpx2.Response:
    """The reviewer's draft on a new case."""
    case = case_about(setting, native)
    wish = {"action": action, "policy": policy, "fence": claim(setting, case), **WEIGHED}
    return ask(setting, REVIEWER, "POST", f"/v1/cases/{case}/drafts", wish)


def drafted(setting: Setting, native: str) -> Shown:
    """A checked draft that nobody has signed."""
    return setting.client(REVIEWER).check(given(draft_of(setting, native)))


def opening(shown: Shown, key: PrivateKey) -> Json:
    """What opens a proposal."""
    said = shown.statement
    return {
        "statement": said.fields(),
        "key": key_id(key.public),
        "sig": key.sign(said.digest()).hex(),
    }


def opened(setting: Setting) -> Shown:
    """An open proposal of the reviewer to suspend a tier 2 account, in the ledger."""
    shown = drafted(setting, account(setting, office=True))
    body = opening(shown, key_of(setting, REVIEWER))
    given(ask(setting, REVIEWER, "POST", "/v1/proposals", body))
    until(setting, shown.statement.proposal, "logged", True)
    return shown


def until(setting: Setting, proposal: str, field: str, value: object) -> None:
    """Waits for the ledger to tell it."""
    for _ in range(300):
        if given(ask(setting, REVIEWER, "GET", f"/v1/proposals/{proposal}"))[field] == value:
            return
        time.sleep(0.01)
    raise TimeoutError(f"{field} of {proposal}")


def entries(setting: Setting, about: str) -> list[Entry]:
    """What the published ledger says of a proposal."""
    reader = LogReader(setting.folder / "ledger")
    size = int(reader.checkpoint_text().split("\n")[1])
    found = [read_entry(body) for body in reader.entries(0, size)]
    return [e for e in found if e.data.get("proposal") == about]


def change_of(
    setting: Setting,
    charge: Charge,
    content: Json,
    founders: tuple[str, ...] = THREE,
    **own: Any,
) -> Json:
    """A change with founders' signatures; `own` replaces its genesis or number."""
    due = given(ask(setting, REVIEWER, "GET", "/v1/changes/next"))
    change = Change(
        own.get("genesis", due["genesis"]), charge, own.get("number", due["number"]), content
    )
    signatures = [
        {"person": who, "sig": key_of(setting, who).sign(change.digest()).hex()} for who in founders
    ]
    return {"change": change.fields(), "signatures": signatures}


def hand_in(setting: Setting, body: Mapping[str, Any]) -> httpx2.Response:
    return ask(setting, REVIEWER, "POST", "/v1/changes", dict(body))


def change(setting: Setting, charge: Charge, content: Json) -> None:
    """Three founders' change, until it is in force."""
    body = change_of(setting, charge, content)
    given(hand_in(setting, body))
    for _ in range(300):
        due = given(ask(setting, REVIEWER, "GET", "/v1/changes/next"))
        if due["number"] > body["change"]["number"]:
            return
        time.sleep(0.01)
    raise TimeoutError("the change did not take effect")


def quorate(
    setting: Setting, who: str, *words: str, typed: str = "", profile: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """The command line as a person has it, with what is typed at its prompt."""
    own = ("--key", str(setting.cast.keys[who]), "--who", who)
    where = ("--profile", str(profile or setting.folder / "profile.json"))
    return plainly(*words, *own, *where, typed=typed)


def plainly(*words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """The command line with nothing but these words."""
    return subprocess.run(
        [QUORATE, *words], input=typed + "\n", capture_output=True, text=True, check=False
    )


def prompted(setting: Setting, who: str, *words: str) -> subprocess.CompletedProcess[str]:
    """The command line, where a person types what its prompt asks for."""
    own = ("--key", str(setting.cast.keys[who]), "--who", who)
    where = ("--profile", str(setting.folder / "profile.json"))
    with subprocess.Popen(
        [QUORATE, *words, *own, *where],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        shown = ""
        while not shown.endswith(" to sign: "):
            more = running.stdout.read(1)
            if not more:
                break
            shown += more
        asked = shown.rpartition("Type ")[2].removesuffix(" to sign: ")
        rest, errors = running.communicate(asked + "\n")
    return subprocess.CompletedProcess(words, running.returncode, shown + rest, errors)
