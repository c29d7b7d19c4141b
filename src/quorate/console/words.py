"""What a click will do and what it did, in words: to whom, with what reach, who else is needed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from quorate.accounts.resolution import Resolution
from quorate.authority.kernel import PROTECTED, Hand, missing_slots
from quorate.cases.model import Case
from quorate.decisions.docket import Proposal
from quorate.decisions.model import matter_of
from quorate.decisions.rules import Rules
from quorate.decisions.statement import Statement
from quorate.decisions.waiting import is_waiting, severity_of
from quorate.people.signed import Signed
from quorate.vocabulary.actions import FACTS
from quorate.vocabulary.deadlines import DEADLINES

TIERS = ("standard", "elevated", "protected", "critical")


@dataclass(frozen=True, slots=True)
class Telling:
    """Lines for a page; every text is escaped by the template."""

    does: str
    whom: str
    undo: str
    needs: str


def before(statement: Statement, resolution: Resolution) -> Telling:
    """Before the click."""
    facts = FACTS[statement.action]
    tier = f"{'an' if statement.tier == 1 else 'a'} {TIERS[statement.tier]}"
    return Telling(
        f"{statement.action.replace('_', ' ')}: {facts.says}.",
        f"{resolution.native} on {resolution.connector}, {tier} account "
        f"(tier {statement.tier}) heard by {people(resolution.reach)}.",
        "Any one eligible person can undo it at once."
        if facts.reversible
        else "It cannot be undone.",
        _needs(statement),
    )


def spaced(word: str) -> str:
    """A word of a closed list as people write it."""
    return word.replace("_", " ").replace("-", " ")


def people(number: int) -> str:
    """`one person`, `41,000,000 people`."""
    return "one person" if number == 1 else f"{number:,} people"


def beside(others: Sequence[str], *, moved: bool) -> str:
    """Who else has this page open, and that somebody went on with the case meanwhile."""
    verb = "has" if len(others) == 1 else "have"
    who = f"{' and '.join(others)} {verb} this case open, too." if others else ""
    since = "The case has gone on since this page was made: load it again." if moved else ""
    return f"{who} {since}".strip()


def came_in(case: Case) -> str:
    """`1 report`, `12 reports, 1 alarm`."""
    counts = ((case.reports, "report"), (case.alarms, "alarm"))
    return ", ".join(f"{n:,} {word}{'s' if n > 1 else ''}" for n, word in counts if n)


def _needs(statement: Statement) -> str:
    if not FACTS[statement.action].silencing or statement.tier == 0:
        return "The proposer's signature is enough."
    if statement.tier == 1:
        return "Besides the proposer, one approver has to sign."
    return (
        "Besides the proposer, two approvers have to sign, not on this page: of two teams, under "
        "two managers, at least one of them an employee. Then a cooling-off runs, in which anyone "
        "eligible may veto. On-call is told now."
    )


def after(proposal: Proposal | None, rules: Rules) -> str:
    """After the click: what has happened, as the ledger has it."""
    if proposal is None:
        return "On its way into the ledger."
    if proposal.restored:
        return "Restored: what it did was undone."
    if proposal.outcome == "done":
        return "Done: the platform shows it."
    if proposal.settled:
        return f"Closed without effect: {proposal.settled}."
    if proposal.intents:
        return "Being carried out."
    missing = missing_now(proposal, rules)
    return f"Waiting for: {counted(missing)}." if missing else "All hands are there. Waiting."


def counted(slots: tuple[str, ...]) -> str:
    """`2 approvers, approver who is an employee`: equal slots once, with their number."""
    number = Counter(slots)
    return ", ".join(f"{n} {slot}s" if n > 1 else slot for slot, n in number.items())


def missing_now(proposal: Proposal, rules: Rules) -> tuple[str, ...]:
    """The slots still empty, as the kernel counts them."""

    def hand(signed: Signed) -> Hand | None:
        held = rules.roster.living(signed.key)
        return Hand(held.person, held.key.channel) if held else None

    living = [s for s in proposal.approvals.values() if s.signer not in proposal.revoked]
    hands = [found for found in map(hand, living) if found]
    return missing_slots(hand(proposal.opened), hands, matter_of(proposal.statement, rules))


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
    late = " It waits too long: its case is the leads'." if proposal.overdue else ""
    return f"Waits for hands since {lasted(age)}; the deadline is {lasted(deadline)}.{late}"
