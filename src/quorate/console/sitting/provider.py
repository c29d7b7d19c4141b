"""Signing in at the provider. The way back leads to the queue and nowhere else."""

from datetime import timedelta
from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from quorate.api.around.deps import dependencies
from quorate.api.around.problems import accepted, refuse
from quorate.api.around.rates import count_form
from quorate.api.steps.casework import house
from quorate.console.around.desk import go, page, sealer
from quorate.console.sitting.sign_in import sit_down
from quorate.people.sign_ins import person_of
from quorate.sessions.foreign import Asked, new_asked
from quorate.vocabulary.kinds import Means
from quorate.vocabulary.problems import Problem

if TYPE_CHECKING:
    from quorate.sessions.provider import Provider

router = APIRouter(
    prefix="/console/sign-in", include_in_schema=False, dependencies=[Depends(count_form)]
)
KEPT = "quorate-asked"
LASTS = timedelta(minutes=10)


def _provider(request: Request) -> "Provider":
    found = house(request).provider
    if found is None:
        refuse(Problem.NOT_FOUND, "no provider is configured here")
    return found


@router.get("/provider", response_model=None)
async def ask(request: Request) -> Response:
    """Sends the browser to the provider; what it keeps meanwhile fits only the answer to this."""
    asked, until = new_asked(), dependencies(request).clock() + LASTS
    answer = go(accepted(await _provider(request).address(asked)))
    answer.set_cookie(
        KEPT,
        sealer(request).seal("asked", asked.sealed(), until),
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="lax",  # the provider's redirect has to bring it back
        secure=request.url.scheme == "https",
        path="/console/sign-in",
    )
    return answer


@router.get("/return", response_model=None)
async def back(request: Request) -> Response:
    """Checks what the browser brings back, and seats whom the provider's subject stands for.

    The answer is a page, not a redirect: the session's cookie is not sent along on a way that
    began at another site.
    """
    deps, provider = dependencies(request), _provider(request)
    kept = sealer(request).open("asked", request.cookies.get(KEPT, ""), deps.clock())
    if kept is None:
        refuse(Problem.SIGN_IN_FAILED, "this browser asked for no sign-in, or long ago", "cookie")
    asked = Asked(*kept.split(" "))
    subject = accepted(await provider.subject(asked, dict(request.query_params)))
    async with deps.pool.connection() as conn:
        who = await person_of(conn, provider.own.issuer, subject)
    house(request).onlooker.catch_up()
    person = house(request).onlooker.view.roster.people.get(who or "")
    if person is None:
        refuse(Problem.PERSON_UNKNOWN, f"{subject} at {provider.own.issuer}", "sub")
    answer = page("seated.html", None, invited=person.id)
    answer.delete_cookie(KEPT, path="/console/sign-in")
    return await sit_down(request, answer, person, Means.PROVIDER, "")
