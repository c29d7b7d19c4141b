"""Addresses that somebody outside gives: looked up once, asked there, and never inside."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from quorate.outbound.transport import NotOutsideError, Outbound, addresses, outbound
from quorate.vocabulary.addresses import LOOPBACK, is_outside

PUBLIC = "93.184.215.14"
INSIDE = [
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1"),
    *("0.0.0.0", "255.255.255.255", "240.0.0.1", "224.0.0.1", "198.18.0.1"),
    *("::", "::1", "fd00::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff0e::1", "2001:db8::1"),
    # IPv4 inside of IPv6: a gateway would carry it to the address that it holds.
    *("::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::"),
]


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_of_the_inside_is_outside(address: str) -> None:
    assert not is_outside(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_a_public_address_is_outside(address: str) -> None:
    assert is_outside(address)


class Wire:
    """What is asked below; `found` is what each look at the name finds, in turns."""

    def __init__(self, *found: list[str], inside: frozenset[str] = frozenset()) -> None:
        self.asked: list[httpx2.Request] = []
        self.looks = list(found)
        below = httpx2.MockTransport(self._answer)
        self.client = httpx2.AsyncClient(transport=Outbound(below, inside, self._look))
        self.status, self.headers = 200, dict[str, str]()

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        return httpx2.Response(self.status, headers=self.headers)

    async def _look(self, host: str, port: int) -> list[str]:
        assert host, port
        return self.looks.pop(0)


async def test_the_very_address_that_was_looked_at_is_asked_under_the_host_s_name() -> None:
    wire = Wire([PUBLIC])
    await wire.client.post("https://ops.example:8443/hook?a=b", content=b"x")
    (asked,) = wire.asked
    assert str(asked.url) == f"https://{PUBLIC}:8443/hook?a=b"
    assert asked.headers["host"] == "ops.example:8443"
    assert asked.extensions["sni_hostname"] == "ops.example"
    assert asked.method == "POST"
    assert await asked.aread() == b"x"


async def test_names_that_no_resolver_answers_for_take_nobody_else_s_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A look-up has its thread until the resolver gives up, however soon nobody waits any more."""
    given_up, find = threading.Event(), socket.getaddrinfo

    def looked_up(host: str, *said: Any, **more: Any) -> Any:
        if host.endswith(".silent.example"):
            given_up.wait(20)
            raise socket.gaierror
        return find(host, *said, **more)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    silent = [asyncio.create_task(addresses(f"h{n}.silent.example", 443)) for n in range(64)]
    try:
        async with asyncio.timeout(5):
            assert await asyncio.to_thread(lambda: "done") == "done"
            assert await asyncio.get_running_loop().getaddrinfo("localhost", 443)
    finally:
        given_up.set()
        found = await asyncio.gather(*silent, return_exceptions=True)
    assert all(isinstance(one, OSError) for one in found)


async def test_a_name_that_turns_between_two_looks_reaches_nothing_inside() -> None:
    """DNS rebinding: nobody below looks the name up again, and each request looks anew."""
    wire = Wire([PUBLIC], ["127.0.0.1"])
    await wire.client.get("https://turns.example/")
    with pytest.raises(NotOutsideError):
        await wire.client.get("https://turns.example/")
    assert [one.url.host for one in wire.asked] == [PUBLIC]


@pytest.mark.parametrize("found", [[], ["10.0.0.1"], [PUBLIC, "10.0.0.1"], ["fd00::1", PUBLIC]])
async def test_one_private_address_among_all_refuses_the_name(found: list[str]) -> None:
    wire = Wire(found)
    with pytest.raises(NotOutsideError):
        await wire.client.get("https://mixed.example/")
    assert wire.asked == []


@pytest.mark.parametrize("to", ["http://169.254.169.254/latest", "https://turned.example/"])
async def test_a_redirect_leads_nowhere_inside_even_if_followed(to: str) -> None:
    wire = Wire([PUBLIC], ["169.254.169.254"])
    wire.status, wire.headers = 302, {"Location": to}
    assert (await wire.client.get("https://there.example/")).status_code == 302
    wire.looks = [[PUBLIC], ["169.254.169.254"]]
    with pytest.raises(NotOutsideError):
        await wire.client.get("https://there.example/", follow_redirects=True)
    assert {one.url.host for one in wire.asked} == {PUBLIC}


async def test_nothing_goes_out_in_the_clear() -> None:
    wire = Wire([PUBLIC])
    with pytest.raises(NotOutsideError):
        await wire.client.get("http://clear.example/")
    assert wire.asked == []


async def test_this_machine_by_name_is_reached_where_its_settings_say_so() -> None:
    wire = Wire(inside=LOOPBACK)
    assert (await wire.client.get("http://localhost:1/hook")).status_code == 200
    with pytest.raises(NotOutsideError):
        await Wire(["127.0.0.1"]).client.get("https://localhost/")


async def test_no_connection_serves_two_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two names may share an address: kept open, a connection that proved one of them would be
    taken for the other."""
    seen: list[httpx2.Limits] = []
    real: Callable[..., None] = httpx2.AsyncHTTPTransport.__init__

    def noted(self: httpx2.AsyncHTTPTransport, **given: object) -> None:
        limits = given["limits"]
        assert isinstance(limits, httpx2.Limits)
        seen.append(limits)
        real(self, verify=ssl.create_default_context(), limits=limits)

    monkeypatch.setattr(httpx2.AsyncHTTPTransport, "__init__", noted)
    async with outbound():
        assert [one.max_keepalive_connections for one in seen] == [0]
