"""Undo pressed -> the user's own client writes again, beside Synapse's own call in the same run.

And once more while reports come in as fast as they are taken.
"""

import multiprocessing
import secrets
import statistics
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from urllib.parse import quote

import httpx2

from benchmarks.house import house
from benchmarks.intake import BATCH, Load, request, taken
from benchmarks.wire import CLIENTS, send
from quorate.client import Client, Shown
from quorate.demo.matrix import MatrixClient, call
from quorate.demo.people import APPROVER, ON_CALL, REVIEWER, SECOND_CONTRACTOR
from quorate.demo.setting import Setting, intake_token
from quorate.ledger.fields import as_object, integer, text
from quorate.vocabulary.kinds import Kind

ROUNDS = 200
# With those before, below what one person may silence in an hour (I17: 100).
ROUNDS_UNDER_LOAD = 90
PATIENCE_SECONDS = 60.0
FLOOD_SECONDS = 3.0
"""Until the flood is there."""
PROPOSERS = (REVIEWER, APPROVER, SECOND_CONTRACTOR)


def _percentiles(name: str, seconds: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return {f"{name}_p50_ms": cuts[49] * 1000, f"{name}_p99_ms": cuts[98] * 1000}


def _until(user: MatrixClient, room: str, silenced: bool) -> None:
    """Writes until the platform answers as it should; under a flood a decision takes longer."""
    late = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < late:
        status, answer = user.send(room, "heard?")
        if (answer.get("errcode") == "M_USER_SUSPENDED") if silenced else status == 200:
            return
        time.sleep(0.005)
    raise TimeoutError("the platform never changed")


class Desk:
    """One proposer with one reported account of their own."""

    def __init__(self, setting: Setting, who: str) -> None:
        self._client: Client = setting.client(who)
        self._who = who
        self.user = setting.synapse.client(f"undo-{secrets.token_hex(4)}")
        self.room = text(self.user.create_room("here")[1], "room_id")
        self._case = self._report(setting)
        row = as_object(self._client.call("GET", f"/v1/cases/{self._case}")["case"], "case")
        body = {"version": integer(row, "version")}
        claimed = self._client.call("POST", f"/v1/cases/{self._case}/claim", body)
        self._fence = integer(claimed, "fence")

    def _report(self, setting: Setting) -> str:
        body = {
            "subject": {
                "connector": f"matrix:{setting.synapse.homeserver.server_name}",
                "kind": "account",
                "id": self.user.user_id,
            },
            "category": "spam",
        }
        headers = {
            "Authorization": f"Bearer {intake_token(setting)}",
            "Idempotency-Key": secrets.token_hex(8),
        }
        answer = httpx2.post(setting.profile.server + "/v1/reports", json=body, headers=headers)
        return str(answer.json()["case"])

    def silence(self) -> Shown:
        """A signed suspend at tier 0, waited for."""
        wish = {"action": "suspend", "policy": "spam/1", "fence": self._fence}
        drafted = self._client.call("POST", f"/v1/cases/{self._case}/drafts", wish)
        shown = self._client.check(drafted)
        signed = self._client.signed(shown.statement)
        body = {"statement": shown.statement.fields(), **signed}
        self._client.call("POST", "/v1/proposals", body)
        _until(self.user, self.room, silenced=True)
        return shown


def _timed(work: Callable[[], object], user: MatrixClient, room: str) -> float:
    pressed = time.perf_counter()
    work()
    status, _ = user.send(room, "back")
    if status != 200:
        _until(user, room, silenced=False)
    return time.perf_counter() - pressed


def _rounds(setting: Setting) -> tuple[list[float], list[float]]:
    """Ours and Synapse's own, in turns."""
    home, on_call = setting.synapse.homeserver, setting.client(ON_CALL)
    desks = [Desk(setting, who) for who in PROPOSERS]
    ours: list[float] = []
    own: list[float] = []
    for number in range(ROUNDS):
        desk = desks[number % len(desks)]
        ours.append(_undone(on_call, desk))
        url = f"{home.base_url}/_synapse/admin/v1/suspend/{quote(desk.user.user_id, safe='')}"
        call("PUT", url, {"suspend": True}, home.admin_token)
        _until(desk.user, desk.room, silenced=True)
        free = lambda u=url: call("PUT", u, {"suspend": False}, home.admin_token)  # noqa: E731
        own.append(_timed(free, desk.user, desk.room))
    return ours, own


def _flood(port: int, load: Load) -> None:
    """Until it is ended."""
    while True:
        send(port, [request(load) for _ in range(CLIENTS)], taken)


@contextmanager
def _flooded(setting: Setting) -> Generator[None]:
    """Batches of reports by 16 clients, from a process of their own, while the block runs."""
    port = int(setting.profile.server.rpartition(":")[2])
    connector = f"matrix:{setting.synapse.homeserver.server_name}"
    load = Load(intake_token(setting), connector, BATCH)
    process = multiprocessing.get_context("spawn").Process(target=_flood, args=(port, load))
    process.start()
    try:
        time.sleep(FLOOD_SECONDS)
        yield
    finally:
        process.kill()
        process.join()


def _under_load(setting: Setting) -> list[float]:
    on_call, desks = setting.client(ON_CALL), [Desk(setting, who) for who in PROPOSERS]
    with _flooded(setting):
        return [_undone(on_call, desks[n % len(desks)]) for n in range(ROUNDS_UNDER_LOAD)]


def _undone(on_call: Client, desk: Desk) -> float:
    shown = desk.silence()
    return _timed(lambda: on_call.say(shown, Kind.RESTORE, ON_CALL), desk.user, desk.room)


def run() -> dict[str, float]:
    """200 rounds of each; `undo_beyond_synapse_p99_ms` is ours less Synapse's own p99, and
    `undo_p99_seconds` is under full load."""
    with house() as measured:
        ours, own = _rounds(measured.setting)
        loaded = _under_load(measured.setting)
    found = {**_percentiles("undo", ours), **_percentiles("synapse_unsuspend", own)}
    found["undo_beyond_synapse_p99_ms"] = found["undo_p99_ms"] - found["synapse_unsuspend_p99_ms"]
    found["undo_p99_seconds"] = _percentiles("loaded", loaded)["loaded_p99_ms"] / 1000
    found["undo_rounds"] = float(ROUNDS)
    return found
