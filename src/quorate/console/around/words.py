"""What a click will do and what it did, in words: to whom, with what reach, who else is needed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from quorate.accounts.resolution import Resolution
from quorate.authority.kernel import PROTECTED
from quorate.cases.model import Case
from quorate.decisions.approving import missing_now
from quorate.decisions.docket import Proposal
from quorate.decisions.ladder import Step
from quorate.decisions.rules import Rules
from quorate.decisions.statement import Statement
from quorate.decisions.templates import Offered, Template
from quorate.decisions.waiting import is_waiting, severity_of
from quorate.languages.dates import day, people
from quorate.languages.tongues import count, say, word
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.deadlines import DEADLINES
from quorate.vocabulary.problems import FACTS as PROBLEMS
from quorate.vocabulary.problems import Problem
from quorate.vocabulary.tiers import TIERS


@dataclass(frozen=True, slots=True)
class Telling:
    """Lines for a page; every text is escaped by the template."""

    does: str
    whom: str
    lasts: str
    undo: str
    needs: str


def before(statement: Statement, resolution: Resolution) -> Telling:
    """Before the click."""
    facts = FACTS[statement.action]
    whom = say(
        "%(account)s on %(platform)s, tier %(tier)s (%(name)s), heard by %(people)s.",
        account=resolution.native,
        platform=resolution.connector,
        tier=statement.tier,
        name=say(TIERS[statement.tier]),
        people=people(resolution.reach),
    )
    return Telling(
        f"{_named(statement)}: {say(facts.says)}.",
        whom,
        lasts(statement),
        say("Any one eligible person can undo it at once.")
        if facts.reversible
        else say("It cannot be undone."),
        _needs(statement),
    )


def _named(statement: Statement) -> str:
    """The action, and what a label says."""
    label = f" “{statement.label}”" if statement.label else ""
    return word(statement.action) + label


def lasts(statement: Statement) -> str:
    """How long the effect goes on; empty for what has no end to speak of."""
    if statement.until is not None:
        return say("Until %(time)s UTC; then it ends by itself.", time=_whole(statement.until))
    may_end = FACTS[statement.action].may_end
    return say("Until somebody restores it.") if may_end else ""


def template(chosen: Template | Offered) -> str:
    """What a key decides: `suspend for 3 days`."""
    return step(Step(0, chosen.action, chosen.days)) if chosen.action else ""


def _whole(at: datetime) -> str:
    return f"{day(at)} {at:%H:%M:%S}"


def step(step: Step) -> str:
    """`suspend for 3 days`: what a ladder names."""
    if step.days is None:
        return word(step.action)
    action = word(step.action)
    return count(
        "%(action)s for %(num)s day", "%(action)s for %(num)s days", step.days, action=action
    )


def beside(others: Sequence[str], *, moved: bool) -> str:
    """Who else has this page open, and that somebody went on with the case meanwhile."""
    names = say(" and ").join(others)
    who = count(
        "%(names)s has this case open, too.",
        "%(names)s have this case open, too.",
        len(others),
        names=names,
    )
    who = who if others else ""
    since = say("The case has gone on since this page was made: load it again.") if moved else ""
    return f"{who} {since}".strip()


def came_in(case: Case) -> str:
    """`1 report`, `12 reports, 1 alarm`."""
    reports = count("%(num)s report", "%(num)s reports", case.reports) if case.reports else ""
    alarms = count("%(num)s alarm", "%(num)s alarms", case.alarms) if case.alarms else ""
    return ", ".join(filter(None, (reports, alarms)))


def _needs(statement: Statement) -> str:
    if not FACTS[statement.action].silencing or statement.tier == 0:
        return say("The proposer's signature is enough.")
    if statement.tier == 1:
        return say("Besides the proposer, one approver has to sign.")
    return say(
        "Besides the proposer, two approvers have to sign, not on this page: of two teams, under "
        "two managers, at least one of them an employee. Then a cooling-off runs, in which anyone "
        "eligible may veto. On-call is told now."
    )


def after(proposal: Proposal | None, rules: Rules) -> str:
    """After the click: what has happened, as the ledger has it."""
    if proposal is None:
        return say("On its way into the ledger.")
    if proposal.restored:
        return say("Restored: what it did was undone.")
    if proposal.ended:
        return say("Ended by itself, at the time that was signed.")
    if proposal.outcome == "done":
        return f"{say('Done: the platform shows it.')} {_until(proposal.statement)}".rstrip()
    if proposal.settled:
        return say("Closed without effect: %(why)s.", why=settled(proposal.settled))
    if proposal.statement.action is Action.NO_VIOLATION:
        return say("Said: nothing changes on the platform.")
    if proposal.intents:
        return say("Being carried out.")
    missing = missing_now(proposal, rules)
    if missing:
        return say("Waiting for: %(hands)s.", hands=counted(missing))
    return say("All hands are there. Waiting.")


def _until(statement: Statement) -> str:
    return lasts(statement) if statement.until else ""


def refused(problem: str) -> str:
    """A problem's title; what the log names and this version does not know stays as it is."""
    return say(PROBLEMS[Problem(problem)].title) if problem in set(Problem) else problem


def settled(why: str) -> str:
    """Why nothing can come of a proposal or an amendment any more."""
    what, _, who = why.partition(" by ")
    if what == "vetoed":
        return say("vetoed by %(people)s", people=who)
    if what == "denied":
        return say("denied by %(people)s", people=who)
    return say(why)


def counted(slots: tuple[str, ...]) -> str:
    """`2 approvers, approver who is an employee`: equal slots once, with their number."""
    number = Counter(slots)
    return ", ".join(count(slot, f"%(num)s {slot}s", n) for slot, n in number.items())


def lasted(seconds: float | None) -> str:
    """`4 h 10 min`, `35 s`; a dash for none."""
    if seconds is None:
        return "—"
    minutes, rest = divmod(int(seconds), 60)
    if minutes < 1:
        return f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def waits(proposal: Proposal | None, rules: Rules, now: datetime) -> str:
    """How long a proposal on a protected subject has waited, and how long it may; else empty."""
    if proposal is None or proposal.statement.tier < PROTECTED or not is_waiting(proposal, now):
        return ""
    age = max((now - proposal.opened_at).total_seconds(), 0.0)
    deadline = DEADLINES[severity_of(proposal, rules.catalogue)].total_seconds()
    since = say(
        "Waits for hands since %(age)s; the deadline is %(deadline)s.",
        age=lasted(age),
        deadline=lasted(deadline),
    )
    late = say("It waits too long: its case is the leads'.") if proposal.overdue else ""
    return f"{since} {late}".strip()
