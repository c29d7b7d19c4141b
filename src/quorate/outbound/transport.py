"""The one way to an address that a stranger named: looked up once, asked at that very address, by
https, and never inside our own network.

Whoever can name a host can turn its name between two looks (DNS rebinding), so nobody below looks
again. What the settings name is the installation's own word, and needs none of this.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Final, TypeAlias

import httpx2

from quorate.outbound.trust import trusted
from quorate.vocabulary.addresses import is_outside

HTTPS: Final = 443
SECONDS: Final = 10.0
NAMES: Final = 32
"""Of strangers that are looked up at once."""
Lookup: TypeAlias = Callable[[str, int], Awaitable[list[str]]]


class NotOutsideError(httpx2.ConnectError):
    """The address is one inside, or none at all, or is not asked by https."""


@cache
def _threads() -> ThreadPoolExecutor:
    """For strangers' names alone. A look-up has its thread until the resolver gives up, however
    soon nobody waits any more; and uvloop has two for all names of a process, the database's and
    the settings' among them."""
    return ThreadPoolExecutor(NAMES, "names")


async def addresses(host: str, port: int) -> list[str]:
    """The addresses of a host, as the machine resolves it. Raises OSError where it has none."""
    look = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    found = await asyncio.get_running_loop().run_in_executor(_threads(), look)
    return [str(row[4][0]) for row in found]


class Outbound(httpx2.AsyncBaseTransport):
    """Hands on to `below` what leads outside, with the address in place of the name; the name
    stays in Host and in what the certificate has to prove.

    `inside` are hosts that the caller's settings name, which are asked as they are.
    """

    def __init__(
        self,
        below: httpx2.AsyncBaseTransport,
        inside: frozenset[str] = frozenset(),
        lookup: Lookup = addresses,
    ) -> None:
        self._below, self._inside, self._lookup = below, inside, lookup

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Raises NotOutsideError, OSError where the name has no address, and what `below` does."""
        if request.url.host in self._inside:
            return await self._below.handle_async_request(request)
        return await self._below.handle_async_request(await self._pinned(request))

    async def _pinned(self, request: httpx2.Request) -> httpx2.Request:
        url = request.url
        if url.scheme != "https":
            raise NotOutsideError("not by https")
        found = await self._lookup(url.host, url.port or HTTPS)
        if not found or not all(is_outside(one) for one in found):
            raise NotOutsideError("the host is not at a public address")
        return httpx2.Request(
            request.method,
            url.copy_with(host=found[0]),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": url.host},
        )

    async def aclose(self) -> None:
        """Closes what is below."""
        await self._below.aclose()


def outbound(inside: frozenset[str] = frozenset()) -> httpx2.AsyncClient:
    """A client that reaches the outside alone, and `inside`; it follows nothing by itself.

    No connection is kept: two names may share an address, and one that proved the first would be
    taken for the second.
    """
    below = httpx2.AsyncHTTPTransport(
        verify=trusted(), trust_env=False, limits=httpx2.Limits(max_keepalive_connections=0)
    )
    return httpx2.AsyncClient(
        transport=Outbound(below, inside), timeout=SECONDS, trust_env=False, follow_redirects=False
    )
