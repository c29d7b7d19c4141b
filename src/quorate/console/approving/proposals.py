"""The pages of proposals: one with its words, approve, deny, restore, timeline."""

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from quorate.accounts.looks import older
from quorate.accounts.resolution import read_resolution
from quorate.api.around.deps import Dependencies, allowed, asked, dependencies
from quorate.api.steps import casework, registry
from quorate.api.steps.casework import house, signature_of
from quorate.cases.notes import Note, notes_of
from quorate.cases.queries import ALL_CASES, SubjectRow
from quorate.console.approving.looks import LOOKS
from quorate.console.approving.papers import beside, raised
from quorate.console.around import words
from quorate.console.around.desk import Seat, Sitting, go, page
from quorate.console.around.languages import signer_page
from quorate.console.casework import strikes
from quorate.decisions import questions, store
from quorate.decisions.docket import Proposal
from quorate.decisions.statement import read_statement
from quorate.languages import dates
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Refusal
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
async def show_account(
    request: Request,
    sitting: Sitting,
    ref: str,
    before: Annotated[int | None, Query(ge=0)] = None,
) -> HTMLResponse:
    """Everything the ledger says about one account, oldest first; of those who looked at it, the
    newest `before` a place in the log, for whoever may see that."""
    deps = dependencies(request)
    allowed(deps, sitting.actor, Permission.CASE_READ, ALL_CASES)
    seen = asked(deps, sitting.actor, Permission.LOOKS_READ, ref)
    onlooker = house(request).onlooker
    onlooker.catch_up()
    about = onlooker.view.docket.about(ref)
    named = await _named(deps, ref, about)
    lines: list[tuple[str, str, str, str]] = []
    for proposal in about:
        name = proposal.statement.proposal
        for place in onlooker.places[name]:
            entry = onlooker.entry(place.index)
            who = str(entry.data.get("signer") or entry.by)
            lines.append((entry.at, entry.event, who, name))
    tier = onlooker.view.register.tier(ref, deps.clock())
    lines.sort()
    looks, more = older(onlooker.view.looks.at_account(ref), before, LOOKS)
    return page(
        "account.html",
        sitting,
        ref=ref,
        native=named.native if named else "",
        lines=lines,
        tier=tier,
        tiers=TIERS,
        row=onlooker.view.register.listed.get(ref),
        pending=[low for low in registry.pending(request) if low.ref == ref],
        looks=None if isinstance(seen, Refusal) else looks,
        more=more,
        refused=words.refused,
        record=None,
        strikes=await strikes.of_subject(request, ref, named),
        day=dates.day,
    )


async def _named(deps: Dependencies, ref: str, about: Sequence[Proposal]) -> SubjectRow | None:
    """As its platform names it; None where nothing is about it, or what was is erased."""
    async with deps.pool.connection() as conn:
        names = await store.accounts_behind(conn, [ref])
    if not about or ref not in names:
        return None
    said = about[-1].statement
    return SubjectRow(said.connector, said.target.kind, names[ref])
