"""What both forms for an appeal share: the page, and its sending."""

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
from quorate.vocabulary.kinds import AppealSide
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import FACTS, Problem, Refusal

BY = "service:public"
# A form's line ends are two characters each before they are cleaned, and so one.
Words: TypeAlias = Annotated[str, Form(max_length=4 * LONGEST_WORDS)]


async def filed(
    deps: Dependencies, said: ByPerson | ByReporter, here: str
) -> RedirectResponse | Refusal:
    """Files an appeal and shows its receipt at `here`; a refusal where its words do not fit.
    Raises RefusedError for any other."""
    about = said.proposal if isinstance(said, ByPerson) else edge(CASE, said.case)
    leave = accepted(service_warrant(BY, Permission.APPEAL_FILE, about))
    async with deps.pool.connection() as conn:
        done = await file_appeal(conn, leave, said, deps.clock())
    if not isinstance(done, Refusal):
        return RedirectResponse(here, 303)
    if done.problem is not Problem.BODY_INVALID:
        raise RefusedError(done)
    return done


async def of_giver(conn: Connection, known: Known) -> AppealPage | None:
    """The appeal about how a report was decided; None where there is none against how it stands
    now. One that had the case reopened is shown until it is decided anew."""
    if known.case_id is None:
        return None
    found = await queries.latest(conn, known.case_id, AppealSide.REPORTER)
    if found is None or (known.decided_at and found.appeal.filed_at < known.decided_at):
        return None
    return found


def form(
    here: str,
    back: str,
    stands: AppealPage | None,
    told_at: datetime,
    now: datetime,
    words: str = "",
    wrong: Refusal | None = None,
) -> Response:
    """The form; once it was sent, its receipt; once it was decided, the answer. `back` is where
    the decision is told, of which they heard at `told_at`."""
    return page(
        "appeal.html",
        FACTS[wrong.problem].status if wrong else 200,
        here=here,
        back=back,
        filed=stands,
        last=last_day(told_at),
        over=now >= appeal_until(told_at),
        target=stands.appeal.filed_at + APPEALS if stands else None,
        words=words,
        wrong=wrong,
        longest=LONGEST_WORDS,
    )
