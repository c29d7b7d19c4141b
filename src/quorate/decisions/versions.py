"""What a proposal says that the one before it about the same subject did not. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from quorate.decisions.docket import Docket, Proposal
from quorate.decisions.interest import QUESTIONS, PublicInterest
from quorate.languages.tongues import word
from quorate.vocabulary.actions import FACTS

COMPARED: Final = ("action", "policy", "tier", "reach", "proposer", "case")


@dataclass(frozen=True, slots=True)
class Version:
    """What is compared of one proposal; `reach` as its effector saw it, `policy` by name."""

    proposal: Proposal
    policy: str
    reach: int | None
    interest: PublicInterest | None

    def lines(self) -> Mapping[str, str]:
        """Each field as a text, in the order in which people read them."""
        said = self.proposal.statement
        reach = "" if self.reach is None else f"{self.reach:,}"
        texts = (word(said.action), self.policy, str(said.tier), reach, said.signer, said.case.id)
        found = dict(zip(COMPARED, texts, strict=True))
        answers = self.interest.lines() if self.interest else dict.fromkeys(QUESTIONS, "")
        return {**found, **answers}


@dataclass(frozen=True, slots=True)
class Changed:
    """One field that differs; an empty text is none. Text of others, to be escaped."""

    field: str
    before: str
    after: str


def before(proposal: Proposal, docket: Docket) -> Proposal | None:
    """The last proposal about the same subject whose action does the same kind of thing."""
    said, found = proposal.statement, None
    for other in docket.about(said.target.ref):
        if other is proposal:
            break
        if FACTS[other.statement.action].power is FACTS[said.action].power:
            found = other
    return found


def changes(old: Version, new: Version) -> Sequence[Changed]:
    """The fields that differ, in reading order."""
    was, would = old.lines(), new.lines()
    return [Changed(name, was[name], would[name]) for name in would if was[name] != would[name]]
