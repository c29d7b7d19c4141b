"""What signed entries say, and nothing else: the only facts the effector and the gate act on.

Entry after entry is folded in log order. An entry whose signature does not hold changes nothing
and is kept in `forged`, so that a stolen database role shows and gets nowhere.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from quorate.accounts.raising import Raise
from quorate.accounts.register import Register
from quorate.authority.charter import (
    Charge,
    Genesis,
    missing_founders,
    read_change,
    read_genesis,
    read_signatures,
)
from quorate.decisions.catalogue import Catalogue, read_catalogue
from quorate.decisions.docket import Docket, Proposal, Signed, Silencing
from quorate.decisions.statement import Statement, read_statement
from quorate.ledger.entry import Entry, entry_hash, read_entry
from quorate.ledger.fields import integer, text
from quorate.people.keys import signature_holds
from quorate.people.model import Person
from quorate.people.roster import Roster
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Attested, Kind
from quorate.vocabulary.times import instant


class ForgedError(ValueError):
    """The entry claims what its signatures do not carry."""


@dataclass(frozen=True, slots=True)
class Forged:
    """An entry that was refused: where it stands, what it claims and why it does not count."""

    index: int
    event: str
    proposal: str
    reason: str


@dataclass(frozen=True, slots=True)
class At:
    """Where and when an entry was met."""

    index: int
    entry: Entry
    seen: datetime


@dataclass(slots=True)
class View:
    """The fold. `genesis_hash` pins the first entry; with another one nothing is ever read."""

    genesis_hash: str
    genesis: Genesis | None = None
    roster: Roster = field(default_factory=Roster)
    catalogue: Catalogue = field(default_factory=Catalogue)
    register: Register = field(default_factory=Register)
    docket: Docket = field(default_factory=Docket)
    refusals: list[At] = field(default_factory=list[At])
    forged: list[Forged] = field(default_factory=list[Forged])
    changes: int = 0
    people_changed: datetime | None = None
    size: int = 0
    counters: dict[str, int] = field(default_factory=dict[str, int])
    used: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])

    def apply(self, body: bytes, seen: datetime) -> None:
        """Folds the next entry; `seen` is when this process first saw it under a checkpoint.

        Raises ForgedError only for a wrong genesis: then this is not our ledger at all.
        """
        index, self.size = self.size, self.size + 1
        if index == 0:
            self._begin(body)
            return
        if _is_unfolded(body):
            return
        try:
            entry = read_entry(body)
        except Exception as problem:  # one hostile row must not hide the rows after it
            self.forged.append(Forged(index, "?", "", str(problem)[:200]))
            return
        try:
            _FOLDS[entry.event](self, At(index, entry, seen))
        except Exception as problem:
            named = entry.data.get("proposal")
            claimed = named if isinstance(named, str) else _named(entry.data)
            self.forged.append(Forged(index, entry.event, claimed, str(problem)[:200]))

    def _begin(self, body: bytes) -> None:
        if entry_hash(body) != self.genesis_hash:
            raise ForgedError("the first entry is not the pinned genesis")
        self.genesis = read_genesis(read_entry(body).data)

    @property
    def founded(self) -> Genesis:
        """The genesis; an empty log has none yet."""
        if self.genesis is None:
            raise ForgedError("no genesis was read")
        return self.genesis


def _is_unfolded(body: bytes) -> bool:
    """Whether nothing follows from the entry here: most of a log, so it is not read further.

    The whole JSON is parsed, so that no text inside an entry passes for its event.
    """
    try:
        row: object = json.loads(body)
    except (ValueError, RecursionError):
        return False
    event: object = row.get("event") if isinstance(row, dict) else None  # pyright: ignore
    return isinstance(event, str) and event in _UNFOLDED


def _named(data: Mapping[str, object]) -> str:
    statement = data.get("statement")
    if not isinstance(statement, dict):
        return ""
    named: object = statement.get("proposal")  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    return named[:64] if isinstance(named, str) else ""


def _changed(view: View, at: At) -> None:
    change = read_change(at.entry.data)
    if change.genesis != view.genesis_hash or change.number != view.changes + 1:
        raise ForgedError("a change for another genesis, or out of its order")
    if at.entry.event != f"{change.charge}:changed":
        raise ForgedError("the entry is named for another kind of change")
    lacking = missing_founders(view.founded, change, read_signatures(at.entry.data))
    if lacking:
        raise ForgedError(lacking)
    view.changes = change.number
    if change.charge is Charge.PEOPLE:
        view.roster = view.roster.replaced(change.content)
        view.people_changed = at.seen
    elif change.charge is Charge.POLICIES:
        view.catalogue = read_catalogue(change.content)
    else:
        view.register = view.register.replaced(change.content, at.seen)


def _verified(view: View, at: At, statement: Statement) -> Signed:
    data = at.entry.data
    key = view.roster.key(text(data, "key"))
    if key is None or key.person != statement.signer:
        raise ForgedError("the key is not a living one of the signer")
    if statement.genesis != view.genesis_hash:
        raise ForgedError("signed for another installation")
    signature = text(data, "sig")
    if not signature_holds(key.public, statement.digest(), bytes.fromhex(signature)):
        raise ForgedError("the signature does not hold over this digest")
    return Signed(statement.signer, key.id, at.index, at.seen, signature)


def _opened(view: View, at: At) -> None:
    statement = read_statement(at.entry.data.get("statement"))
    if statement.kind is not Kind.PROPOSE:
        raise ForgedError("a proposal is opened by its proposer")
    signed = _verified(view, at, statement)
    docket = view.docket
    if statement.proposal in docket.proposals or statement.nonce in docket.nonces:
        raise ForgedError("this proposal id or nonce was used before")
    docket.nonces.add(statement.nonce)
    docket.proposals[statement.proposal] = Proposal(statement, signed)


def _proposal(view: View, at: At) -> Proposal:
    found = view.docket.proposals.get(text(at.entry.data, "proposal"))
    if found is None:
        raise ForgedError("no such proposal in the ledger")
    return found


def _said(kind: Kind) -> Callable[[View, At], None]:
    def fold(view: View, at: At) -> None:
        proposal = _proposal(view, at)
        statement = proposal.statement.spoken_by(kind, text(at.entry.data, "signer"))
        signed = _verified(view, at, statement)
        book = {
            Kind.APPROVE: proposal.approvals,
            Kind.DENY: proposal.denials,
            Kind.REVOKE: proposal.revoked,
            Kind.VETO: proposal.vetoes,
        }[kind]
        _entitled(kind, view.roster.people[signed.signer], statement)
        book.setdefault(signed.signer, signed)

    return fold


def _entitled(kind: Kind, person: Person, statement: Statement) -> None:
    """Who objects has the power to, and does not shield an account of their own."""
    if kind is Kind.VETO and not person.powers.veto:
        raise ForgedError("this role has no veto")
    if kind is Kind.DENY and person.powers.approve is None:
        raise ForgedError("this role has no say before the quorum")
    if kind is not Kind.APPROVE and statement.target.ref in person.accounts:
        raise ForgedError("nobody objects in a matter of their own account")


def _effector(view: View, entry: Entry) -> None:
    """The envelope's signature is one of the genesis's effector keys, its counter new.

    Rows may come in another order than they were written: whoever holds the database could
    otherwise let a later row disown a restore.
    """
    public = view.founded.effectors.get(entry.by)
    if entry.attested is not Attested.PROCESS or public is None or entry.counter is None:
        raise ForgedError("only an effector writes this")
    if not signature_holds(public, entry.signed_bytes(), bytes.fromhex(entry.sig)):
        raise ForgedError("the effector's signature does not hold")
    if (entry.by, entry.counter) in view.used:
        raise ForgedError("the effector's counter was used before")
    view.used.add((entry.by, entry.counter))
    view.counters[entry.by] = max(entry.counter, view.counters.get(entry.by, 0))


def _intended(view: View, at: At) -> None:
    _effector(view, at.entry)
    proposal = _proposal(view, at)
    proposal.intents.append(at.index)
    if FACTS[proposal.statement.action].silencing:
        tier = integer(at.entry.data, "tier")
        proposal.intended_tier = max(proposal.intended_tier, tier)
        silencing = Silencing(proposal.opened.signer, tier, at.entry.instant, at.index)
        view.docket.silencings.append(silencing)


def _finished(outcome: str) -> Callable[[View, At], None]:
    def fold(view: View, at: At) -> None:
        _effector(view, at.entry)
        _proposal(view, at).outcome = outcome

    return fold


def _restored(view: View, at: At) -> None:
    _effector(view, at.entry)
    proposal = _proposal(view, at)
    signer = text(at.entry.data, "signer")
    _verified(view, at, proposal.statement.spoken_by(Kind.RESTORE, signer))
    proposal.restored = True
    view.docket.void(proposal.statement.target.ref, at.index)


def _raised(view: View, at: At) -> None:
    data = at.entry.data
    raised = Raise(
        text(data, "genesis"),
        text(data, "ref"),
        integer(data, "tier"),
        text(data, "signer"),
        text(data, "reason_digest"),
        text(data, "at"),
    )
    key = view.roster.key(text(data, "key"))
    if key is None or key.person != raised.signer or raised.genesis != view.genesis_hash:
        raise ForgedError("the key is not a living one of the signer")
    if not signature_holds(key.public, raised.digest(), bytes.fromhex(text(data, "sig"))):
        raise ForgedError("the signature does not hold")
    if not 0 <= raised.tier <= 3:
        raise ForgedError("tier: 0 to 3")
    instant(raised.at)
    view.register = view.register.raised(raised.ref, raised.tier, at.seen)


def _revoked(view: View, at: At) -> None:
    _effector(view, at.entry)
    view.roster = view.roster.without_key(text(at.entry.data, "revoked"))


def _refused(view: View, at: At) -> None:
    view.refusals.append(at)


def _own(view: View, at: At) -> None:
    _effector(view, at.entry)


_FOLDS: dict[Event, Callable[[View, At], None]] = {
    Event.EFFECT_ABANDONED: _finished("abandoned"),
    Event.EFFECT_DONE: _finished("done"),
    Event.EFFECT_INTENDED: _intended,
    Event.EFFECT_REFUSED: _own,
    Event.EFFECT_RESTORED: _restored,
    Event.KEY_REVOKED: _revoked,
    Event.PAGE_SENT: _own,
    Event.PEOPLE_CHANGED: _changed,
    Event.POLICIES_CHANGED: _changed,
    Event.PROPOSAL_APPROVED: _said(Kind.APPROVE),
    Event.PROPOSAL_DENIED: _said(Kind.DENY),
    Event.PROPOSAL_OPENED: _opened,
    Event.PROPOSAL_REFUSED: _refused,
    Event.PROPOSAL_REVOKED: _said(Kind.REVOKE),
    Event.PROPOSAL_VETOED: _said(Kind.VETO),
    Event.REGISTER_CHANGED: _changed,
    Event.REGISTER_RAISED: _raised,
}
_UNFOLDED = frozenset(event.value for event in Event if event not in _FOLDS)
