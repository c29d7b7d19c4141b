"""People and clients at work while things break; what was acknowledged to them is in the book."""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import httpx2
from tests.chaos.house import Watched

from quorate.client import Client, RefusedError, Shown
from quorate.demo.matrix import MatrixClient, MatrixRefused
from quorate.demo.people import APPROVER, ON_CALL, REVIEWER
from quorate.demo.setting import intake_token
from quorate.ledger.fields import as_object, integer, text
from quorate.ledger.keys import PrivateKey
from quorate.vocabulary.kinds import Kind

PATIENCE = 90.0
T = TypeVar("T")


@dataclass
class Book:
    """What clients were told has happened. A proposal's silencing is seen by the user's client."""

    reports: dict[str, str] = field(default_factory=dict[str, str])
    claims: list[tuple[str, str, int]] = field(default_factory=list[tuple[str, str, int]])
    proposals: dict[str, str] = field(default_factory=dict[str, str])
    approvals: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    restores: list[str] = field(default_factory=list[str])
    silenced: list[str] = field(default_factory=list[str])
    given_up: list[str] = field(default_factory=list[str])

    def words(self) -> int:
        """How many acknowledgements of people's own work it holds; reports come without pause."""
        held = (self.claims, self.proposals, self.approvals, self.silenced, self.restores)
        return sum(map(len, held))


class GaveUpError(Exception):
    """Nothing was acknowledged in time: nothing is owed, but it is told."""


def acknowledged(work: Callable[[], T], seconds: float = PATIENCE) -> T:
    """Asks until there is an answer; raises RefusedError for one that another try won't change."""
    deadline, told = time.monotonic() + seconds, ""
    while time.monotonic() < deadline:
        try:
            return work()
        except httpx2.HTTPError as problem:
            told = type(problem).__name__
        except RefusedError as refused:
            told = str(refused)
            if str(refused.problem.get("status", 503)) not in ("500", "502", "503", "504"):
                raise
        time.sleep(0.1)
    raise GaveUpError(told)


