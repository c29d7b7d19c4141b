"""The effector as those who watch see it."""

from collections import Counter

from quorate.effects.executor import Executor
from quorate.effects.outstanding import What
from quorate.telemetry.door import Watched
from quorate.telemetry.metrics.effects import DOUBT, HELD_BACK, RESTORES_WAITING, SPOOLED
from quorate.telemetry.readiness import Readiness


def watched_effector(executor: Executor) -> Watched:
    """Ready where it would silence: its ledger is fresh, its clock and its settings are right. Its
    door takes restores and vetoes also while it is not."""
    chronicle = executor.chronicle

    async def silencing() -> bool:
        return executor.doubt() is None

    async def held_back() -> None:
        memory, now = chronicle.memory, chronicle.clock()
        found = executor.outstanding.waiting(chronicle.view.docket, memory, now)
        counted = Counter(one.what for one in found)
        for what in What:
            HELD_BACK.labels(what).set(counted[what])
        RESTORES_WAITING.set(len(memory.restores_waiting()))
        SPOOLED.set(len(memory.unsent()))
        DOUBT.clear()
        doubt = executor.doubt()
        if doubt is not None:
            DOUBT.labels(doubt.problem).set(1)

    return Watched("effector", Readiness({"silencing": silencing}), [held_back])
