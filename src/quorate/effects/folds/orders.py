"""The order that an entry carries: its living signer's own word, for this installation."""

from collections.abc import Mapping

from quorate.effects.folds.state import ForgedError, State
from quorate.ledger.fields import as_object, text
from quorate.people.keys import signature_holds
from quorate.people.model import Person
from quorate.people.orders import Order, read_order


def signed_order(view: State, data: Mapping[str, object], wanted: str) -> tuple[Person, Order]:
    """Who signed `data["order"]`, which is to be a `wanted` one, and what it says.

    Raises ForgedError, or ValueError naming the field.
    """
    row = as_object(data.get("order"), "order")
    fields = {k: v for k, v in row.items() if k not in ("key", "sig")}
    order = read_order(fields, text(row, "key"), text(row, "sig"))
    held = view.roster.living(order.key)
    if held is None or held.person.id != order.signer:
        raise ForgedError("the key is not a living one of the signer")
    if order.fields["genesis"] != view.genesis_hash or order.order != wanted:
        raise ForgedError("an order for something else")
    if not signature_holds(held.key.public, order.digest(), bytes.fromhex(order.sig)):
        raise ForgedError("the order's signature does not hold")
    return held.person, order
