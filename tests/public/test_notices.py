"""Notices by form and by token: each element is asked for, nothing typed is lost, and an address
says what became of it."""

import html
import json
import re
from typing import Any

import pytest
from tests.casework import entries, rows
from tests.noticing import decide, unfounded
from tests.public.conftest import Outside

from quorate.api.around.buckets import NOTICES, Buckets, place_of
from quorate.intake.misuse import Decided
from quorate.vocabulary.events import Event
from quorate.vocabulary.kinds import Outcome

EMAIL, NAME = "canary@mail.example", "Canary Neighbour"
TROLL = "@troll:here.example"
FORM = {
    "key": "k" * 43,
    "location": TROLL,
    "account": "",
    "ground": "illegal",
    "category": "safety",
    "explanation": "it threatens my neighbour by name",
    "name": NAME,
    "email": EMAIL,
    "good_faith": "yes",
    "website": "",
}
BODY: dict[str, Any] = {
    **{name: FORM[name] for name in ("location", "ground", "category", "explanation")},
    "name": NAME,
    "email": EMAIL,
    "good_faith": True,
}
NEW = "/public/notices/new"
TOKEN = {"Authorization": "Bearer token-of-hotline", "Idempotency-Key": "k1"}


async def sent(outside: Outside, **changes: str) -> str:
    """The address that a whole form leads to."""
    answer = await outside.http.post(NEW, data={**FORM, **changes})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def test_a_notice_gets_an_address_and_a_case(outside: Outside) -> None:
    address = await sent(outside)
    page = await outside.read(address)
    assert "Received; nobody has looked at it yet" in page
    assert rows(outside.url, "SELECT area, reports FROM cases") == [("safety", 1)]
    ((kept,),) = rows(outside.url, "SELECT n::text FROM notices n")
    assert address.rpartition("/")[2] not in kept


async def test_a_form_whose_answer_got_lost_is_corrected_and_sent(outside: Outside) -> None:
    await sent(outside)
    words = "it threatens my neighbour, and me"
    answer = await outside.http.post(NEW, data={**FORM, "explanation": words})
    assert answer.status_code == 409
    assert words in answer.text
    assert 'href="#key"' not in answer.text
    key = re.search(r'name="key" value="([^"]+)"', answer.text)
    assert key is not None
    await sent(outside, explanation=words, key=key[1])
    assert len(rows(outside.url, "SELECT 1 FROM notices")) == 2


@pytest.mark.parametrize(
    "field", ["location", "ground", "category", "explanation", "name", "email", "good_faith"]
)
async def test_each_missing_element_is_named_and_what_was_typed_comes_back(
    outside: Outside, field: str
) -> None:
    answer = await outside.http.post(NEW, data={**FORM, field: ""})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="wrong-{field}"' in answer.text
    for name in {"location", "explanation", "name", "email"} - {field}:
        assert html.escape(FORM[name]) in answer.text, name
    for name in {"ground", "good_faith"} - {field}:
        assert re.search(rf'name="{name}" value="{FORM[name]}"[^>]* checked', answer.text), name
    assert rows(outside.url, "SELECT 1 FROM notices") == []


@pytest.mark.parametrize(
    "field", ["location", "ground", "category", "explanation", "name", "email", "good_faith"]
)
async def test_the_api_names_each_missing_element(outside: Outside, field: str) -> None:
    body = {name: value for name, value in BODY.items() if name != field}
    answer = await outside.http.post("/v1/notices", json=body, headers=TOKEN)
    assert answer.status_code == 422
    assert answer.json()["field"] == field
    assert rows(outside.url, "SELECT 1 FROM notices") == []


async def test_a_link_to_a_message_asks_who_wrote_it(outside: Outside) -> None:
    link = "https://matrix.to/#/!r:here.example/$ev?via=here.example"
    answer = await outside.http.post(NEW, data={**FORM, "location": link})
    assert 'href="#account"' in answer.text
    await sent(outside, location=link, account=TROLL)
    found = rows(outside.url, "SELECT kind, native FROM subjects")
    assert found == [("message", f"!r:here.example/$ev/{TROLL}")]


