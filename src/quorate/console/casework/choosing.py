"""What the form of a decision offers under a policy, and what in it is chosen already."""

from dataclasses import dataclass

from quorate.console.casework.strikes import Record
from quorate.decisions import terms
from quorate.decisions.catalogue import Policy
from quorate.decisions.rules import Rules
from quorate.vocabulary.actions import FACTS, Action


@dataclass(frozen=True, slots=True)
class Choosing:
    """The actions, mildest first, and for how many days. `ladder` says what the policy's ladder
    names; `only_shown`, that it is not `picked` for that."""

    actions: list[Action]
    picked: str
    days: list[int]
    lasts: int | None
    ladder: str
    only_shown: bool


def choosing(
    rules: Rules, record: Record, policy: Policy | None, action: str = "", days: int | None = None
) -> Choosing:
    """The step that the policy's ladder names is picked; else what was picked before stays."""
    step = record.chosen(policy)
    offered = {a for p in rules.catalogue.policies.values() for a in p.actions}
    lasts = step.days if step else days
    return Choosing(
        actions=sorted(offered, key=_harm),
        picked=step.action if step else action,
        days=sorted({*terms.DAYS, *({lasts} if lasts else ())}),
        lasts=lasts,
        ladder=record.says(policy),
        only_shown=step is None and record.step(policy) is not None,
    )


def _harm(action: Action) -> tuple[bool, bool, str]:
    """What takes nothing away stands first, what cannot be undone last."""
    facts = FACTS[action]
    return facts.silencing, not facts.reversible, action
