"""More reports than a page, and a crash in the middle: none is lost, none taken twice."""

import json
from typing import Any

import pytest

from quorate.effects import parse_child
from quorate.effects.parser import Parser
from quorate.effects.polling import Poller
from quorate.vocabulary.problems import Refusal


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
        offset = int(path.rpartition("from=")[2])
        return json.dumps({"user_reports": self.rows[offset : offset + 100]}).encode()


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


async def test_the_parser_knows_both_kinds() -> None:
    parser = Parser()
    rows = Platform(2).rows
    found = await parser.parse(
        parse_child.USER_REPORTS, json.dumps({"user_reports": rows}).encode()
    )
    await parser.close()
    assert [r["id"] for r in found] == [2, 1]
