"""Amendments and the words about them; what an effector applied is verified here once more."""

from collections.abc import Callable

from quorate.authority.administrators import APPLY_WITHIN, living_key, quorum
from quorate.authority.agenda import Filed
from quorate.authority.amendment import AmendmentWord, read_amendment
from quorate.authority.objecting import has_say, may_object
from quorate.effects.folds.charges import file, put_in_force, stranding, unfit
from quorate.effects.folds.state import At, ForgedError, State, by_effector
from quorate.ledger.fields import text
from quorate.people.hands import read_proof, unproved
from quorate.people.signed import Signed
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Refusal


def _verified(view: State, at: At, word: AmendmentWord) -> Signed:
    data = at.entry.data
    key = living_key(view.founded, view.roster, text(data, "key"))
    if key is None or key.person != word.signer:
        raise ForgedError("the key is not a living one of the signer")
    proof = read_proof(data)
    wrong = unproved(key, word, proof, view.founded.origins)
    if wrong:
        raise ForgedError(wrong)
    return Signed(word.signer, key.id, at.index, at.seen, proof)


def opened(view: State, at: At) -> None:
    """An amendment under its proposer's signature, once, for this genesis."""
    amendment = read_amendment(at.entry.data.get("amendment"))
    if amendment.genesis != view.genesis_hash:
        raise ForgedError("signed for another installation")
    agenda = view.agenda
    if amendment.id in agenda.amendments or amendment.nonce in agenda.nonces:
        raise ForgedError("this amendment's id or nonce was used before")
    signed = _verified(view, at, amendment.spoken(Kind.PROPOSE, text(at.entry.data, "signer")))
    if not has_say(view.founded, view.roster, signed):
        raise ForgedError("amendments are opened by founders, leads and owners")
    filed = file(view, amendment, signed)
    why = unfit(view, filed, at.seen)
    if why:
        raise ForgedError(why)
    agenda.nonces.add(amendment.nonce)
    agenda.amendments[amendment.id] = filed


def filed_of(view: State, at: At) -> Filed:
    """The amendment that the entry names; else ForgedError."""
    found = view.agenda.amendments.get(text(at.entry.data, "amendment"))
    if found is None:
        raise ForgedError("no such amendment in the ledger")
    return found


def said(kind: Kind) -> Callable[[State, At], None]:
    """A fold of one kind of word about an amendment."""

    def fold(view: State, at: At) -> None:
        filed = filed_of(view, at)
        word = filed.amendment.spoken(kind, text(at.entry.data, "signer"))
        signed = _verified(view, at, word)
        if kind is Kind.APPROVE:
            entitled = has_say(view.founded, view.roster, signed)
        else:
            entitled = _objects(view, at, kind, filed, signed)
        if not entitled:
            raise ForgedError("this person has no say in the amendment")
        if filed.applied is not None:
            return
        book = {Kind.APPROVE: filed.approvals, Kind.DENY: filed.denials, Kind.VETO: filed.vetoes}
        known = book[kind].get(signed.signer)
        if known is None or not known.logged:
            book[kind][signed.signer] = signed

    return fold


def _objects(view: State, at: At, kind: Kind, filed: Filed, signed: Signed) -> bool:
    """By the entry's instant, which is the same for every reader; a lock has none."""
    now = at.entry.instant
    glass = view.glass(signed.signer, now)
    known = (view.founded, view.roster, filed.amendment)
    return may_object(kind, *known, signed, now, glass=glass) is None


def applied(view: State, at: At) -> None:
    """Puts an amendment in force if its quorum verifies at the effector's own instant (I9)."""
    by_effector(view, at.entry)
    filed, now = filed_of(view, at), at.entry.instant
    if filed.applied is not None:
        return
    told = filed.as_logged()
    if told.settled:
        raise ForgedError(f"not to be applied: {told.settled}")
    hands = quorum(view.founded, view.roster, filed, view.more_hands, now)
    if isinstance(hands, Refusal):
        raise ForgedError(hands.detail)
    if now > filed.amendment.approve_until + APPLY_WITHIN:
        raise ForgedError("applied too late")
    filed.failed = stranding(view, filed.amendment, now)
    if filed.failed:
        return
    try:
        put_in_force(view, filed, at.seen)
    except ValueError as problem:
        filed.failed = str(problem)[:200]
        return
    filed.applied, filed.vetoes = at.index, told.vetoes


def paged(view: State, at: At) -> None:
    """A page that the sink took; the one about an approved amendment says when it may act."""
    by_effector(view, at.entry)
    named = at.entry.data.get("amendment")
    filed = view.agenda.amendments.get(named) if isinstance(named, str) else None
    if filed is not None and "ready" in at.entry.data:
        filed.ready = text(at.entry.data, "ready")
