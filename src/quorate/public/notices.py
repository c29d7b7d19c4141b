"""The form for a notice, and the address that says what became of it (DSA, Article 16)."""

import hmac
import re
import secrets
import time
from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from quorate.api.around.buckets import Buckets, place_of
from quorate.api.around.deps import dependencies
from quorate.api.around.problems import accepted, refuse
from quorate.api.steps import noticing
from quorate.authority.gate import service_warrant
from quorate.intake.marks import hashed
from quorate.intake.notices import FORM, OTHER, Ground, Notice
from quorate.intake.notifying import confirm_address
from quorate.intake.wellformed import one_ended
from quorate.languages.tongues import TONGUE
from quorate.public.givers import Giver, told
from quorate.public.pages import page
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import FACTS, Problem, Refusal

router = APIRouter(prefix="/notices")
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_FIELDS: Final = (
    *("location", "account", "explanation", "category", "ground", "name", "email"),
    *("child_abuse", "good_faith"),
)
# People do not see this field; whoever fills in every field they find does.
TRAP: Final = "website"


@router.get("/new", response_model=None)
async def show_form(request: Request, location: str = Query("", max_length=2000)) -> Response:
    """The empty form; a link from the platform may bring the location along."""
    empty = dict.fromkeys(_FIELDS, "")
    typed = {**empty, "location": location, "key": secrets.token_urlsafe(32)}
    return _form(request, typed, [])


@router.post("/new", response_model=None)
async def send_form(request: Request) -> Response:
    """Takes the notice, or shows the form again with all that was typed."""
    typed = await _typed(request)
    notice = _notice(typed)
    wrong = noticing.wrongs(request, notice)
    if typed[TRAP]:
        wrong.append(Refusal(Problem.BODY_INVALID, "leave this field empty", TRAP))
    if wrong:
        return _form(request, typed, wrong)
    place = place_of(request.client.host if request.client else "")
    if not _buckets(request).take(place, time.monotonic()):
        return _form(request, typed, [Refusal(Problem.NOTICES_CAPPED, "wait a minute, then send")])
    leave = accepted(service_warrant(FORM, Permission.REPORT_FILE, FORM))
    taken = await noticing.take(request, leave, notice, typed["key"])
    if not isinstance(taken, Refusal):
        return RedirectResponse(noticing.path_of(taken.address), 303)
    if taken.problem is Problem.IDEMPOTENCY_CONFLICT:
        # The first answer got lost, and the browser came back: under its key nothing else is sent.
        typed["key"] = secrets.token_urlsafe(32)
        taken = Refusal(taken.problem, "it was sent before, in other words: send it again")
    return _form(request, typed, [taken])


@router.get("/{address}", response_model=None)
async def show_notice(request: Request, address: str) -> Response:
    """How far a notice has come, and what was decided."""
    if not _KEY.fullmatch(address):
        refuse(Problem.NOT_FOUND, "no notice has this address")
    return await told(request, Giver.NOTICE, address)


@router.get("/{address}/confirm/{proof}", response_model=None)
async def ask_confirmation(request: Request, address: str, proof: str) -> Response:
    """What the mailed link shows: a button, since mail programs follow links by themselves."""
    _proven(request, address, proof)
    return page("notice_confirm.html", address=noticing.path_of(address), proof=proof)


@router.post("/{address}/confirm/{proof}", response_model=None)
async def confirm(request: Request, address: str, proof: str) -> Response:
    """Whoever has the proof reads mail at the notice's address."""
    _proven(request, address, proof)
    deps, leave = dependencies(request), service_warrant(FORM, Permission.REPORT_FILE, FORM)
    async with deps.pool.connection() as conn:
        await confirm_address(conn, accepted(leave), hashed(address), deps.clock())
    return RedirectResponse(noticing.path_of(address), 303)


def _proven(request: Request, address: str, proof: str) -> None:
    made = noticing.marks(request).proof(address)
    if not hmac.compare_digest(made.encode(), proof.encode()):
        refuse(Problem.NOT_FOUND, "no notice has this address")


async def _typed(request: Request) -> dict[str, str]:
    """The form's own fields as texts; whatever else was sent is not read."""
    sent = await request.form()
    found: dict[str, str] = {}
    for name in (*_FIELDS, TRAP, "key"):
        value = sent.get(name)
        found[name] = one_ended(value) if isinstance(value, str) else ""
    found["email"] = found["email"].strip()
    if not _KEY.fullmatch(found["key"]):
        found["key"] = secrets.token_urlsafe(32)
    return found


def _notice(typed: Mapping[str, str]) -> Notice:
    return Notice(
        explanation=typed["explanation"],
        location=typed["location"],
        account=typed["account"],
        category=typed["category"],
        ground=typed["ground"],
        name=typed["name"],
        email=typed["email"],
        child_abuse=typed["child_abuse"] == "yes",
        good_faith=typed["good_faith"] == "yes",
        language=TONGUE.get().code,
    )


def _form(request: Request, typed: Mapping[str, str], wrong: list[Refusal]) -> Response:
    status = FACTS[wrong[0].problem].status if wrong else 200
    named: dict[str, Refusal] = {}
    for one in wrong:
        named.setdefault(one.field or "", one)
    return page(
        "notice_form.html",
        status,
        typed=typed,
        wrong=wrong,
        named=named,
        grounds=list(Ground),
        areas=[*noticing.areas(request), OTHER],
        trap=TRAP,
    )


def _buckets(request: Request) -> Buckets:
    """This process's."""
    found: object = request.app.state.buckets
    if not isinstance(found, Buckets):
        raise TypeError("the app was not made by create_public")
    return found
