"""The verbs about an authority's order, each with its ledger entry in the caller's transaction."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from quorate.authority.gate import Actor, Warrant, service_warrant
from quorate.cases.deciding import unsaid
from quorate.decisions.rules import Rules
from quorate.intake.actions import AfterFiling, file_reports
from quorate.intake.model import AUTHORITY
from quorate.intake.model import Filed as FiledReport
from quorate.ledger.append import append
from quorate.ledger.commitment import Salted
from quorate.ledger.entry import Entry, Json, process_entry
from quorate.ledger.kept import keep, text_of
from quorate.orders import store
from quorate.orders.content import Content, read_content, reported
from quorate.orders.model import (
    Answer,
    Found,
    How,
    LegalOrder,
    Letter,
    Stage,
    Wanted,
    Word,
    decide_answer,
    decide_complete,
    decide_receive,
    decide_word,
)
from quorate.orders.saying import OrderWord
from quorate.orders.store import Connection
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, ORDER, edge
from quorate.vocabulary.kinds import Attested, ValueKind
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

ORDERS: Final = "orders"
BY: Final = "web"
BY_MAIL: Final = "service:mail"


@dataclass(frozen=True, slots=True)
class Signed:
    """A person's key and its signature (hex) over what they say."""

    key: str
    sig: str


async def receive(
    conn: Connection,
    warrant: Warrant,
    wanted: Wanted,
    content: Content,
    areas: Collection[str],
    now: datetime,
    named: UUID,
) -> LegalOrder | Refusal:
    """Takes an order in under this new id, once, however often its form is sent. Nothing comes of
    it yet."""
    made = _received(warrant, wanted, content, areas, now, named)
    if isinstance(made, Refusal):
        return made
    order, value = made
    if not await store.add(conn, order):
        return await _taken_before(conn, order, content)
    await _keep(conn, warrant, order, value, now)
    return order


async def _taken_before(
    conn: Connection, order: LegalOrder, content: Content
) -> LegalOrder | Refusal:
    """The order that the same form made, where it says the same."""
    before = await store.load(conn, order.id)
    if before is None or before.taken_by != order.taken_by:
        return _unknown(order.id)
    alike = replace(order, taken_at=before.taken_at, content=before.content) == before
    if alike and await content_of(conn, before) == content:
        return before
    return Refusal(
        Problem.IDEMPOTENCY_CONFLICT,
        f"{order.name} was taken in by this form, and says something else or was gone on with",
        "id",
    )


async def complete(
    conn: Connection,
    warrant: Warrant,
    wanted: Wanted,
    content: Content,
    areas: Collection[str],
    now: datetime,
    known: UUID,
) -> LegalOrder | Refusal:
    """Takes in what an incomplete one lacked."""
    made = _received(warrant, wanted, content, areas, now, known)
    if isinstance(made, Refusal):
        return made
    before = await store.load_for_change(conn, known)
    order = decide_complete(before, made[0]) if before else _unknown(known)
    if isinstance(order, Refusal):
        return order
    await store.save(conn, order)
    await _keep(conn, warrant, order, made[1], now)
    return order


def _received(
    warrant: Warrant,
    wanted: Wanted,
    content: Content,
    areas: Collection[str],
    now: datetime,
    order: UUID,
) -> tuple[LegalOrder, Salted] | Refusal:
    warrant.require(Permission.ORDER_HANDLE, ORDERS)
    value = Salted.fresh(ValueKind.ORDER_CONTENT, content.written())
    made = decide_receive(order, wanted, content, value.commitment, warrant.who, areas, now)
    return made if isinstance(made, Refusal) else (made, value)


async def _keep(
    conn: Connection, warrant: Warrant, order: LegalOrder, value: Salted, now: datetime
) -> None:
    await keep(conn, value, warrant.who, now)
    await append(conn, process_entry(Event.ORDER_RECEIVED, now, BY, received_fields(order)))


def received_fields(order: LegalOrder) -> dict[str, Json]:
    """What its entry says: closed words, numbers and instants, and one commitment."""
    return {
        "order": order.name,
        "by": order.taken_by,
        "version": order.number,
        "kind": order.kind,
        "state": order.state,
        "area": order.area,
        "language": order.language,
        "territory": [*order.territory],
        "deadline": stamp(order.deadline),
        "received": stamp(order.received_at),
        "items": order.items,
        "missing": [*order.missing],
        "content": order.content,
    }


def word_of(order: LegalOrder, who: str, how: str, genesis: str, *, genuine: bool) -> OrderWord:
    """What a person signs about the authority."""
    event = Event.ORDER_VOUCHED if genuine else Event.ORDER_REJECTED
    return OrderWord(genesis, event, order.name, order.content, who, how)


def answer_of(order: LegalOrder, who: str, said: Answer, text: str, genesis: str) -> OrderWord:
    """What a person signs to answer; `text` is the commitment to the answer's words."""
    return OrderWord(
        genesis, Event.ORDER_ANSWERED, order.name, order.content, who, said.about(), text
    )


