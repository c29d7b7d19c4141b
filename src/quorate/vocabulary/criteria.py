"""Why a subject is protected: the written criteria, closed, each with the least tier it gives.

docs/reference/criteria.md prints them. A fact of the platform (office, verified, reach) protects
without any row; the register protects whom no platform marks.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

PASSING = timedelta(days=90)
LASTING = timedelta(days=365)


class Criterion(StrEnum):
    """One sentence somebody can be held to; `CRITERIA` has them."""

    BRIGADED = "brigaded"
    CANDIDATE = "candidate"
    COURT = "court"
    CRISIS = "crisis"
    DEFENDER = "defender"
    EMERGENCY_SERVICE = "emergency_service"
    HIGHEST_OFFICE = "highest_office"
    NEWSROOM = "newsroom"
    OFFICE = "office"
    RESEARCHER_AT_RISK = "researcher_at_risk"


@dataclass(frozen=True, slots=True)
class CriterionFacts:
    """The least tier of a row under it, the sentence that has to hold of the subject, and within
    how long somebody looks again whether it still does."""

    tier: int
    says: str
    within: timedelta = LASTING


CRITERIA: dict[Criterion, CriterionFacts] = {
    Criterion.BRIGADED: CriterionFacts(
        1,
        "People who act together have reported it in waves within the last 90 days.",
        PASSING,
    ),
    Criterion.CANDIDATE: CriterionFacts(
        2, "It stands for a public office, from registration until the result is certified."
    ),
    Criterion.COURT: CriterionFacts(2, "It publishes for a court or for a prosecutor's office."),
    Criterion.CRISIS: CriterionFacts(
        2,
        "People in danger rely on what it publishes while an emergency lasts.",
        PASSING,
    ),
    Criterion.DEFENDER: CriterionFacts(
        2, "It defends human rights and is threatened because of it, by a state or a group."
    ),
    Criterion.EMERGENCY_SERVICE: CriterionFacts(
        3, "It warns or instructs the public for fire, rescue, police or civil protection."
    ),
    Criterion.HIGHEST_OFFICE: CriterionFacts(
        3, "It speaks for a head of state or government, or for a highest court."
    ),
    Criterion.NEWSROOM: CriterionFacts(
        2, "An editorial office with a named responsible editor publishes through it."
    ),
    Criterion.OFFICE: CriterionFacts(
        2, "It speaks for an elected or appointed public office, or for who holds it."
    ),
    Criterion.RESEARCHER_AT_RISK: CriterionFacts(
        2, "It publishes research and is threatened because of it."
    ),
}


def weaker(one: Criterion, other: Criterion) -> bool:
    """Whether a row under the one may stand lower than under the other."""
    return CRITERIA[one].tier < CRITERIA[other].tier
