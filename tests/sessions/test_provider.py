"""Signing in at a real, certified provider; what of it is refused."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
from tests.provider.running import CLIENT, RealProvider, log_in, real_provider
from tests.sessions.conftest import Office

from quorate.console.around.desk import COOKIE
from quorate.people.sign_ins import link
from quorate.sessions.provider import Provider, Registration
from quorate.vocabulary.times import now

RETURN = "http://localhost/console/sign-in/return"


@pytest.fixture(scope="module")
def real() -> Iterator[RealProvider]:
    with real_provider(RETURN) as made:
        yield made


@pytest.fixture
async def signing(office: Office, real: RealProvider) -> AsyncGenerator[Office]:
    """An office that signs in at the provider, which knows the employee as e-17."""
    async with httpx2.AsyncClient() as http:
        own = Registration(real.issuer, CLIENT, real.secret, RETURN)
        office.house.provider = Provider(own, http, now)
        async with office.pool.connection() as conn:
            assert await link(conn, real.issuer, "e-17", "employee", office.world.now, "web")
        yield office


async def asked(browser: httpx2.AsyncClient) -> str:
    answer = await browser.get("/console/sign-in/provider")
    assert answer.status_code == 303, answer.text
    flags = answer.headers["set-cookie"].lower()
    assert "httponly" in flags
    assert "samesite=lax" in flags
    assert "path=/console/sign-in" in flags
    return answer.headers["location"]


async def came_back(browser: httpx2.AsyncClient, who: str) -> str:
    return await log_in(await asked(browser), who, RETURN)


async def test_the_provider_s_person_is_seated_and_signs_nothing(signing: Office) -> None:
    async with signing.browser() as browser:
        address = await asked(browser)
        query = parse_qs(urlsplit(address).query)
        assert query["code_challenge_method"] == ["S256"]
        assert query["response_type"] == ["code"]
        assert query["scope"] == ["openid"]
        answer = await browser.get(await log_in(address, "e-17", RETURN))
        assert answer.status_code == 200, answer.text
        assert "Signed in as employee" in answer.text
        assert "HttpOnly" in str(answer.headers.get_list("set-cookie"))
        assert (await browser.get("/console/queue")).status_code == 200
        page = (await browser.get("/console/me")).text
        assert "signs nothing" in page
        assert "provider" in page


async def test_who_is_unknown_gets_a_page_with_the_way_out(signing: Office) -> None:
    async with signing.browser() as browser:
        answer = await browser.get(await came_back(browser, "stranger"))
        assert answer.status_code == 403
        assert "stranger at http://127.0.0.1" in answer.text
        assert "The way out" in answer.text
        assert COOKIE not in browser.cookies
        assert (await browser.get("/console/queue")).status_code == 401


async def test_a_code_is_taken_once(signing: Office) -> None:
    async with signing.browser() as browser, signing.browser() as again:
        back = await came_back(browser, "e-17")
        again.cookies.update(browser.cookies)
        assert (await browser.get(back)).status_code == 200
        answer = await again.get(back)
        assert answer.status_code == 403
        assert "does not take this code" in answer.text


async def test_states_of_two_sign_ins_do_not_mix(signing: Office) -> None:
    async with signing.browser() as mine, signing.browser() as thief:
        planted = await came_back(thief, "e-17")
        await asked(mine)
        answer = await mine.get(planted)
        assert answer.status_code == 403
        assert "another sign-in" in answer.text
        async with signing.browser() as fresh:
            assert (await fresh.get(planted)).status_code == 403


async def test_an_answer_of_another_provider_is_refused(signing: Office) -> None:
    async with signing.browser() as browser:
        back = urlsplit(await came_back(browser, "e-17"))
        query = {k: v[0] for k, v in parse_qs(back.query).items()}
        for iss in ({"iss": "https://evil.example"}, {}):
            fields = {k: v for k, v in query.items() if k != "iss"} | iss
            answer = await browser.get(f"{RETURN}?{urlencode(fields)}")
            assert answer.status_code == 403
            assert "another provider" in answer.text


@pytest.mark.parametrize(
    "answer", [{"error": "access_denied"}, {}, {"code": "forged"}, {"code": "é" * 9}]
)
async def test_an_answer_without_a_good_code_is_refused(
    signing: Office, real: RealProvider, answer: dict[str, str]
) -> None:
    async with signing.browser() as browser:
        state = parse_qs(urlsplit(await asked(browser)).query)["state"][0]
        fields = {"state": state, "iss": real.issuer, **answer}
        assert (await browser.get(f"{RETURN}?{urlencode(fields)}")).status_code == 403
        odd = await browser.get(f"{RETURN}?{urlencode({**fields, 'state': 'é'})}")
        assert odd.status_code == 403


async def test_the_way_back_leads_nowhere_else(signing: Office) -> None:
    async with signing.browser() as browser:
        address = await browser.get("/console/sign-in/provider?next=https://evil.example")
        back = await log_in(address.headers["location"], "e-17", RETURN)
        answer = await browser.get(f"{back}&next=https://evil.example")
        assert answer.status_code == 200
        assert "evil" not in answer.text + str(answer.headers)


async def test_a_leaver_with_a_living_account_at_the_provider_gets_no_session(
    signing: Office,
) -> None:
    signing.world.changed("employee", contract_end="2026-11-24")
    async with signing.browser() as browser:
        answer = await browser.get(await came_back(browser, "e-17"))
        assert answer.status_code == 403
        assert "the contract ended" in answer.text


async def test_no_second_way_in_beside_the_provider(signing: Office) -> None:
    async with signing.browser() as browser:
        answer = await browser.get("/console/sign-in?invite=invite-of-employee")
        assert answer.status_code == 401
        assert "Sign in at" in (await browser.get("/console")).text


async def test_new_keys_of_the_provider_count_at_once(signing: Office, real: RealProvider) -> None:
    async with signing.browser() as browser:
        assert (await browser.get(await came_back(browser, "e-17"))).status_code == 200
        real.stop()
        answer = await browser.get("/console/sign-in/provider")
        assert answer.status_code == 303
        back = f"{RETURN}?{urlencode({'code': 'x', 'iss': real.issuer})}"
        state = parse_qs(urlsplit(answer.headers["location"]).query)["state"][0]
        gone = await browser.get(f"{back}&state={state}")
        assert gone.status_code == 503
        assert "The way out" in gone.text
        await asyncio.sleep(1.1)
        real.start()
        assert (await browser.get(await came_back(browser, "e-17"))).status_code == 200
