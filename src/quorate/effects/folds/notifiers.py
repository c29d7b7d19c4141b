"""Decisions about whoever misuses notices: whose they are, and nothing more (DSA, Article 23)."""

from quorate.cases.deciding import Decision
from quorate.effects.folds.state import At, State, heard, in_own_name
from quorate.ledger.fields import integer, text
from quorate.vocabulary.events import Event


def decided(view: State, at: At) -> None:
    """A decision under its person's signature; a suspension's is over its days, too."""
    entry, data = at.entry, at.entry.data
    who = in_own_name(at)
    about = text(data, "days") if entry.event is Event.NOTIFIER_SUSPENDED else ""
    said = (text(data, "notifier"), integer(data, "version"), who, about)
    heard(view, at, Decision(view.genesis_hash, entry.event, *said))
