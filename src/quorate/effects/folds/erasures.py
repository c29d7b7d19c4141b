"""What was erased beside the log, by whose order."""

from quorate.authority.erasure import ERASE, may_erase, read_erasure
from quorate.effects.folds.orders import signed_order
from quorate.effects.folds.state import At, ForgedError, State
from quorate.ledger.fields import text
from quorate.vocabulary.kinds import Attested


def erased(view: State, at: At) -> None:
    """A value is gone on purpose: without this entry, one that is missing is a difference."""
    data, entry = at.entry.data, at.entry
    person, order = signed_order(view, data, ERASE)
    wanted = read_erasure(order)
    if (text(data, "commitment"), text(data, "ground")) != (wanted.commitment, wanted.ground):
        raise ForgedError("the order is about another value or ground")
    if (entry.attested, entry.by) != (Attested.PERSON, order.signer):
        raise ForgedError("not the signer's own entry")
    refused = may_erase(person, "", entry.instant)
    if refused:
        raise ForgedError(str(refused))
    view.erased.add(wanted.commitment)
