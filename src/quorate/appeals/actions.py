"""The verbs that change an appeal: claim, decide, settle; the last two with a ledger entry each."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from quorate.appeals import queries, store
from quorate.appeals.deciding import Ruling
from quorate.appeals.involved import Involved
from quorate.appeals.model import (
    Appeal,
    decide_claim,
    decide_ruling,
    decide_settle,
    reopens,
)
from quorate.appeals.reopening import Reopening, reopen
from quorate.appeals.store import Connection
from quorate.authority.gate import Actor, Warrant
from quorate.cases.deciding import unsaid
from quorate.decisions.rules import Rules
from quorate.ledger.append import append
from quorate.ledger.commitment import Salted
from quorate.ledger.entry import Entry, Json
from quorate.ledger.kept import keep
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import APPEAL, CASE, edge
from quorate.vocabulary.kinds import (
    AppealOutcome,
    AppealSide,
    Attested,
    Settlement,
    ValueKind,
)
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp


@dataclass(frozen=True, slots=True)
class Word:
    """A person's signed word: under which claim, what they found, their text with the salt of its
    commitment, and their key's signature (hex)."""

    fence: int
    outcome: AppealOutcome
    text: Salted
    key: str
    sig: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A certified body's outcome and day (YYYY-MM-DD), its name, and the recorder's signature."""

    outcome: Settlement
    on: str
    body: Salted
    key: str
    sig: str


async def claim(
    conn: Connection,
    warrant: Warrant,
    appeal: UUID,
    actor: Actor,
    part: Involved,
    fence: int,
    now: datetime,
) -> Appeal | Refusal:
    """Takes an appeal for an hour, by whoever has no `part` in its case."""
    found = await _load(conn, warrant, Permission.CASE_CLAIM, appeal)
    if isinstance(found, Refusal):
        return found
    decided = decide_claim(found, actor.person, part, fence, now)
    if isinstance(decided, Appeal):
        await store.save(conn, decided)
    return decided


async def decide(
    conn: Connection,
    warrant: Warrant,
    appeal: UUID,
    actor: Actor,
    concerned: frozenset[str],
    said: Word,
    reopening: Reopening | None,
    rules: Rules,
    now: datetime,
) -> Appeal | Refusal:
    """Decides an appeal under the person's own signature. A reporter's that is reversed, or one
    reversed in part, opens its case again in the same transaction, unless it was opened since.

    Who has a part in it is read once more here: nobody gets one between page and click.
    """
    found = await _load(conn, warrant, Permission.CASE_RELEASE, appeal)
    if isinstance(found, Refusal):
        return found
    part = await queries.involved(conn, found, rules.docket, concerned)
    decided = decide_ruling(
        found, actor.person, part, said.fence, said.outcome, said.text.value, now
    )
    if isinstance(decided, Refusal):
        return decided
    ruling = ruling_of(
        found, Event.APPEAL_DECIDED, actor, said.outcome, said.text, rules.genesis_hash
    )
    refused = _unheard(ruling, said.text, ValueKind.APPEAL_ANSWER, said.key, said.sig, rules)
    if refused is None and reopens(found, said.outcome):
        refused = await reopen(conn, found, actor, reopening, rules, now)
    if refused:
        return refused
    waits = said.outcome is not AppealOutcome.UPHELD and _in_force(found, rules)
    decided = replace(decided, answer=said.text.commitment, unrestored=waits)
    data: dict[str, Json] = {"outcome": said.outcome, "answer": said.text.commitment}
    await _store(conn, decided, Event.APPEAL_DECIDED, actor, said.text, data, said, now)
    return decided


async def settle(
    conn: Connection,
    warrant: Warrant,
    appeal: UUID,
    actor: Actor,
    said: Settled,
    rules: Rules,
    now: datetime,
) -> Appeal | Refusal:
    """Records how a certified body settled the dispute, once (DSA, Article 21)."""
    found = await _load(conn, warrant, Permission.CASE_ASSIGN, appeal)
    if isinstance(found, Refusal):
        return found
    who = actor.person.id
    decided = decide_settle(found, who, said.outcome, said.on, said.body.value, now)
    if isinstance(decided, Refusal):
        return decided
    outcome = f"{said.outcome} {said.on}"
    ruling = ruling_of(found, Event.APPEAL_SETTLED, actor, outcome, said.body, rules.genesis_hash)
    refused = _unheard(ruling, said.body, ValueKind.SETTLEMENT_BODY, said.key, said.sig, rules)
    if refused:
        return refused
    decided = replace(decided, body=said.body.commitment)
    data: dict[str, Json] = {"outcome": said.outcome, "on": said.on, "body": said.body.commitment}
    await _store(conn, decided, Event.APPEAL_SETTLED, actor, said.body, data, said, now)
    return decided


def ruling_of(
    appeal: Appeal, event: Event, actor: Actor, outcome: str, text: Salted, genesis: str
) -> Ruling:
    """What the actor signs about this appeal."""
    return Ruling(
        genesis,
        event,
        appeal.name,
        appeal.decision,
        actor.person.id,
        outcome,
        text.commitment,
    )


def _unheard(
    ruling: Ruling, text: Salted, kind: ValueKind, key: str, sig: str, rules: Rules
) -> Refusal | None:
    """The actor's own word, or a refusal: nothing is decided in anybody's name."""
    if text.kind is not kind:
        raise ValueError(f"a text of kind {text.kind} is no {kind}")
    wrong = unsaid(ruling, key, sig, rules.roster)
    return Refusal(Problem.SIGNATURE_INVALID, wrong, "sig", "I3") if wrong else None


def _in_force(appeal: Appeal, rules: Rules) -> bool:
    """Whether its effect has to be undone; an effect that the ledger does not show yet has."""
    if appeal.side is AppealSide.REPORTER or appeal.proposal_id is None:
        return False
    known = rules.docket.proposals.get(appeal.proposal_id)
    if known is None:
        return True
    return FACTS[known.statement.action].may_end and not rules.docket.is_undone(known)


async def _load(
    conn: Connection, warrant: Warrant, permission: Permission, appeal: UUID
) -> Appeal | Refusal:
    name = edge(APPEAL, appeal)
    warrant.require(permission, name)
    found = await store.load_for_change(conn, appeal)
    return found or Refusal(Problem.NOT_FOUND, f"there is no {name}", "id")


async def _store(
    conn: Connection,
    appeal: Appeal,
    event: Event,
    actor: Actor,
    text: Salted,
    more: dict[str, Json],
    said: Word | Settled,
    now: datetime,
) -> None:
    who = actor.person.id
    await store.save(conn, appeal)
    await keep(conn, text, who, now)
    data: dict[str, Json] = {
        "appeal": appeal.name,
        "decision": appeal.decision,
        "case": edge(CASE, appeal.case_id),
        "proposal": appeal.proposal_id,
        "by": who,
        **more,
        "key": said.key,
        "sig": said.sig,
    }
    await append(conn, Entry(event, stamp(now), Attested.PERSON, who, data, key=said.key))
