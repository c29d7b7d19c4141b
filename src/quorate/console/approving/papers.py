"""A waiting proposal with everything that whoever is to sign reads first.

What a page costs is a fixed number of queries, however many proposals wait: ids and hands come from
the ledger in memory, the rest for the shown ones together. The platform is not asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from quorate.accounts.resolution import read_resolution
from quorate.api.around.deps import Dependencies
from quorate.authority.gate import Warrant
from quorate.authority.kernel import Hand
from quorate.cases.queries import ReportRow, newest_reports
from quorate.console.around import words
from quorate.decisions import store, versions
from quorate.decisions.approving import missing_now, more_than_usual, opened_by_kept_key
from quorate.decisions.catalogue import Policy
from quorate.decisions.delegating import Delegation, delegations_about
from quorate.decisions.docket import Proposal
from quorate.decisions.facts import ToldFacts, facts_commitment
from quorate.decisions.interest import PublicInterest, interest_commitment
from quorate.decisions.pending import Left, left_about
from quorate.decisions.questions import Question, questions_of
from quorate.decisions.rules import Rules
from quorate.decisions.versions import Changed, Version
from quorate.languages.retelling import retell
from quorate.languages.tongues import count, say
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.kinds import Kind
from quorate.vocabulary.problems import Refusal

REPORTS: Final = 3


@dataclass(frozen=True, slots=True)
class Beside:
    """What people put beside one proposal: questions, whose attention it is, what was left."""

    questions: Sequence[Question]
    handed: Sequence[Delegation]
    left: Sequence[Left]


@dataclass(frozen=True, slots=True)
class Paper:
    """One proposal as it is shown. `part` is the reader's hand or why it does not count; `before`
    and `changes` compare with the version before, where there was one."""

    id: str
    case: UUID
    proposal: Proposal
    native: str
    telling: words.Telling
    told: str
    raised: str
    filled: str
    part: Hand | Refusal
    spoken: Mapping[str, str]
    policy: Policy | None
    interest: PublicInterest | None
    facts: ToldFacts | None
    before: Proposal | None
    changes: Sequence[Changed]
    reports: Sequence[ReportRow]
    beside: Beside


async def beside(deps: Dependencies, names: Sequence[str]) -> dict[str, Beside]:
    """What stands beside each of these proposals."""
    async with deps.pool.connection() as conn:
        asked = await questions_of(conn, names)
        handed = await delegations_about(conn, names)
        open_ones = {name: {name, *(str(one.id) for one in asked[name])} for name in names}
        left = await left_about(conn, [about for all_of in open_ones.values() for about in all_of])
    return {
        name: Beside(
            asked[name],
            [one for one in handed if one.proposal_id == name],
            [one for one in left if one.about in open_ones[name]],
        )
        for name in names
    }


async def papers(
    deps: Dependencies,
    leave: Warrant,
    shown: Sequence[tuple[Proposal, Hand | Refusal]],
    rules: Rules,
    reader: str,
    now: datetime,
) -> list[Paper]:
    """The papers of these proposals, in this order; one that the database lacks is left out."""
    names = [proposal.statement.proposal for proposal, _ in shown]
    earlier = {
        name: versions.before(proposal, rules.docket)
        for name, (proposal, _) in zip(names, shown, strict=True)
    }
    old = [other for other in earlier.values() if other]
    said = [*(proposal.statement for proposal, _ in shown), *(p.statement for p in old)]
    async with deps.pool.connection() as conn:
        rows = await store.proposals_named(conn, [one.proposal for one in said])
        answers = await store.interests(conn, [interest_commitment(one) for one in said])
        facts = await store.facts(conn, [facts_commitment(p.statement) for p, _ in shown])
        cases = list({rows[name].case_id for name in names if name in rows})
        reports = await newest_reports(conn, leave, cases, REPORTS)
    standing = await beside(deps, names)

    def version(proposal: Proposal) -> Version:
        one = proposal.statement
        policy = rules.catalogue.by_hash(one.policy)
        row = rows.get(one.proposal)
        reach = read_resolution(row.resolution).resolution.reach if row else None
        name = policy.name if policy else one.policy[:12]
        return Version(proposal, name, reach, answers.get(interest_commitment(one)))

    found: list[Paper] = []
    for name, (proposal, part) in zip(names, shown, strict=True):
        if name not in rows:
            continue
        one, was = proposal.statement, earlier[name]
        resolution = read_resolution(rows[name].resolution).resolution
        told = f"{words.after(proposal, rules)} {words.waits(proposal, rules, now)}"
        found.append(
            Paper(
                name,
                rows[name].case_id,
                proposal,
                resolution.native,
                words.before(one, resolution),
                told.strip(),
                raised(proposal, rules),
                filled(proposal, rules, part),
                part,
                {
                    str(kind): one.spoken_by(kind, reader).canonical().decode()
                    for kind in (Kind.APPROVE, Kind.DENY)
                },
                rules.catalogue.by_hash(one.policy),
                answers.get(interest_commitment(one)),
                facts.get(facts_commitment(one)),
                was,
                versions.changes(version(was), version(proposal)) if was else (),
                reports[rows[name].case_id],
                standing[name],
            )
        )
    return found


def raised(proposal: Proposal, rules: Rules) -> str:
    """Why it takes more people than the tier by itself; else empty."""
    told: list[str] = []
    if more := more_than_usual(proposal, rules):
        told.append(
            count(
                "The quorum is raised: it takes %(num)s approver more than usual at this tier.",
                "The quorum is raised: it takes %(num)s approvers more than usual at this tier.",
                more,
            )
        )
    if FACTS[proposal.statement.action].silencing and opened_by_kept_key(proposal, rules):
        told.append(
            say(
                "It was proposed over the network, with a key that the server keeps. Such a hand"
                " fills no slot, so it takes one approver more."
            )
        )
    return " ".join(told)


def filled(proposal: Proposal, rules: Rules, part: Hand | Refusal) -> str:
    """What would still be missing after the reader's own hand; why it does not count, else."""
    if isinstance(part, Refusal):
        return retell(part.detail)
    now, then = missing_now(proposal, rules), missing_now(proposal, rules, part)
    if not then:
        return say("Your hand is the last one missing.")
    if len(then) >= len(now):
        return say("Your hand counts, and fills none of the places that are missing.")
    return say("After your hand, still missing: %(hands)s.", hands=words.counted(then))
