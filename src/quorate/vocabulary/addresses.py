"""Addresses of the web, and the way to them. Pure."""

from typing import Final
from urllib.parse import urlsplit

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
"""This very machine, by every name that it has for itself."""


def is_private(address: str) -> bool:
    """Whether nobody on the way can read or change what is sent there: https, or this very
    machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or parts.hostname in LOOPBACK
