"""Which labels a decision may put on an account or a message. Pure.

A label says something and hides nothing. Those by which a client of the AT Protocol hides without
being told so, the network's own, would be a silencing under one hand: they are refused.
Source: lexicon com.atproto.label.defs.
"""

import re
from typing import Final

from quorate.decisions.statement import LABEL
from quorate.vocabulary.actions import FACTS, Action
from quorate.vocabulary.problems import Problem, Refusal

_VALUE: Final = re.compile(r"[a-z](?:[a-z-]{0,98}[a-z])?")
HIDING: Final = frozenset({"graphic-media", "nudity", "porn", "sexual"})


def unfit_label(action: Action, value: str) -> Refusal | None:
    """Why an action may not be proposed with this label, empty for none. ACTION_NOT_ALLOWED for one
    that hides, BODY_INVALID for what is none, or is said of another action."""
    if not FACTS[action].marks:
        if not value:
            return None
        return Refusal(Problem.BODY_INVALID, f"{action} puts no label: leave it out", LABEL)
    if value.startswith("!") or value in HIDING:
        detail = f"{value[:64]} hides by itself: propose what hides as such"
        return Refusal(Problem.ACTION_NOT_ALLOWED, detail, LABEL)
    if not _VALUE.fullmatch(value):
        return Refusal(Problem.BODY_INVALID, "1 to 100 of a-z and '-' are needed", LABEL)
    return None
