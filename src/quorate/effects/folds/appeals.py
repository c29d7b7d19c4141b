"""Appeals: which are open, and that who decided one had no hand in what it is about."""

from quorate.appeals.deciding import Ruling
from quorate.effects.folds.state import Appealed, At, ForgedError, State, heard, in_own_name
from quorate.ledger.fields import digest_text, optional_text, text
from quorate.vocabulary.kinds import AppealOutcome, AppealSide, Settlement


def filed(view: State, at: At) -> None:
    """An appeal, told by the web: nobody's signature, and nothing acts on it."""
    data = at.entry.data
    name = text(data, "appeal")
    if name in view.appeals:
        raise ForgedError("an appeal of this id is open")
    proposal = optional_text(data, "proposal")
    side = AppealSide(text(data, "side"))
    words = digest_text(data, "words")
    view.appeals[name] = Appealed(side, text(data, "decision"), proposal, words)


def decided(view: State, at: At) -> None:
    """A decision under its person's signature about an open appeal; not by a hand of the appealed
    proposal, nor by its account's owner (I2)."""
    data = at.entry.data
    name = text(data, "appeal")
    known = view.appeals.get(name)
    if known is None or known.decision != text(data, "decision"):
        raise ForgedError("no such appeal is open")
    outcome = AppealOutcome(text(data, "outcome"))
    who = _signed(view, at, outcome, digest_text(data, "answer"))
    proposal = view.docket.proposals.get(known.proposal or "")
    if proposal:
        hands = {proposal.opened.signer, *proposal.approvals, *proposal.denials, *proposal.vetoes}
        said, accounts = proposal.statement, view.roster.people[who].accounts
        hands |= {said.case.creator, said.case.assigner}
        if who in hands or said.target.ref in accounts:
            raise ForgedError("whoever had a part in a decision decides no appeal about it")
        if known.side is AppealSide.PERSON and outcome is not AppealOutcome.UPHELD:
            view.docket.overrule(proposal)
    del view.appeals[name]


def settled(view: State, at: At) -> None:
    """What a certified body found, under the signature of who recorded it."""
    data = at.entry.data
    outcome = f"{Settlement(text(data, 'outcome'))} {text(data, 'on')}"
    _signed(view, at, outcome, digest_text(data, "body"))


def _signed(view: State, at: At, outcome: str, commitment: str) -> str:
    """Who signed the entry; else ForgedError."""
    entry, data = at.entry, at.entry.data
    who = in_own_name(at)
    ruling = Ruling(
        view.genesis_hash,
        entry.event,
        text(data, "appeal"),
        text(data, "decision"),
        who,
        outcome,
        commitment,
    )
    heard(view, at, ruling)
    return who
