"""An account's strikes beside its case, and the step that a policy's ladder names: shown, and
preselected where one hand is enough. It never acts."""

from dataclasses import dataclass

from fastapi import Request

from quorate.api.around.deps import dependencies
from quorate.api.steps.casework import house
from quorate.cases.author import author_of
from quorate.cases.queries import CasePage, SubjectRow
from quorate.console.around import words
from quorate.decisions import store, strikes
from quorate.decisions.catalogue import Policy
from quorate.decisions.ladder import Step
from quorate.decisions.strikes import Strike
from quorate.languages.tongues import count, say
from quorate.vocabulary.identifiers import CASE, edge


@dataclass(frozen=True, slots=True)
class Record:
    """The strikes in force of one account, whose case is decided. `preselects` is false for a
    protected one."""

    strikes: list[Strike]
    case: str
    preselects: bool

    def step(self, policy: Policy | None) -> Step | None:
        """What the policy's ladder names for one more violation."""
        return strikes.next_step(self.strikes, policy, self.case) if policy else None

    def chosen(self, policy: Policy | None) -> Step | None:
        """What the form has chosen already."""
        return self.step(policy) if self.preselects else None

    def says(self, policy: Policy | None) -> str:
        """`3 strikes in force; the policy's ladder names: suspend for 3 days.`; empty for a policy
        without strikes."""
        if policy is None or policy.strikes is None:
            return ""
        number = len(strikes.under(self.strikes, policy, self.case))
        told = count("%(num)s strike in force", "%(num)s strikes in force", number)
        step = self.step(policy)
        if step is None:
            return say("%(strikes)s; the policy's ladder names no step.", strikes=told)
        return say(
            "%(strikes)s; the policy's ladder names: %(step)s.",
            strikes=told,
            step=words.step(step),
        )


async def record(request: Request, found: CasePage) -> Record:
    """The record of a case's account, the author's where the case is about a message. While nobody
    knows the case's tier, or the register has a higher one, nothing is preselected."""
    subject, onlooker = found.subject, house(request).onlooker
    account = author_of(subject) or subject.native
    refs = await _refs(request, subject.connector, account)
    view, now = onlooker.view, dependencies(request).clock()
    listed = max((view.register.tier(ref, now) for ref in refs), default=0)
    return Record(
        strikes.strikes_of(view.docket, view.catalogue, refs, now),
        edge(CASE, found.case.id),
        preselects=found.case.tier == 0 and listed == 0,
    )


async def of_subject(request: Request, ref: str, named: SubjectRow | None) -> list[Strike]:
    """The strikes of a subject's account: by this pseudonym, and where it is named by all."""
    refs = [ref]
    if named is not None:
        refs += await _refs(request, named.connector, author_of(named) or named.native)
    view, now = house(request).onlooker.view, dependencies(request).clock()
    return strikes.strikes_of(view.docket, view.catalogue, refs, now)


async def _refs(request: Request, connector: str, account: str) -> list[str]:
    async with dependencies(request).pool.connection() as conn:
        return await store.refs_of_account(conn, connector, account)
