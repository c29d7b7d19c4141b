"""The platform answers as bad ones do, doing what was asked or not: it is done once."""

import random
import time

import pytest
from tests.chaos.agreeing import agrees
from tests.chaos.house import SEED, House
from tests.chaos.load import Load
from tests.chaos.proxied import Call, Fault

pytestmark = [pytest.mark.long, pytest.mark.platform, pytest.mark.timeout(600)]
SLOW = {Fault.HANG, Fault.HANG_DONE}


@pytest.mark.parametrize("fault", list(Fault))
def test_bad_answers_do_nothing_twice_and_lose_nothing(installed: House, fault: Fault) -> None:
    print(f"QUORATE_CHAOS_SEED={SEED}")
    chance, faults = random.Random(SEED), list[Call]()

    def plan(call: Call) -> Fault | None:
        if chance.random() < (0.2 if fault in SLOW else 0.5):
            faults.append(call)
            return fault
        return None

    installed.platform.plan = plan
    load = Load(installed)
    load.start()
    deadline = time.monotonic() + 60
    while len(load.book.silenced) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    installed.platform.calm()
    agrees(installed, load.end())
    assert faults


def test_a_platform_that_is_left_alone_when_it_asks_for_time(installed: House) -> None:
    """No more than a few calls a second reach a platform that answers nothing but 429."""
    installed.platform.plan = lambda _: Fault.TOO_MANY
    load = Load(installed)
    load.start()
    time.sleep(3)
    before = len(installed.platform.asked)
    time.sleep(5)
    asked = len(installed.platform.asked) - before
    installed.platform.calm()
    agrees(installed, load.end())
    assert asked <= 15
