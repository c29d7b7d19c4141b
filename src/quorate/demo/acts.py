"""The acts of the story, each on the real thing, with its time."""

import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import NoReturn

import httpx2
import psycopg

from quorate.client import Client, RefusedError, Shown
from quorate.decisions.interest import PARAMETER
from quorate.demo import forging
from quorate.demo.setting import COOLING_OFF, Setting
from quorate.ledger.directory import LogReader
from quorate.ledger.entry import Entry, read_entry
from quorate.ledger.fields import as_object, integer, items, text
from quorate.settings.reading import secret
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Kind, LessIntrusive

POLICY = "harassment/1"
ANSWERS = {
    "speaker": "the press account of a town hall",
    "office": "the office of an elected mayor",
    "harm": "calls on readers to visit a private person at home",
    "considered": LessIntrusive.WARN,
    "insufficient": "a warning a week ago changed nothing, and the address is read on",
}


@dataclass(slots=True)
class Facts:
    """What the run measured; the last line of `make demo ONCE=1`."""

    platform: str = "matrix-synapse"
    platform_version: str = ""
    reports: int = 0
    cases: int = 0
    lone_attempt: str = ""
    lone_attempt_why: str = ""
    two_contractors: str = ""
    two_contractors_why: str = ""
    forged_row: str = ""
    forged_row_why: str = ""
    hands: int = 0
    client_saw: str = ""
    silence_seconds: float = 0.0
    statement_of_reasons: str = ""
    undo_seconds: float = 0.0
    ledger_entries: int = 0
    ledger_verified: bool = False

    def line(self) -> dict[str, object]:
        """As JSON."""
        return asdict(self)


class StoryFailed(AssertionError):
    """Something happened that must not, or did not happen that must."""


def _failed(what: str) -> NoReturn:
    raise StoryFailed(what)


