"""The page of what only a quorum gives: a source's wishes, and passkeys that wait."""

from typing import Annotated

import yaml
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from quorate.api.around.deps import allowed, dependencies
from quorate.api.around.problems import refuse
from quorate.api.steps.casework import house
from quorate.api.steps.enrolling import passkeys_waiting
from quorate.authority.drafting import amendment_of
from quorate.console.approving.amendments import draft_page
from quorate.console.around.desk import Sitting, page
from quorate.effects.standing import before
from quorate.ledger.commitment import Salted
from quorate.people import directory
from quorate.people.passkeys import key_row
from quorate.vocabulary.kinds import ValueKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem

router = APIRouter(prefix="/console/people", include_in_schema=False)
EVERYBODY = "people"


@router.get("", response_model=None)
async def show_people(request: Request, sitting: Sitting) -> HTMLResponse:
    """Every draft with its difference, the oldest first; and how each source was heard."""
    deps = dependencies(request)
    allowed(deps, sitting.actor, Permission.AMENDMENT_OPEN, EVERYBODY)
    async with deps.pool.connection() as conn:
        drafts = await directory.drafts(conn)
    house(request).onlooker.catch_up()
    view = house(request).onlooker.view
    heard = [(name, view.chains[name]) for name in view.roster.sources]
    passkeys = await passkeys_waiting(request)
    return page("people.html", sitting, drafts=drafts, heard=heard, passkeys=passkeys)


@router.post("/passkeys/{key}", response_model=None)
async def draft_enrolment(
    request: Request,
    sitting: Sitting,
    key: str,
    reason: Annotated[str, Form(min_length=1, max_length=2000)],
    lost: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """An amendment that would enrol a waiting passkey, to be read and signed."""
    deps = dependencies(request)
    allowed(deps, sitting.actor, Permission.AMENDMENT_OPEN, EVERYBODY)
    found = next((w for w in await passkeys_waiting(request) if w.key.id == key), None)
    if found is None:
        refuse(Problem.NOT_FOUND, "no passkey of this id waits", "key")
    genesis = house(request).onlooker.view.genesis_hash
    said = Salted.fresh(ValueKind.AMENDMENT_REASON, reason)
    made = amendment_of(found.content(lost or ()), genesis, said, deps.clock())
    stands = before(house(request).onlooker.view, made)
    return draft_page(sitting, made, said, stands, found.key.id)


@router.get("/{source}/{person}.yaml", response_model=None)
async def amendment_file(request: Request, sitting: Sitting, source: str, person: str) -> Response:
    """The person's row as the source wants it, with the keys that are held: what to amend with."""
    deps = dependencies(request)
    allowed(deps, sitting.actor, Permission.AMENDMENT_OPEN, EVERYBODY)
    async with deps.pool.connection() as conn:
        drafts = await directory.drafts(conn)
    found = [d for d in drafts if (d.source, d.person) == (source, person)]
    if not found:
        refuse(Problem.NOT_FOUND, "nothing waits for this person", "person")
    keys = [key_row(key) for key in house(request).rules().roster.keys_of(person)]
    keys = [{name: str(value) for name, value in row.items()} for row in keys]
    content = {"person": {**found[0].row, "keys": keys}}
    file = yaml.safe_dump(content, sort_keys=False)
    return Response(file, media_type="application/yaml", headers={"Cache-Control": "no-store"})
