"""The page behind the address that a person was sent: what was decided about them, and why."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from quorate.api.around.deps import dependencies
from quorate.api.around.problems import refuse
from quorate.api.steps.casework import house
from quorate.appeals.periods import last_day
from quorate.decisions import store
from quorate.decisions.facts import facts_commitment
from quorate.decisions.statement import read_statement
from quorate.decisions.told import standing, told_under
from quorate.languages.tongues import Phrase, phrase
from quorate.public.pages import page
from quorate.vocabulary.actions import Action
from quorate.vocabulary.kinds import SubjectKind
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.times import instant

router = APIRouter()
DID: Final[Mapping[Action, Phrase]] = {
    Action.DEACTIVATE: phrase("Your account is closed for good."),
    Action.HIDE_CONTENT: phrase("A message that you wrote is hidden from everybody."),
    Action.LIMIT: phrase("What you write is seen by fewer people."),
    Action.LOCK: phrase("Your account is locked: you are signed out until it is unlocked."),
    Action.REMOVE_CONTENT: phrase("A message that you wrote is removed for everybody."),
    Action.SUSPEND: phrase("Your account is read-only: you can read, but not write."),
    Action.TAKE_DOWN: phrase("Your account is taken down: nobody sees it until it is given back."),
}
KINDS: Final[Mapping[str, Phrase]] = {
    "audio": phrase("sound"),
    "image": phrase("picture"),
    "other": phrase("something else"),
    "text": phrase("text"),
    "video": phrase("film"),
}


@router.get("/reasons/{token}")
async def show_reasons(request: Request, token: str) -> HTMLResponse:
    """The statement of reasons (DSA, Article 17), how it stands, and how to appeal."""
    deps = dependencies(request)
    async with deps.pool.connection() as conn:
        told = await told_under(conn, token)
        if told is None:
            refuse(Problem.NOT_FOUND, "this is not an address that we sent")
        statement = read_statement(told.statement)
        commitment = facts_commitment(statement)
        facts = (await store.facts(conn, [commitment])).get(commitment)
    how, since = standing(house(request).rules().docket, statement)
    message = statement.target.kind is SubjectKind.MESSAGE
    return page(
        "reasons.html",
        token=token,
        last=last_day(told.told_at),
        content=_read(told.content),
        did=DID,
        kinds=KINDS,
        action=statement.action,
        facts=facts,
        facts_erased=bool(commitment) and facts is None,
        message=told.native.rpartition("/")[0] if message else "",
        standing=how,
        since=since,
    )


def _read(content: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """With its instants and day as such."""
    if content is None:
        return None
    lasts, about = content["duration"], content["content"]
    until = instant(lasts["until"]) if lasts["until"] else None
    return {
        **content,
        "duration": {**lasts, "since": instant(lasts["from"]), "until": until},
        "content": {**about, "date": date.fromisoformat(about["date"])},
    }
