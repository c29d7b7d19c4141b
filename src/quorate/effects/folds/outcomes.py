"""What an effector says it did: intents, outcomes, restores, and the rest of its own entries."""

from collections.abc import Callable

from quorate.decisions.docket import Silencing
from quorate.effects.folds.state import At, ForgedError, State, by_effector, proposal_of, verified
from quorate.ledger.fields import integer, text, texts
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.deadlines import Lateness
from quorate.vocabulary.kinds import Kind


def intended(view: State, at: At) -> None:
    """An intent: it claims the proposal, and a silencing counts against its proposer's cap."""
    by_effector(view, at.entry)
    proposal = proposal_of(view, at)
    view.docket.begin(proposal, at.index)
    proposal.policy = proposal.policy or view.catalogue.by_hash(proposal.statement.policy)
    if FACTS[proposal.statement.action].silencing:
        tier = integer(at.entry.data, "tier")
        proposal.intended_tier = max(proposal.intended_tier, tier)
        view.docket.note_tier(proposal, tier)
        signer = proposal.opened.signer
        team = view.roster.team_of(signer)
        silencing = Silencing(signer, team, tier, at.entry.instant, at.index)
        view.docket.silencings.append(silencing)


def finished(outcome: str) -> Callable[[State, At], None]:
    """A fold of the end of an intent."""

    def fold(view: State, at: At) -> None:
        by_effector(view, at.entry)
        proposal_of(view, at).finish(outcome, at.entry.instant)

    return fold


def ended(view: State, at: At) -> None:
    """The end that everybody signed has come."""
    by_effector(view, at.entry)
    proposal = proposal_of(view, at)
    if proposal.statement.until is None:
        raise ForgedError("it was to last until somebody restores it")
    proposal.ended = True


def restored(view: State, at: At) -> None:
    """A restore: it voids what was open on the subject."""
    by_effector(view, at.entry)
    proposal = proposal_of(view, at)
    signer = text(at.entry.data, "signer")
    verified(view, at, proposal.statement.spoken_by(Kind.RESTORE, signer))
    also = texts(at.entry.data, "also")
    view.docket.restore(proposal, at.index, at.entry.instant, also)


def overdue(view: State, at: At) -> None:
    """A proposal has waited too long: it still may be decided, and the leads are to look."""
    by_effector(view, at.entry)
    proposal_of(view, at).overdue.add(Lateness(text(at.entry.data, "stage")))


def refused(view: State, at: At) -> None:
    """A refused attempt, kept so that on-call is told."""
    view.refusals.append(at)


def own(view: State, at: At) -> None:
    """An effector's entry from which nothing follows here but its counter."""
    by_effector(view, at.entry)