async def say(
    conn: Connection,
    warrant: Warrant,
    order: UUID,
    actor: Actor,
    how: How,
    signed: Signed,
    owners: Collection[str],
    rules: Rules,
    after: AfterFiling,
    now: datetime,
    *,
    genuine: bool,
) -> LegalOrder | Refusal:
    """One person's word on whether the authority is real and competent. `owners` are the people
    here who own or wrote what the order names, as far as is known.

    With the second one of two teams what the order names becomes cases, in this transaction.
    """
    found = await _load(conn, warrant, order)
    if isinstance(found, Refusal):
        return found
    who = actor.person
    words = await store.words(conn, order)
    people = rules.roster.people
    others = [people[w.person] for w in words if w.genuine and w.person in people]
    decided = decide_word(found, who, words, others, owners, now, genuine=genuine)
    if isinstance(decided, Refusal):
        return decided
    spoken = word_of(found, who.id, how, rules.genesis_hash, genuine=genuine)
    wrong = unsaid(spoken, signed.key, signed.sig, rules.roster)
    if wrong:
        return Refusal(Problem.SIGNATURE_INVALID, wrong, "sig", "I3")
    data: dict[str, Json] = {"how": how}
    await store.add_word(conn, order, Word(who.id, genuine, how, now))
    if decided.found is Found.CHECKED:
        cases = await _begin(conn, decided, after, now)
        if isinstance(cases, Refusal):
            await conn.rollback()
            return cases
        named: list[Json] = [edge(CASE, case) for case in cases]
        data["cases"] = named
    await store.save(conn, decided)
    if genuine:
        data["checked"] = decided.found is Found.CHECKED
    await append(conn, _entry(spoken, decided, data, signed, now))
    return decided


async def _begin(
    conn: Connection, order: LegalOrder, after: AfterFiling, now: datetime
) -> list[UUID] | Refusal:
    """The case of each item, opened or joined as by any report."""
    content = await content_of(conn, order)
    leave = service_warrant(AUTHORITY, Permission.REPORT_FILE, AUTHORITY)
    if content is None:
        return Refusal(Problem.NOT_FOUND, "what the order says was erased", "id")
    if isinstance(leave, Refusal):
        return leave
    body = f"{content.basis}\n\n{content.reasons}"
    reports = [
        reported(item, f"{order.id.hex}-{place}", order.area, body)
        for place, item in enumerate(content.items)
    ]
    cases: list[UUID] = []
    for filed in await file_reports(conn, leave, reports, now, after):
        if not isinstance(filed, FiledReport):
            return filed
        cases.append(filed.case)
    await store.add_cases(conn, order.id, cases)
    return cases


async def answer(
    conn: Connection,
    warrant: Warrant,
    order: UUID,
    actor: Actor,
    said: Answer,
    text: Salted,
    signed: Signed,
    owners: Collection[str],
    rules: Rules,
    now: datetime,
) -> LegalOrder | Refusal:
    """Says what became of a checked order, once, under the person's own signature. `owners` are as
    for a word."""
    if text.kind is not ValueKind.ORDER_ANSWER or text.value != said.text:
        raise ValueError("the answer's text is committed to as one")
    found = await _load(conn, warrant, order)
    if isinstance(found, Refusal):
        return found
    content = await content_of(conn, found)
    who = actor.person.id
    decided = decide_answer(found, content.fields if content else (), said, who, owners, now)
    if isinstance(decided, Refusal):
        return decided
    spoken = answer_of(found, who, said, text.commitment, rules.genesis_hash)
    wrong = unsaid(spoken, signed.key, signed.sig, rules.roster)
    if wrong:
        return Refusal(Problem.SIGNATURE_INVALID, wrong, "sig", "I3")
    decided = replace(decided, answer=text.commitment)
    await keep(conn, text, who, now)
    await store.save(conn, decided)
    await store.rank_anew(conn, order)
    data: dict[str, Json] = {
        "outcome": said.outcome,
        "ground": said.ground,
        "given": [*decided.given],
        "effected": stamp(said.effected_at) if said.effected_at else None,
        "answer": text.commitment,
    }
    await append(conn, _entry(spoken, decided, data, signed, now))
    return decided


async def tell(
    conn: Connection, warrant: Warrant, order: UUID, what: Letter, now: datetime
) -> LegalOrder | Refusal:
    """Records that somebody sent the authority a letter by hand."""
    found = await _load(conn, warrant, order)
    if isinstance(found, Refusal):
        return found
    known = found.answer_told_at if what is Letter.ANSWER else found.told_at
    unanswered = what is Letter.ANSWER and found.stage is not Stage.ANSWERED
    if known or unanswered or found.stage is Stage.REJECTED:
        return Refusal(Problem.ALREADY_DECIDED, "there is nothing to tell of it now", "what")
    return await told(conn, found, what, warrant.who, now)


async def told(
    conn: Connection, order: LegalOrder, what: Letter, by: str, now: datetime
) -> LegalOrder:
    """The authority was told; `order` is locked."""
    field = "answer_told_at" if what is Letter.ANSWER else "told_at"
    done = replace(order, **{field: now})
    await store.save(conn, done)
    data: dict[str, Json] = {"order": order.name, "by": by, "what": what, "version": order.number}
    await append(conn, process_entry(Event.ORDER_TOLD, now, BY, data))
    return done


async def content_of(conn: Connection, order: LegalOrder) -> Content | None:
    """What the order says; None where it was erased."""
    said = await text_of(conn, order.content)
    return None if said is None else read_content(said)


def _entry(
    spoken: OrderWord, order: LegalOrder, data: Mapping[str, Json], signed: Signed, now: datetime
) -> Entry:
    said: dict[str, Json] = {
        "order": order.name,
        "content": order.content,
        "by": spoken.signer,
        **data,
        "key": signed.key,
        "sig": signed.sig,
    }
    who = spoken.signer
    return Entry(spoken.event, stamp(now), Attested.PERSON, who, said, key=signed.key)


async def _load(conn: Connection, warrant: Warrant, order: UUID) -> LegalOrder | Refusal:
    warrant.require(Permission.ORDER_HANDLE, edge(ORDER, order))
    return await store.load_for_change(conn, order) or _unknown(order)


def _unknown(order: UUID) -> Refusal:
    return Refusal(Problem.NOT_FOUND, f"there is no {edge(ORDER, order)}", "id")