class Load:
    """Reports without pause, and one matter after the other, in threads until `end`.

    `gives_way` takes a refusal for an answer, where a fault makes the processes refuse.
    """

    def __init__(self, house: Watched, *, gives_way: bool = False) -> None:
        self.house, self.setting, self.book = house, house.setting, Book()
        self._gives_way = gives_way
        self._over, self._clients = threading.Event(), list[Client]()
        self._threads = [threading.Thread(target=self._report_on)]
        for who in (REVIEWER, APPROVER):
            other = APPROVER if who == REVIEWER else REVIEWER
            people = (self.person(who), self.person(other), self.person(ON_CALL))
            self._threads.append(threading.Thread(target=self._work_on, args=(who, *people)))
        self.failed: list[BaseException] = []

    def start(self) -> None:
        """Begins."""
        for thread in self._threads:
            thread.start()

    def until_more(self, acknowledged: int, seconds: float = 20.0) -> None:
        """Until so many more words were acknowledged to people and clients, so that faults meet
        work on its way and not processes that are only starting."""
        wanted, deadline = self.book.words() + acknowledged, time.monotonic() + seconds
        while self.book.words() < wanted and time.monotonic() < deadline:
            time.sleep(0.02)

    def end(self) -> Book:
        """Ends after what is in hand; raises what went wrong that no fault explains."""
        self._over.set()
        for thread in self._threads:
            thread.join()
        for client in self._clients:
            client.close()
        if self.failed:
            raise self.failed[0]
        return self.book

    def person(self, who: str) -> Client:
        """A client of their own for each thread."""
        made = Client(self.setting.profile, PrivateKey.load(self.setting.cast.keys[who]))
        self._clients.append(made)
        return made

    def _report_on(self) -> None:
        number = 0
        while not self._over.wait(0.05):
            number += 1
            native = f"@nobody-{number % 7}:{self.setting.synapse.homeserver.server_name}"
            try:
                self.report(native)
            except GaveUpError as problem:
                self.book.given_up.append(f"report: {problem}")
            except Exception as problem:
                self.failed.append(problem)
                return

    def report(self, native: str) -> str:
        """A report, asked for under one key until it is acknowledged; its case."""
        key = secrets.token_hex(8)
        home = self.setting.synapse.homeserver.server_name
        subject = {"connector": f"matrix:{home}", "kind": "account", "id": native}
        headers = {
            "Authorization": f"Bearer {intake_token(self.setting)}",
            "Idempotency-Key": key,
        }
        body = {"subject": subject, "category": "spam"}

        def send() -> str:
            url = self.setting.profile.server + "/v1/reports"
            answer = httpx2.post(url, json=body, headers=headers, timeout=10.0)
            if answer.status_code >= 400:
                raise RefusedError({**answer.json(), "status": answer.status_code})
            return str(answer.json()["case"])

        case = acknowledged(send)
        self.book.reports[key] = case
        return case

    def _work_on(self, who: str, mine: Client, other: Client, on_call: Client) -> None:
        number = 0
        while not self._over.is_set():
            number += 1
            try:
                self._one(who, mine, other, on_call, restores=number % 2 == 0)
            except GaveUpError as problem:
                self.book.given_up.append(str(problem))
            except Exception as problem:
                if self._gives_way and isinstance(problem, RefusedError):
                    self.book.given_up.append(str(problem))
                    time.sleep(0.5)
                    continue
                self.failed.append(problem)
                return

    def _one(
        self, who: str, mine: Client, other: Client, on_call: Client, *, restores: bool
    ) -> None:
        """One account: silenced, and restored again or not."""
        _, shown = self.silence(who, mine, other)
        if restores:
            acknowledged(lambda: on_call.say(shown, Kind.RESTORE, ON_CALL))
            self.book.restores.append(shown.statement.proposal)

    def silence(self, who: str, mine: Client, other: Client) -> tuple[MatrixClient, Shown]:
        """One account: reported, claimed, proposed, approved, and silenced on the platform."""
        user = self._user()
        case = self.report(user.user_id)
        fence = self._claim(mine, who, case)
        shown = self._propose(mine, case, fence)
        name = shown.statement.proposal
        self.book.proposals[name] = user.user_id
        self._approve(other, shown, APPROVER if who == REVIEWER else REVIEWER)
        if not self._silenced(user):
            raise GaveUpError(f"{name} was not carried out in {PATIENCE} s")
        self.book.silenced.append(name)
        return user, shown

    def _user(self) -> MatrixClient:
        while True:
            try:
                return self.setting.synapse.client(f"subject-{secrets.token_hex(4)}")
            except (httpx2.HTTPError, MatrixRefused):
                time.sleep(0.2)

    def _claim(self, mine: Client, who: str, case: str) -> int:
        """An answer that was lost is told by the case itself: who holds it under which fence."""

        def claim() -> int:
            row = as_object(mine.call("GET", f"/v1/cases/{case}")["case"], "case")
            body = {"version": integer(row, "version")}
            return integer(mine.call("POST", f"/v1/cases/{case}/claim", body), "fence")

        for _ in range(5):
            try:
                fence = acknowledged(claim)
            except RefusedError as refused:
                if str(refused.problem.get("status")) != "409":
                    raise
                continue
            self.book.claims.append((case, who, fence))
            return fence
        raise GaveUpError(f"{case} could not be claimed")

    def _propose(self, mine: Client, case: str, fence: int) -> Shown:
        wish = {"action": "suspend", "policy": "harassment/1", "fence": fence}
        path = f"/v1/cases/{case}/drafts"
        shown = acknowledged(lambda: mine.check(mine.call("POST", path, wish)))
        name = shown.statement.proposal
        body = {"statement": shown.statement.fields(), **mine.signed(shown.statement)}

        def opened() -> str:
            try:
                return text(mine.call("POST", "/v1/proposals", body), "id")
            except RefusedError as refused:
                if str(refused.problem.get("status")) not in ("404", "409"):
                    raise
                return text(mine.call("GET", f"/v1/proposals/{name}"), "id")

        acknowledged(opened)
        return shown

    def _approve(self, other: Client, shown: Shown, signer: str) -> None:
        """At tier 0 it may be carried out before the second hand comes: then that is refused."""

        def approved() -> bool:
            try:
                other.say(shown, Kind.APPROVE, signer)
            except RefusedError as refused:
                if str(refused.problem.get("status")) != "409":
                    raise
                return False
            return True

        if acknowledged(approved):
            self.book.approvals.append((shown.statement.proposal, signer))

    def _silenced(self, user: MatrixClient) -> bool:
        """By what the user's client is told who writes to the user's one room: a room made at each
        look would be one more for the effector to count at each of its own."""
        deadline, room = time.monotonic() + PATIENCE, ""
        while time.monotonic() < deadline:
            try:
                status, answer = user.send(room, "heard?") if room else user.create_room("here")
            except httpx2.HTTPError:  # a busy machine's Synapse is late; asked again
                continue
            if status == 403 and answer.get("errcode") == "M_USER_SUSPENDED":
                return True
            room = room or str(answer.get("room_id", ""))
            time.sleep(0.1)
        return False
