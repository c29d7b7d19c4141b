"""What every page needs: the templates, the session's actor, and answers in HTML."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from quorate.api.around.deps import dependencies
from quorate.api.around.problems import accepted, problem_of, refuse
from quorate.api.around.rates import count_person
from quorate.api.steps.casework import house
from quorate.api.steps.sealing import Sealer
from quorate.authority.gate import Actor
from quorate.console.around.leaving import Leaving, leaving
from quorate.console.around.scripted import scripted
from quorate.console.around.typed import typed
from quorate.languages.catalogues import tongues
from quorate.languages.retelling import retell
from quorate.languages.templating import SPOKEN, templates
from quorate.languages.tongues import TONGUE
from quorate.people.model import standing
from quorate.sessions import store
from quorate.sessions.model import Seated, Session, decide_sit, name_of
from quorate.telemetry.metrics.doors import REFUSALS
from quorate.vocabulary.identifiers import CASE, uuid_of
from quorate.vocabulary.problems import FACTS, Problem, Refusal

COOKIE: Final = "quorate"
PUBLIC: Final = re.compile(r"[0-9a-f]{64}")
NO_NUL: Final = r"^[^\x00]*$"
"""Of a field that is looked for or kept as it is: no text of PostgreSQL holds a NUL."""
HERE: Final = Path(__file__).parents[1]
SCRIPTED: Final = (
    "/console/batches/accounts",
    "/console/decisions",
    "/console/me/keys",
    "/console/reveals",
    "/console/rulings",
    "/console/sign-in",
)
CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
    " media-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


_pages = templates(HERE / "templates")
_SPOKEN: Final = {**SPOKEN, "tongues": tongues, "scripted": scripted}


@dataclass(frozen=True, slots=True)
class Seat:
    """The person at this browser, for one request."""

    actor: Actor
    narrowing: str
    session: Session
    leaving: Leaving | None = None


def sealer(request: Request) -> Sealer:
    """Sealed with the web process's own key."""
    return Sealer(house(request).asking.key)


def cookie_name(request: Request) -> str:
    """The id of the session that the browser claims."""
    return name_of(request.cookies.get(COOKIE, ""))


async def look(request: Request, name: str) -> Seated | Refusal:
    """Who sits in the session of that id now, by its row and the ledger (I5, I21)."""
    deps = dependencies(request)
    async with deps.pool.connection() as conn:
        session = await store.find(conn, name)
    house(request).onlooker.catch_up()
    return decide_sit(session, house(request).onlooker.view.roster, deps.clock())


async def seat(request: Request) -> Seat:
    """The session's person, alive or refused at this very request."""
    found = accepted(await look(request, cookie_name(request)))
    count_person(request, found.person.id)
    now = dependencies(request).clock()
    why, glass = standing(found.person, now).why, house(request).onlooker.view.glass
    actor = Actor(found.person, glass(found.person.id, now))
    narrowing = "" if why == "on shift" else why
    return Seat(actor, narrowing, found.session, await leaving(request, actor))


Sitting = Annotated[Seat, Depends(seat)]


def page(name: str, sitting: Seat | None, status: int = 200, **values: object) -> HTMLResponse:
    """A rendered template; every text in it is escaped."""
    body = _pages.get_template(name, globals=_SPOKEN).render(
        person=sitting.actor.person.id if sitting else "",
        narrowing=sitting.narrowing if sitting else "",
        tongue=TONGUE.get(),
        leaving=sitting.leaving if sitting else None,
        **values,
    )
    return HTMLResponse(body, status, {"Content-Security-Policy": CSP, "Cache-Control": "no-store"})


def case_id(text: str) -> UUID:
    """The case of an address, or the problem that there is none."""
    found = uuid_of(CASE, text)
    if found is None:
        refuse(Problem.NOT_FOUND, "there is no such case", "id")
    return found


def days_of(text: str) -> int | None:
    """What a form says of how many days; None for none, or the problem that it is no number."""
    if text and not (text.isascii() and text.isdecimal()):
        refuse(Problem.BODY_INVALID, "a number of days", "days")
    return int(text) if text else None


def go(path: str) -> RedirectResponse:
    """After a form: a page that can be loaded again without doing anything again."""
    return RedirectResponse(path, 303)


def is_scripted(request: Request) -> bool:
    """Whether our script reads the answer."""
    return request.method == "POST" and request.url.path.startswith(SCRIPTED)


def refused_page(request: Request, refusal: Refusal) -> Response:
    """A refusal as a page with its way out; our script gets JSON."""
    if is_scripted(request):
        body = json.dumps(_spoken(refusal))
        return Response(body, FACTS[refusal.problem].status, media_type="application/problem+json")
    REFUSALS.labels(refusal.problem).inc()
    facts = FACTS[refusal.problem]
    said = typed(request)
    return page("problem.html", None, facts.status, refusal=refusal, facts=facts, typed=said)


def _spoken(refusal: Refusal) -> dict[str, object]:
    """The problem document in the page's language, for the script that shows it there."""
    facts = FACTS[refusal.problem]
    words = {"title": facts.title, "detail": refusal.detail, "way_out": facts.way_out}
    return {**problem_of(refusal), **{name: retell(text) for name, text in words.items()}}