class Story:
    """One run. Each act prints what happened with its time."""

    def __init__(self, setting: Setting) -> None:
        self._setting, self.facts = setting, Facts()
        self.facts.platform_version = setting.synapse.homeserver.version.split()[0]
        self._office = setting.synapse.client("mayors-office")
        self._users = [setting.synapse.client(f"user-{n}") for n in (1, 2, 3)]
        self._room, self._case = "", ""
        self._proposal = ""

    def tell(self, what: str) -> None:
        """One line of the timeline, UTC."""
        at = datetime.now(UTC).strftime("%H:%M:%S.%f")[:-3]
        print(f"{at}  {what}", flush=True)

    def clients_report(self) -> None:
        """Real clients write and report; one case appears."""
        _, made = self._office.create_room("townhall")
        self._room = text(made, "room_id")
        for user in self._users:
            user.join(self._room)
        _, sent = self._office.send(self._room, "The square is closed on Monday.")
        event = text(sent, "event_id")
        for number, user in enumerate(self._users):
            user.report_event(self._room, event, f"this is abuse ({number})", -80)
        self._users[0].report_user(self._office.user_id, "please look at this account")
        self.facts.reports = 4
        self.tell(f"{self.facts.reports} reports by {len(self._users)} users' own clients")
        client = self._setting.client("employee-of-reviews")
        for _ in range(500):
            cases = items(client.call("GET", "/v1/cases"), "cases")
            if cases and integer(cases[0], "reports") == self.facts.reports:
                break
            time.sleep(0.02)
        else:
            _failed("the reports did not become a case")
        self.facts.cases = len(cases)
        self._case = text(cases[0], "id")
        self.tell(f"{self.facts.cases} case: {self._case}")

    def protect(self, who: str) -> None:
        """One person raises protection at once."""
        user = self._office.user_id
        words = ("protect", user, "--tier", "2", "--criterion", "office", "--reason", "a mayor")
        done = self._setting.command(who, *words)
        if done.returncode:
            _failed(done.stderr)
        self._until_tier(2)
        self.tell(f"{who} raises {user} to tier 2, alone and at once")

    def _until_tier(self, tier: int) -> None:
        client = self._setting.client("employee-on-call")
        ask = {"kind": "account", "id": self._office.user_id}
        for _ in range(500):
            found = as_object(
                client.call("POST", "/v1/subjects/resolve", ask)["resolution"], "resolution"
            )
            if integer(found, "tier") == tier:
                return
            time.sleep(0.02)
        _failed("the raise did not take effect")

    def _claim(self, client: Client) -> int:
        row = as_object(client.call("GET", f"/v1/cases/{self._case}")["case"], "case")
        body = {"version": integer(row, "version")}
        return integer(client.call("POST", f"/v1/cases/{self._case}/claim", body), "fence")

    def _release(self, client: Client) -> None:
        row = as_object(client.call("GET", f"/v1/cases/{self._case}")["case"], "case")
        body = {"version": integer(row, "version"), "fence": integer(row, "fence")}
        client.call("POST", f"/v1/cases/{self._case}/release", body)

    def _draft(self, client: Client, action: str) -> Shown:
        wish = {
            "action": action,
            "policy": POLICY,
            "fence": self._claim(client),
            PARAMETER: ANSWERS,
        }
        return client.check(client.call("POST", f"/v1/cases/{self._case}/drafts", wish))

    def _open(self, client: Client, shown: Shown) -> str:
        body = {"statement": shown.statement.fields(), **client.signed(shown.statement)}
        name = text(client.call("POST", "/v1/proposals", body), "id")
        for _ in range(500):
            if client.call("GET", f"/v1/proposals/{name}")["logged"] is True:
                return name
            time.sleep(0.01)
        _failed("the proposal did not reach the ledger")

    def _execute_refused(self, who: str, name: str) -> str:
        try:
            self._setting.client(who).order("execute", name, who)
        except RefusedError as refused:
            problem = refused.problem
            return f"{problem.get('invariant')}: {problem.get('detail')}"
        _failed("the effector did not refuse")

    def lone_attempt(self, who: str) -> None:
        """One hour before the end of the last day: irreversible, then alone, by every door."""
        client = self._setting.client(who)
        asked = time.time()
        try:
            self._draft(client, "deactivate")
            _failed("a deactivation was drafted")
        except RefusedError as refused:
            why = str(refused.problem.get("detail"))
        page = self._setting.sink.wait_for("an attempt was refused")
        if page is None:
            _failed("nobody was paged about the refused attempt")
        self.tell(f"{who} tries to deactivate it: refused, {why}")
        self.tell(f"on-call was paged {page.at - asked:.2f} s later: {page.title}")
        name = self._open(client, self._draft(client, "suspend"))
        alone = self._execute_refused(who, name)
        self.tell(f"{who} orders suspend alone at the effector's own door: refused, {alone}")
        if self._setting.sink.wait_for("suspend refused, tier 2") is None:
            _failed("nobody was paged about the lone attempt")
        self.facts.lone_attempt, self.facts.lone_attempt_why = "refused", f"{why}; {alone}"
        self._proposal = name

    def two_contractors(self, who: str) -> None:
        """The second contractor approves; still no employee among the approvers."""
        self._approve(who, self._proposal)
        why = self._execute_refused(who, self._proposal)
        if "employee" not in why:
            _failed(f"the refusal does not name the employee slot: {why}")
        self.facts.two_contractors, self.facts.two_contractors_why = "refused", why
        self.tell(f"{who} approves: still refused, {why}")
        self._release(self._setting.client("contractor-on-last-day"))

    def _approve(self, who: str, name: str) -> None:
        typed = self._office.user_id
        done = self._setting.command(who, "approve", name, typed=typed)
        if done.returncode:
            _failed(done.stderr or done.stdout)
        self._entry(Event.PROPOSAL_APPROVED, name, who)

    def forged_row(self) -> None:
        """A stolen database role writes what it likes into the queue of the ledger."""
        url = secret(self._setting.folder / "serve/database_url")
        shown = self._setting.client("employee-of-reviews").proposal(self._proposal)
        with psycopg.connect(url) as conn:
            for entry in forging.forged_entries(shown.statement):
                conn.execute(
                    "INSERT INTO ledger_queue (body, written_by) VALUES (%s, 'web')",
                    (entry.canonical(),),
                )
            conn.execute("NOTIFY ledger_queue")
        page = self._setting.sink.wait_for("a forged entry was refused")
        status, _ = self._office.send(self._room, "still here")
        if page is None or status != 200:
            _failed("a forged row was not refused")
        self.facts.forged_row, self.facts.forged_row_why = "refused", page.body
        self.tell(f"a stolen database role forges a quorum: refused, {page.body}")

    def silence(self, proposer: str, approvers: list[str]) -> None:
        """Three hands, two teams, one employee among the approvers: it happens."""
        client = self._setting.client(proposer)
        name = self._open(client, self._draft(client, "suspend"))
        self.tell(f"{proposer} proposes suspend under {POLICY}: {name}")
        for who in approvers:
            self._approve(who, name)
            self.tell(f"{who} approves from the command line")
        accepted = self._entry(Event.PROPOSAL_APPROVED, name, approvers[-1]).instant.timestamp()
        seen = self._until_suspended()
        self.facts.silence_seconds = round(max(seen - accepted - COOLING_OFF[0], 0.0), 3)
        self.facts.client_saw = "M_USER_SUSPENDED"
        self.tell(f"the user's own client sees {self.facts.client_saw}")
        intent = self._entry(Event.EFFECT_INTENDED, name)
        hands = intent.data["hands"]
        self.facts.hands = len(hands) if isinstance(hands, list) else 0
        self._entry(Event.EFFECT_DONE, name)
        self._proposal = name
        self._keep_receipt(client, name)
        self._told_why()

    def _told_why(self) -> None:
        """The account's own client reads what was decided, and where its reasons stand."""
        for _ in range(500):
            for said in self._office.notices():
                address = said.split()[-1].replace("localhost", "127.0.0.1")
                page = httpx2.get(address, trust_env=False)
                if page.status_code == 200 and "appeal" in page.text:
                    self.facts.statement_of_reasons = "delivered"
                    self.tell("the user's own client is told why, and where to appeal")
                    return
            time.sleep(0.02)
        _failed("nobody told the account's owner why")

    def _until_suspended(self) -> float:
        deadline = time.time() + 30
        while time.time() < deadline:
            _, answer = self._office.send(self._room, "am I still heard?")
            if answer.get("errcode") == "M_USER_SUSPENDED":
                return time.time()
            time.sleep(0.02)
        _failed("the account was not suspended")

    def _keep_receipt(self, client: Client, name: str) -> None:
        path = self._setting.folder / "decision.tlog-proof"
        path.write_text(client.text(f"/v1/proposals/{name}/receipt"))
        self.tell(f"the decision's receipt is kept in {path.name}")

    def restore(self, who: str) -> None:
        """One person undoes it; the client writes again."""
        client = self._setting.client(who)
        shown = client.proposal(self._proposal)
        pressed = time.perf_counter()
        client.say(shown, Kind.RESTORE, who)
        status, _ = self._office.send(self._room, "back again")
        if status != 200:
            _failed("the client is not back")
        self.facts.undo_seconds = round(time.perf_counter() - pressed, 3)
        self.tell(
            f"{who} restores it alone; the client writes again {self.facts.undo_seconds} s on"
        )
        self._entry(Event.EFFECT_RESTORED, self._proposal)

    def _entry(self, event: Event, name: str, by: str | None = None) -> Entry:
        """The published entry about a proposal, waited for."""
        reader = LogReader(self._setting.folder / "ledger")
        for _ in range(500):
            size = int(reader.checkpoint_text().split("\n")[1])
            for body in reader.entries(0, size):
                try:
                    entry = read_entry(body)
                except ValueError:
                    continue
                about = (entry.event, entry.data.get("proposal")) == (event, name)
                if about and (by is None or entry.by == by):
                    return entry
            time.sleep(0.02)
        _failed(f"no {event} of {name} in the ledger")
