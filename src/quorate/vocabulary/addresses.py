"""Addresses of the web, and the way to them. Pure."""

import ipaddress
from typing import Final
from urllib.parse import urlsplit

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
"""This very machine, by every name that it has for itself."""


def is_address(address: str) -> bool:
    """Whether it names a server, and a port that there can be if any."""
    try:
        parts = urlsplit(address)
        return address.isprintable() and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_private(address: str) -> bool:
    """Whether nobody on the way can read or change what is sent there: https, or this very
    machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or parts.hostname in LOOPBACK


def is_outside(address: str) -> bool:
    """Whether an IP address leads out of the house: one host's own, public one.

    Not inside: private and reserved ranges, multicast, and the ranges of IPv6 in which an address
    of IPv4 is wrapped, for a gateway would carry it on to that one. Raises ValueError where it is
    no address.
    """
    found = ipaddress.ip_address(address)
    if not found.is_global or found.is_multicast or found.is_reserved:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return True
    return not found.is_site_local and found.sixtofour is None
