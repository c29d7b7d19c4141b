"""Whether the ledger that a process follows is one to work by."""

from datetime import timedelta
from typing import Final

from quorate.effects.onlooker import Onlooker
from quorate.telemetry.readiness import Check
from quorate.vocabulary.times import now

LEDGER_AGE: Final = timedelta(seconds=30)
"""Longer than another sequencer takes to lead; by an older ledger nobody is silenced anyhow."""


def ledger_check(onlooker: Onlooker) -> dict[str, Check]:
    """It can be believed, and somebody writes it."""

    async def ledger() -> bool:
        fresh = onlooker.fresh if onlooker.catch_up() else None
        return fresh is not None and now() - fresh < LEDGER_AGE

    return {"ledger": ledger}
