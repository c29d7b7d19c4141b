"""How long an effect lasts: until somebody restores it, or until an end that everybody signs. Pure.

A suspension of a few days is the milder measure, and nobody has to remember to lift it.
"""

from datetime import datetime, timedelta
from typing import Final

from quorate.decisions.statement import UNTIL, Statement
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.problems import Problem, Refusal
from quorate.vocabulary.times import stamp

DAYS: Final = (1, 3, 7, 30)
"""What is offered; any other end may be written."""
LONGEST: Final = timedelta(days=366)


def after(days: int, now: datetime) -> datetime:
    """The end of so many days from now, on a whole second."""
    return now.replace(microsecond=0) + timedelta(days=days)


def unfit(action: Action, until: datetime | None, now: datetime) -> Refusal | None:
    """Why an action may not be proposed with this end. ACTION_IRREVERSIBLE for what cannot be
    undone; BODY_INVALID for what takes nothing away, and for an end that has passed or is more than
    366 days ahead."""
    if until is None:
        return None
    facts = FACTS[action]
    if facts.silencing and not facts.reversible:
        return Refusal(
            Problem.ACTION_IRREVERSIBLE, f"{action} cannot be undone: it has no end", UNTIL
        )
    if not facts.may_end:
        return Refusal(Problem.BODY_INVALID, f"{action} lasts no time: it has no end", UNTIL)
    if until <= now:
        return Refusal(Problem.BODY_INVALID, f"{stamp(until)} has passed", UNTIL)
    if until > now + LONGEST:
        return Refusal(Problem.BODY_INVALID, f"at most {LONGEST.days} days ahead", UNTIL)
    return None


def over(statement: Statement, now: datetime) -> Refusal | None:
    """Why nothing may begin under this statement: EXPIRED where its end has come, else as `unfit`,
    since whoever signs may have written any end."""
    until = statement.until
    if until is not None and until <= now:
        return Refusal(Problem.EXPIRED, f"it was to end at {stamp(until)}", UNTIL, "I4")
    return unfit(statement.action, until, now)
