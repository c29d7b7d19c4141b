"""Security events (RFC 8417, RFC 8935): they end sessions, open nothing and tell nothing."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from tests.casework import entries, rows
from tests.provider.running import CLIENT
from tests.sessions import forging
from tests.sessions.conftest import Office

from quorate.incidents.stage.world import NOON
from quorate.people.sign_ins import link
from quorate.sessions.signals import Fault, Receiver
from quorate.sessions.tokens import Keys

AT = int(NOON.timestamp())
FROM, TO, LOGIN = "https://events.example", "https://quorate.example", "https://login.example"
CAEP = "https://schemas.openid.net/secevent/caep/event-type/"
RISC = "https://schemas.openid.net/secevent/risc/event-type/"
SSF = "https://schemas.openid.net/secevent/ssf/event-type/"
ABOUT = {"format": "iss_sub", "iss": LOGIN, "sub": "e-17"}
SET = {"Content-Type": "application/secevent+jwt"}


def said(event: str = f"{CAEP}session-revoked", **more: Any) -> dict[str, Any]:
    plain = {
        "iss": FROM,
        "aud": TO,
        "iat": AT,
        "jti": "event-1",
        "events": {event: {"event_timestamp": AT}},
        "sub_id": ABOUT,
    }
    return {k: v for k, v in {**plain, **more}.items() if v is not None}


def sealed(claims: dict[str, Any], **header: Any) -> str:
    return forging.signed(claims, **{"typ": "secevent+jwt", **header})


def receiver() -> Receiver:
    async def fetched() -> object:
        return forging.public()

    return Receiver(FROM, TO, Keys(fetched))


@pytest.fixture
async def told(office: Office) -> Office:
    """An office with a transmitter, whose events name the employee e-17."""

    office.house.receiver = receiver()
    async with office.pool.connection() as conn:
        await link(conn, LOGIN, "e-17", "employee", NOON, "web")
    return office


async def push(office: Office, body: str, **headers: str) -> httpx2.Response:
    async with office.browser() as http:
        return await http.post("/v1/signals", content=body, headers={**SET, **headers})


@pytest.mark.parametrize(
    "event", [f"{CAEP}session-revoked", f"{CAEP}credential-change", f"{RISC}account-disabled"]
)
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"sub_id": {"format": "complex", "user": ABOUT}},
        {"aud": ["https://other.example", TO]},
    ],
    ids=str,
)
async def test_every_session_of_the_subject_ends_at_once(
    told: Office, database_url: str, event: str, more: dict[str, Any]
) -> None:
    async with told.browser() as first, told.browser() as second, told.browser() as other:
        for browser, who in ((first, "employee"), (second, "employee"), (other, "contractor")):
            await told.sign_in(browser, who)
        answer = await push(told, sealed(said(event, **more)))
        assert (answer.status_code, answer.content) == (202, b"")
        assert (await first.get("/console/queue")).status_code == 401
        assert (await second.get("/console/queue")).status_code == 401
        assert (await other.get("/console/queue")).status_code == 200
    (entry,) = [e for e in entries(database_url) if e["event"] == "session:revoked"]
    assert entry["attested"] == "process"
    assert entry["data"]["person"] == "employee"
    assert entry["data"]["sessions"] == 2
    assert entry["data"]["reason"] == event.rsplit("/", 1)[1]
    assert "e-17" not in str(entry)


async def test_an_older_transmitter_names_the_subject_inside_the_event(told: Office) -> None:
    event = {f"{CAEP}session-revoked": {"subject": ABOUT}}
    async with told.browser() as browser:
        await told.sign_in(browser, "employee")
        await push(told, sealed(said(events=event, sub_id=None)))
        assert (await browser.get("/console/queue")).status_code == 401


async def test_the_same_event_again_acts_no_more(told: Office, database_url: str) -> None:
    body = sealed(said())
    assert (await push(told, body)).status_code == 202
    async with told.browser() as browser:
        await told.sign_in(browser, "employee")
        assert (await push(told, body)).status_code == 202
        assert (await browser.get("/console/queue")).status_code == 200
        assert (await push(told, sealed(said(jti="event-2")))).status_code == 202
        assert (await browser.get("/console/queue")).status_code == 401
    assert len([e for e in entries(database_url) if e["event"] == "session:revoked"]) == 2


async def test_known_and_unknown_people_are_answered_alike(told: Office, database_url: str) -> None:
    known = await push(told, sealed(said()))
    strangers = [
        {"format": "iss_sub", "iss": LOGIN, "sub": "nobody"},
        {"format": "iss_sub", "iss": "https://other.example", "sub": "e-17"},
    ]
    for number, about in enumerate(strangers):
        answer = await push(told, sealed(said(sub_id=about, jti=f"s{number}")))
        assert (answer.status_code, answer.content) == (known.status_code, known.content)
        assert answer.headers == known.headers
    assert len([e for e in entries(database_url) if e["event"] == "session:revoked"]) == 1


async def test_the_stream_s_own_test_is_answered(told: Office, database_url: str) -> None:
    claims = said(events={f"{SSF}verification": {"state": "x"}}, sub_id={"format": "opaque"})
    assert (await push(told, sealed(claims))).status_code == 202
    assert [e["event"] for e in entries(database_url)] == ["sign-in:linked"]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"iss": "https://evil.example"}, "invalid_issuer"),
    ({"iss": None}, "invalid_issuer"),
    ({"aud": "https://other.example"}, "invalid_audience"),
    ({"aud": [CLIENT]}, "invalid_audience"),
    ({"aud": None}, "invalid_audience"),
    ({"iat": AT - 86_401}, "invalid_request"),
    ({"iat": AT + 61}, "invalid_request"),
    ({"iat": "now"}, "invalid_request"),
    ({"iat": None}, "invalid_request"),
    ({"exp": AT + 300}, "invalid_request"),
    ({"jti": None}, "invalid_request"),
    ({"jti": 7}, "invalid_request"),
    ({"events": {f"{CAEP}session-established": {}}}, "invalid_request"),
    ({"events": {f"{RISC}account-enabled": {}}}, "invalid_request"),
    ({"events": {}}, "invalid_request"),
    ({"events": []}, "invalid_request"),
    (
        {"events": {f"{CAEP}session-revoked": {}, f"{CAEP}credential-change": {}}},
        "invalid_request",
    ),
    ({"sub_id": {"format": "email", "email": "e@here.example"}}, "invalid_request"),
    ({"sub_id": {"format": "complex", "device": ABOUT}}, "invalid_request"),
    ({"sub_id": None}, "invalid_request"),
    ({"sub_id": "e-17"}, "invalid_request"),
]


@pytest.mark.parametrize(("more", "err"), REFUSED, ids=str)
async def test_an_event_that_is_not_for_us_is_refused(more: dict[str, Any], err: str) -> None:
    claims = {k: v for k, v in {**said(), **more}.items() if v is not None}
    found = await receiver().read(sealed(claims), NOON)
    assert isinstance(found, Fault)
    assert found.err == err


FORGERIES: list[Callable[[dict[str, Any]], str]] = [
    lambda c: forging.unsigned(c, typ="secevent+jwt"),
    lambda c: forging.by_public_key(c, typ="secevent+jwt"),
    lambda c: forging.signed(c, forging.STRANGER, typ="secevent+jwt"),
    lambda c: sealed(c, kid="unknown"),
    lambda c: sealed(c)[:-4] + "AAAA",
    lambda _: "",
    lambda _: "nonsense",
]


@pytest.mark.parametrize("forge", FORGERIES)
async def test_a_forgery_ends_nothing_and_every_one_is_answered_alike(
    told: Office, forge: Callable[[dict[str, Any]], str]
) -> None:
    async with told.browser() as browser:
        await told.sign_in(browser, "employee")
        for claims in (said(), said(iss="https://evil.example"), said(aud="x")):
            answer = await refused(told, forge(claims), "invalid_key")
            assert answer["description"] == "not signed by a key of the transmitter"
        assert (await browser.get("/console/queue")).status_code == 200


async def refused(office: Office, body: str, err: str) -> dict[str, str]:
    answer = await push(office, body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/json"
    found: dict[str, str] = answer.json()
    assert set(found) == {"err", "description"}
    assert found["err"] == err, found
    return found


async def test_another_kind_of_token_is_no_event(told: Office, database_url: str) -> None:
    await refused(told, sealed(said(), typ="JWT"), "invalid_request")
    await refused(told, sealed(said(), typ="at+jwt"), "invalid_request")
    await refused(told, sealed(said(aud=CLIENT)), "invalid_audience")
    assert rows(database_url, "SELECT * FROM signals") == []


async def test_another_body_is_refused(told: Office) -> None:
    for content, headers in (
        (sealed(said()), {"Content-Type": "application/json"}),
        ("a" * 20_000, {}),
        ("é", {}),
    ):
        answer = await push(told, content, **headers)
        assert answer.json()["err"] == "invalid_request"


async def test_keys_that_cannot_be_read_refuse_for_a_while(office: Office) -> None:
    async def away() -> object:
        raise OSError("no such file")

    office.house.receiver = Receiver(FROM, TO, Keys(away))
    assert (await push(office, sealed(said()))).status_code == 503


async def test_without_a_transmitter_nobody_listens(office: Office) -> None:
    assert (await push(office, sealed(said()))).status_code == 404
