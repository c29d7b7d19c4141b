"""The pages of proposals: waiting for me, one with its words, approve, deny, restore, timeline."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from quorate.accounts.resolution import read_resolution
from quorate.api import casework, registry
from quorate.api.casework import house, signature_of
from quorate.api.deps import allowed, dependencies
from quorate.api.signing import link_to
from quorate.authority.kernel import Hand, may_approve
from quorate.cases.notes import Note, notes_of
from quorate.cases.queries import ALL_CASES
from quorate.console import words
from quorate.console.desk import Seat, Sitting, go, page
from quorate.console.store import proposals_open
from quorate.console.tongues import say, word
from quorate.decisions.docket import Proposal
from quorate.decisions.model import matter_of
from quorate.decisions.rules import Rules
from quorate.decisions.statement import read_statement
from quorate.people.model import Person
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.kinds import Channel, Kind
from quorate.vocabulary.permissions import Permission

router = APIRouter(prefix="/console", include_in_schema=False)
NEWEST = 100


@router.get("/approvals", response_model=None)
async def show_approvals(request: Request, sitting: Sitting) -> HTMLResponse:
    """Proposals that wait for a hand, those that this person could fill first."""
    deps = dependencies(request)
    allowed(deps, sitting.actor, Permission.CASE_READ, ALL_CASES)
    async with deps.pool.connection() as conn:
        names = await proposals_open(conn, NEWEST)
    rules, now = house(request).rules(), deps.clock()
    rows: list[tuple[Proposal, str, bool, str]] = []
    for name in names:
        proposal = rules.docket.proposals.get(name)
        if proposal is None or proposal.settled:
            continue
        able, part = _part_of(sitting.actor.person, proposal, rules, now)
        told = f"{words.after(proposal, rules)} {words.waits(proposal, rules, now)}".strip()
        rows.append((proposal, told, able, part))
    rows.sort(key=lambda row: not row[2])
    return page("approvals.html", sitting, rows=rows)


def _part_of(person: Person, proposal: Proposal, rules: Rules, now: datetime) -> tuple[bool, str]:
    """Whether one of the person's keys may approve, and which or why not, in words."""
    if proposal.statement.signer == person.id:
        return False, say("you proposed it")
    if person.id in proposal.approvals:
        return False, say("you have approved it")
    matter, why = matter_of(proposal.statement, rules), say("you have no enrolled key")
    channels = {key.channel for key in rules.roster.keys_of(person.id)}
    for channel in sorted(channels, key=lambda c: c is not Channel.CONSOLE):
        refused = may_approve(Hand(person, channel), matter, now)
        if refused is None:
            return True, say("may approve with your %(channel)s key", channel=word(channel))
        why = say(refused.detail)
    return False, why


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
    return page(
        "proposal.html",
        sitting,
        id=id,
        case=edge(CASE, row.case_id),
        statement=statement,
        telling=words.before(statement, resolution),
        native=resolution.native,
        notes=await _notes(request, sitting, row.case_id),
        interest=await casework.interest_of(deps, statement),
        told=words.after(proposal, rules),
        waits=words.waits(proposal, rules, deps.clock()),
        proposal=proposal,
        spoken={str(kind): text for kind, text in spoken.items()},
        policy=rules.catalogue.by_hash(statement.policy),
        own=statement.signer == me,
        cli_approves=rules.genesis.cli_approves,
        undoable=FACTS[statement.action].reversible and FACTS[statement.action].silencing,
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
    return go(link_to(request, sitting.actor.person.id, id))


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
    native = ""
    lines: list[tuple[str, str, str, str]] = []
    for proposal in about:
        name = proposal.statement.proposal
        row = await casework.proposal_row(deps, name)
        native = read_resolution(row.resolution).resolution.native
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
        tiers=words.TIERS,
        row=onlooker.view.register.listed.get(ref),
        pending=[low for low in registry.pending(request) if low.ref == ref],
        looks=onlooker.view.looks.at_account(ref)[::-1],
        refused=words.refused,
    )
