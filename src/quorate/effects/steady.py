"""The clock for what ends by itself: no clock that somebody sets moves it.

Freed too early, an account writes before its time; freed too late, a person stays silenced beyond
what was decided. Neither the later nor the earlier of two clocks is safe against both, so this one
runs by the machine's own ticks. Where wall clock and ledger both say another time, and go on
saying it for a minute, they are believed: there is no other clock to ask.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

CLOSE: Final = timedelta(seconds=2)
"""Clocks that differ by no more are taken to agree; the ledger's has whole seconds."""
SETTLES: Final = 5.0
"""Seconds after which a ledger that published nothing new is taken to stand still."""
FOLLOWS: Final = 60.0
"""Seconds for which two clocks have to agree against this one."""


class Steady:
    """`kept` is the latest time that this effector's memory had when it began."""

    def __init__(self, kept: datetime | None, ticks: Callable[[], float] = monotonic) -> None:
        self._kept, self._ticks = kept, ticks
        self._began: float | None = None
        self._base: tuple[datetime, float] | None = None
        self._heard: tuple[datetime, float] | None = None
        self._goes_on = False
        self._against: float | None = None

    def read(self, wall: datetime, ledger: datetime | None) -> datetime | None:
        """Now; None where it cannot be told yet. `ledger` is the newest time it vouched for."""
        tick = self._ticks()
        if ledger is None:
            return None
        self._hear(ledger, tick)
        heard = _later(self._heard, tick) or ledger
        if self._base is None:
            at = self._begin(wall, ledger, tick)
            self._base = (at, tick) if at else None
            return at
        return self._followed(min(wall, heard), max(wall, heard), tick)

    def _hear(self, ledger: datetime, tick: float) -> None:
        if self._heard is None or ledger != self._heard[0]:
            self._goes_on = self._heard is not None
            self._heard = ledger, tick

    def _begin(self, wall: datetime, ledger: datetime, tick: float) -> datetime | None:
        """Where the two agree, the earlier; else the one that memory speaks for, too. A ledger that
        does not go on says no time."""
        self._began = tick if self._began is None else self._began
        if abs(wall - ledger) <= CLOSE:
            return min(wall, ledger)
        if self._goes_on:
            return sorted((wall, ledger, self._kept or min(wall, ledger)))[1]
        return wall if tick - self._began >= SETTLES else None

    def _followed(self, early: datetime, late: datetime, tick: float) -> datetime:
        at = _later(self._base, tick) or early
        told = max(early, min(at, late))
        if told == at:
            self._against = None
            return at
        self._against = tick if self._against is None else self._against
        if abs(told - at) > CLOSE and tick - self._against < FOLLOWS:
            return at
        self._base, self._against = (told, tick), None
        return told


def _later(said: tuple[datetime, float] | None, tick: float) -> datetime | None:
    """A time said at a tick, as it has gone on since."""
    return said[0] + timedelta(seconds=tick - said[1]) if said else None
