"""Connections cut in the middle of a word, sessions ended by the server: nobody is told a lie."""

import random
import time

import pytest
from tests.chaos.agreeing import agrees
from tests.chaos.house import SEED, House
from tests.chaos.load import Load

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.timeout(600)]


@pytest.mark.parametrize("how", ["cut", "ended"])
def test_lost_connections_lose_nothing(installed: House, how: str) -> None:
    print(f"QUORATE_CHAOS_SEED={SEED}")
    chance, load = random.Random(SEED), Load(installed)
    load.start()
    for _ in range(25):
        load.until_more(1)
        time.sleep(chance.uniform(0.0, 0.5))
        if how == "cut":
            installed.wire.cut()
            installed.faults["connections cut"] += 1
        else:
            installed.end_sessions()
    agrees(installed, load.end())


def test_a_database_that_comes_back_after_a_long_while_is_used_within_seconds(
    installed: House,
) -> None:
    load, port = Load(installed), installed.wire.port
    load.start()
    load.until_more(2)
    installed.wire.port = 9
    installed.wire.cut()
    time.sleep(25)
    told = len(load.book.reports)
    installed.wire.port = port
    back, deadline = time.monotonic(), time.monotonic() + 30
    while len(load.book.reports) == told and time.monotonic() < deadline:
        time.sleep(0.05)
    waited = time.monotonic() - back
    agrees(installed, load.end())
    assert waited < 15
