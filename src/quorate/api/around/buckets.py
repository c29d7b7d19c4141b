"""How often one place, or one person, may ask: a bucket of tokens each, in this process."""

import ipaddress
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

MOST: Final = 20_000  # buckets; the one untouched for longest is forgotten first


@dataclass(frozen=True, slots=True)
class Pace:
    """`burst` at once, and `refill` more a second."""

    burst: float
    refill: float


NOTICES: Final = Pace(10, 1 / 60)


class Buckets:
    """Seconds are those of a clock that never goes back."""

    def __init__(self, pace: Pace = NOTICES) -> None:
        self._pace = pace
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, now: float) -> bool:
        """Whether a token was left, which is then gone."""
        left = self._now(key, now)
        self._left[key] = (left - 1 if left >= 1 else left, now)
        self._left.move_to_end(key)
        while len(self._left) > MOST:
            self._left.popitem(last=False)
        return left >= 1

    def give_back(self, key: str, now: float) -> None:
        """Puts a taken token back."""
        self._left[key] = (self._now(key, now) + 1, now)

    def has(self, key: str, now: float) -> bool:
        """Whether a token is left, which stays."""
        return self._now(key, now) >= 1

    def _now(self, key: str, now: float) -> float:
        left, seen = self._left.get(key, (self._pace.burst, now))
        return min(self._pace.burst, left + self._pace.refill * (now - seen))


def place_of(host: str) -> str:
    """An IPv4 address, also one that is written as IPv6, whose network would be that of everybody;
    of IPv6 the network of 64 bits, which one household has whole."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))
