"""Exports of a person's own data: each is a look at the account, though nobody here was shown it.

The web says so, unsigned: whoever holds its database role reads what an export would show without
one. No cap counts them, and no power follows.
"""

from quorate.accounts.looks import SHOWN, Look
from quorate.effects.folds.state import At, State
from quorate.ledger.fields import text
from quorate.vocabulary.times import instant

FIELD, PURPOSE = "export", "access_request"


def asked(view: State, at: At) -> None:
    """A request was taken in."""
    view.looks.note(_look(view, at, at.entry.at))


def given(view: State, at: At) -> None:
    """Its address was given out."""
    until = text(at.entry.data, "until")
    instant(until)
    view.looks.note(_look(view, at, until))


def _look(view: State, at: At, ends: str) -> Look:
    data, ref = at.entry.data, text(at.entry.data, "ref")
    who = text(data, "by")
    return Look(
        *(text(data, "export"), at.entry.at, who, FIELD, PURPOSE, "", ref, ref, 0, at.index, ends),
        outcome=SHOWN,
        team=view.roster.team_of(who),
    )
