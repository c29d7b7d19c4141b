"""kill -9 at random instants under load, and exactly around the call: all of it agrees after."""

import json
import random
import threading
import time

import pytest
from tests.chaos.agreeing import agrees
from tests.chaos.house import SEED, House
from tests.chaos.load import Load
from tests.chaos.proxied import Call

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.timeout(1200)]
VICTIMS = ("serve", "worker", "sequencer", "effector", "signer", "postgres")
KILLS = 60


def test_kills_at_random_instants_lose_nothing_and_do_nothing_twice(installed: House) -> None:
    print(f"QUORATE_CHAOS_SEED={SEED}")
    chance, load = random.Random(SEED), Load(installed)
    load.start()
    killed = 0
    while killed < KILLS:
        load.until_more(chance.randrange(1, 4))
        time.sleep(chance.uniform(0.0, 1.5))
        killed += installed.kill(chance.choice(VICTIMS))
    book = load.end()
    log = agrees(installed, book)
    assert len(book.silenced) >= 5, book
    told = {
        "chaos_kills_survived": killed,
        "chaos_reports_kept": len(book.reports),
        "chaos_effects_once": len(book.silenced),
        "chaos_entries_verified": len(log.bodies),
    }
    print(json.dumps(told), installed.faults, book.given_up)


@pytest.mark.parametrize("instant", ["before", "after"])
def test_an_effector_killed_at_the_very_call_acts_once(installed: House, instant: str) -> None:
    """`before`: the intent is published, the call never comes. `after`: the platform has done it,
    and nobody hears the answer."""
    left = threading.Semaphore(4)

    def end(call: Call) -> None:
        if call.acts and call.silences and left.acquire(blocking=False):
            installed.kill("effector")
            raise ConnectionResetError("killed at the call")

    if instant == "before":
        installed.platform.before = end
    else:
        installed.platform.after = end
    load = Load(installed)
    load.start()
    deadline = time.monotonic() + 240
    while left._value and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not left._value
    agrees(installed, load.end())
