"""Statements go from a durable outbox to a server with the Transparency Database's rules."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest
from fastapi.responses import JSONResponse
from tests.casework import NOW, rows, web_pool
from tests.transparency.database import TOKEN, Database
from tests.transparency.making import provider
from tests.transparency.test_rules import GOOD

from quorate.settings.publicity import FilingSettings, TransparencySettings
from quorate.settings.reading import BadSettingError
from quorate.settings.serve import serve_settings
from quorate.transparency import store
from quorate.transparency.filing import A_SECOND, Filing, Place
from quorate.transparency.sending import LOCKED_FOR, LONGEST_REST, Answer, judge

URL = "https://database.example/api/v1"


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)


class House:
    """An outbox, a database, and a worker between them."""

    def __init__(self, url: str, filing: Filing, database: Database, clock: Clock) -> None:
        self.url, self.filing, self.database, self.clock = url, filing, database, clock

    async def work(self) -> None:
        while await self.filing.send():
            pass

    def states(self) -> dict[str, int]:
        return dict(rows(self.url, "SELECT state, count(*) FROM filings GROUP BY state"))


@asynccontextmanager
async def filing(url: str, *statements: dict[str, object]) -> AsyncGenerator[House]:
    database, clock = Database(), Clock()
    async with web_pool(url) as pool, database.client() as http:
        async with pool.connection() as conn:
            await store.add(conn, {str(s["puid"]): s for s in statements}, NOW)
        place = Place(URL, TOKEN)
        yield House(url, Filing(pool, place, http, clock), database, clock)


def several(number: int) -> list[dict[str, object]]:
    return [{**GOOD, "puid": f"prop_{at:04}"} for at in range(number)]


async def test_all_are_filed_in_whole_batches(database_url: str) -> None:
    async with filing(database_url, *several(950)) as house:
        await house.work()
        assert house.states() == {"filed": 950}
        assert len(house.database.stored) == 950
        assert house.database.calls == 10
        uuids = rows(database_url, "SELECT count(DISTINCT uuid) FROM filings")
        assert uuids == [(950,)]


async def test_one_that_is_wrong_takes_no_other_with_it(database_url: str) -> None:
    wrong = {**GOOD, "puid": "wrong", "category": "none"}
    async with filing(database_url, *several(99), wrong) as house:
        await house.work()
        assert house.states() == {"filed": 99, "refused": 1}
        ((errors,),) = rows(database_url, "SELECT errors FROM filings WHERE puid = 'wrong'")
        assert list(errors) == ["category"]
        async with web_pool(database_url) as pool, pool.connection() as conn:
            assert await store.figures(conn) == store.Figures(0, None, 1)


async def test_an_answer_that_is_lost_files_nothing_twice(database_url: str) -> None:
    async with filing(database_url, *several(150)) as house:
        house.database.fault = lambda when: JSONResponse({}, 502) if when == "after" else None
        await house.filing.send()
        assert house.states() == {"waiting": 150}
        assert len(house.database.stored) == 150
        house.database.fault = lambda _: None
        house.clock.later(minutes=5)
        await house.work()
        assert house.states() == {"filed": 150}
        assert len(house.database.stored) == 150


async def test_a_puid_that_is_only_locked_is_asked_and_sent_again(database_url: str) -> None:
    async with filing(database_url, *several(3)) as house:
        house.database.locked.add("prop_0001")
        await house.work()
        assert house.states() == {"filed": 2, "waiting": 1}
        house.database.locked.clear()
        house.clock.later(seconds=LOCKED_FOR.total_seconds() - 1)
        assert await house.filing.send() == 0
        house.clock.later(seconds=1)
        await house.work()
        assert house.states() == {"filed": 3}


async def test_who_is_killed_in_between_is_followed_when_the_lease_ends(
    database_url: str,
) -> None:
    async with filing(database_url, *several(2)) as house:
        async with web_pool(database_url) as pool, pool.connection() as conn:
            until = NOW + timedelta(minutes=2)
            assert len(await store.lease(conn, NOW, until, 100)) == 2
            assert await store.lease(conn, NOW, until, 100) == []
        assert await house.filing.send() == 0
        house.clock.later(minutes=2)
        await house.work()
        assert house.states() == {"filed": 2}


@pytest.mark.parametrize("status", [401, 403, 500, 503, 429])
async def test_a_database_that_is_away_is_left_alone_ever_longer(
    database_url: str, status: int
) -> None:
    async with filing(database_url, *several(1)) as house:
        house.database.fault = lambda _: JSONResponse({}, status, {"Retry-After": "7"})
        await house.filing.send()
        house.clock.later(seconds=6.9)
        assert await house.filing.send() == 0
        house.clock.later(seconds=0.1)
        assert await house.filing.send() == 1
        house.database.fault = lambda _: None
        house.clock.later(seconds=8)
        await house.work()
        assert house.states() == {"filed": 1}


def test_a_rest_doubles_up_to_an_hour() -> None:
    rests = [judge(["a"], Answer(503), tries).rest for tries in range(14)]
    assert rests[:3] == [timedelta(seconds=s) for s in (2, 4, 8)]
    assert rests[-1] == LONGEST_REST == judge(["a"], Answer(503), 10_000).rest
    assert judge(["a"], Answer(429, rest=1e9), 0).rest == LONGEST_REST
    assert judge(["a"], Answer(422, {"errors": {"existing_puids": ["b"]}}), 0).rest
    assert judge(["a"], Answer(422, {"errors": []}), 0).rest


@pytest.mark.parametrize(
    "body", [{}, {"statements": 7}, {"statements": []}, {"statements": [{"uuid": "x"}]}]
)
def test_what_was_taken_is_filed_whatever_the_answer_says_of_it(body: dict[str, object]) -> None:
    """All or nothing: another number of uuids than of statements is nobody's."""
    assert judge(["a", "b"], Answer(201, body), 0).filed == {"a": "", "b": ""}


