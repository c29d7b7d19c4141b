"""Everything that is held about one account, row by row, without anybody else in it.

Made anew whenever it is read, so that what was erased since is not in it and no copy lies about.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from quorate.accounts.looks import SHOWN
from quorate.accounts.subject import Subject
from quorate.appeals import concerned as appeals
from quorate.cases import concerned as cases
from quorate.database.streaming import Row
from quorate.decisions import concerned as decisions
from quorate.decisions import store
from quorate.decisions.docket import Proposal, is_past
from quorate.decisions.facts import facts_commitment
from quorate.decisions.statement import read_statement
from quorate.decisions.strikes import strikes_of
from quorate.effects.folds import exports
from quorate.effects.view import View
from quorate.exports import queries
from quorate.exports.document import Stands
from quorate.exports.store import Connection, Opened
from quorate.intake import concerned as intake
from quorate.intake.notices import NOTIFIER
from quorate.ledger.entry import Json
from quorate.vocabulary.actions import Action
from quorate.vocabulary.identifiers import CASE, edge
from quorate.vocabulary.times import stamp

Rows = AsyncGenerator[dict[str, Json]]


@dataclass(frozen=True, slots=True)
class Held:
    """What there is, for one reader at one instant: the database inside one transaction, and what
    the ledger says. `refs` are the pseudonyms of the account and its messages, `names` those under
    which it reports."""

    conn: Connection
    view: View
    account: Subject
    ref: str
    refs: frozenset[str]
    voices: Sequence[bytes]
    names: Sequence[str]
    now: datetime


async def held(conn: Connection, view: View, opened: Opened, now: datetime) -> Held:
    """What an address opens."""
    account, ref = opened.account, opened.export.ref
    refs = await store.refs_of_account(conn, account.connector, account.native)
    notifiers = await intake.notifiers_of(conn, opened.voices)
    names = [account.native, *(edge(NOTIFIER, one) for one in notifiers)]
    return Held(conn, view, account, ref, frozenset({ref, *refs}), opened.voices, names, now)


def sections(whole: Held) -> Mapping[str, Callable[[], Rows]]:
    """The rows of each section of the document, in its order; each may be read once."""
    conn, account, voices = whole.conn, whole.account, whole.voices
    return {
        "cases": lambda: _plain(cases.cases_about(conn, account)),
        "reports_about_you": lambda: _plain(cases.reports_about(conn, account)),
        "decisions": lambda: _decisions(whole),
        "statements_of_reasons": lambda: _reasons(whole),
        "appeals": lambda: _plain(appeals.appeals_of(conn, account)),
        "appeals_of_reporters": lambda: _plain(appeals.appeals_against(conn, account)),
        "strikes": lambda: _of(_strikes(whole)),
        "second_opinions": lambda: _plain(decisions.second_opinions(conn, account)),
        "protection": lambda: _of(_protection(whole)),
        "looks": lambda: _of(_looks(whole)),
        "changes_elsewhere": lambda: _of(_changes(whole)),
        "reports_by_you": lambda: _plain(cases.reports_by(conn, account)),
        "notices_by_you": lambda: _plain(intake.notices_by(conn, voices)),
        "warnings_about_notices": lambda: _plain(intake.misuse_steps(conn, voices)),
        "track_record": lambda: _plain(intake.track_record(conn, whole.names)),
        "appeals_as_reporter": lambda: _plain(appeals.appeals_as_reporter(conn, whole.names)),
        "letters": lambda: _plain(intake.letters_to(conn, voices)),
        "exports": lambda: _plain(queries.exports_of(conn, whole.ref)),
        "withheld": lambda: _withheld(whole),
    }


async def _plain(rows: AsyncIterator[Row]) -> Rows:
    async for row in rows:
        yield {name: _json(name, value) for name, value in row.items()}


async def _of(rows: Iterable[dict[str, Json]]) -> Rows:
    for row in rows:
        yield row


def _json(name: str, value: Any) -> Json:
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        if name != "case":
            raise ValueError(f"{name}: an id that has no name outside")
        return edge(CASE, value)
    return value


async def _decisions(whole: Held) -> Rows:
    async for row in decisions.proposals_about(whole.conn, whole.account):
        said = read_statement(row["statement"])
        known = whole.view.docket.proposals.get(said.proposal)
        policy, commitment = whole.view.catalogue.ever(said.policy), facts_commitment(said)
        found = await store.facts(whole.conn, [commitment])
        yield {
            "decision": said.proposal,
            "case": edge(CASE, row["case"]),
            "proposed_at": stamp(row["proposed_at"]),
            "action": said.action,
            "policy": policy.name if policy else None,
            "policy_text": policy.text if policy else None,
            "tier": said.tier,
            "people": 1 + len(known.approvals) if known else 1,
            "until": stamp(said.until) if said.until else None,
            "stands": _stands(whole, known, said.action),
            "done_at": stamp(known.done_at) if known and known.done_at else None,
            "undone_at": stamp(known.undone_at) if known and known.undone_at else None,
            "facts": found[commitment].text if commitment in found else None,
        }


def _stands(whole: Held, known: Proposal | None, action: Action) -> Stands:
    if action is Action.NO_VIOLATION:
        return Stands.NO_VIOLATION
    if known is None:
        return Stands.WAITS
    if known.vetoes or known.denials:
        return Stands.DENIED
    if known.ended:
        return Stands.ENDED
    if known.outcome == "done":
        return Stands.IN_FORCE if whole.view.docket.in_force(known) else Stands.UNDONE
    if known.settled:
        return Stands.NOT_DONE
    return Stands.LAPSED if is_past(known, whole.now) else Stands.WAITS


async def _reasons(whole: Held) -> Rows:
    async for row in decisions.reasons_about(whole.conn, whole.account):
        content = row["content"]
        ground, lasts = content["ground"], content["duration"]
        body = content["redress"]["out_of_court"]
        found = await store.facts(whole.conn, [content["facts"] or ""])
        facts = found.get(content["facts"] or "")
        yield {
            "decision": row["decision"],
            "made_at": stamp(row["made_at"]),
            "told_at": _stamped(row["told_at"]),
            "action": content["action"],
            "restricts": content["scope"]["restricts"],
            "since": lasts["from"],
            "until": lasts["until"],
            "facts": facts.text if facts else None,
            "ground": ground["kind"],
            "policy": ground["policy"],
            "policy_text": ground["text"],
            "law": ground["law"],
            "machine_pointed_it_out": content["automated"]["detection"],
            "source": content["source"],
            "category": content["category"],
            "content_types": content["content"]["types"],
            "content_date": content["content"]["date"],
            "out_of_court": f"{body['name']} {body['url']}" if body else None,
            "filed_at": _stamped(row["filed_at"]),
            "transparency_database": row["transparency_database"],
        }


def _stamped(at: datetime | None) -> str | None:
    return stamp(at) if at else None


def _strikes(whole: Held) -> Iterable[dict[str, Json]]:
    view = whole.view
    for strike in strikes_of(view.docket, view.catalogue, whole.refs, whole.now):
        yield {
            "decision": strike.proposal,
            "policy": strike.policy.name,
            "action": strike.action,
            "points": strike.points,
            "given_at": stamp(strike.given_at),
            "expires_at": stamp(strike.expires_at),
        }


def _protection(whole: Held) -> Iterable[dict[str, Json]]:
    """Who raised it and answers for it is staff; the reason is written among them."""
    register = whole.view.register
    for ref in sorted(whole.refs):
        row, tier = register.listed.get(ref), register.tier(ref, whole.now)
        if row or tier:
            yield {
                "tier": tier,
                "criterion": row.criterion if row else None,
                "review_by": row.review_by.isoformat() if row else None,
            }


def _looks(whole: Held) -> Iterable[dict[str, Json]]:
    """What was shown: a refused try showed nothing, nor did an export to those who gave it out."""
    view = whole.view
    known = {look.index: look for ref in whole.refs for look in view.looks.at_account(ref)}
    for _, look in sorted(known.items(), reverse=True):
        person = view.roster.people.get(look.person)
        if look.outcome == SHOWN and look.field != exports.FIELD:
            yield {
                "at": look.at,
                "roles": [*sorted(person.roles)] if person else [],
                "field": look.field,
                "purpose": look.purpose,
            }


def _changes(whole: Held) -> Iterable[dict[str, Json]]:
    for (ref, action), change in whole.view.outside.items():
        if ref in whole.refs:
            yield {"seen_at": stamp(change.at), "action": action, "in_force": change.in_force}


async def _withheld(whole: Held) -> Rows:
    found = await cases.withheld(whole.conn, whole.account)
    found |= await decisions.withheld(whole.conn, whole.account)
    for what, number in found.items():
        if number:
            yield {"what": what, "number": number}
