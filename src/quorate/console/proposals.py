"""The pages of proposals: one with its words, approve, deny, restore, timeline."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from quorate.accounts.resolution import Resolution, read_resolution
from quorate.api.around.deps import allowed, dependencies
from quorate.api.steps import casework, registry
from quorate.api.steps.casework import house, signature_of
from quorate.cases.author import author_of
from quorate.cases.notes import Note, notes_of
from quorate.cases.queries import ALL_CASES, SubjectRow
from quorate.console import strikes, words
from quorate.console.desk import Seat, Sitting, go, page
from quorate.console.languages import signer_page
from quorate.console.papers import beside, raised
from quorate.decisions import questions
from quorate.decisions.statement import read_statement
from quorate.languages import dates
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.tiers import TIERS

router = APIRouter(prefix="/console", include_in_schema=False)


@router.get("/proposals/{id}", response_model=None)
async def show_proposal(request: Request, sitting: Sitting, id: str) -> HTMLResponse:
    """What it does to whom, who has signed, what happened; and the buttons that sign."""
    deps = dependencies(request)
    allowed(deps, sitting.actor, Permission.PROPOSAL_READ, id)
    row = await casework.proposal_row(deps, id)
    rules = house(request).rules()
    statement, me = read_statement(row.statement), sitting.actor.person.id
    resolution = read_resolution(row.resolution).resolution
    proposal = rules.docket.proposals.get(id)
    spoken = {
        kind: statement.spoken_by(kind, me).canonical().decode()
        for kind in (Kind.APPROVE, Kind.DENY, Kind.VETO, Kind.RESTORE)
    }
    interest, facts = await casework.texts_of(deps, statement)
    return page(
        "proposal.html",
        sitting,
        id=id,
        case=edge(CASE, row.case_id),
        statement=statement,
        telling=words.before(statement, resolution),
        native=resolution.native,
        notes=await _notes(request, sitting, row.case_id),
        interest=interest,
        told_facts=facts,
        told=words.after(proposal, rules),
        waits=words.waits(proposal, rules, deps.clock()),
        proposal=proposal,
        spoken={str(kind): text for kind, text in spoken.items()},
        policy=rules.catalogue.by_hash(statement.policy),
        own=statement.signer == me,
        said=statement,
        beside=(await beside(deps, [id]))[id],
        raised=raised(proposal, rules) if proposal else "",
        longest=questions.LONGEST,
        cli_approves=rules.genesis.cli_approves,
        undoable=FACTS[statement.action].may_end,
    )


async def _notes(request: Request, sitting: Seat, case: UUID) -> list[Note]:
    """The notes of the proposal's case."""
    deps = dependencies(request)
    leave = allowed(deps, sitting.actor, Permission.CASE_READ, edge(CASE, case))
    async with deps.pool.connection() as conn:
        return await notes_of(conn, leave, case)


@router.get("/proposals/{id}/signer", response_model=None)
async def to_signer(request: Request, sitting: Sitting, id: str) -> Response:
    """To the signer's page about this proposal, which believes nothing that stands here."""
    deps = dependencies(request)
    allowed(deps, sitting.actor, Permission.PROPOSAL_READ, id)
    await casework.proposal_row(deps, id)
    return signer_page(request, sitting, id)


@router.post("/proposals/{id}/{word}", response_model=None)
async def sign(
    request: Request,
    sitting: Sitting,
    id: str,
    word: Literal["approve", "deny", "veto", "restore"],
    key: Annotated[str, Form()],
    sig: Annotated[str, Form()],
) -> Response:
    """Hands on what this browser's key has signed: approvals and denials to the ledger, vetoes and
    restores to the effector's own door."""
    kind = Kind(word)
    if kind in (Kind.APPROVE, Kind.DENY):
        await casework.say(request, sitting.actor, id, kind, signature_of(key, sig))
    else:
        row = await casework.proposal_row(dependencies(request), id)
        said = read_statement(row.statement).spoken_by(kind, sitting.actor.person.id)
        await house(request).knock(f"/v1/{word}", said, key, sig)
    await house(request).until_said(id, kind, sitting.actor.person.id)
    return go(f"/console/proposals/{id}")


@router.get("/accounts/{ref}", response_model=None)
async def show_account(request: Request, sitting: Sitting, ref: str) -> HTMLResponse:
    """Everything the ledger says about one account, oldest first."""
    deps = dependencies(request)
    allowed(deps, sitting.actor, Permission.CASE_READ, ALL_CASES)
    onlooker = house(request).onlooker
    onlooker.catch_up()
    about = onlooker.view.docket.about(ref)
    native, account = "", ("", "")
    lines: list[tuple[str, str, str, str]] = []
    for proposal in about:
        name = proposal.statement.proposal
        row = await casework.proposal_row(deps, name)
        resolution = read_resolution(row.resolution).resolution
        native = resolution.native
        account = resolution.connector, _account(resolution)
        for place in onlooker.places[name]:
            entry = onlooker.entry(place.index)
            who = str(entry.data.get("signer") or entry.by)
            lines.append((entry.at, entry.event, who, name))
    tier = onlooker.view.register.tier(ref, deps.clock())
    lines.sort()
    return page(
        "account.html",
        sitting,
        ref=ref,
        native=native,
        lines=lines,
        tier=tier,
        tiers=TIERS,
        row=onlooker.view.register.listed.get(ref),
        pending=[low for low in registry.pending(request) if low.ref == ref],
        looks=onlooker.view.looks.at_account(ref)[::-1],
        refused=words.refused,
        record=None,
        strikes=await strikes.of_account(request, *account),
        day=dates.day,
    )


def _account(found: Resolution) -> str:
    """The account itself, or the author of a message."""
    return author_of(SubjectRow(found.connector, found.kind, found.native)) or found.native
