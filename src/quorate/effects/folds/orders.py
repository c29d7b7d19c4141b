"""The order that an entry carries: its living signer's own word, for this installation."""

from collections.abc import Mapping

from quorate.authority.administrators import living_key
from quorate.effects.folds.state import ForgedError, State
from quorate.ledger.fields import as_object, text
from quorate.people.keys import signature_holds
from quorate.people.model import Person
from quorate.people.orders import Order, read_order


def said_order(view: State, data: Mapping[str, object], wanted: str) -> Order:
    """What `data["order"]`, which is to be a `wanted` one, says by a living key, a founder's too.

    Raises ForgedError, or ValueError naming the field.
    """
    row = as_object(data.get("order"), "order")
    fields = {k: v for k, v in row.items() if k not in ("key", "sig")}
    order = read_order(fields, text(row, "key"), text(row, "sig"))
    held = living_key(view.founded, view.roster, order.key)
    if held is None or held.person != order.signer:
        raise ForgedError("the key is not a living one of the signer")
    if order.fields["genesis"] != view.genesis_hash or order.order != wanted:
        raise ForgedError("an order for something else")
    if not signature_holds(held.public, order.digest(), bytes.fromhex(order.sig)):
        raise ForgedError("the order's signature does not hold")
    return order


def signed_order(view: State, data: Mapping[str, object], wanted: str) -> tuple[Person, Order]:
    """The same from a person of the people file, and who it is."""
    order = said_order(view, data, wanted)
    person = view.roster.holder(order.key)
    if person is None:
        raise ForgedError("a founder's key is no person's")
    return person, order
