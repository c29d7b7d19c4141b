"""Cedar, wrapped: a plain Allow of the pinned set, without any error, is leave; all else is none.

Cedar's own answer is not enough. A forbid that fails to evaluate is skipped and the answer is
Allow; a context that does not fit answers NoDecision; entities parsed without the schema are not
checked. So entities and requests are checked against the schema, and whatever is not a clean Allow
is a refusal. Only what makes people freer goes on without the engine (I13): there the kernel alone
decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cedarpy import (
    AuthzResult,
    Decision,
    is_authorized_batch,  # pyright: ignore[reportUnknownVariableType]
)

from quorate.authority.asking import Ask, Moment, moment
from quorate.authority.policyset import Policies, shipped
from quorate.authority.slices import Request, matter_name, slice_of
from quorate.people.model import Person
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Problem, Refusal

# What has to go on while the rules are broken: objecting, freeing, protecting, and reading the
# signed bytes that one objects to.
SAFEWARD: Final = frozenset(
    {
        Permission.EFFECT_RESTORE,
        Permission.PROPOSAL_DENY,
        Permission.PROPOSAL_READ,
        Permission.PROPOSAL_VETO,
        Permission.REGISTER_RAISE,
    }
)
_VERDICTS: Final = 65536


@dataclass(frozen=True, slots=True)
class Verdict:
    """Leave, or not; the rules that decided, by `@id`; and what went wrong, empty when nothing."""

    allowed: bool
    rules: tuple[str, ...]
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Law:
    """The set in force, or `broken`: why the pinned one is not at hand."""

    policies: Policies | None
    broken: str = ""

    def refusal(self, ask: Ask) -> Refusal | None:
        """Why the rules refuse it; None is leave, as far as the rules go."""
        return self._refusal(ask, self.verdict(ask))

    def refusals(self, asks: Sequence[Ask]) -> list[Refusal | None]:
        """The same for a list of questions, in one call for those about one person and region."""
        verdicts = self.verdicts(asks)
        return [self._refusal(a, v) for a, v in zip(asks, verdicts, strict=True)]

    def verdict(self, ask: Ask) -> Verdict:
        """What the rules say; the same question in the same minute is answered from memory."""
        if self.policies is None:
            return Verdict(allowed=False, rules=(), broken=self.broken)
        return _remembered(
            self.policies, ask.person, ask.permission, ask.tier, ask.region, moment(ask)
        )

    def verdicts(self, asks: Sequence[Ask]) -> list[Verdict]:
        """What the rules say to each question."""
        policies = self.policies
        if policies is None:
            return [Verdict(allowed=False, rules=(), broken=self.broken) for _ in asks]
        by_slice: dict[tuple[Person, str | None], list[int]] = {}
        for place, ask in enumerate(asks):
            by_slice.setdefault((ask.person, ask.region), []).append(place)
        found: dict[int, Verdict] = {}
        for (person, region), places in by_slice.items():
            requests = [_request_of(asks[place]) for place in places]
            answers = _answers(policies, person, region, requests)
            found.update(zip(places, answers, strict=True))
        return [found[place] for place in range(len(asks))]

    def says(self, rule: str) -> str:
        """A rule's sentence."""
        return self.policies.says.get(rule, rule) if self.policies else rule

    def _refusal(self, ask: Ask, verdict: Verdict) -> Refusal | None:
        if verdict.allowed:
            return None
        who = ask.person.id
        if verdict.broken:
            if ask.permission in SAFEWARD:
                return None
            return Refusal(Problem.POLICY_BROKEN, verdict.broken, "authority", "I13")
        if not verdict.rules:
            detail = f"{who}: no rule permits {ask.permission}"
            return Refusal(Problem.NOT_PERMITTED, detail, "permission")
        told = "; ".join(self.says(rule) for rule in verdict.rules)
        return Refusal(Problem.NOT_PERMITTED, f"{who}: {told}", "permission")


def shipped_law() -> Law:
    """The shipped set, pinned by itself: what a new installation is founded on."""
    return Law(shipped())


def _answers(
    policies: Policies, person: Person, region: str | None, requests: list[Request]
) -> list[Verdict]:
    try:
        known = slice_of(policies, person, region)
        answers = is_authorized_batch(
            [*map(dict, requests)], policies.policies, known.entities, policies.schema
        )
    except ValueError as problem:
        broken = f"the request does not fit the rules: {str(problem)[:200]}"
        return [Verdict(allowed=False, rules=(), broken=broken) for _ in requests]
    return [
        _verdict(answer)
        if known.holds(request)
        else Verdict(allowed=False, rules=(), broken="an entity of the request is unknown")
        for request, answer in zip(requests, answers, strict=True)
    ]


def _verdict(answer: AuthzResult) -> Verdict:
    found = answer.diagnostics
    named: dict[str, str] = found.id_annotations_by_reason  # pyright: ignore
    rules = tuple(sorted(named.values()))
    errors = "; ".join(found.errors)[:300]
    if errors or answer.decision is Decision.NoDecision:
        return Verdict(allowed=False, rules=rules, broken=errors or "the rules gave no answer")
    return Verdict(allowed=answer.decision is Decision.Allow, rules=rules)


def _request(
    person: Person, permission: Permission, tier: int | None, region: str | None, at: Moment
) -> Request:
    return {
        "principal": {"type": "Person", "id": person.id},
        "action": {"type": "Action", "id": permission},
        "resource": {"type": "Matter", "id": matter_name(tier, region)},
        "context": dict(at.fields()),
    }


def _request_of(ask: Ask) -> Request:
    return _request(ask.person, ask.permission, ask.tier, ask.region, moment(ask))


@lru_cache(maxsize=_VERDICTS)
def _remembered(
    policies: Policies,
    person: Person,
    permission: Permission,
    tier: int | None,
    region: str | None,
    at: Moment,
) -> Verdict:
    """Everything that the answer depends on is an argument, so remembering widens nothing."""
    request = _request(person, permission, tier, region, at)
    return _answers(policies, person, region, [request])[0]
