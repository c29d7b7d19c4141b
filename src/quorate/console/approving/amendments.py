"""The pages of amendments: all that one may see, one with its state, opening a drafted one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from quorate.api.around.problems import refuse
from quorate.api.steps.administration import (
    AmendmentOut,
    filed_for,
    open_signed,
    seen,
    shown,
    visible,
)
from quorate.api.steps.casework import signature_of
from quorate.authority.agenda import Filed
from quorate.authority.amending import Word
from quorate.authority.amendment import Amendment, read_amendment
from quorate.authority.difference import Difference, after, differences, in_words, title
from quorate.console.around.desk import Seat, Sitting, go, page
from quorate.console.around.languages import signer_page
from quorate.console.around.words import counted, settled
from quorate.languages.tongues import Phrase, capital, say
from quorate.ledger.commitment import Salted
from quorate.vocabulary.kinds import Kind, ValueKind
from quorate.vocabulary.problems import Problem

router = APIRouter(prefix="/console/amendments", include_in_schema=False)
ROWS = 50


@router.get("", response_model=None)
async def show_amendments(
    request: Request, sitting: Sitting, before: Annotated[int | None, Query(ge=0)] = None
) -> HTMLResponse:
    """Newest first; `before` is the log index of the last one seen."""
    rest = visible(request, sitting.actor.person)
    rest = [f for f in rest if before is None or f.opened.index < before]
    rows = [
        (f, title(f.amendment), state(known))
        for f, known in zip(rest, await shown(request, rest[:ROWS]), strict=False)
    ]
    more = rows[-1][0].opened.index if len(rest) > ROWS else None
    return page("amendments.html", sitting, rows=rows, more=more)


def state(known: AmendmentOut) -> str:
    """What it waits for, or what became of it, in words."""
    if known.settled:
        return f"{capital(settled(known.settled))}."
    if known.missing:
        return say("Waiting for: %(hands)s.", hands=counted(tuple(known.missing)))
    if known.ready is None:
        return say("All hands are there. On-call is being told; the delay runs from then.")
    return say(
        "All hands are there. It takes effect at %(time)s unless it is vetoed.", time=known.ready
    )


@router.get("/{id}", response_model=None)
async def show_amendment(request: Request, sitting: Sitting, id: str) -> HTMLResponse:
    """Who has signed, what is missing, when it may act, and what it changes."""
    filed = filed_for(request, sitting.actor.person, id)
    (known,) = await shown(request, [filed])
    return page(
        "amendment.html",
        sitting,
        amendment=filed.amendment,
        known=known,
        state=state(known),
        may_approve=_may_approve(sitting, filed),
        telling=telling(filed.amendment, known.before),
    )


def _may_approve(sitting: Seat, filed: Filed) -> bool:
    """Whether the page offers it; whoever counts the hands decides."""
    me = sitting.actor.person.id
    return me not in filed.amendment.concerned and me not in {
        filed.opened.signer,
        *filed.approvals,
    }


@dataclass(frozen=True, slots=True)
class Telling:
    """What changes, and everything that would stand; every text is escaped by the template."""

    title: str
    changes: list[Difference]
    content: Mapping[Phrase, str | Phrase]


def telling(amendment: Amendment, before: Mapping[str, object]) -> Telling:
    """Before a click."""
    content = in_words(amendment, after(amendment))
    return Telling(title(amendment), differences(amendment, before), content)


@router.get("/{id}/signer", response_model=None)
async def to_signer(request: Request, sitting: Sitting, id: str) -> Response:
    """To the signer's page about this amendment, which believes nothing that stands here."""
    filed_for(request, sitting.actor.person, id)
    return signer_page(request, sitting, id)


@router.post("", response_model=None)
async def open_drafted(
    request: Request,
    sitting: Sitting,
    amendment: Annotated[str, Form(max_length=65535)],
    reason: Annotated[str, Form(min_length=1, max_length=2000)],
    salt: Annotated[str, Form(pattern="^[0-9a-f]{64}$")],
    key: Annotated[str, Form()],
    sig: Annotated[str, Form()],
) -> Response:
    """Hands on what this browser's key has signed: it opens, and approves nothing."""
    seen(request, sitting.actor.person, None)
    try:
        made = read_amendment(json.loads(amendment))
    except (ValueError, RecursionError) as problem:
        refuse(Problem.BODY_INVALID, str(problem)[:200], "amendment")
    word = signature_of(key, sig)
    said = Salted(ValueKind.AMENDMENT_REASON, reason, bytes.fromhex(salt))
    await open_signed(request, made, Word(sitting.actor.person.id, key, word.proof), said)
    return go(f"/console/amendments/{made.id}")


def draft_page(
    sitting: Seat, made: Amendment, reason: Salted, before: Mapping[str, object], typed: str
) -> Response:
    """A drafted amendment, to be read and then signed by this browser's key.

    `typed` is what its proposer knows from elsewhere than this page.
    """
    spoken = made.spoken(Kind.PROPOSE, sitting.actor.person.id)
    return page(
        "amendment_draft.html",
        sitting,
        reason=reason,
        typed=typed,
        fields=json.dumps(made.fields()),
        spoken=spoken.canonical().decode(),
        amendment=made,
        telling=telling(made, before),
    )
