"""What an appeal's page says: who may decide it, what was decided, and what would be signed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import Request

from quorate.accounts.resolution import read_resolution
from quorate.api.around.deps import asked, dependencies
from quorate.api.around.problems import RefusedError
from quorate.api.steps import appealing
from quorate.api.steps.casework import house
from quorate.appeals.involved import Involved, may_decide_appeal
from quorate.appeals.model import Appeal, reopens
from quorate.appeals.queries import AppealPage
from quorate.appeals.reopening import opens, reopening_of
from quorate.authority.gate import widest
from quorate.cases.queries import CasePage
from quorate.console.around import words
from quorate.console.around.desk import Seat
from quorate.decisions.rules import Rules
from quorate.decisions.statement import Statement, read_statement
from quorate.decisions.store import Row
from quorate.people.model import employed
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import AppealOutcome, AppealSide, Kind, Role
from quorate.vocabulary.permissions import Permission
from quorate.vocabulary.problems import Refusal

OUTCOMES: Final = (AppealOutcome.UPHELD, AppealOutcome.REVERSED, AppealOutcome.PARTLY_REVERSED)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to decide: its outcome and the further bytes that are signed with it."""

    outcome: AppealOutcome
    restore: str
    reopen: str


def undone(rules: Rules, appeal: Appeal) -> bool:
    """Whether the ledger says that the appealed effect does not stand any more."""
    known = rules.docket.proposals.get(appeal.proposal_id or "")
    return known is not None and rules.docket.is_undone(known)


async def part_of(request: Request, sitting: Seat, appeal: Appeal) -> Involved | Refusal:
    """Who has a part in it; the refusal where the effector cannot be asked now."""
    try:
        return await appealing.involved(request, sitting.actor, appeal)
    except RefusedError as refused:
        return refused.refusal


def standing(
    request: Request, sitting: Seat, appeal: Appeal, part: Involved | Refusal
) -> dict[str, object]:
    """Whether this person may decide it, and, for leads, whether anybody may."""
    deps, person = dependencies(request), sitting.actor.person
    now, rules = deps.clock(), house(request).rules()
    leave = asked(deps, sitting.actor, Permission.CASE_CLAIM, appeal.name)
    if isinstance(part, Refusal):
        why, others = part, True
    else:
        why = may_decide_appeal(person, part)
        decides = widest(Permission.CASE_RELEASE)
        others = any(
            p.roles & decides and employed(p, now) and may_decide_appeal(p, part) is None
            for p in rules.roster.people.values()
        )
    if why is None and isinstance(leave, Refusal):
        why = leave
    holder = appeal.holder(now)
    return {
        "barred": why.detail if why else "",
        "nobody": not others,
        "holder": holder,
        "holds": appeal.claimed_by == person.id,
        "lead": Role.LEAD in person.roles,
    }


def reasons(found: AppealPage) -> list[tuple[str, str]]:
    """The statement of reasons as its fields; lists and objects as JSON."""
    content: Mapping[str, object] = found.reasons or {}
    return [
        (name.replace("_", " "), value if isinstance(value, str) else json.dumps(value))
        for name, value in content.items()
        if value not in (None, "", [], {})
    ]


def decided(row: Row | None, rules: Rules) -> dict[str, object] | None:
    """The appealed proposal in words: what it did, under which policy, by whose hands."""
    if row is None:
        return None
    statement = read_statement(row.statement)
    known = rules.docket.proposals.get(row.id)
    return {
        "id": row.id,
        "statement": statement,
        "told": words.after(known, rules),
        "policy": rules.catalogue.by_hash(statement.policy),
        "approvals": sorted(known.approvals) if known else [],
        "native": read_resolution(row.resolution).resolution.native,
    }


def signing(
    request: Request, sitting: Seat, appeal: Appeal, row: Row | None, case: CasePage
) -> dict[str, object]:
    """The bytes that this person's key would sign, for each way to decide."""
    rules, me = house(request).rules(), sitting.actor.person.id
    said = {
        "genesis": rules.genesis_hash,
        "appeal": appeal.name,
        "decision": appeal.decision,
        "signer": me,
    }
    restore = _restore(appeal, row, rules, me)
    reopen = reopening_of(rules.genesis_hash, appeal.case_id, case.case.version, me)
    there = opens(appeal, case.case)
    ways = [
        Way(
            outcome,
            "" if outcome is AppealOutcome.UPHELD else restore,
            reopen.canonical().decode() if there and reopens(appeal, outcome) else "",
        )
        for outcome in OUTCOMES
        if appeal.side is AppealSide.PERSON or outcome is not AppealOutcome.PARTLY_REVERSED
    ]
    return {
        "ruling": json.dumps({**said, "event": Event.APPEAL_DECIDED}),
        "settling": json.dumps({**said, "event": Event.APPEAL_SETTLED}),
        "ways": ways,
        "opened": appeal.side is AppealSide.REPORTER and not there,
        "restore": restore,
        "undone": undone(rules, appeal),
        "irreversible": _irreversible(appeal, row),
    }


def _restore(appeal: Appeal, row: Row | None, rules: Rules, me: str) -> str:
    """What undoes the appealed effect; empty where there is none, or it is undone."""
    if row is None or appeal.side is AppealSide.REPORTER or undone(rules, appeal):
        return ""
    said: Statement = read_statement(row.statement)
    if not FACTS[said.action].may_end:
        return ""
    return said.spoken_by(Kind.RESTORE, me).canonical().decode()


def _irreversible(appeal: Appeal, row: Row | None) -> bool:
    """Whether nothing gives back what the appealed effect took."""
    if row is None or appeal.side is AppealSide.REPORTER:
        return False
    return not FACTS[read_statement(row.statement).action].may_end
