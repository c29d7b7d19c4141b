"""The leads' page: how long queues wait, what comes in and is decided, and how well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from quorate.api.around.deps import allowed, dependencies
from quorate.api.steps.casework import house
from quorate.appeals import queries as appealed
from quorate.appeals.queries import APPEALS, Figures
from quorate.cases import figures
from quorate.cases.figures import Hour, Waits
from quorate.cases.priority import UNKNOWN_SEVERITY
from quorate.cases.queries import ALL_CASES
from quorate.console.approving import legal
from quorate.console.around import words
from quorate.console.around.charts import Chart, chart
from quorate.console.around.columns import Columns, columns
from quorate.console.around.desk import Seat, Sitting, page
from quorate.console.overseeing.leads_care import exposed
from quorate.decisions import second
from quorate.decisions.agreement import FEW, Agreement, agreement, by_area
from quorate.decisions.reversals import reversals
from quorate.decisions.second import SECOND_REVIEWS, Difference
from quorate.languages.tongues import say
from quorate.vocabulary.deadlines import TARGETS
from quorate.vocabulary.identifiers import edge
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.tiers import TIERS

router = APIRouter(prefix="/console/leads", include_in_schema=False)
_HOURS: Final = 24
_DAYS: Final = 7
_IN_CHART: Final = 20
_JUDGED: Final = timedelta(days=30)
_DIFFERENCES: Final = 25
KINDS: Final = ("all", "area", "language", "tier")


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One queue as the page shows it: ages in seconds now, the target where it has one."""

    name: str
    waiting: int
    late: int
    half: float
    most: float
    oldest: float
    target: float | None

    @property
    def over(self) -> bool:
        """Whether more than one case in twenty is past the target."""
        return self.target is not None and self.most > self.target


@dataclass(frozen=True, slots=True)
class Quality:
    """What second reviews showed: of all areas under '', and of each."""

    agreements: dict[str, Agreement]
    differences: list[Difference]
    few: int = FEW


@router.get("", response_model=None)
async def show_leads(request: Request, sitting: Sitting) -> HTMLResponse:
    """The figures that the worker counted last; who may give work to colleagues sees them."""
    deps, now = dependencies(request), dependencies(request).clock()
    leave = allowed(deps, sitting.actor, Permission.CASE_ASSIGN, ALL_CASES)
    async with deps.pool.connection() as conn:
        found = await figures.waits(conn, leave)
        hours = await figures.hours(conn, leave, now)
        reopened = await figures.reopened(conn, leave, now - figures.SHOWN)
    targets, rules = _targets(request), house(request).rules()
    names = {digest: policy.id for digest, policy in rules.catalogue.policies.items()}
    queues = {kind: [_line(w, targets, now) for w in found if w.kind == kind] for kind in KINDS}
    return page(
        "leads.html",
        sitting,
        queues=queues,
        tiers=TIERS,
        lasted=words.lasted,
        looked_at=found[0].looked_at if found else None,
        waits_chart=_waits_chart(queues["area"]),
        by_hour=_by_hour(hours, now),
        by_day=_by_day(hours, now),
        days=_days(hours, now),
        names=names,
        now=now,
        orders_now=now,
        pressing=await legal.pressing(request, sitting),
        reopened=reopened,
        reversals=reversals(rules.docket, names, now - figures.SHOWN),
        quality=await _quality(request, sitting, now),
        edge=edge,
        appeals=await _appeals(request, sitting, now),
        exposed=await exposed(deps.pool, leave, now),
        limits=house(request).limits,
    )


async def _appeals(request: Request, sitting: Seat, now: datetime) -> Figures:
    deps = dependencies(request)
    leave = allowed(deps, sitting.actor, Permission.CASE_ASSIGN, APPEALS)
    async with deps.pool.connection() as conn:
        return await appealed.figures(conn, leave, now - _JUDGED)


async def _quality(request: Request, sitting: Seat, now: datetime) -> Quality:
    deps, since = dependencies(request), now - _JUDGED
    leave = allowed(deps, sitting.actor, Permission.CASE_ASSIGN, SECOND_REVIEWS)
    async with deps.pool.connection() as conn:
        pairs = await second.pairs(conn, leave, since)
        differences = await second.differences(conn, leave, since, _DIFFERENCES)
    agreements = {"": agreement(pairs), **by_area(pairs)} if pairs else {}
    return Quality(agreements, differences)


def _targets(request: Request) -> dict[str, timedelta]:
    """By area, after its gravest policy in force."""
    found: dict[str, int] = {}
    for policy in house(request).rules().catalogue.policies.values():
        found[policy.area] = max(policy.severity, found.get(policy.area, 0))
    return {area: TARGETS[severity] for area, severity in found.items()}


def _line(found: Waits, targets: dict[str, timedelta], now: datetime) -> QueueLine:
    def age(since: datetime) -> float:
        return max((now - since).total_seconds(), 0.0)

    target = targets.get(found.name, TARGETS[UNKNOWN_SEVERITY]) if found.kind == "area" else None
    ages = (age(found.half_since), age(found.most_since), age(found.oldest_since))
    seconds = target.total_seconds() if target else None
    return QueueLine(found.name, found.waiting, found.late, *ages, seconds)


def _waits_chart(areas: Sequence[QueueLine]) -> Chart:
    """In hours: how long 95 % of each area's cases wait at most, the longest first."""
    values = {line.name: round(line.most / 3600, 1) for line in areas[:_IN_CHART]}
    return chart("waits", say("95 %% of the open cases wait less than, in hours") % (), values)


def _said(pairs: Sequence[tuple[str, int, int]]) -> str:
    opened, closed = (sum(column) for column in ([p[1] for p in pairs], [p[2] for p in pairs]))
    return say("%(opened)s opened, %(closed)s decided", opened=opened, closed=closed)


def _by_hour(hours: Sequence[Hour], now: datetime) -> Columns:
    last = now.replace(minute=0, second=0, microsecond=0)
    known = {h.hour: h for h in hours}
    pairs: list[tuple[str, int, int]] = []
    for back in range(_HOURS - 1, -1, -1):
        at = last - timedelta(hours=back)
        one = known.get(at)
        pairs.append(
            (at.strftime("%H:%M"), one.opened, one.closed) if one else (f"{at:%H:%M}", 0, 0)
        )
    return columns("hours", say("The last 24 hours, by the hour (UTC)"), _said(pairs), pairs, 4)


def _days(hours: Sequence[Hour], now: datetime) -> list[tuple[str, int, int]]:
    """The last seven days, today last: (day, opened, decided)."""
    found: list[tuple[str, int, int]] = []
    for back in range(_DAYS - 1, -1, -1):
        day = (now - timedelta(days=back)).date()
        own = [h for h in hours if h.hour.date() == day]
        found.append((day.isoformat(), sum(h.opened for h in own), sum(h.closed for h in own)))
    return found


def _by_day(hours: Sequence[Hour], now: datetime) -> Columns:
    pairs = [(day[5:], opened, closed) for day, opened, closed in _days(hours, now)]
    return columns("days", say("The last 7 days, by the day (UTC)"), _said(pairs), pairs, 1)
