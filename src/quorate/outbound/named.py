"""A client for addresses that the settings name, which are asked as they stand."""

from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx2

from quorate.outbound.trust import trusted


def named(
    seconds: float, base_url: str = "", headers: Mapping[str, str] | None = None
) -> httpx2.AsyncClient:
    """It goes by no proxy of the environment, which would read the tokens that go with the
    requests, and keeps no cookie, of which an answer may set any number, for good."""
    return httpx2.AsyncClient(
        base_url=base_url,
        headers=headers,
        timeout=seconds,
        verify=trusted(),
        trust_env=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
    )
