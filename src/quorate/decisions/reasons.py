"""The statement of reasons (DSA, Article 17), made from a decision that took effect. Pure.

Its schema is docs/reference/statements-of-reasons.md. The text of the facts is not inside, only
its commitment: what somebody wrote about a person stands in one place, from where it can be erased.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from quorate.decisions.catalogue import Policy
from quorate.decisions.facts import facts_commitment
from quorate.decisions.statement import Statement
from quorate.ledger.entry import Json
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.evidence import message
from quorate.vocabulary.media import media
from quorate.vocabulary.times import stamp

APPEAL_MONTHS: Final = 6
_VISIBILITY: Final = frozenset({Action.HIDE_CONTENT, Action.LIMIT, Action.REMOVE_CONTENT})


@dataclass(frozen=True, slots=True)
class OutOfCourt:
    """The certified body where a decision can be disputed (DSA, Article 21)."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Done:
    """A silencing that took effect, as the ledger tells it: what was signed, under the policy that
    was in force then, opened and done when."""

    statement: Statement
    policy: Policy
    opened_at: datetime
    done_at: datetime


@dataclass(frozen=True, slots=True)
class Reported:
    """What had come in to the case before the proposal: how many people's reports and machines'
    alarms, the first of them, and pieces of their evidence, which are strangers' JSON. Of the
    reports `notices` are such under Article 16, and `flagged` those among them of trusted flaggers
    in their own areas (Article 22). `territory` is where an authority's order about it is to have
    effect (Member States, `EU`, or empty), None without one. `own` alarms are of our rules over
    reports, which detect nothing where a person reported."""

    reports: int = 0
    alarms: int = 0
    first_at: datetime | None = None
    language: str | None = None
    evidence: Sequence[object] = ()
    notices: int = 0
    flagged: int = 0
    territory: str | None = None
    own: int = 0

    @property
    def detected(self) -> bool:
        """Whether automated means identified it (Article 17(3)(c))."""
        return self.alarms > 0 or (self.own > 0 and self.reports == 0)


def has_reasons(action: Action) -> bool:
    """Whether somebody is told why: only what takes something away needs a statement."""
    return FACTS[action].silencing


def reasons_of(done: Done, reported: Reported, body: OutOfCourt | None) -> dict[str, Json]:
    """The statement of reasons as it is kept. Whoever decided or reported is not inside."""
    said, policy, until = done.statement, done.policy, done.statement.until
    first = min([done.opened_at, reported.first_at or done.opened_at, *_seen(reported.evidence)])
    return {
        "v": 1,
        "proposal": said.proposal,
        "action": said.action,
        "scope": {
            "kind": said.target.kind,
            "platform": said.connector,
            "restricts": "visibility" if said.action in _VISIBILITY else "account",
        },
        "duration": {
            "from": stamp(done.done_at),
            "until": stamp(until) if until else None,
            "reversible": FACTS[said.action].reversible,
        },
        "facts": facts_commitment(said) or None,
        "ground": {
            "kind": "illegal_content" if policy.law else "terms_and_conditions",
            "policy": policy.name,
            "text": policy.text,
            "law": policy.law,
            "reference_url": policy.reference_url,
        },
        "automated": {"detection": reported.detected, "decision": False},
        "source": _source(reported),
        "order": _order(reported.territory),
        "category": policy.area,
        "content": {
            "types": [*_types(reported.evidence)],
            "date": stamp(first)[:10],
            "language": reported.language,
        },
        "application_date": stamp(done.done_at)[:10],
        "redress": {
            "appeal": {"months": APPEAL_MONTHS, "free": True},
            "out_of_court": {"name": body.name, "url": body.url} if body else None,
            "courts": True,
        },
    }


def _source(reported: Reported) -> str:
    """What led to the decision, the weightiest first (Article 17(3)(b))."""
    if reported.territory is not None:
        return "legal_order"
    if reported.flagged:
        return "trusted_flagger"
    if reported.notices:
        return "article_16"
    return "notice" if reported.reports else "own_initiative"


def _order(territory: str | None) -> Json:
    """That an authority ordered it, and for where (DSA, Article 9(2)(b))."""
    if territory is None:
        return None
    return {"article": 9, "territory": [*territory.split()]}


def _seen(evidence: Iterable[object]) -> list[datetime]:
    """When the platform knew what was reported, as far as the evidence says."""
    found = (message(item) for item in evidence)
    return [one.at for one in found if one and one.at]


def _types(evidence: Iterable[object]) -> list[str]:
    """What kinds of content were reported, in words of the alphabet's order."""
    found: set[str] = set()
    for item in evidence:
        seen, said = media(item), message(item)
        if seen:
            found.add(seen.kind)
        elif said and said.text:
            found.add("text")
    return sorted(found) or ["other"]
