"""Banks of hashes on a real database: near media are an alarm, by a bank that two people let in."""

import random
from collections.abc import AsyncGenerator

import psycopg
import pytest
from tests.casework import entries, rows
from tests.playing import Play, playing
from tests.signalling import bank, set_bank, work

from quorate.incidents.stage.world import World
from quorate.intake.model import OWN
from quorate.signals.banks import Bank, BankState
from quorate.signals.hashes import BITS, Algorithm, Hash
from quorate.vocabulary.events import Event
from quorate.vocabulary.problems import Problem, Refusal

CHANCE = random.Random(7)
KNOWN = [Hash(Algorithm.PDQ, CHANCE.getrandbits(256)) for _ in range(300)]
ALARMS = "SELECT key, score, category, evidence->0->'distance' FROM reports WHERE source = %s"


def text(one: Hash) -> str:
    return f"{one.value:0{BITS[one.algorithm] // 4}x}"


def away(one: Hash, bits: int) -> Hash:
    value = one.value
    for bit in CHANCE.sample(range(BITS[one.algorithm]), bits):
        value ^= 1 << bit
    return Hash(one.algorithm, value)


@pytest.fixture
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("world")).found()


@pytest.fixture
async def play(world: World, database_url: str) -> AsyncGenerator[Play]:
    async with playing(world, database_url) as found:
        yield found


def problem(found: object) -> Problem:
    assert isinstance(found, Refusal), found
    return found.problem


async def reported(play: Play, native: str, one: Hash) -> None:
    said = {"media_hashes": {one.algorithm.value: text(one)}}
    await play.report(native, evidence=[said], category="harassment")


async def test_near_media_are_an_alarm_and_no_more(play: Play) -> None:
    assert isinstance(await bank(play, hashes=[text(one) for one in KNOWN]), Bank)
    await reported(play, "@before:example.org", KNOWN[0])
    await work(play)
    assert rows(play.url, ALARMS, OWN) == []
    assert isinstance(await set_bank(play, BankState.LIVE), Bank)
    for number in range(32):
        await reported(play, f"@near{number}:example.org", away(KNOWN[number], number))
    await reported(play, "@far:example.org", away(KNOWN[40], 32))
    await work(play)
    found = rows(play.url, ALARMS, OWN)
    assert sorted(row[3] for row in found) == list(range(32))
    assert {row[2] for row in found} == {"spam"}
    assert max(row[1] for row in found) == 1.0
    assert min(row[1] for row in found) == 0.5
    assert rows(play.url, "SELECT hits FROM signal_banks") == [(32,)]
    assert rows(play.url, "SELECT count(*) FROM proposals") == [(0,)]
    assert isinstance(await set_bank(play, BankState.OFF, who="lead"), Bank)
    await reported(play, "@after:example.org", KNOWN[0])
    await work(play)
    assert len(rows(play.url, ALARMS, OWN)) == 32


async def test_each_bank_has_its_own_distance_and_algorithm(play: Play) -> None:
    one = Hash(Algorithm.PHASH, CHANCE.getrandbits(64))
    assert isinstance(await bank(play, "close", [text(one)], "phash", 2), Bank)
    assert isinstance(await bank(play, "wide", [text(one)], "phash", 7), Bank)
    for name in ("close", "wide"):
        assert isinstance(await set_bank(play, BankState.LIVE, name), Bank)
    await reported(play, "@two:example.org", away(one, 2))
    await reported(play, "@seven:example.org", away(one, 7))
    await reported(play, "@eight:example.org", away(one, 8))
    await reported(play, "@other:example.org", KNOWN[0])
    await work(play)
    assert rows(play.url, "SELECT name, hits FROM signal_banks ORDER BY 1") == [
        ("close", 1),
        ("wide", 2),
    ]


async def test_nobody_puts_their_own_bank_live_whatever_the_web_says(play: Play) -> None:
    assert isinstance(await bank(play, hashes=[text(KNOWN[0])]), Bank)
    assert problem(await set_bank(play, BankState.LIVE, who="lead")) is Problem.SELF_EXCLUDED
    assert problem(await set_bank(play, BankState.WAITING)) is Problem.BODY_INVALID
    assert problem(await set_bank(play, BankState.LIVE, "none")) is Problem.NOT_FOUND
    own = "UPDATE signal_banks SET state = 'live', moved_by = added_by, moved_at = now()"
    async with play.pool.connection() as conn:
        with pytest.raises(psycopg.errors.CheckViolation):
            await conn.execute(own)
    assert problem(await bank(play, hashes=[text(KNOWN[1])])) is Problem.ALREADY_DECIDED
    assert isinstance(await set_bank(play, BankState.LIVE), Bank)
    assert problem(await set_bank(play, BankState.LIVE)) is Problem.ALREADY_DECIDED
    said = [e["data"] for e in entries(play.url) if e["event"] == Event.BANK_CHANGED]
    assert [(d["to"], d["by"], d["hashes"]) for d in said] == [
        ("waiting", "lead", 1),
        ("live", "other lead", 1),
    ]
    assert text(KNOWN[0]) not in str(said)


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"name": "A"}, "name"),
        ({"area": "none"}, "area"),
        ({"distance": 32}, "distance"),
        ({"distance": -1}, "distance"),
        ({"algorithm": "md5"}, "algorithm"),
        ({"hashes": ["no"]}, "hashes"),
        ({"algorithm": "phash", "distance": 8, "hashes": ["0f" * 8]}, "distance"),
    ],
)
async def test_a_bank_that_does_not_fit_is_refused(
    play: Play, about: dict[str, object], field: str
) -> None:
    found = await bank(play, **{"hashes": ["0f" * 32], **about})  # pyright: ignore
    assert problem(found) is Problem.BODY_INVALID
    assert isinstance(found, Refusal)
    assert found.field == field
