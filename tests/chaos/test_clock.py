"""Clocks step forward and back: in doubt nothing is silenced, and nothing is lost."""

import random
import time

import pytest
from tests.chaos.agreeing import agrees
from tests.chaos.house import SEED, House
from tests.chaos.load import Load

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.timeout(600)]
STEPPED = ("effector", "sequencer", "worker")


def test_stepped_clocks_leave_everything_in_agreement(installed: House) -> None:
    """Ten seconds, beyond every tolerance. Of `serve` it is not asked: requests are signed with a
    time, and are refused then."""
    print(f"QUORATE_CHAOS_SEED={SEED}")
    chance, load = random.Random(SEED), Load(installed, gives_way=True)
    load.start()
    for _ in range(10):
        name = chance.choice(STEPPED)
        installed.step(name, chance.choice((-10.0, 10.0)))
        time.sleep(chance.uniform(1.0, 3.0))
        if chance.random() < 0.3:
            installed.kill(name)
        installed.step(name, 0.0)
        load.until_more(1, 15.0)
    agrees(installed, load.end())
