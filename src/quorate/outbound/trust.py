"""The certificates that this machine trusts, read once: each client that reads them itself takes
30 ms, and few ever speak TLS."""

import ssl
from functools import cache

import httpx2


@cache
def trusted() -> ssl.SSLContext:
    """For every client of this process."""
    return httpx2.create_ssl_context(trust_env=False)
