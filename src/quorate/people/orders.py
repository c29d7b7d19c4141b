"""An order: what one person signs to have one thing done at the effector's door, within 30 s."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from quorate.ledger.canonical import canonical
from quorate.ledger.entry import Json
from quorate.ledger.fields import as_object, text
from quorate.vocabulary.times import instant

ORDER_DOMAIN = b"quorate/order/v1\n"
FRESH: Final = timedelta(seconds=30)
"""How long an order holds, by the clock of whoever takes it."""
_FIELDS = ("genesis", "order", "about", "signer", "at")


def order_digest(fields: Mapping[str, str]) -> bytes:
    """What a person signs: {genesis, order, about, signer, at}."""
    return hashlib.sha256(ORDER_DOMAIN + canonical(dict(fields))).digest()


@dataclass(frozen=True, slots=True)
class Order:
    """A signed order: `fields` are what the digest covers, `sig` is hex."""

    fields: Mapping[str, str]
    key: str
    sig: str

    @property
    def order(self) -> str:
        """What is to be done."""
        return self.fields["order"]

    @property
    def about(self) -> str:
        """To what or whom."""
        return self.fields["about"]

    @property
    def signer(self) -> str:
        """Who says it."""
        return self.fields["signer"]

    @property
    def at(self) -> datetime:
        """When they say they signed it."""
        return instant(self.fields["at"])

    def digest(self) -> bytes:
        """What is signed; it also names the order, for it is given once."""
        return order_digest(self.fields)

    def plain(self) -> dict[str, Json]:
        """As an entry carries it."""
        return {**self.fields, "key": self.key, "sig": self.sig}


def read_order(fields: object, key: str, sig: str) -> Order:
    """An order from parsed JSON. Raises ValueError naming the field."""
    row = as_object(fields, "order")
    order = Order({k: text(row, k) for k in _FIELDS}, key, sig)
    instant(order.fields["at"])
    return order
