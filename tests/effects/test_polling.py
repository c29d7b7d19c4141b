"""More reports than a page, and a crash in the middle: none is lost, none taken twice."""

import json
from collections.abc import Mapping
from time import monotonic
from typing import Any
from urllib.parse import parse_qs

import pytest

from quorate.effects.connectors.calling import MOST_BYTES, TOO_MUCH
from quorate.effects.parsing import child
from quorate.effects.parsing.parser import Parser
from quorate.effects.polling import Poller
from quorate.vocabulary.problems import Problem, Refusal


class Platform:
    """Only what the poller asks: pages of reports, newest first. A stand-in, to fail in between."""

    instance = "matrix:x"

    def __init__(self, number: int) -> None:
        self.rows = [
            {"id": n, "received_ts": n, "user_id": "@r:x", "target_user_id": "@t:x"}
            for n in range(number, 0, -1)
        ]

    async def raw(self, path: str) -> bytes | Refusal:
        if "event_reports" in path:
            return b'{"event_reports": []}'
        asked = parse_qs(path.rpartition("?")[2])
        offset, limit = int(asked["from"][0]), int(asked["limit"][0])
        return json.dumps({"user_reports": self.rows[offset : offset + limit]}).encode()


class Memory:
    def __init__(self) -> None:
        self.taken: list[str] = []

    def has_report(self, identity: str) -> bool:
        return identity in self.taken


class Chronicle:
    def __init__(self) -> None:
        self.memory = Memory()


class Executor:
    def __init__(self) -> None:
        self.chronicle = Chronicle()


class Failing(Poller):
    """Takes into a list; is killed after a number of reports."""

    def __init__(self, platform: Platform, executor: Executor, after: int) -> None:
        parts: Any = (executor, platform, None)
        super().__init__(*parts)
        self._left = after
        self._taken = executor.chronicle.memory.taken

    async def _take(self, record: dict[str, object]) -> None:
        if self._left == 0:
            raise KeyboardInterrupt
        self._left -= 1
        self._taken.append(f"user_report|{record['id']}|{record['id']}|@r:x|@t:x")


@pytest.mark.parametrize("after", [0, 1, 99, 100, 101, 249])
async def test_a_crash_between_pages_loses_no_report(after: int) -> None:
    platform, executor = Platform(250), Executor()
    killed = Failing(platform, executor, after)
    with pytest.raises(KeyboardInterrupt):
        await killed.poll()
    await killed.close()
    again = Failing(platform, executor, 10_000)
    await again.poll()
    taken = executor.chronicle.memory.taken
    assert len(taken) == len(set(taken)) == 250
    assert await again.poll() == 0
    await again.close()


class Overfull(Platform):
    """One to which somebody reported in books: of each number here, so many bytes."""

    def __init__(self, number: int, books: Mapping[int, int]) -> None:
        super().__init__(number)
        self.books, self.asked = books, 0

    async def raw(self, path: str) -> bytes | Refusal:
        found = await super().raw(path)
        if isinstance(found, Refusal) or "event_reports" in path:
            return found
        self.asked += 1
        shown: list[dict[str, int]] = json.loads(found)["user_reports"]
        length = sum(self.books.get(row["id"], 0) for row in shown)
        return TOO_MUCH if length > MOST_BYTES else found


async def test_reports_that_are_too_long_for_one_page_hold_up_nobody() -> None:
    executor = Executor()
    platform = Overfull(250, dict.fromkeys([130, 131, 7], MOST_BYTES * 2 // 3))
    poller = Failing(platform, executor, 10_000)
    assert await poller.poll() == 250
    assert len(set(executor.chronicle.memory.taken)) == 250
    assert await poller.poll() == 0
    await poller.close()


async def test_nothing_new_costs_one_page_whatever_was_too_long() -> None:
    executor = Executor()
    platform = Overfull(250, dict.fromkeys(range(245, 251), MOST_BYTES * 2 // 3))
    poller = Failing(platform, executor, 10_000)
    assert await poller.poll() == 250
    assert await poller.poll() == 0
    platform.asked = 0
    assert [await poller.poll() for _ in range(5)] == [0] * 5
    assert platform.asked == 5
    await poller.close()


async def test_a_report_that_is_too_long_by_itself_is_passed_over() -> None:
    executor = Executor()
    poller = Failing(Overfull(250, {250: MOST_BYTES + 1, 100: MOST_BYTES + 1}), executor, 10_000)
    assert await poller.poll() == 248
    assert await poller.poll() == 0
    await poller.close()


async def test_a_platform_that_answers_without_end_is_asked_so_often_and_no_more() -> None:
    platform = Overfull(250, dict.fromkeys(range(251), MOST_BYTES + 1))
    poller = Failing(platform, Executor(), 10_000)
    assert await poller.poll() == 0
    assert platform.asked < 20
    await poller.close()


async def test_the_parser_knows_both_kinds() -> None:
    parser = Parser()
    rows = Platform(2).rows
    found = await parser.parse(child.USER_REPORTS, json.dumps({"user_reports": rows}).encode())
    await parser.close()
    assert [r["id"] for r in found] == [2, 1]


class Event(Platform):
    """One report of a message, whose evidence is away as often as it is told."""

    def __init__(self, away: int, why: Problem = Problem.PLATFORM_UNAVAILABLE) -> None:
        super().__init__(0)
        self.away, self.why = away, why

    async def raw(self, path: str) -> bytes | Refusal:
        if "fetch_event" in path:
            self.away -= 1
            if self.away >= 0:
                return Refusal(self.why, "not now")
            told = {"type": "m.room.message", "sender": "@t:x", "content": {"body": "the words"}}
            return json.dumps({"event": told}).encode()
        if "event_reports" in path:
            row = {"id": 1, "received_ts": 1, "user_id": "@r:x", "sender": "@t:x"}
            rows = [{**row, "event_id": "$e", "room_id": "!r"}]
            return json.dumps({"event_reports": rows}).encode()
        return b'{"user_reports": []}'


class Keeping(Poller):
    """Keeps what it takes."""

    def __init__(self, platform: Platform) -> None:
        parts: Any = (Executor(), platform, None)
        super().__init__(*parts)
        self.records: list[dict[str, object]] = []

    async def _take(self, record: dict[str, object]) -> None:
        self.records.append(record)


async def test_a_report_waits_for_its_evidence_while_the_platform_is_away() -> None:
    poller = Keeping(Event(away=3))
    for _ in range(3):
        assert await poller.poll() == 0
    assert poller.records == []
    assert await poller.poll() == 1
    await poller.close()
    assert "the words" in str(poller.records[0]["evidence"])


async def test_a_message_that_is_gone_or_never_comes_keeps_no_report_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone = Keeping(Event(away=1, why=Problem.SUBJECT_UNKNOWN))
    assert await gone.poll() == 1
    await gone.close()
    never = Keeping(Event(away=9))
    assert await never.poll() == 0
    later = monotonic() + 61
    monkeypatch.setattr("quorate.effects.polling.monotonic", lambda: later)
    assert await never.poll() == 1
    await never.close()
    assert [r["evidence"] for r in (*gone.records, *never.records)] == [None, None]
