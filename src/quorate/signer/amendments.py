"""The signer's pages of amendments: everything that would stand, and what it changes if proved."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Final, Literal

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, JSONResponse

from quorate.authority.difference import after, differences, in_words, title
from quorate.authority.shown import check_amendment, proven_before
from quorate.ledger.fields import text
from quorate.people.hands import challenge
from quorate.people.passkeys import base64url
from quorate.signer.enrolling import rp_id_of
from quorate.signer.pages import Link, Pinned, WordIn, page, passkeys_of
from quorate.signer.upstream import Upstream
from quorate.vocabulary.kinds import Kind

TYPED: Final = 8
"""So many last digits of its id are typed."""


def show_amendments(
    app: FastAPI, pinned: Pinned, upstream: Upstream, clock: Callable[[], datetime]
) -> None:
    """Adds them. What does not prove itself is a ValueError, and has no challenge."""

    @app.get("/amendments/{name}")
    async def show_amendment(name: str, link: Link) -> HTMLResponse:  # pyright: ignore[reportUnusedFunction]
        found = await upstream.post("/v1/signing/shown", {"link": link})
        shown, who = check_amendment(found, name, pinned.genesis), text(found, "who")
        amendment = shown.amendment
        before = proven_before(found.get("before"), amendment, pinned.effectors, clock())
        may_approve = who != shown.proposer and who not in amendment.concerned
        own = amendment.spoken(Kind.APPROVE if may_approve else Kind.VETO, who)
        said = {
            str(kind): base64url(challenge(amendment.spoken(kind, who)))
            for kind in (Kind.APPROVE, Kind.DENY, Kind.VETO)
        }
        return page(
            "amendment.html",
            who=who,
            title=title(amendment),
            shown=shown,
            own=own,
            content=in_words(amendment, after(amendment)),
            changes=None if before is None else differences(amendment, before),
            may_approve=may_approve,
            typed=name[-TYPED:],
            challenges=said,
            rp_id=rp_id_of(pinned.origin),
            passkeys=json.dumps(passkeys_of(found)),
        )

    @app.post("/amendments/{name}/{word}")
    async def take_word(  # pyright: ignore[reportUnusedFunction]
        name: str, word: Literal["approve", "deny", "veto"], body: WordIn
    ) -> JSONResponse:
        answer = await upstream.post("/v1/signing/words", body.about(name, word))
        return JSONResponse({"who": text(answer, "who")})
