"""What both forms for an appeal share: the page, and its sending."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, TypeAlias

from fastapi import Form
from fastapi.responses import RedirectResponse, Response

from quorate.api.around.deps import Dependencies
from quorate.api.around.problems import RefusedError, accepted
from quorate.appeals import queries
from quorate.appeals.filing import ByPerson, ByReporter, file_appeal
from quorate.appeals.model import LONGEST_WORDS
from quorate.appeals.periods import appeal_until, last_day
from quorate.appeals.queries import AppealPage
from quorate.appeals.store import Connection
from quorate.authority.gate import service_warrant
from quorate.decisions.feedback import Known
from quorate.public.pages import page
from quorate.vocabulary.deadlines import APPEALS
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import FACTS, Problem, Refusal

BY = "service:public"
# A form's line ends are two characters each before they are cleaned, and so one.
Words: TypeAlias = Annotated[str, Form(max_length=4 * LONGEST_WORDS)]
# After these the form comes back with what was written.
_KEPT = frozenset({Problem.BODY_INVALID, Problem.PLATFORM_UNAVAILABLE})


async def filed(
    deps: Dependencies, said: ByPerson | ByReporter, here: str
) -> RedirectResponse | Refusal:
    """Files an appeal and shows its receipt at `here`; a refusal where its words do not fit, or
    it is to be sent again. Raises RefusedError for any other."""
    about = said.proposal if isinstance(said, ByPerson) else edge(CASE, said.case)
    leave = accepted(service_warrant(BY, Permission.APPEAL_FILE, about))
    async with deps.pool.connection() as conn:
        done = await file_appeal(conn, leave, said, deps.clock())
    if not isinstance(done, Refusal):
        return RedirectResponse(here, 303)
    if done.problem not in _KEPT:
        raise RefusedError(done)
    return done


async def of_giver(conn: Connection, known: Known) -> list[AppealPage]:
    """The appeals of whoever gave a report about how it was decided, the newest first. One that was
    answered is shown until the case is decided anew."""
    if known.case_id is None or known.report_id is None:
        return []
    found = await queries.of_reporter(conn, known.case_id, known.report_id)
    return [one for one in found if not _is_past(one.appeal.decided_at, known.decided_at)]


def _is_past(answered_at: datetime | None, decided_at: datetime | None) -> bool:
    return answered_at is not None and decided_at is not None and answered_at < decided_at


def appealable(known: Known, stand: Sequence[AppealPage]) -> datetime | None:
    """When they were told of the decision that can be appealed now; None where there is none, or
    one of `stand` is against it."""
    told_at = known.decided_at
    if told_at and any(one.appeal.filed_at >= told_at for one in stand):
        return None
    return told_at


def form(
    here: str,
    back: str,
    stand: Sequence[AppealPage],
    told_at: datetime | None,
    now: datetime,
    words: str = "",
    wrong: Refusal | None = None,
) -> Response:
    """The form; once it was sent, its receipt; once it was decided, the answer. `back` is where
    the decision is told; at `told_at` they heard of one that can be appealed now, None where there
    is none."""
    return page(
        "appeal.html",
        FACTS[wrong.problem].status if wrong else 200,
        here=here,
        back=back,
        stand=stand,
        last=last_day(told_at) if told_at else None,
        over=told_at is not None and now >= appeal_until(told_at),
        within=APPEALS,
        words=words,
        wrong=wrong,
        longest=LONGEST_WORDS,
    )
