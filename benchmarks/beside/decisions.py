"""From a user's report to the decision, its effect at another user's client, and its undoing."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import httpx2
from tests.network.running import POST, Network, Person

from benchmarks.beside.accounts import METHOD, report_of
from benchmarks.beside.intake import EACH, accounts, filed, straight
from benchmarks.beside.measuring import Samples, timed, until
from benchmarks.beside.side import Matter, Side
from benchmarks.wire import send

ROUNDS: Final = 8
WARMING: Final = 2
A_REPORTER: Final = 5
AT_ONCE: Final = 8
DRAWN: Final = 16
DECIDED: Final = 48


@dataclass(frozen=True, slots=True)
class Writer:
    """A user at their client, which keeps its connection."""

    person: Person
    http: httpx2.Client

    def _written(self) -> str:
        """The error's name; empty where the post was taken."""
        said = {"$type": POST, "text": "heard?", "createdAt": "2026-01-01T00:00:00Z"}
        answer = self.http.post(
            f"{self.person.pds}/xrpc/com.atproto.repo.createRecord",
            json={"repo": self.person.did, "collection": POST, "record": said},
            headers={"Authorization": f"Bearer {self.person.token}"},
        )
        return "" if answer.status_code == 200 else str(answer.json()["error"])

    def down(self) -> None:
        """Until the client is told that the account is taken down."""
        until(lambda: self._written() == "AccountTakedown")

    def back(self) -> None:
        """Until a post is taken again."""
        until(lambda: not self._written())


def _report(side: Side, reporter: Person, did: str) -> None:
    to = f"{side.did}#atproto_labeler"
    status, answer = reporter.call(METHOD, report_of(did), to=to)
    if status != 200:
        raise RuntimeError(str(answer))


def held(side: Side, network: Network, count: int) -> list[tuple[Person, Matter]]:
    """New accounts of the PDS, reported and held by reviewers in turn."""
    people = [network.person() for _ in range(count)]
    senders = accounts(network, -(-count // EACH))
    told = [straight(side, senders[n // EACH], p.did) for n, p in enumerate(people)]
    send(side.port, told, filed)
    return [(person, side.hold(person.did, n)) for n, person in enumerate(people)]


def _rounds(side: Side, network: Network) -> dict[str, list[float]]:
    reporters = [network.person() for _ in range(-(-(WARMING + ROUNDS) // A_REPORTER))]
    shown: list[float] = []
    downs: list[float] = []
    backs: list[float] = []
    with httpx2.Client(trust_env=False, timeout=20) as http:
        for number in range(WARMING + ROUNDS):
            writer = Writer(network.person(), http)
            did, reporter = writer.person.did, reporters[number // A_REPORTER]
            seen: Callable[[], None] = lambda d=did: until(lambda: side.visible(d))  # noqa: E731
            shown.append(timed(lambda r=reporter, d=did: _report(side, r, d), seen))
            matter = side.hold(did, number)
            downs.append(timed(matter.draw, matter.send, writer.down))
            backs.append(timed(matter.undo, writer.back))
    return {
        "report_to_queue": shown[WARMING:],
        "decision_to_down": downs[WARMING:],
        "undo_to_back": backs[WARMING:],
    }


def together(steps: Sequence[Callable[[], None]]) -> float:
    """Seconds for all of them, eight at once."""
    began = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as several:
        for done in [several.submit(step) for step in steps]:
            done.result()
    return time.perf_counter() - began


def turn(side: Side, network: Network) -> Samples:
    """Eight rounds, one after the other; then decisions a second: by eight reviewers' clients, from
    drawing them up, and from sixteen connections of what was drawn up and signed before."""
    found = _rounds(side, network)
    whole = [matter for _, matter in held(side, network, DRAWN)]
    found["decisions_drawn_per_s"] = [DRAWN / together([_both(one) for one in whole])]
    drawn = [matter for _, matter in held(side, network, DECIDED)]
    for matter in drawn:
        matter.draw()
    requests = [matter.request() for matter in drawn]
    found["decisions_per_s"] = [len(drawn) / send(side.port, requests, _decided)]
    return found


def _decided(head: bytes, body: bytes) -> bool:
    return head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")) and bool(body)


def _both(matter: Matter) -> Callable[[], None]:
    def work() -> None:
        matter.draw()
        matter.send()

    return work
