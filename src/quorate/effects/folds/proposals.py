"""Proposals and the words about them: opened, approved, denied, vetoed, taken back."""

from collections.abc import Callable

from quorate.decisions.docket import Proposal, Signed
from quorate.decisions.objecting import may_object
from quorate.decisions.statement import read_statement
from quorate.effects.folds.state import At, ForgedError, SetBack, State, proposal_of, verified
from quorate.ledger.fields import text
from quorate.people.passkeys import Assertion
from quorate.vocabulary.kinds import Kind


def opened(view: State, at: At) -> None:
    """A proposal under its proposer's signature, once."""
    statement = read_statement(at.entry.data.get("statement"))
    if statement.kind is not Kind.PROPOSE:
        raise ForgedError("a proposal is opened by its proposer")
    signed = verified(view, at, statement)
    docket = view.docket
    if statement.proposal in docket.proposals or statement.nonce in docket.nonces:
        raise ForgedError("this proposal id or nonce was used before")
    docket.nonces.add(statement.nonce)
    docket.add(Proposal(statement, signed, at.entry.instant))


def said(kind: Kind) -> Callable[[State, At], None]:
    """A fold of one kind of word about a proposal."""

    def fold(view: State, at: At) -> None:
        proposal = proposal_of(view, at)
        statement = proposal.statement.spoken_by(kind, text(at.entry.data, "signer"))
        signed = verified(view, at, statement)
        book = {
            Kind.APPROVE: proposal.approvals,
            Kind.DENY: proposal.denials,
            Kind.REVOKE: proposal.revoked,
            Kind.VETO: proposal.vetoes,
        }[kind]
        person = view.roster.people[signed.signer]
        refused = None if kind is Kind.APPROVE else may_object(kind, person, statement)
        if refused:
            raise ForgedError(refused.detail)
        if signed.signer not in book:
            book[signed.signer] = signed
            _notice_count(view, signed)

    return fold


def _notice_count(view: State, signed: Signed) -> None:
    """A passkey that counts backwards may have been copied. A hint, so it refuses nothing."""
    if not isinstance(signed.proof, Assertion):
        return
    count, last = signed.proof.sign_count, view.counts.get(signed.key, 0)
    if count < last:
        view.set_back.append(SetBack(signed.index, signed.signer, signed.key))
    view.counts[signed.key] = max(count, last)
