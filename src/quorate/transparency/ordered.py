"""Orders of authorities as a ledger tells them (DSA, Articles 9, 10 and 15(1)(a))."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from quorate.intake.model import AUTHORITY
from quorate.ledger.entry import Entry
from quorate.ledger.fields import integer, text
from quorate.transparency.provider import Mechanism, Placing, Provider
from quorate.transparency.records import Order, Origin
from quorate.transparency.template import ORDERS, SHEETS, Place
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import OrderKind, OrderOutcome
from quorate.vocabulary.times import instant

NOT_SPECIFIED: Final = "STATEMENT_CATEGORY_NOT_SPECIFIED_ORDER"


@dataclass(slots=True)
class _Ordered:
    """`told` of its receipt at first."""

    received: datetime
    kind: OrderKind
    state: str
    area: str
    items: int
    told: datetime | None = None
    effected: datetime | None = None


@dataclass(slots=True)
class Orders:
    """Every order by its id."""

    _all: dict[str, _Ordered] = field(default_factory=dict[str, _Ordered])

    def note(self, entry: Entry) -> None:
        """What one of their entries tells. Whoever was found to be no authority has ordered
        nothing."""
        data, name = entry.data, text(entry.data, "order")
        if entry.event is Event.ORDER_RECEIVED:
            self._received(entry, name)
        elif entry.event is Event.ORDER_REJECTED:
            del self._all[name]
        elif entry.event is Event.ORDER_TOLD:
            self._all[name].told = self._all[name].told or entry.instant
        elif OrderOutcome(text(data, "outcome")) is not OrderOutcome.NOT_CARRIED_OUT:
            self._all[name].effected = instant(text(data, "effected"))

    def _received(self, entry: Entry, name: str) -> None:
        data, known = entry.data, self._all.get(name)
        self._all[name] = _Ordered(
            instant(text(data, "received")),
            OrderKind(text(data, "kind")),
            text(data, "state"),
            text(data, "area"),
            integer(data, "items"),
            known.told if known else None,
        )

    def records(self, provider: Provider) -> Iterator[Order]:
        """Each under the category of its area."""
        for one in self._all.values():
            category, keyword = _place(provider.placing(one.area))
            items = one.items if one.kind is OrderKind.ACT else None
            yield Order(
                *(one.received, one.kind, one.state, category, keyword),
                *(one.told, one.effected, items),
            )


def mechanism_of(provider: Provider, source: str) -> Mechanism:
    """What an order began needs no word of the provider's."""
    if source == AUTHORITY:
        return Mechanism(Origin.ORDER, detected=False)
    return provider.mechanism(source)


def _place(placing: Placing) -> tuple[str, str]:
    """Part 3 has no row for what only breaks the terms: such an order is one of no category."""
    if Place(placing.category, placing.keyword) in SHEETS[ORDERS].places:
        return placing.category, placing.keyword
    return NOT_SPECIFIED, ""
