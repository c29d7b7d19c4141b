"""Whoever gave a report or a notice, at the address that only they were given."""

from enum import StrEnum

from fastapi import Request
from fastapi.responses import Response

from quorate.api.around.deps import Dependencies, dependencies
from quorate.api.around.problems import refuse
from quorate.api.steps.casework import house
from quorate.appeals.periods import last_day
from quorate.decisions.feedback import Known, feedback, known_report, known_under
from quorate.intake.marks import hashed
from quorate.public.appealing import appealable, of_giver
from quorate.public.pages import PREFIX, page
from quorate.vocabulary.problems import Problem


class Giver(StrEnum):
    """What was given, as its pages are named."""

    NOTICE = "notices"
    REPORT = "reports"


def path_of(giver: Giver, address: str) -> str:
    """Where it is told what became of it."""
    return f"{PREFIX}/{giver}/{address}"


async def known_at(deps: Dependencies, giver: Giver, address: str) -> Known:
    """What has this address; else the request ends as NOT_FOUND."""
    report = deps.addresses.read(address) if giver is Giver.REPORT else None
    async with deps.pool.connection() as conn:
        if report is not None:
            found = await known_report(conn, report)
        else:
            found = await known_under(conn, hashed(address)) if giver is Giver.NOTICE else None
    return found or refuse(Problem.NOT_FOUND, "no report has this address")


async def told(request: Request, giver: Giver, address: str) -> Response:
    """How far it has come, what was decided, and what can be done against that."""
    deps = dependencies(request)
    known = await known_at(deps, giver, address)
    async with deps.pool.connection() as conn:
        found = await feedback(conn, known, house(request).rules())
        stand = await of_giver(conn, known)
    told_at, at = appealable(known, stand), path_of(giver, address)
    last = last_day(told_at) if told_at else None
    return page("notice.html", found=found, address=at, appealed=bool(stand), last=last)
