"""The verbs of deciding: draft, open, approve, deny. Each with its ledger entry in one go."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from quorate.accounts.resolution import SignedResolution
from quorate.authority.agenda import ended_by
from quorate.authority.gate import Actor, Warrant
from quorate.decisions import store
from quorate.decisions.model import (
    Signature,
    Wish,
    decide_draft,
    decide_open,
    decide_word,
    deniers,
)
from quorate.decisions.rules import Rules
from quorate.decisions.statement import Statement, read_statement
from quorate.ledger.append import append
from quorate.ledger.entry import Entry, Json, process_entry
from quorate.ledger.kept import keep
from quorate.people.hands import proof_fields
from quorate.telemetry import traces
from quorate.telemetry.metrics.casework import HANDS, PROPOSALS
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, uuid_of
from quorate.vocabulary.kinds import Attested, Kind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

BY = "web"
_EVENTS = {Kind.APPROVE: Event.PROPOSAL_APPROVED, Kind.DENY: Event.PROPOSAL_DENIED}
_STEPS = {Kind.APPROVE: "approval", Kind.DENY: "denial"}
_PERMISSIONS = {
    Kind.APPROVE: Permission.PROPOSAL_APPROVE,
    Kind.DENY: Permission.PROPOSAL_DENY,
}


async def draft(
    conn: store.Connection,
    warrant: Warrant,
    case: UUID,
    wish: Wish,
    actor: Actor,
    owners: Collection[str],
    found: SignedResolution,
    ids: tuple[str, str],
    rules: Rules,
    now: datetime,
) -> Statement | Refusal:
    """Makes the statement that the proposer will sign; a refused wish at tier >= 2 is logged.
    `owners` are the people here who wrote the message that it is about, as far as is known."""
    warrant.require(Permission.PROPOSAL_DRAFT, wish.case.id)
    decided = decide_draft(wish, actor, owners, found, ids, rules, now)
    if isinstance(decided, Refusal):
        await log_refusal(conn, warrant.who, wish, found, decided, now)
        return decided
    await store.save_draft(conn, case, decided, found.fields(), wish.interest, wish.facts, now)
    return decided


async def log_refusal(
    conn: store.Connection,
    who: str,
    wish: Wish,
    found: SignedResolution,
    refused: Refusal,
    now: datetime,
) -> None:
    """I23: a refused silencing of a protected subject is in the log; the effector pages.

    A question that is asked back is no refusal yet: the answers are missing, nothing was tried.
    """
    if found.resolution.tier < 2 or not FACTS[wish.action].silencing:
        return
    if refused.problem is Problem.PUBLIC_INTEREST_MISSING:
        return
    data: dict[str, Json] = {
        "case": wish.case.id,
        "ref": found.resolution.ref,
        "tier": found.resolution.tier,
        "action": wish.action,
        "signer": who,
        "problem": refused.problem,
        "missing": list(refused.missing),
    }
    await append(conn, process_entry(Event.PROPOSAL_REFUSED, now, BY, data))


async def open_proposal(
    conn: store.Connection,
    warrant: Warrant,
    shown: Statement,
    signature: Signature,
    actor: Actor,
    owners: Collection[str],
    rules: Rules,
    now: datetime,
) -> store.Draft | Refusal:
    """Opens the signed draft; what that was. `owners` are as for a draft. The caller owns the
    transaction; in a pipeline, no statement waits for one whose result nobody needs."""
    warrant.require(Permission.PROPOSAL_OPEN, shown.proposal)
    since = traces.began()
    row = await store.draft(conn, shown.proposal)
    if row is None:
        return Refusal(Problem.NOT_FOUND, "no such draft, or opened already", "proposal")
    drafted = read_statement(row.statement)
    decided = decide_open(drafted, shown, signature, actor, owners, rules, now)
    if isinstance(decided, Refusal):
        return decided
    data: dict[str, Json] = {
        "statement": decided.fields(),  # pyright: ignore[reportAssignmentType]
        "key": signature.key,
        **proof_fields(signature.proof),
    }
    if not await store.open_proposal(conn, row, signature, now):
        return Refusal(Problem.ALREADY_DECIDED, "opened already", "proposal")
    for written in (row.interest, row.facts):
        if written:
            await keep(conn, written.salted, decided.signer, now)
    await append(conn, _person(Event.PROPOSAL_OPENED, now, decided.signer, signature, data))
    PROPOSALS.labels(decided.action, decided.tier).inc()
    _trace("proposal", decided, since)
    return row


async def say(
    conn: store.Connection,
    warrant: Warrant,
    name: str,
    kind: Kind,
    signature: Signature,
    actor: Actor,
    owners: Collection[str],
    rules: Rules,
    now: datetime,
) -> Statement | Refusal:
    """Approves or denies an open proposal. `owners` are the people here who wrote the message that
    it is about, as far as is known."""
    warrant.require(_PERMISSIONS[kind], name)
    since = traces.began()
    row = await store.proposal(conn, name)
    if row is None:
        return Refusal(Problem.NOT_FOUND, "no such proposal", "proposal")
    known = rules.docket.proposals.get(name)
    if known is not None and known.settled:
        return Refusal(Problem.ALREADY_DECIDED, known.settled, "proposal")
    proposed = read_statement(row.statement)
    if denied := deniers(proposed, await store.denials(conn, name), rules):
        return Refusal(Problem.ALREADY_DECIDED, ended_by("denied", denied), "proposal")
    decided = decide_word(proposed, kind, signature, actor, owners, rules, now)
    if isinstance(decided, Refusal):
        return decided
    if not await store.save_hand(conn, name, kind, decided.signer, signature, now):
        return Refusal(Problem.ALREADY_DECIDED, f"{decided.signer} has signed already", "signer")
    data: dict[str, Json] = {
        "proposal": name,
        "signer": decided.signer,
        "key": signature.key,
        **proof_fields(signature.proof),
    }
    await append(conn, _person(_EVENTS[kind], now, decided.signer, signature, data))
    HANDS.labels(kind).inc()
    _trace(_STEPS[kind], decided, since)
    return decided


def _trace(step: str, about: Statement, since: int) -> None:
    case = uuid_of(CASE, about.case.id)
    if case is not None:
        traces.done(step, case, since, **{"quorate.proposal": about.proposal})


def _person(
    event: Event, now: datetime, who: str, signature: Signature, data: dict[str, Json]
) -> Entry:
    return Entry(event, stamp(now), Attested.PERSON, who, data, key=signature.key)
