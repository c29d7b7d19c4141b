"""Why somebody may or may not do something, in words: each thing that has to hold, and whether it
does; and what time alone will change. Pure: it asks the kernel and the rules, and decides nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from quorate.authority.asking import Ask
from quorate.authority.engine import SAFEWARD, Law
from quorate.authority.gate import NEW_WORK, widest
from quorate.authority.kernel import Matter, self_excluded
from quorate.authority.turning import turning_points
from quorate.people.model import Person, standing
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import FACTS, Problem

VERBS: Final = {
    "administrate": Permission.AMENDMENT_OPEN,
    "approve": Permission.PROPOSAL_APPROVE,
    "assign": Permission.CASE_ASSIGN,
    "claim": Permission.CASE_CLAIM,
    "deny": Permission.PROPOSAL_DENY,
    "propose": Permission.PROPOSAL_OPEN,
    "protect": Permission.REGISTER_RAISE,
    "reopen": Permission.CASE_REOPEN,
    "restore": Permission.EFFECT_RESTORE,
    "reveal": Permission.FIELD_REVEAL,
    "see": Permission.CASE_READ,
    "veto": Permission.PROPOSAL_VETO,
}
MOST_CHANGES: Final = 6
_ALONE: Final = {
    0: "At tier 0 the proposer's signature is enough (I1).",
    1: "Alone it does nothing yet: at tier 1 a proposer and another approver sign (I1).",
    2: "Alone it does nothing yet: at tier 2 and 3 a proposer and two approvers sign, of two teams "
    "under two managers, one of them an employee (I1); then a cooling-off runs (I11).",
}


@dataclass(frozen=True, slots=True)
class Question:
    """Whether a person may do it at an instant; `matter` is what it is about, as far as known."""

    person: Person
    permission: Permission
    at: datetime
    tier: int | None = None
    matter: Matter | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that has to hold: where it is written, the promise it keeps, and the way out."""

    holds: bool
    says: str
    rule: str
    promise: str = ""
    way_out: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """From `at` the answer or its reason is another one, if nothing but the time changes."""

    at: datetime
    may: bool
    says: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer with its grounds; `besides` is who else is needed, empty when nobody is."""

    question: Question
    grounds: tuple[Ground, ...]
    ahead: tuple[Change, ...]
    besides: str

    @property
    def may(self) -> bool:
        """Whether everything holds."""
        return all(ground.holds for ground in self.grounds)


def explain(question: Question, law: Law) -> Explanation:
    """The answer, its grounds, and what time will change."""
    return Explanation(
        question, _grounds(question, law), tuple(_ahead(question, law)), _besides(question)
    )


def _grounds(question: Question, law: Law) -> tuple[Ground, ...]:
    return (
        _on_shift(question),
        *_new_work(question),
        _role(question),
        *_table(question),
        *_own_matter(question),
        *_rules(question, law),
    )


def _ground(holds: bool, says: str, rule: str, promise: str, problem: Problem) -> Ground:
    return Ground(holds, says, rule, promise, "" if holds else FACTS[problem].way_out)


def _on_shift(question: Question) -> Ground:
    alive = standing(question.person, question.at)
    says = "employed, inside contract and on shift" if alive.alive else alive.why
    return _ground(alive.alive, says, "kernel: alive", "I5", Problem.PERSON_NOT_ALIVE)


def _new_work(question: Question) -> list[Ground]:
    alive = standing(question.person, question.at)
    if question.permission not in NEW_WORK or not alive.alive:
        return []
    says = "not too near the end of the shift" if alive.new_work else alive.why
    return [_ground(alive.new_work, says, "kernel: narrowing", "I6", Problem.NARROWED)]


def _role(question: Question) -> Ground:
    may, has = widest(question.permission), question.person.roles
    told = f"{_list(has)}; it takes {_list(may, 'or')}"
    return _ground(bool(has & may), told, "kernel: roles", "I9", Problem.NOT_ELIGIBLE)


def _table(question: Question) -> list[Ground]:
    """The table of eligibility: by role and employment, up to which tier."""
    powers, tier = question.person.powers, question.tier
    highest = {
        Permission.FIELD_REVEAL: powers.reveal,
        Permission.PROPOSAL_APPROVE: powers.approve,
        Permission.PROPOSAL_DENY: powers.approve,
        Permission.PROPOSAL_OPEN: powers.propose,
    }
    table = "docs/reference/eligibility.md"
    if question.permission in highest:
        most = highest[question.permission]
        wanted = 0 if question.permission is Permission.PROPOSAL_DENY else tier or 0
        says = "at no tier" if most is None else f"up to tier {most}"
        if tier is not None:
            says += f"; this is tier {tier}"
        holds = most is not None and most >= wanted
        return [_ground(holds, says, table, "I1", Problem.NOT_ELIGIBLE)]
    flags = {
        Permission.EFFECT_RESTORE: powers.restore,
        Permission.PROPOSAL_VETO: powers.veto,
    }
    if question.permission not in flags:
        return []
    holds = flags[question.permission]
    says = "the role has this power" if holds else "none of the roles has this power"
    return [_ground(holds, says, table, "I12", Problem.NOT_ELIGIBLE)]


def _own_matter(question: Question) -> list[Ground]:
    if question.matter is None or question.permission is Permission.CASE_READ:
        return []
    refused = self_excluded(question.person, question.matter)
    says = refused.detail if refused else "no part in this matter that the ledger knows"
    return [_ground(not refused, says, "kernel: own matter", "I2", Problem.SELF_EXCLUDED)]


def _rules(question: Question, law: Law) -> list[Ground]:
    """Each rule that permits or forbids it."""
    person, permission = question.person, question.permission
    verdict = law.verdict(Ask(person, permission, question.at, tier=question.tier))
    if verdict.broken:
        says = f"the rules cannot be relied on: {verdict.broken}"
        holds = permission in SAFEWARD
        return [_ground(holds, says, "rules of authority", "I13", Problem.POLICY_BROKEN)]
    if not verdict.rules:
        says = f"no rule permits {permission}"
        return [_ground(False, says, "rules of authority", "", Problem.NOT_PERMITTED)]
    return [
        _ground(verdict.allowed, law.says(rule), f"rule {rule}", "", Problem.NOT_PERMITTED)
        for rule in verdict.rules
    ]


def _ahead(question: Question, law: Law) -> Iterator[Change]:
    """Where the answer, or the first thing against it, turns into another one."""
    before, found = _reason(question, law), 0
    for at in turning_points(question.person, question.at):
        reason = _reason(replace(question, at=at), law)
        if reason != before and found < MOST_CHANGES:
            found += 1
            yield Change(at, not reason, reason or "it may be done")
        before = reason


def _reason(question: Question, law: Law) -> str:
    return next((ground.says for ground in _grounds(question, law) if not ground.holds), "")


def _besides(question: Question) -> str:
    hands = (Permission.PROPOSAL_APPROVE, Permission.PROPOSAL_OPEN)
    if question.permission is Permission.AMENDMENT_OPEN:
        return "Alone it does nothing yet: two others approve, and a delay runs (I9)."
    if question.permission not in hands or question.tier is None:
        return ""
    return _ALONE[min(question.tier, 2)]


def _list(words: frozenset[str], joined: str = "and") -> str:
    return f" {joined} ".join(sorted(word.replace("_", "-") for word in words)) or "no role"
