"""What a silencing of a protected subject rests on stands in a history that the witnesses saw."""

from quorate.authority.kernel import PROTECTED
from quorate.decisions.docket import Proposal
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.problems import Problem, Refusal


def unwitnessed(
    proposal: Proposal, tier: int, own_intent: int | None, witnessed: int | Refusal | None
) -> Refusal | None:
    """Why not yet: proposal, approvals and our own intent have to be among the entries that a
    fresh quorum cosigned, `witnessed` of them. None, too, where the genesis asks for no witness."""
    if tier < PROTECTED or not FACTS[proposal.statement.action].silencing:
        return None
    if witnessed is None or isinstance(witnessed, Refusal):
        return witnessed
    own = -1 if own_intent is None else own_intent
    last = max(own, proposal.opened.index, *(s.index for s in proposal.approvals.values()))
    if last >= witnessed:
        detail = f"entry {last} is not witnessed yet, {witnessed} are"
        return Refusal(Problem.WITNESS_OVERDUE, detail, None, "I15")
    return None
