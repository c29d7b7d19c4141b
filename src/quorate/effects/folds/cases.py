"""Decisions about cases: whose they are, and nothing more.

What becomes of a case is folded by whoever rebuilds it; here a decision in a person's name without
that person's word is found.
"""

from quorate.cases.deciding import ABOUT, Decision
from quorate.effects.folds.state import At, ForgedError, State, heard, in_own_name
from quorate.ledger.fields import integer, text
from quorate.vocabulary.actions import Action
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Outcome

DEADLINE = "service:deadline"


def decided(view: State, at: At) -> None:
    """A decision under its person's signature, in a signed proposal or by its own."""
    entry, data = at.entry, at.entry.data
    who = text(data, "by")
    if _is_deadline(at, who):
        return
    if "proposal" in data:
        _proposed(view, at, who)
        return
    in_own_name(at)
    decision = Decision(
        view.genesis_hash,
        entry.event,
        text(data, "case"),
        integer(data, "version"),
        who,
        text(data, ABOUT[entry.event]),
    )
    heard(view, at, decision, kept=decision.by_kept_key)


def _is_deadline(at: At, who: str) -> bool:
    """The one decision of a service: it gives to the leads what waits too long."""
    overdue = at.entry.event is Event.CASE_ESCALATED and at.entry.data.get("reason") == "overdue"
    return overdue and who == DEADLINE


def _proposed(view: State, at: At, who: str) -> None:
    """A signed proposal of no violation closes its case."""
    data = at.entry.data
    proposal = view.docket.proposals.get(text(data, "proposal"))
    if proposal is None or proposal.statement.signer != who:
        raise ForgedError(f"no proposal of {who[:64]} decides this")
    said = proposal.statement
    closes = at.entry.event is Event.CASE_CLOSED and data.get("outcome") == Outcome.NO_VIOLATION
    if not closes or said.action is not Action.NO_VIOLATION or said.case.id != data.get("case"):
        raise ForgedError("the proposal is for something else")
