"""Who may object to a proposal: one answer for the web, which takes the word, and for the fold,
which believes it. Pure."""

from quorate.decisions.statement import Statement
from quorate.people.model import Person
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Problem, Refusal


def may_object(kind: Kind, person: Person, statement: Statement) -> Refusal | None:
    """Who denies or vetoes has the power to; nobody shields an account of their own (I2)."""
    if kind is Kind.VETO and not person.powers.veto:
        return Refusal(Problem.NOT_ELIGIBLE, "this role has no veto", "signer")
    if kind is Kind.DENY and person.powers.approve is None:
        return Refusal(Problem.NOT_ELIGIBLE, "this role has no say before the quorum", "signer")
    if statement.target.ref in person.accounts:
        return Refusal(
            Problem.SELF_EXCLUDED,
            "nobody objects in a matter of their own account",
            "signer",
            "I2",
        )
    return None
