"""What stands about a subject, and what follows from it for whoever decides in few words. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from quorate.decisions.docket import Docket, Proposal
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.kinds import Outcome
from quorate.vocabulary.problems import Problem, Refusal


@dataclass(frozen=True, slots=True)
class About:
    """A proposal about a subject by its id, and what it does, by what was drafted."""

    name: str
    action: Action
    label: str

    @property
    def effect(self) -> tuple[Action, str]:
        """As a statement has it."""
        return self.action, self.label


def _lives(proposal: Proposal, docket: Docket, now: datetime) -> bool:
    """In force, under way, or waiting still for its hands or for the effector."""
    waits = not proposal.settled and now <= proposal.statement.approve_until
    return docket.in_force(proposal) or proposal.begun or waits


def alike(
    known: Iterable[About], docket: Docket, effect: tuple[Action, str], now: datetime
) -> Refusal | None:
    """ALREADY_DECIDED while another proposal about the subject does the same, or may do it yet;
    one that the ledger has not told of may."""
    for about in known:
        proposal = docket.proposals.get(about.name)
        if about.effect == effect and (proposal is None or _lives(proposal, docket, now)):
            told = f"{about.name} does so, or waits for it"
            return Refusal(Problem.ALREADY_DECIDED, told, "event")
    return None


def outcome_now(names: Iterable[str], docket: Docket, now: datetime) -> Outcome:
    """As what a case of these proposals closes: acted on where one was carried out and stands, or
    may be yet; whoever reported was not wrong then."""
    for name in names:
        proposal = docket.proposals.get(name)
        if proposal is None:
            return Outcome.ACTIONED
        acts = proposal.statement.action is not Action.NO_VIOLATION
        if acts and (proposal.in_effect or _lives(proposal, docket, now)):
            return Outcome.ACTIONED
    return Outcome.NO_VIOLATION


def labels_on(known: Iterable[About], docket: Docket) -> dict[str, Proposal]:
    """The labels in force, each with the newest proposal by which it is."""
    found: dict[str, Proposal] = {}
    for proposal in _in_force(known, docket):
        if FACTS[proposal.statement.action].marks:
            found.setdefault(proposal.statement.label, proposal)
    return found


def taken_away(known: Iterable[About], docket: Docket) -> Proposal | None:
    """The newest proposal by which the subject is silenced now."""
    silencing = (p for p in _in_force(known, docket) if FACTS[p.statement.action].silencing)
    return next(silencing, None)


def _in_force(known: Iterable[About], docket: Docket) -> Iterator[Proposal]:
    told = (docket.proposals.get(about.name) for about in known)
    return (proposal for proposal in told if proposal and docket.in_force(proposal))
