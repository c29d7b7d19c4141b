"""Templates: a policy and an action under one key, so that a plain case takes two keys. Pure.

A template has no power. What it drafts is told and signed like any other draft.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from quorate.decisions.catalogue import Catalogue, Policy
from quorate.decisions.ladder import Step
from quorate.decisions.terms import LONGEST
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.problems import Problem, Refusal

KEYS: Final = range(1, 10)
LONGEST_NOTE: Final = 200
OWN: Final = ""
_SILENCINGS: Final = (
    *(Action.LIMIT, Action.HIDE_CONTENT, Action.SUSPEND, Action.LOCK, Action.TAKE_DOWN),
)
_WARN_KEY: Final = 8
_FREE_KEY: Final = 9


@dataclass(frozen=True, slots=True)
class Template:
    """What one key drafts. `policy` is an id without a version, or OWN: the one of the case's area.

    No `action` leaves the key without a template. `set_at` is None for what nobody has set. With
    `days` the effect ends by itself after so many.
    """

    key: int
    policy: str
    action: Action | None
    note: str = ""
    set_by: str = ""
    set_at: datetime | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """A template for one case: the policy in force that it means there, and for how many days.
    `named` says that the policy's ladder names this very step."""

    template: Template
    policy: Policy
    action: Action
    days: int | None = None
    named: bool = False

    def on(self, step: Step | None) -> "Offered":
        """The same where the policy's ladder names a step: a template of that action without days
        of its own takes the step's."""
        if step is None or step.action is not self.action:
            return self
        days = self.days or step.days
        return replace(self, days=days, named=days == step.days)


def is_plain(action: Action) -> bool:
    """Whether a template may name it: what cannot be undone takes the full page, with no key, and
    so does what has to be said, a label."""
    facts = FACTS[action]
    named = action is not Action.RESTORE and not facts.marks
    return named and (facts.reversible or not facts.silencing)


def shipped(catalogue: Catalogue) -> dict[int, Template]:
    """What the keys have where nobody has set them: each policy's mildest silencing, by the
    policies' ids; then a warning, and no violation, under the policy of the case's own area."""
    found: dict[int, Template] = {}
    for policy in sorted(catalogue.policies.values(), key=lambda p: p.id):
        mildest = next((a for a in _SILENCINGS if a in policy.actions), None)
        if mildest and len(found) + 1 < _WARN_KEY:
            found[len(found) + 1] = Template(len(found) + 1, policy.id, mildest)
    found[_WARN_KEY] = Template(_WARN_KEY, OWN, Action.WARN)
    found[_FREE_KEY] = Template(_FREE_KEY, OWN, Action.NO_VIOLATION)
    return found


def by_key(catalogue: Catalogue, kept: Sequence[Template]) -> dict[int, Template]:
    """The template of each key: the one that was set, else the shipped one."""
    return {**shipped(catalogue), **{template.key: template for template in kept}}


def offered(templates: Mapping[int, Template], catalogue: Catalogue, area: str) -> list[Offered]:
    """Those that hold for a case of this area, by key; one that no policy in force allows is left
    out, and its key stays silent: another action never slips under a known key."""
    found: list[Offered] = []
    for key in sorted(templates):
        template = templates[key]
        policy = _policy(template, catalogue, area)
        if policy and template.action:
            found.append(Offered(template, policy, template.action, template.days))
    return found


def _policy(template: Template, catalogue: Catalogue, area: str) -> Policy | None:
    fit = [p for p in catalogue.policies.values() if template.action in p.actions]
    if template.policy:
        return next((p for p in fit if p.id == template.policy), None)
    return min(fit, key=lambda p: (p.area != area, p.id), default=None)


def decide_template(template: Template, catalogue: Catalogue) -> Template | Refusal:
    """A key's new template. Refused: POLICY_UNKNOWN; ACTION_NOT_ALLOWED where no policy in force
    allows it, or it cannot be undone; BODY_INVALID for a key that is none, too long a note, or days
    of what has no end."""
    if template.key not in KEYS:
        return Refusal(Problem.BODY_INVALID, "keys are 1 to 9", "key")
    if len(template.note) > LONGEST_NOTE:
        return Refusal(Problem.BODY_INVALID, f"at most {LONGEST_NOTE} characters", "note")
    if template.action is None:
        return template
    ids = {policy.id for policy in catalogue.policies.values()}
    if template.policy and template.policy not in ids:
        return Refusal(Problem.POLICY_UNKNOWN, f"{template.policy[:64]} is not in force", "policy")
    if not is_plain(template.action):
        detail = f"{template.action} cannot be undone: it has no key"
        return Refusal(Problem.ACTION_NOT_ALLOWED, detail, "action")
    if template.days is not None and not (
        FACTS[template.action].may_end and 1 <= template.days <= LONGEST.days
    ):
        detail = f"1 to {LONGEST.days} days, for what may end by itself"
        return Refusal(Problem.BODY_INVALID, detail, "days")
    if _policy(template, catalogue, "") is None:
        detail = f"{template.policy or 'no policy'} does not allow {template.action}"
        return Refusal(Problem.ACTION_NOT_ALLOWED, detail, "action")
    return template
