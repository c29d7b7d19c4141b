"""On-call's page: what is done or wanted to protected accounts, what was refused, and the two
things that one person does at once: restore, and lock a colleague out.

It is read from the folded ledger in memory. Only names come from the database, if it gives them
soon: the page serves when everything else is slow.
"""

import asyncio
import contextlib
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final, Literal

import psycopg
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from quorate.api.around.deps import Dependencies, allowed, dependencies
from quorate.api.around.problems import refuse
from quorate.api.steps.casework import house
from quorate.authority.glass import may_lock
from quorate.cases.queries import ALL_CASES
from quorate.console.approving import legal, outside
from quorate.console.approving.ordered import Signed, hand_on, order_of
from quorate.console.around import words
from quorate.console.around.desk import Seat, Sitting, go, page
from quorate.decisions import store
from quorate.decisions.docket import Proposal
from quorate.decisions.rules import Rules
from quorate.effects.folds.staff import LOCK
from quorate.effects.folds.state import At
from quorate.effects.view import View
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.tiers import TIERS

router = APIRouter(prefix="/console/on-call", include_in_schema=False)
NEWEST: Final = 50
NAMES_SECONDS: Final = 0.3


@dataclass(frozen=True, slots=True)
class Line:
    """One proposal about a protected account; `spoken` is what this person would sign."""

    proposal: Proposal
    told: str
    waits: str
    spoken: str
    able: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """A refused attempt, as the process that refused it says; text of others."""

    at: datetime
    who: str
    what: str
    problem: str


@router.get("", response_model=None)
async def show_on_call(request: Request, sitting: Sitting) -> HTMLResponse:
    """What is owed to somebody; in force, pending and refused, newest first. Only the lists come
    when the page asks anew."""
    deps, onlooker = dependencies(request), house(request).onlooker
    allowed(deps, sitting.actor, Permission.CASE_READ, ALL_CASES)
    rules, now = house(request).rules(), deps.clock()
    about = onlooker.view.docket.protected.values()
    in_force = _lines(filter(_in_force, reversed(about)), Kind.RESTORE, rules, sitting, now)
    open_ones = (p for p in reversed(about) if not p.settled)
    pending = _lines(open_ones, Kind.VETO, rules, sitting, now)
    owed = _lines(onlooker.view.docket.owed(), Kind.RESTORE, rules, sitting, now)
    refs = {line.proposal.statement.target.ref for line in (*owed, *in_force, *pending)}
    lists: dict[str, object] = {
        "owed": owed,
        "in_force": in_force,
        "pending": pending,
        "attempts": [_attempt(at) for at in onlooker.view.refusals[: -NEWEST - 1 : -1]],
        "forged": onlooker.view.forged[: -NEWEST - 1 : -1],
        "names": await _names(deps, sorted(refs)),
        "tiers": TIERS,
        "fresh": onlooker.fresh,
    }
    lists["pressing"], lists["orders_now"] = await legal.pressing(request, sitting), now
    lists["outside"] = await outside.lines(request, sitting)
    if request.headers.get("hx-request"):
        return page("on_call_lists.html", sitting, 200, **lists)
    colleagues = _colleagues(request, sitting, now)
    order = order_of(house(request).onlooker.view, sitting.actor.person.id, LOCK)
    return page("on_call.html", sitting, 200, colleagues=colleagues, order=order, **lists)


def _in_force(proposal: Proposal) -> bool:
    silencing = FACTS[proposal.statement.action].silencing
    return silencing and proposal.in_effect


def _lines(
    found: Iterable[Proposal], kind: Kind, rules: Rules, seat: Seat, now: datetime
) -> list[Line]:
    lines: list[Line] = []
    for proposal in itertools.islice(found, NEWEST):
        said = proposal.statement
        able = kind is not Kind.RESTORE or FACTS[said.action].reversible
        spoken = said.spoken_by(kind, seat.actor.person.id).canonical().decode()
        told, waits = words.after(proposal, rules), words.waits(proposal, rules, now)
        lines.append(Line(proposal, told, waits, spoken, able))
    return lines


def _attempt(at: At) -> Attempt:
    said = {name: str(at.entry.data.get(name, ""))[:80] for name in ("signer", "action", "problem")}
    return Attempt(at.entry.instant, said["signer"], said["action"], words.refused(said["problem"]))


async def _names(deps: Dependencies, refs: Sequence[str]) -> dict[str, str]:
    """Whom the pseudonyms stand for, as far as the database says it soon."""
    with contextlib.suppress(TimeoutError, psycopg.Error):
        async with asyncio.timeout(NAMES_SECONDS), deps.pool.connection() as conn:
            return await store.accounts_behind(conn, refs)
    return {}


def _colleagues(request: Request, seat: Seat, now: datetime) -> list[str]:
    """Whom this person may lock out now."""
    view = house(request).onlooker.view
    me = seat.actor.person
    glass = view.glass(me.id, now)
    people = view.roster.people.values()
    return sorted(
        p.id for p in people if not p.locked and may_lock(me, p, now, glass=glass) is None
    )


@router.post("/lock", response_model=None)
async def lock(
    request: Request,
    sitting: Sitting,
    said: Signed,
) -> Response:
    """Hands the signed order to the effector, which alone decides."""
    await hand_on(request, "/v1/lock-person", said)
    await house(request).until(lambda view: _is_locked(view, said.about))
    return go("/console/on-call")


def _is_locked(view: View, name: str) -> bool:
    person = view.roster.people.get(name)
    return person is not None and person.locked


@router.post("/{id}/{word}", response_model=None)
async def say(
    request: Request,
    sitting: Sitting,
    id: str,
    word: Literal["restore", "veto"],
    key: Annotated[str, Form()],
    sig: Annotated[str, Form()],
) -> Response:
    """A signed restore or veto, to the effector's own door; the statement is the ledger's."""
    kind, me = Kind(word), sitting.actor.person.id
    docket = house(request).onlooker.view.docket
    proposal = docket.proposals.get(id)
    if proposal is None or not (id in docket.protected or proposal.overruled):
        refuse(Problem.NOT_FOUND, "no proposal of this page has this id", "id")
    await house(request).knock(f"/v1/{word}", proposal.statement.spoken_by(kind, me), key, sig)
    await house(request).until_said(id, kind, me)
    return go("/console/on-call")
