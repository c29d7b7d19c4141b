"""What each entry says of a case, its proposals and hands. Pure."""

import json
from collections.abc import Mapping
from typing import Final

from quorate.cases.model import givers_after
from quorate.decisions.facts import facts_commitment
from quorate.decisions.interest import interest_commitment
from quorate.decisions.statement import read_statement
from quorate.ledger.entry import Entry
from quorate.ledger.fields import as_object, integer, optional_text, text
from quorate.people.hands import read_proof, signature_bytes
from quorate.rebuilding.books import Books, Row, Value, plain
from quorate.vocabulary.events import Event
from quorate.vocabulary.identifiers import CASE, SUBJECT, uuid_of
from quorate.vocabulary.kinds import Kind

_FREED: Final[Mapping[str, Value]] = {"claimed_by": None, "assigned_by": None, "lease_until": None}
_IN_HAND: Final = frozenset(
    {
        Event.CASE_ASSIGNED,
        Event.CASE_CLAIMED,
        Event.CASE_CLOSED,
        Event.CASE_ESCALATED,
        Event.CASE_REOPENED,
    }
)
_HANDS: Final = {Event.PROPOSAL_APPROVED: Kind.APPROVE, Event.PROPOSAL_DENIED: Kind.DENY}


def identifier(prefix: str, said: str) -> str:
    """The hex digits of an id at the edge. Raises ValueError."""
    found = uuid_of(prefix, said)
    if found is None:
        raise ValueError(f"{said[:64]} is not an id of a {prefix}")
    return found.hex


def opened(books: Books, where: str, entry: Entry) -> None:
    """A case begins, once. Raises ValueError."""
    data = entry.data
    case = identifier(CASE, text(data, "case"))
    if (case,) in books.table("cases"):
        raise ValueError("a case of this id was opened before")
    values: dict[str, Value] = {
        "subject_id": identifier(SUBJECT, text(data, "subject")),
        "state": "open",
        "area": text(data, "area"),
        "language": optional_text(data, "language"),
        "version": 1,
        "opened_at": entry.at,
        "opened_by": text(data, "by"),
        "closed_at": None,
        "outcome": None,
        "fence": 0,
        "waiting_since": entry.at,
        "escalated": False,
        "reopened_by": None,
        "givers": plain({}),
        **_FREED,
    }
    books.put("cases", (case,), where, values)


def stepped(books: Books, where: str, entry: Entry) -> None:
    """A case goes one step on; a step out of its turn raises ValueError and changes nothing."""
    data = entry.data
    case = identifier(CASE, text(data, "case"))
    row = books.table("cases").get((case,))
    if row is None:
        raise ValueError("no such case was opened")
    version = integer(data, "version")
    skipped = entry.event is Event.CASE_SKIPPED
    only_skipped = skipped and version == row.values["version"]
    if not only_skipped:
        _in_turn(row, version)
        row.put(where, {"version": version, **_after(entry, row)})
    if entry.event in _IN_HAND:
        for who in (text(data, "by"), optional_text(data, "to")):
            _had(books, where, case, who, entry.at)
    if skipped:
        values: dict[str, Value] = {"reason": text(data, "reason"), "until": text(data, "until")}
        books.put("skips", (text(data, "by"), case), where, values)


def _had(books: Books, where: str, case: str, who: str | None, at: str) -> None:
    """A person has the case in their hands, the first time; services have none."""
    if who is None or who.startswith("service:"):
        return
    if (case, who) not in books.table("case_hands"):
        books.put("case_hands", (case, who), where, {"since": at})


def _in_turn(row: Row, version: int) -> None:
    if row.values["version"] != version - 1:
        raise ValueError(f"version {version} of a case that is at {row.values['version']}")


def _after(entry: Entry, row: Row) -> dict[str, Value]:
    data = entry.data
    found: dict[str, Value] = {**_FREED}
    if entry.event in (Event.CASE_CLAIMED, Event.CASE_ASSIGNED):
        given = entry.event is Event.CASE_ASSIGNED
        holder, giver = (
            text(data, "to" if given else "by"),
            text(data, "by" if given else "assigner"),
        )
        found["claimed_by"], found["assigned_by"] = holder, giver
        found["givers"] = plain(givers_after(_givers(row), holder, giver))
        found["lease_until"], found["fence"] = text(data, "until"), integer(data, "fence")
    elif entry.event is Event.CASE_CLOSED:
        found["state"], found["closed_at"] = "closed", entry.at
        found["outcome"] = text(data, "outcome")
    elif entry.event is Event.CASE_ESCALATED:
        found["escalated"] = True
    elif entry.event is Event.CASE_REOPENED:
        found["state"], found["closed_at"], found["outcome"] = "open", None, None
        found["escalated"], found["waiting_since"] = False, entry.at
        found["reopened_by"] = text(data, "by")
    return found


def _givers(row: Row) -> dict[str, str]:
    known = as_object(json.loads(text(row.values, "givers")), "givers")
    return {holder: text(known, holder) for holder in known}


def proposed(books: Books, where: str, entry: Entry) -> None:
    """A proposal with its proposer's hand. Raises ValueError where its case is none."""
    statement = read_statement(as_object(entry.data.get("statement"), "statement"))
    case = identifier(CASE, statement.case.id)
    known = books.table("cases").get((case,))
    if known is None:
        raise ValueError("a proposal in no case that was opened")
    values: dict[str, Value] = {
        "case_id": case,
        "subject_id": known.values["subject_id"],
        "statement": plain(statement.fields()),
        "proposed_by": statement.signer,
        "proposed_at": entry.at,
    }
    books.put("proposals", (statement.proposal,), where, values)
    for written in (interest_commitment(statement), facts_commitment(statement)):
        if written:
            kept(books, where, entry, written)
    _hand(books, where, entry, statement.proposal, Kind.PROPOSE, statement.signer)


def kept(books: Books, where: str, entry: Entry, commitment: str, by: str = "") -> None:
    """A value beside the log, which opens this commitment; given by whoever the entry is of, or by
    whom a process's entry names."""
    values: dict[str, Value] = {
        "value": commitment,
        "given_by": by or entry.by,
        "given_at": entry.at,
    }
    books.put("kept_values", (commitment,), where, values)
    books.table("kept_values")[(commitment,)].event = entry.event


def said(books: Books, where: str, entry: Entry) -> None:
    """An approval or a denial; a person's first word about a proposal is the one that is kept."""
    proposal, signer = text(entry.data, "proposal"), text(entry.data, "signer")
    if (proposal, signer) not in books.table("hands"):
        _hand(books, where, entry, proposal, _HANDS[entry.event], signer)


def _hand(books: Books, where: str, entry: Entry, proposal: str, kind: Kind, signer: str) -> None:
    values: dict[str, Value] = {
        "kind": kind.value,
        "key": text(entry.data, "key"),
        "signature": signature_bytes(read_proof(entry.data)).hex(),
        "given_at": entry.at,
    }
    books.put("hands", (proposal, signer), where, values)
