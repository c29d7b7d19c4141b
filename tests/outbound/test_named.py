"""Addresses that the settings name: no proxy hears what is asked there, and no cookie is kept."""

import pytest
from tests.connectors.answering import answering, saying

from quorate.effects.connectors.calling import Calls
from quorate.outbound.named import named
from quorate.vocabulary.problems import Refusal

TOKEN = "t0ken"
COOKIE = "Set-Cookie: kept=for-good; Max-Age=99999"


async def test_no_cookie_is_kept() -> None:
    async with (
        answering(saying("200 OK", b"{}", COOKIE)) as (url, heads),
        named(5.0, url) as http,
    ):
        for _ in range(2):
            assert (await http.get("/x")).status_code == 200
        assert not list(http.cookies.jar)
    assert len(heads) == 2
    assert not any("cookie" in head.lower() for head in heads)


async def test_no_proxy_of_the_environment_hears_a_platform_s_token(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with (
        answering(saying("200 OK", b"{}")) as (proxy, overheard),
        answering(saying("200 OK", b"{}")) as (platform, asked),
    ):
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy)
        monkeypatch.setenv("NO_PROXY", "")
        monkeypatch.setenv("no_proxy", "")
        calls = Calls(platform, TOKEN)
        assert not isinstance(await calls.answer("GET", "/users"), Refusal)
        await calls.close()
    assert [head.split(" HTTP", 1)[0] for head in asked] == ["GET /users"]
    assert overheard == []
