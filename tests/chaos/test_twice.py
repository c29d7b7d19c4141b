"""Everything delivered twice, at once and late: reports, proposals, approvals, restores, the
effector's spool, the platform's reports."""

import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing

import httpx2
import psycopg
import pytest
from tests.chaos.agreeing import agrees
from tests.chaos.house import House
from tests.chaos.load import Load

from quorate.client import Client
from quorate.ledger.fields import text

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.timeout(600)]


def test_what_is_delivered_twice_happens_once(
    installed: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    call, knock, post, sent = Client.call, Client.knock, httpx2.post, Counter[str]()

    def call_twice(self: Client, method: str, path: str, body: object = None) -> object:
        first = call(self, method, path, body)
        if method == "POST" and not path.endswith("/drafts"):
            again = threading.Thread(target=_again, args=(lambda: call(self, method, path, body),))
            again.start()
            again.join()
            sent["words"] += 1
        return first

    def knock_twice(self: Client, path: str, body: dict[str, object]) -> object:
        sent["orders"] += 1
        knock(self, path, body)
        return knock(self, path, body)

    def post_twice(url: str, **request: object) -> httpx2.Response:
        sent["reports"] += 1
        answers = [post(url, **request) for _ in range(2)]  # pyright: ignore[reportArgumentType]
        assert answers[0].json() == answers[1].json()
        return answers[1]

    monkeypatch.setattr(Client, "call", call_twice)
    monkeypatch.setattr(Client, "knock", knock_twice)
    monkeypatch.setattr(httpx2, "post", post_twice)
    load = Load(installed)
    load.start()
    for _ in range(5):
        load.until_more(3)
        _spool_again(installed)
    book = load.end()
    log = agrees(installed, book)
    assert len(set(log.bodies)) == len(log.bodies)
    assert set(sent) == {"orders", "reports", "words"}, sent
    with psycopg.connect(installed.database) as conn:
        row = conn.execute("SELECT count(*), count(DISTINCT (source, key)) FROM reports").fetchone()
    assert row is not None
    assert row[0] == row[1]


def _again(work: object) -> None:
    try:
        work()  # pyright: ignore[reportCallIssue]
    except Exception:  # refused, as what has been said already is
        return


def _spool_again(house: House) -> None:
    """The effector forgets that the database has taken its entries, and sends all of them anew."""
    with closing(sqlite3.connect(house.setting.folder / "effector/state.sqlite")) as memory:
        memory.execute("UPDATE spool SET sent = 0")
        memory.commit()


def test_the_platform_s_reports_are_taken_once_though_they_are_read_again(
    installed: House,
) -> None:
    synapse = installed.setting.synapse
    author, reader = synapse.client("author"), synapse.client("reader")
    room = text(author.create_room("here")[1], "room_id")
    event = text(author.send(room, "words")[1], "event_id")
    reader.join(room)
    for number in range(3):
        reader.report_event(room, event, f"reason {number}", -10)
    path = installed.setting.folder / "effector/state.sqlite"
    for _ in range(4):
        time.sleep(1.0)
        with closing(sqlite3.connect(path)) as memory:
            memory.execute("DELETE FROM reports_taken")
            memory.commit()
        installed.kill("worker")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and _taken(installed) < 3:
        time.sleep(0.2)
    time.sleep(2.0)
    assert _taken(installed) == 3


def _taken(house: House) -> int:
    with psycopg.connect(house.database) as conn:
        row = conn.execute("SELECT count(*) FROM reports WHERE source LIKE 'matrix:%'").fetchone()
    return int(row[0]) if row else 0
