"""The casework of the measurements: the same from the same seed, and shaped as it claims."""

import json
from collections import Counter
from itertools import islice

import pytest
from benchmarks import casework
from benchmarks.casework import Arrival, arrivals
from benchmarks.ladder import MOST, Rung, due
from pydantic import TypeAdapter

from quorate.api.shapes import AlarmItem, ReportItem

CONNECTOR = "matrix:bench.localhost"
MILLION_AND_A_HALF = 1_500_000.0


def made(seed: int = 7, seconds: float = 300.0, start: float = 54_000.0) -> list[Arrival]:
    return list(arrivals(seed, MILLION_AND_A_HALF, seconds, CONNECTOR, start))


def test_the_same_seed_makes_the_same_reports_and_another_one_others() -> None:
    assert made() == made()
    assert made() != made(8)


def test_they_come_in_order_each_once_and_as_many_as_were_asked_for() -> None:
    found = made(seconds=600.0)
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert len({one.item["key"] for one in found}) == len(found)
    expected = MILLION_AND_A_HALF / 86_400 * 600
    assert 0.85 * expected < len(found) < 1.3 * expected  # a brigade or a spike is on top


def test_the_door_takes_every_one() -> None:
    for one in made():
        shape = AlarmItem if one.book == "alarms" else ReportItem
        TypeAdapter(shape).validate_json(json.dumps(one.item))


def test_few_accounts_and_reporters_have_most_of_it_in_all_languages() -> None:
    found = made(seconds=1_200.0)
    accounts = Counter(str(one.item["subject"]) for one in found)
    reporters = Counter(str(one.item["reporter"]) for one in found)
    assert accounts.most_common(1)[0][1] > 20
    assert len(accounts) > len(found) / 4
    assert sum(count > 1 for count in reporters.values()) > 50
    assert {one.item["language"] for one in found} == set(casework.SAID)
    alarms = sum(one.book == "alarms" for one in found)
    assert 0.1 < alarms / len(found) < 0.2


def test_the_evening_has_more_than_the_morning() -> None:
    assert len(made(start=75_600.0)) > 1.8 * len(made(start=32_400.0))


def test_many_gather_on_one_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(casework, "BRIGADES_A_REPORT", 1 / 100)
    found = [one for one in made() if "-b" in str(one.item["key"])]
    on_one, count = Counter(str(one.item["subject"]) for one in found).most_common(1)[0]
    gathered = [one for one in found if str(one.item["subject"]) == on_one]
    assert count >= casework.GATHERED[0] // 2
    assert gathered[-1].at - gathered[0].at <= casework.GATHERED_SECONDS
    assert len({one.item["reporter"] for one in gathered}) > count / 2


def test_what_comes_together_goes_in_one_batch_and_none_is_lost() -> None:
    rung = Rung("trial", MILLION_AND_A_HALF, 60.0, 1.0)
    requests = due(rung, "token", CONNECTOR)
    assert sum(one.reports for one in requests) > MILLION_AND_A_HALF / 86_400 * 45
    assert max(one.reports for one in requests) <= MOST
    assert [one.at for one in requests] == sorted(one.at for one in requests)
    single = due(Rung("trial", MILLION_AND_A_HALF, 60.0), "token", CONNECTOR)
    assert sum(one.reports for one in single) == sum(one.reports for one in requests)
    assert all(b"/batch" not in one.request for one in islice(single, 50))
