"""Who may not decide an appeal: whoever had a part in what it is about. Pure."""

from dataclasses import dataclass

from quorate.people.model import Person
from quorate.vocabulary.problems import Problem, Refusal


@dataclass(frozen=True, slots=True)
class Involved:
    """The people with a part in a case.

    `hands` signed any proposal in it, for or against. `workers` claimed, gave, got, closed,
    escalated or reopened it, or brought it in. `concerned` own its account or reported it, as the
    effector knows, which alone knows pseudonyms; `accounts` are the pseudonyms that the web knows
    of it.
    """

    hands: frozenset[str]
    workers: frozenset[str]
    concerned: frozenset[str]
    accounts: frozenset[str]


def may_decide_appeal(person: Person, involved: Involved) -> Refusal | None:
    """SELF_EXCLUDED (I2) for whoever had a part in it (DSA, Article 20(4) and (6))."""
    if person.id in involved.hands:
        return Refusal(
            Problem.SELF_EXCLUDED,
            f"{person.id} signed in the case that the appeal is about",
            "signer",
            "I2",
        )
    if person.id in involved.workers:
        return Refusal(
            Problem.SELF_EXCLUDED,
            f"{person.id} worked on the case that the appeal is about",
            "signer",
            "I2",
        )
    if person.id in involved.concerned or involved.accounts.intersection(person.accounts):
        return Refusal(
            Problem.SELF_EXCLUDED, f"{person.id} reported or owns the subject", "signer", "I2"
        )
    return None