async def test_of_child_abuse_nobody_has_to_say_who_they_are(outside: Outside) -> None:
    await sent(outside, name="", email="", child_abuse="yes")
    assert rows(outside.url, "SELECT name, email, notifier_id FROM notices") == [(None,) * 3]


async def test_by_token_it_is_told_once_and_without_one_not_at_all(outside: Outside) -> None:
    first = await outside.http.post("/v1/notices", json=BODY, headers=TOKEN)
    again = await outside.http.post("/v1/notices", json=BODY, headers=TOKEN)
    assert (first.status_code, first.json()) == (202, again.json())
    assert "Received" in await outside.read(first.json()["address"])
    other = {**BODY, "explanation": "another"}
    assert (await outside.http.post("/v1/notices", json=other, headers=TOKEN)).status_code == 409
    for token in ({}, {"Authorization": "Bearer wrong"}):
        headers = {"Idempotency-Key": "k2", **token}
        answer = await outside.http.post("/v1/notices", json=BODY, headers=headers)
        assert answer.status_code == 401


async def test_a_form_sent_twice_is_one_notice(outside: Outside) -> None:
    assert await sent(outside) == await sent(outside)
    assert rows(outside.url, "SELECT count(*) FROM notices") == [(1,)]


async def test_whoever_fills_in_what_nobody_sees_sends_nothing(outside: Outside) -> None:
    answer = await outside.http.post(NEW, data={**FORM, "website": "https://spam.example"})
    assert answer.status_code == 422
    assert FORM["explanation"] in answer.text
    assert rows(outside.url, "SELECT 1 FROM notices") == []


async def test_one_place_sends_a_few_and_loses_nothing(outside: Outside) -> None:
    for number in range(int(NOTICES.burst)):
        await sent(outside, key=str(number).rjust(43, "k"))
    answer = await outside.http.post(NEW, data={**FORM, "key": "x" * 43})
    assert answer.status_code == 429
    assert FORM["explanation"] in answer.text


async def test_a_form_from_another_site_is_refused(outside: Outside) -> None:
    answer = await outside.http.post(NEW, data=FORM, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
        "\u202e\u2066right to left\u2069\u202c",
        "{{ 7 * 7 }} %(name)s {% raw %}",
        "a" * 10_001,
        "nul \x00 in it",
    ],
)
async def test_hostile_text_does_no_harm(outside: Outside, text: str) -> None:
    for field in ("location", "account", "explanation", "name", "category", "ground"):
        answer = await outside.http.post(NEW, data={**FORM, field: text, "email": ""})
        assert answer.status_code == 422
        assert "<script" not in answer.text
        assert "<img" not in answer.text
    answer = await outside.http.post(NEW, data={**FORM, "location": text, "account": TROLL})
    if answer.status_code == 303:
        page = await outside.read(answer.headers["location"])
        assert "<script" not in page
        assert "\u202e" not in page


async def test_a_megabyte_is_read_or_refused_and_nothing_breaks(outside: Outside) -> None:
    near = await outside.http.post(NEW, data={**FORM, "explanation": "a" * 1_000_000})
    assert near.status_code == 422
    over = await outside.http.post(NEW, data={**FORM, "explanation": "a" * (1 << 20)})
    assert over.status_code == 413
    many = await outside.http.post(NEW, content=b"&".join(b"a=1" for _ in range(5000)))
    assert many.status_code in (400, 422)
    await sent(outside)


@pytest.mark.parametrize("address", ["x" * 43, "x", "../..", "x" * 5000])
async def test_another_address_shows_nothing(outside: Outside, address: str) -> None:
    answer = await outside.http.get(f"/public/notices/{address}")
    assert answer.status_code == 404


