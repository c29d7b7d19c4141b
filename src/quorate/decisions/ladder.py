"""What a policy says about strikes: how many points one counts, for how long, and which step the
next violation calls for. Pure.

A ladder names a step, so that people who repeat themselves are treated alike. It never takes one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from quorate.decisions.terms import LONGEST
from quorate.ledger.fields import as_object, integer, items, text
from quorate.vocabulary.actions import FACTS, Action

_MOST_POINTS: Final = 1000
_MOST_DAYS: Final = 3660
_USUAL_DAYS: Final = 180


@dataclass(frozen=True, slots=True)
class Step:
    """From how many points on, which action; with `days` it ends by itself."""

    at: int
    action: Action
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """`points` of one strike, which expires after `expire_days`; `steps` by rising points."""

    points: int = 1
    expire_days: int = _USUAL_DAYS
    steps: tuple[Step, ...] = ()

    def step(self, points: int) -> Step | None:
        """What the ladder names for a violation that brings an account to so many points."""
        return next((s for s in reversed(self.steps) if s.at <= points), None)


def read_ladder(value: object, actions: Collection[Action]) -> Ladder:
    """The `strikes` of a policy that allows these actions. Raises ValueError naming the field that
    does not fit."""
    row = _only(as_object(value, "strikes"), "points", "expire_days", "ladder")
    steps = tuple(_step(one, actions) for one in items(row, "ladder")) if "ladder" in row else ()
    if any(one.at >= two.at for one, two in pairwise(steps)):
        raise ValueError("strikes.ladder: `at` rises from step to step")
    return Ladder(
        _within(row, "points", 1, _MOST_POINTS, 1),
        _within(row, "expire_days", 1, _MOST_DAYS, _USUAL_DAYS),
        steps,
    )


def _step(row: Mapping[str, object], actions: Collection[Action]) -> Step:
    row = _only(row, "at", "action", "days")
    action = next((a for a in actions if a == text(row, "action")), None)
    if action is None or not (FACTS[action].silencing or action is Action.WARN):
        raise ValueError("strikes.ladder.action: an action of this policy that warns or silences")
    at = _within(row, "at", 1, _MOST_POINTS, None)
    if "days" not in row:
        return Step(at, action)
    if not FACTS[action].may_end:
        raise ValueError(f"strikes.ladder.days: {action} has no end")
    return Step(at, action, _within(row, "days", 1, LONGEST.days, None))


def _only(row: Mapping[str, object], *names: str) -> Mapping[str, object]:
    surplus = set(row) - set(names)
    if surplus:
        raise ValueError(f"strikes: {min(surplus)[:64]} is no field of it")
    return row


def _within(row: Mapping[str, object], name: str, least: int, most: int, usual: int | None) -> int:
    if usual is not None and name not in row:
        return usual
    found = integer(row, name)
    if not least <= found <= most:
        raise ValueError(f"strikes.{name}: {least} to {most}")
    return found
