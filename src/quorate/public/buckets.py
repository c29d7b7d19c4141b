"""How often one place may give a notice: a bucket of tokens each, in this process's memory."""

import ipaddress
from collections import OrderedDict
from typing import Final

BURST: Final = 10.0
REFILL: Final = 1 / 60  # tokens a second
MOST: Final = 20_000  # places; the one unseen for longest is forgotten first


class Buckets:
    """Seconds are those of a clock that never goes back."""

    def __init__(self) -> None:
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, host: str, now: float) -> bool:
        """Whether this place has a token left, which is then gone."""
        place = place_of(host)
        left, seen = self._left.pop(place, (BURST, now))
        left = min(BURST, left + REFILL * (now - seen))
        allowed = left >= 1
        self._left[place] = (left - 1 if allowed else left, now)
        while len(self._left) > MOST:
            self._left.popitem(last=False)
        return allowed


def place_of(host: str) -> str:
    """An IPv4 address; of IPv6 the network of 64 bits, which one household has whole."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))