async def decided(outside: Outside, outcome: Outcome) -> None:
    ((case,),) = rows(outside.url, "SELECT id FROM cases WHERE state = 'open'")
    await outside.play.claim("contractor", case)
    await outside.play.close("contractor", case, outcome)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.ACTIONED, "we acted on it"),
        (Outcome.NO_VIOLATION, "no violation"),
        (Outcome.DUPLICATE, "dealt with already"),
    ],
)
async def test_the_address_tells_each_step_and_never_who(
    outside: Outside, outcome: Outcome, words: str
) -> None:
    address = await sent(outside)
    ((case,),) = rows(outside.url, "SELECT id FROM cases")
    await outside.play.claim("contractor", case)
    assert "Being reviewed" in await outside.read(address)
    outside.world.later(minutes=20)
    await decided(outside, outcome)
    page = await outside.read(address)
    assert words in page
    assert "No automated means decided" in page
    assert "appeal free of charge" in page
    assert "contractor" not in page
    await outside.play.reopen("lead", case)
    assert words not in await outside.read(address)


async def test_it_is_told_in_the_person_s_language(outside: Outside) -> None:
    page = await outside.read(NEW, **{"Accept-Language": "de"})
    assert 'lang="de"' in page
    assert "Report content" not in page


async def test_a_language_is_chosen_where_one_is_and_kept(outside: Outside) -> None:
    address = await sent(outside)
    chosen = await outside.http.get(f"{address}?language=de")
    assert 'lang="de"' in chosen.text
    assert 'href="?language=en"' in chosen.text
    assert 'lang="de"' in await outside.read(address)
    await outside.http.get(f"{address}?language=<script>")
    assert 'lang="de"' in await outside.read(address)


async def test_who_is_suspended_is_told_why_and_until_when(outside: Outside) -> None:
    await sent(outside)
    ((voice,),) = rows(outside.url, "SELECT voice FROM notifiers")
    await decided(outside, Outcome.NO_VIOLATION)
    rows(outside.url, "UPDATE notices SET unfounded_by = 'x', unfounded_at = now() RETURNING 1")
    ((notifier,),) = rows(outside.url, "SELECT id FROM notifiers WHERE voice = %s", voice)
    assert isinstance(await decide(outside.play, Event.NOTIFIER_WARNED, notifier, 0), Decided)
    rows(
        outside.url,
        "UPDATE notices SET unfounded_at = %s RETURNING 1",
        outside.world.now.replace(year=outside.world.now.year + 1),
    )
    assert isinstance(await decide(outside.play, Event.NOTIFIER_SUSPENDED, notifier, 1), Decided)
    address = await sent(outside, key="z" * 43)
    page = await outside.read(address)
    assert "Recorded, and not processed" in page
    assert "they were about the weather" in page
    assert rows(outside.url, "SELECT count(*) FROM cases WHERE state = 'open'") == [(0,)]
    for entry in entries(outside.url):
        said = json.dumps(entry)
        assert EMAIL not in said
        assert NAME not in said
        assert "weather" not in said


async def test_an_unfounded_notice_of_somebody_else_suspends_nobody(outside: Outside) -> None:
    await unfounded(outside.play, "n1", "@n1:here.example")
    await sent(outside)
    assert "Received" in await outside.read(await sent(outside, key="y" * 43))


def test_a_bucket_fills_again_and_forgets_the_oldest() -> None:
    buckets = Buckets()
    assert [buckets.take("192.0.2.1", 0.0) for _ in range(11)] == [True] * 10 + [False]
    assert buckets.take("192.0.2.2", 0.0)
    assert not buckets.take("192.0.2.1", 30.0)
    assert buckets.take("192.0.2.1", 91.0)
    assert place_of("2001:db8::1") == place_of("2001:db8::ffff")
    assert place_of("unix") == "unix"
