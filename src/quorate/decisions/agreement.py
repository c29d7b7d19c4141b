"""How far two people who judged the same cases agree, beyond what chance alone would bring."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

FEW: Final = 50
"""Below so many pairs a kappa says little: its interval is wider than any two teams differ."""
_NORMAL_95: Final = 1.96


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one person found: the policy's id, and the action. Where nothing was violated, under
    which policy it was looked at makes no difference."""

    policy: str
    action: str

    @property
    def label(self) -> str:
        """What agrees or differs."""
        return self.action if self.action == "no_violation" else f"{self.action} {self.policy}"


@dataclass(frozen=True, slots=True)
class Pairs:
    """How often a first and a second judgement met in an area."""

    area: str
    first: Judgement
    second: Judgement
    times: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """`kappa` is Cohen's: 1 for full agreement, 0 for what chance brings; None where both always
    found the same one thing, for then chance alone agrees too. `low` and `high` bound it at 95 %
    by the large-sample error, which is too narrow where `few`."""

    pairs: int
    agreed: int
    kappa: float | None
    low: float
    high: float

    @property
    def share(self) -> float:
        """Of the pairs, those that agree, 0 to 1."""
        return self.agreed / self.pairs if self.pairs else 0.0

    @property
    def few(self) -> bool:
        """Whether nobody should read much into it."""
        return self.pairs < FEW


def agreement(found: Sequence[Pairs]) -> Agreement:
    """Of all these pairs together."""
    first, second = Counter[str](), Counter[str]()
    agreed = 0
    for one in found:
        first[one.first.label] += one.times
        second[one.second.label] += one.times
        agreed += one.times if one.first.label == one.second.label else 0
    total = first.total()
    if not total:
        return Agreement(0, 0, None, 0.0, 0.0)
    observed = agreed / total
    chance = sum(first[label] * second[label] for label in first) / total**2
    if chance >= 1:
        return Agreement(total, agreed, None, 0.0, 0.0)
    kappa = (observed - chance) / (1 - chance)
    error = _NORMAL_95 * math.sqrt(observed * (1 - observed) / total) / (1 - chance)
    return Agreement(total, agreed, kappa, max(kappa - error, -1.0), min(kappa + error, 1.0))


def by_area(found: Sequence[Pairs]) -> dict[str, Agreement]:
    """Each area's own, by name."""
    areas = sorted({one.area for one in found})
    return {area: agreement([one for one in found if one.area == area]) for area in areas}
