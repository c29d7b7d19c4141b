"""Numbers the effector holds itself to; its own configuration sets them, never a proposal."""

from dataclasses import dataclass
from datetime import timedelta

from quorate.authority.charter import Charge


@dataclass(frozen=True, slots=True)
class Limits:
    """Defaults as docs/reference/configuration.md states them.

    `cap_team` is how many times a person's cap their whole team has.
    """

    cooling_off_2: timedelta = timedelta(minutes=10)
    cooling_off_3: timedelta = timedelta(minutes=30)
    approve_within: timedelta = timedelta(hours=24)
    execute_within: timedelta = timedelta(hours=25)
    fresh: timedelta = timedelta(seconds=5)
    people_stale: timedelta = timedelta(minutes=15)
    tolerance: timedelta = timedelta(seconds=5)
    cap_tier_0: int = 100
    cap_above: int = 10
    cap_restores: int = 1000
    cap_team: int = 5
    cap_window: timedelta = timedelta(hours=1)
    delay_widening: timedelta = timedelta(hours=1)
    delay_lowering: timedelta = timedelta(hours=72)
    delay_recovery: timedelta = timedelta(hours=24)
    key_rests: timedelta = timedelta(hours=72)
    looks_alarm: int = 20
    cap_looks: int = 50
    reveal_box: timedelta = timedelta(minutes=15)
    outside_every: timedelta = timedelta(seconds=5)

    def cooling_off(self, tier: int) -> timedelta:
        """How long a silencing waits after its page was taken and its last approval seen."""
        if tier >= 3:
            return self.cooling_off_3
        return self.cooling_off_2 if tier == 2 else timedelta()

    def delay(self, charge: Charge, *, recovers: bool) -> timedelta:
        """How long an amendment waits after its page was taken and its last approval seen."""
        if recovers:
            return max(self.delay_recovery, self.delay_widening)
        special = {Charge.IDENTITY: timedelta(), Charge.LOWERING: self.delay_lowering}
        return special.get(charge, self.delay_widening)
