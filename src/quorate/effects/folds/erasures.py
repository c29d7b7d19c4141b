"""What was erased beside the log, by whose order."""

from quorate.authority.erasure import may_erase, read_erasure
from quorate.effects.folds.state import At, ForgedError, State
from quorate.ledger.fields import as_object, text
from quorate.people.keys import signature_holds
from quorate.people.orders import read_order
from quorate.vocabulary.kinds import Attested


def erased(view: State, at: At) -> None:
    """A value is gone on purpose: without this entry, one that is missing is a difference."""
    data, entry = at.entry.data, at.entry
    row = as_object(data.get("order"), "order")
    fields = {k: v for k, v in row.items() if k not in ("key", "sig")}
    order = read_order(fields, text(row, "key"), text(row, "sig"))
    wanted = read_erasure(order)
    if (text(data, "commitment"), text(data, "ground")) != (wanted.commitment, wanted.ground):
        raise ForgedError("the order is about another value or ground")
    if (entry.attested, entry.by) != (Attested.PERSON, order.signer):
        raise ForgedError("not the signer's own entry")
    held = view.roster.living(order.key)
    if held is None or held.person.id != order.signer:
        raise ForgedError("the key is not a living one of the signer")
    if order.fields["genesis"] != view.genesis_hash:
        raise ForgedError("signed for another installation")
    if not signature_holds(held.key.public, order.digest(), bytes.fromhex(order.sig)):
        raise ForgedError("the order's signature does not hold")
    refused = may_erase(held.person, "", entry.instant)
    if refused:
        raise ForgedError(str(refused))
    view.erased.add(wanted.commitment)