def test_only_what_was_sent_is_asked_for_or_refused() -> None:
    existing = {"errors": {"existing_puids": ["c", "b"]}}
    assert judge(["a", "b"], Answer(422, existing), 0).asked == ["b"]
    told = judge(["a", "b"], Answer(422, {"errors": {"statement_1": {"puid": ["?"]}}}), 0)
    assert (dict(told.refused), told.rest) == ({"b": {"puid": ["?"]}}, timedelta())
    strange = judge(["a", "b"], Answer(422, {"errors": {"statement_7": {"puid": ["?"]}}}), 0)
    assert (dict(strange.refused), strange.rest) == ({}, timedelta(seconds=2))


async def test_no_more_requests_leave_than_are_allowed(database_url: str) -> None:
    async with filing(database_url) as house:
        began, asked = monotonic(), 2 * A_SECOND // 10

        async def one() -> None:
            await house.filing._ask("GET", "/statement/existing-puid/a", None)  # pyright: ignore[reportPrivateUsage]

        await asyncio.gather(*(one() for _ in range(asked)))
        assert monotonic() - began >= (asked - 1) / A_SECOND


async def test_a_rehearsal_writes_lines_and_files_nothing(
    database_url: str, tmp_path: Path
) -> None:
    wrong = {**GOOD, "puid": "wrong", "decision_facts": ""}
    path = tmp_path / "statements.jsonl"
    async with filing(database_url, *several(120), wrong) as house:
        async with web_pool(database_url) as pool, house.database.client() as http:
            rehearsing = Filing(pool, Place(rehearsal=path), http, house.clock)
            while await rehearsing.rehearse():
                pass
        assert house.states() == {"waiting": 121}
        assert house.database.calls == 0
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert len({line["statement"]["puid"] for line in lines}) == len(lines) == 121
    assert [list(line["errors"]) for line in lines if line["errors"]] == [["decision_facts"]]


SERVE = (
    'database_url_file = "d"\nledger = "l"\ngenesis = "g"\nport = 1\ndoor = "http://127.0.0.1:2"\n'
    'key_file = "k"\nintake_tokens_file = "i"\ninvites_file = "v"\nauthority = "a"\n'
    "[transparency_database]\n"
)


def test_the_place_is_an_address_that_nobody_changes_or_a_file(tmp_path: Path) -> None:
    path = tmp_path / "serve.toml"
    path.write_text(SERVE + f'url = "{URL}/"\ntoken_file = "t"\n')
    assert serve_settings(path).filing == FilingSettings(URL, tmp_path / "t", None)
    path.write_text(SERVE + 'rehearsal_file = "r.jsonl"\n')
    assert serve_settings(path).filing == FilingSettings("", None, tmp_path / "r.jsonl")
    for wrong in (
        'rehearsal_file = "r"\n[transparency_database.categories]\nspam = "x"',
        "",
        'url = "u"\nrehearsal_file = "r"\n',
        'url = "http://x.example"\n',
        "url = 3",
    ):
        path.write_text(SERVE + wrong)
        with pytest.raises(BadSettingError):
            serve_settings(path)


def test_what_is_told_to_the_public_stands_in_three_places(tmp_path: Path) -> None:
    path, told = tmp_path / "serve.toml", 'provider_file = "p.yaml"\nmonths = "m"\n'
    path.write_text(SERVE + 'rehearsal_file = "r"\n[transparency]\n' + told + 'reports = "r"\n')
    found = serve_settings(path).transparency
    assert found == TransparencySettings(tmp_path / "p.yaml", tmp_path / "m", tmp_path / "r")
    path.write_text(SERVE + 'rehearsal_file = "r"\n[transparency]\n' + told)
    with pytest.raises(BadSettingError, match="reports"):
        serve_settings(path)


def test_the_category_of_an_area_comes_from_the_provider_s_file() -> None:
    spam = {"category": "STATEMENT_CATEGORY_SCAMS_AND_FRAUD"}
    found = provider(areas={"spam": spam}).database_categories
    assert found == {"spam": "STATEMENT_CATEGORY_SCAMS_AND_FRAUD"}
