"""Steps on a real installation that several tests take: an account, a report, a signed proposal."""

import os
import re
import secrets
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx2
import pytest

from quorate.client import Client, RefusedError, Shown
from quorate.demo.matrix import MatrixClient, call
from quorate.demo.setting import House, Setting, door_is_open, intake_token
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import Entry, read_entry
from quorate.ledger.fields import as_object, integer, text
from quorate.vocabulary.events import Event

START_SECONDS = 60.0  # a bound for a process that has to share its cores with all the others
BRIGADED = ("--criterion", "brigaded", "--reason", "reported in waves")
OFFICE = ("--criterion", "office", "--reason", "an office")
WEIGHED = {
    "public_interest": {
        "speaker": "an office",
        "office": "an elected one",
        "harm": "names a private person",
        "considered": "warn",
        "insufficient": "it was warned before",
    }
}


def program(name: str, package: str) -> str:
    """Where it is; a test that needs it says how to get it where it is not."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/bin")
    if found is None:
        pytest.skip(f"no {name} here: apt-get install {package}")
    return found


def wait_until(true: Callable[[], bool], seconds: float = 15.0) -> None:
    """Until it is true; a TimeoutError when it never is."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return
        time.sleep(0.03)
    raise TimeoutError("it never came true")


def ended(setting: Setting, process: str, how: signal.Signals) -> None:
    """The signal ends a process, and the supervisor starts another one."""
    old = setting.supervisor.pid(process)
    os.kill(old, how)

    def begun() -> bool:
        setting.supervisor.start()
        return setting.supervisor.pid(process) != old

    wait_until(begun)


def restart_effector(setting: Setting) -> None:
    """Killed and started; until its door answers."""
    ended(setting, "effector", signal.SIGKILL)
    wait_until(lambda: door_is_open(setting.profile), 60)


def report(setting: Setting, native: str, **facts: object) -> httpx2.Response:
    """A report by the platform's backend."""
    subject = {
        "connector": f"matrix:{setting.synapse.homeserver.server_name}",
        "kind": "account",
        "id": native,
    }
    headers = {
        "Authorization": f"Bearer {intake_token(setting)}",
        "Idempotency-Key": secrets.token_hex(8),
    }
    body = {"subject": subject, "category": "spam", **facts}
    return httpx2.post(setting.profile.server + "/v1/reports", json=body, headers=headers)


@dataclass
class Matter:
    """A user with a room of their own, reported; the case."""

    setting: Setting
    user: MatrixClient
    room: str
    case: str

    def claim(self, who: str) -> int:
        """The fence of a claim."""
        client = self.setting.client(who)
        row = as_object(client.call("GET", f"/v1/cases/{self.case}")["case"], "case")
        body = {"version": integer(row, "version")}
        return integer(client.call("POST", f"/v1/cases/{self.case}/claim", body), "fence")

    def draft(self, who: str, action: str, policy: str = "harassment/1") -> Shown:
        """A checked draft on a case that is claimed for it."""
        return self.setting.client(who).check(self.drafted(who, action, policy))

    def drafted(self, who: str, action: str, policy: str = "harassment/1") -> dict[str, object]:
        """The draft as the server shows it."""
        client = self.setting.client(who)
        wish = {"action": action, "policy": policy, "fence": self.claim(who), **WEIGHED}
        return client.call("POST", f"/v1/cases/{self.case}/drafts", wish)

    def propose(self, who: str, action: str) -> Shown:
        """A signed, opened proposal."""
        shown = self.draft(who, action)
        client = self.setting.client(who)
        body = {"statement": shown.statement.fields(), **client.signed(shown.statement)}
        client.call("POST", "/v1/proposals", body)
        return shown

    def heard(self) -> bool:
        """Whether the platform takes what the user writes."""
        return self.user.send(self.room, "heard?")[0] == 200

    def state(self) -> dict[str, object]:
        """The account as the platform's admin sees it."""
        home = self.setting.synapse.homeserver
        url = f"{home.base_url}/_synapse/admin/v2/users/{self.user.user_id}"
        return call("GET", url, None, home.admin_token)[1]


def matter(setting: Setting) -> Matter:
    """A new one."""
    user = setting.synapse.client(f"subject-{secrets.token_hex(4)}")
    room = text(user.create_room("here")[1], "room_id")
    return Matter(setting, user, room, str(report(setting, user.user_id).json()["case"]))


def appeal(setting: Setting, proposal: str) -> str:
    """An appeal by the platform's own form against a decision that somebody was told of."""
    headers = {"Authorization": f"Bearer {intake_token(setting)}"}
    body = {"proposal": proposal, "words": "It was a quotation."}
    answers: list[httpx2.Response] = []

    def filed() -> bool:
        url = setting.profile.server + "/v1/appeals"
        answers.append(httpx2.post(url, json=body, headers=headers))
        return answers[-1].status_code == 202

    wait_until(filed, 30)  # from when the effector has told them
    return str(answers[-1].json()["appeal"])


def whole_log(setting: House) -> list[Entry]:
    """All published entries, in order."""
    reader = LogReader(setting.folder / "ledger")
    size = int(reader.checkpoint_text().split("\n")[1])
    return [read_entry(body) for body in reader.entries(0, size)]


def entries(setting: Setting, event: Event, proposal: str) -> list[Entry]:
    """The published entries of a type about a proposal."""
    found = whole_log(setting)
    return [e for e in found if (e.event, e.data.get("proposal")) == (event, proposal)]


def problem_of(work: Callable[[], object]) -> dict[str, object]:
    """The problem that a call must be refused with."""
    try:
        work()
    except RefusedError as refused:
        return dict(refused.problem)
    raise AssertionError("it was not refused")


def client_with(setting: Setting, client: Client) -> Client:
    """Kept open until the installation ends."""
    setting.closing.callback(client.close)
    return client


def notices(about: Matter) -> list[str]:
    """What the account's own client reads of the server's notices, the newest first."""
    return about.user.notices()


def address_in(said: str) -> str:
    """The address of a statement of reasons in a notice, by this machine's number."""
    found = re.search(r"http://localhost:\d+/public/reasons/[0-9a-f]{64}", said)
    assert found, said
    return found[0].replace("localhost", "127.0.0.1")
