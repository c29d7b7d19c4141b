"""What every page needs: the templates, the session's actor, and answers in HTML."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from quorate.api.casework import house
from quorate.api.deps import dependencies
from quorate.api.problems import RefusedError, accepted, problem_of, refuse
from quorate.authority.gate import Actor, known_actor
from quorate.console.session import Sealer
from quorate.people.model import standing
from quorate.vocabulary.identifiers import CASE, uuid_of
from quorate.vocabulary.problems import FACTS, Problem, Refusal

COOKIE: Final = "quorate"
HERE: Final = Path(__file__).parent
SAME_SITE: Final = {"same-origin", "none"}
CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def plain(text: object) -> str:
    """Hostile text without control characters and direction marks; line breaks stay."""
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in str(text))


_pages = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
)
_pages.filters["plain"] = plain


@dataclass(frozen=True, slots=True)
class Seat:
    """The person at this browser, for one request."""

    actor: Actor
    narrowing: str


def sealer(request: Request) -> Sealer:
    """Sealed with the web process's own key."""
    return Sealer(house(request).asking.key)


def seat(request: Request) -> Seat:
    """The session's person, alive or refused at this very request; a form comes from our pages."""
    if request.method == "POST" and request.headers.get("sec-fetch-site") not in SAME_SITE:
        refuse(Problem.NOT_SIGNED_IN, "the form was sent from another site", "Sec-Fetch-Site")
    now = dependencies(request).clock()
    key = sealer(request).open("session", request.cookies.get(COOKIE, ""), now)
    if key is None:
        refuse(Problem.NOT_SIGNED_IN, "sign in first", "cookie")
    house(request).onlooker.catch_up()
    found = known_actor(house(request).onlooker.view.roster, key)
    found = accepted(found)
    alive = standing(found.person, now)
    if not alive.alive:
        detail = f"{found.person.id}: {alive.why}"
        raise RefusedError(Refusal(Problem.PERSON_NOT_ALIVE, detail, None, "I5"))
    return Seat(found, "" if alive.why == "on shift" else alive.why)


Sitting = Annotated[Seat, Depends(seat)]


def page(name: str, sitting: Seat | None, status: int = 200, **values: object) -> HTMLResponse:
    """A rendered template; every text in it is escaped."""
    body = _pages.get_template(name).render(
        person=sitting.actor.person.id if sitting else "",
        narrowing=sitting.narrowing if sitting else "",
        **values,
    )
    return HTMLResponse(body, status, {"Content-Security-Policy": CSP, "Cache-Control": "no-store"})


def case_id(text: str) -> UUID:
    """The case of an address, or the problem that there is none."""
    found = uuid_of(CASE, text)
    if found is None:
        refuse(Problem.NOT_FOUND, "there is no such case", "id")
    return found


def go(path: str) -> RedirectResponse:
    """After a form: a page that can be loaded again without doing anything again."""
    return RedirectResponse(path, 303)


def refused_page(request: Request, refusal: Refusal) -> Response:
    """A refusal as a page with its way out; the sign-in script gets JSON."""
    if "/sign-in" in request.url.path and request.method == "POST":
        body = json.dumps(problem_of(refusal))
        return Response(body, FACTS[refusal.problem].status, media_type="application/problem+json")
    facts = FACTS[refusal.problem]
    return page("problem.html", None, facts.status, refusal=refusal, facts=facts)
