"""A rule over reports and its versions: draft, shadow, live. Pure: the clock is an argument.

A live rule's alarm opens a case, so putting one live takes two people and a back-test of that very
version; stopping one takes nobody's leave.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from quorate.vocabulary.problems import Problem, Refusal

MOST_DAYS: Final = 90
"""How far back a test may look: until then nothing is erased but on request."""
MOST_RUNNING: Final = 50
"""How many versions are in shadow or live at most, so that a report's cost has a bound."""
UNTESTED_SCORE: Final = 0.5
TEST: Final = "test"
_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")


class State(StrEnum):
    """What a version does: nothing, count, make alarms, or nothing any more."""

    DRAFT = "draft"
    LIVE = "live"
    OFF = "off"
    SHADOW = "shadow"


RUNNING: Final = frozenset({State.LIVE, State.SHADOW})


@dataclass(frozen=True, slots=True)
class Rule:
    """One version. `expression` is the commitment to what it asks, `area` where its alarms go."""

    name: str
    version: int
    area: str
    expression: str
    written_by: str
    written_at: datetime
    state: State = State.DRAFT
    moved_by: str | None = None
    moved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a version would have hit: `reports` looked at, `hits` of them, `failed` ones where the
    expression failed; the hits' `cases`, how many of those are `decided` and how many `actioned`.
    Duplicates, and what is open still, are decided neither way."""

    reports: int = 0
    hits: int = 0
    failed: int = 0
    cases: int = 0
    decided: int = 0
    actioned: int = 0

    @property
    def share(self) -> float | None:
        """Of the decided cases, how many were acted on; None where none was decided."""
        return self.actioned / self.decided if self.decided else None


@dataclass(frozen=True, slots=True)
class Backtest:
    """One back-test of one version, of reports that came at `since` or later."""

    id: UUID
    name: str
    version: int
    tested_by: str
    tested_at: datetime
    since: datetime
    figures: Figures


def decide_write(rule: Rule, areas: Collection[str], newest: Rule | None) -> Rule | Refusal:
    """A new version, a draft. Refused: BODY_INVALID for a name or area that does not fit."""
    if _NAME.fullmatch(rule.name) is None:
        return Refusal(Problem.BODY_INVALID, "1 to 40 of a-z, 0-9 and '-' are needed", "name")
    if rule.area not in areas:
        return Refusal(Problem.BODY_INVALID, "choose an area of the policies in force", "area")
    return replace(rule, version=newest.version + 1 if newest else 1)


def decide_days(days: int, now: datetime) -> datetime | Refusal:
    """Since when a test looks back."""
    if not 1 <= days <= MOST_DAYS:
        return Refusal(Problem.BODY_INVALID, f"1 to {MOST_DAYS} days", "days")
    return now - timedelta(days=days)


def decide_move(
    rule: Rule, to: State, who: str, tested: Backtest | None, running: int, now: datetime
) -> Rule | Refusal:
    """Another state. `tested` is this version's newest test, `running` how many versions run.

    Refused: ALREADY_DECIDED where it is so already, BODY_INVALID back to draft, CAP_REACHED beyond
    50 running ones; live, SELF_EXCLUDED for whoever wrote it, NOT_TESTED without a test of this
    version since it was written.
    """
    if to is State.DRAFT:
        return Refusal(Problem.BODY_INVALID, "a version becomes no draft again", "to")
    if rule.state is to:
        return Refusal(Problem.ALREADY_DECIDED, f"this version is {to} already", "to")
    if to in RUNNING and rule.state not in RUNNING and running >= MOST_RUNNING:
        return Refusal(Problem.CAP_REACHED, f"{MOST_RUNNING} versions run already", "to")
    if to is State.LIVE:
        if who == rule.written_by:
            return Refusal(Problem.SELF_EXCLUDED, "another person puts your own rule live", "to")
        if not _is_tested(rule, tested):
            return Refusal(Problem.NOT_TESTED, "no back-test of this version", "version")
    return replace(rule, state=to, moved_by=who, moved_at=now)


def _is_tested(rule: Rule, tested: Backtest | None) -> bool:
    if tested is None or (tested.name, tested.version) != (rule.name, rule.version):
        return False
    return tested.tested_at > rule.written_at
